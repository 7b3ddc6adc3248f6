import pytest

from app.rewrite.facts.inventory import quotations
from tests.support.computing import seconds_of
from tests.support.inventories import outcomes

MARKS = [
    "“{}”",
    '"{}"',
    "„{}“",
    "»{}«",
    "«{}»",
    "« {} »",
    "‹{}›",
    "›{}‹",
    "‘{}’",
    "'{}'",
    "‚{}‘",
    "「{}」",
    "『{}』",
]


@pytest.mark.parametrize("marks", MARKS)
def test_other_words_in_any_marks_are_broken(marks):
    before = f"The mate said: {marks.format('We sail at dawn tomorrow')}."
    after = before.replace("dawn", "dusk")

    assert outcomes(before, after) == [("quote", "changed", "broken")]


@pytest.mark.parametrize("marks", MARKS)
def test_the_same_words_in_other_marks_are_the_same(marks):
    before = "The mate said: “We sail at dawn tomorrow”."
    after = f"The mate said: {marks.format('We sail at dawn tomorrow')}."

    assert outcomes(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He said, “We will sail.”", "“We will sail”, he said."),
        ("“We will sail,” he said.", "He said: “We will sail.”"),
        ("“We sail,” he said, “at dawn.”", "He said: “We sail at dawn.”"),
        ("He said: “We sail at dawn.”", "“We sail,” he said, “at dawn.”"),
    ],
)
def test_a_comma_that_moved_or_speech_that_was_split_is_explained(before, after):
    assert {one[2] for one in outcomes(before, after)} <= {"explained"}


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("He said: “We sail at dawn.”", "He was silent.", "broken"),
        ("He was silent.", "He said: “We sail at dawn.”", "broken"),
        ("He said that we sail at dawn.", "He said that “we sail at dawn”.", "broken"),
        ("He said “we sail at dawn”.", "He said we sail at dawn.", "doubt-meaning"),
        ("The “lucky” boat sank.", "The lucky boat sank.", "doubt-wording"),
        ("“We sail?” he asked.", "“We sail!” he asked.", "broken"),
        ("> We sail at dawn.\n\nSo it was.", "> We sail at dusk.\n\nSo it was.", "broken"),
        (
            "Anna said “we sail now”. Ben said “we stay here”.",
            "Anna said “we stay here”. Ben said “we sail now”.",
            "broken",
        ),
    ],
)
def test_speech_that_is_gone_new_or_in_another_mouth(before, after, outcome):
    assert [one[2] for one in outcomes(before, after)] == [outcome]


@pytest.mark.parametrize(
    "text",
    [
        "The boat's mate and the boats' crews don't sail.",
        "In the '90s it was 6' 2\" long.",
        "It's 5 o'clock at Anna's, isn't it?",
        "Rock 'n' roll",
        "the dogs’ bowls and the cat’s",
    ],
)
def test_apostrophes_and_inches_are_no_quotations(text):
    assert [
        text[span.start : span.end] for span in quotations(text) if " " in text[span.start : span.end]
    ] == []


def test_a_note_set_like_a_quotation_is_prose():
    assert outcomes("> **Note:** Do not leave it open.", "> **Note:** Don't leave it open.") == []


@pytest.mark.parametrize("unit", ["“", '"', "«", "'a", "‘a", "„“", "「", "``a"])
def test_unclosed_marks_are_read_in_linear_time(unit):
    def seconds(size):
        return seconds_of(lambda: quotations(unit * (size // len(unit))))

    assert seconds(80_000) < 12 * seconds(20_000) + 0.05
