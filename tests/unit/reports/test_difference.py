import pytest

from app.reports.difference import Kind, shown_difference, word_difference

TEXTS = [
    ("", ""),
    ("", "new"),
    ("a barrel is enough", "a barrel is enough"),
    ("It is important to note that a barrel is enough.", "A barrel is enough."),
    ("one\ntwo\nthree\n", "one\nthree\ntwo\n"),
    ("水1リットルに昆布を入れます。", "水2リットルに昆布を入れる。"),
    ("x = 1\n\n\ty", "x = 1\n    y"),
]


@pytest.mark.parametrize(("before", "after"), TEXTS)
def test_what_stays_and_goes_is_the_old_text_and_what_stays_and_comes_is_the_new(before, after):
    segments = word_difference(before, after)

    old = "".join(s.text for s in segments if s.kind in {Kind.SAME, Kind.REMOVED, Kind.MOVED_AWAY})
    new = "".join(s.text for s in segments if s.kind in {Kind.SAME, Kind.ADDED, Kind.MOVED_HERE})
    assert (old, new) == (before, after)


def test_a_changed_word_is_shown_alone_and_not_its_sentence():
    segments = word_difference(
        "The barrel holds 200 litres of water.", "The barrel holds 250 litres of water."
    )

    assert [(s.kind, s.text) for s in segments if s.kind is not Kind.SAME] == [
        (Kind.REMOVED, "200"),
        (Kind.ADDED, "250"),
    ]


def test_a_character_of_a_script_without_spaces_is_a_word():
    segments = word_difference("昆布を入れます", "昆布を抜きます")

    assert [s.text for s in segments if s.kind is Kind.ADDED] == ["抜き"]


def test_changes_with_only_a_comma_between_them_are_one_phrase():
    segments = word_difference("needless to say, really", "as seen, truly")

    assert len([s for s in segments if s.kind is Kind.ADDED]) == 1


def test_a_sentence_that_went_elsewhere_is_moved_and_not_lost():
    sentence = "A barrel of 200 litres is enough for a shed."
    before = f"Many people ask about size.\n\nSome ask twice.\n\n{sentence}\n"
    after = f"{sentence}\n\nMany people ask about size.\n\nSome ask twice.\n\n"

    kinds = {s.kind for s in word_difference(before, after)}

    assert Kind.MOVED_HERE in kinds
    assert Kind.MOVED_AWAY in kinds


def test_long_unchanged_stretches_are_folded_and_say_how_much_is_hidden():
    filler = "".join(f"Line {number} stays as it is and has nothing to say.\n" for number in range(60))

    segments = shown_difference(f"start\n{filler}end\n", f"begin\n{filler}finish\n")

    folded = [s.text for s in segments if s.kind is Kind.FOLDED]
    assert len(folded) == 1
    assert folded[0].endswith("unchanged lines")
    assert sum(len(s.text) for s in segments) < 900


def test_a_difference_without_end_is_cut_and_says_so():
    before = "".join(f"old{number} " for number in range(20_000))
    after = "".join(f"new{number} stays{number} " for number in range(20_000))

    segments = shown_difference(before + "\n" + before, after)

    assert segments[-1].kind is Kind.FOLDED
    assert sum(len(s.text) for s in segments) < 61_000
