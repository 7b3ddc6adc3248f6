import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.changes import Change, ChangeKind
from app.domain.content import ContentFormat, Document, Section, Span
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.rewrite.changes import changes, take
from tests.support.computing import seconds_of

WORDS = st.sampled_from(
    ["The", "desk", "reads", "it.", "Nobody", "waits!", "\n\n", "\n", "# A", "- b", "記事。", " "]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@given(TEXTS, TEXTS)
def test_taking_every_change_gives_the_candidate_and_none_the_original(original, candidate):
    found = changes(original, candidate)

    assert take(original, found, [change.id for change in found]) == candidate
    assert take(original, found, []) == original


@given(TEXTS, TEXTS, st.data())
def test_any_choice_is_the_original_outside_the_chosen_places(original, candidate, data):
    found = changes(original, candidate)
    chosen = data.draw(st.sets(st.sampled_from([c.id for c in found]))) if found else set()

    text = take(original, found, chosen)

    parts = [part for change in found if change.id in chosen for part in change.parts]
    assert len(text) == len(original) + sum(len(part.new) - len(part.old) for part in parts)
    again = {change.id for change in found} - set(chosen)
    assert all(original[p.before.start : p.before.end] == p.old for c in found for p in c.parts)
    assert all(candidate[p.after.start : p.after.end] == p.new for c in found for p in c.parts)
    assert take(original, found, set(chosen) | again) == candidate


def test_two_sentences_changed_are_two_changes():
    original = "The desk reads it in order to judge. It waits. They go at this point in time."
    candidate = "The desk reads it to judge. It waits. They go now."

    found = changes(original, candidate)

    assert [(c.parts[0].old, c.parts[0].new) for c in found] == [
        ("in order ", ""),
        ("at this point in time.", "now."),
    ]
    assert take(original, found, ["c2"]) == "The desk reads it in order to judge. It waits. They go now."


def test_a_sentence_that_moved_is_one_change_so_that_it_is_never_doubled():
    original = "Some say so. Others do not. A lease is a time-limited right to work."
    candidate = "A lease is a time-limited right to work. Some say so. Others do not."

    found = changes(original, candidate)

    for choice in ([], [found[0].id]):
        assert take(original, found[:1], choice).count("A lease is") <= 1 or len(found) > 1
    assert len(found) == 1
    assert found[0].kind is ChangeKind.MOVED


def test_a_sentence_that_was_split_is_one_change_also_beside_one_that_was_joined():
    original = "The desk reads it, and the editor waits there. Nobody else comes. Everybody sleeps."
    candidate = "The desk reads it. The editor waits there. Nobody else comes and everybody sleeps."

    found = changes(original, candidate)

    for choice in ([], [change.id for change in found]):
        assert take(original, found, choice).count("editor waits there") == 1
    assert len(found) == 1


def test_a_heading_is_a_change_of_its_own():
    found = changes("### A\n\nOne, and two.\n", "## A\n\nOne. Two.\n")

    assert [change.parts[0].old for change in found] == ["###", "One, and two."]


def test_a_change_names_its_section_and_the_finding_it_answers():
    original = "# A\n\nFirst text here.\n\n# B\n\nSecond text here.\n"
    candidate = original.replace("Second text", "Better text")
    document = Document(
        source=original,
        format=ContentFormat.MARKDOWN,
        sections=(Section("s1", "A", 1, Span(0, 23)), Section("s2", "B", 1, Span(23, len(original)))),
    )
    finding = Finding(
        "wordy",
        "wordy",
        Severity.WARNING,
        EvidenceGrade.C,
        span=Span(28, 34),
        fix="Be brief.",
        section_id="s2",
    )

    found = changes(original, candidate, document=document, findings=[finding])

    assert [(c.section_id, c.answers, c.why) for c in found] == [("s2", ("wordy",), "Be brief.")]


def test_a_change_survives_json():
    found = changes("One. Two here. Three.", "One. Two there. Three. Four.")

    again = tuple(Change.from_json(json.loads(json.dumps(change.to_json()))) for change in found)

    assert again == found


def test_an_unknown_change_is_refused_by_name():
    found = changes("One.", "Two.")

    with pytest.raises(ValueError, match="'c9'"):
        take("One.", found, ["c9"])


def test_a_large_hostile_pair_is_compared_in_bounded_time():
    original, candidate = "a. " * 60_000, "a. b. " * 40_000

    def there_and_back():
        found = changes(original, candidate)
        assert take(original, found, {change.id for change in found}) == candidate

    assert seconds_of(there_and_back, rounds=1) < 20
