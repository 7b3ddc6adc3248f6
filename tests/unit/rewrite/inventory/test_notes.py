import pytest

from tests.support.inventories import outcomes

NOTES = "\n\n[^a]: Harbour office, 2019.\n\n[^b]: Town archive, 1950.\n"


def test_marks_that_took_each_others_place_are_broken():
    before = f"Traffic rose.[^a] Fees fell.[^b]{NOTES}"
    after = f"Traffic rose.[^b] Fees fell.[^a]{NOTES}"

    assert outcomes(before, after) == [("footnote", "swapped", "broken")]


def test_a_renamed_label_is_explained():
    before = f"Traffic rose.[^a] Fees fell.[^b]{NOTES}"
    after = before.replace("[^a]", "[^office]")

    assert outcomes(before, after) == [("footnote", "changed", "explained")]


def test_labels_that_changed_places_together_with_their_notes_are_explained():
    before = "It rose.[^1] They fell.[^2]\n\n[^1]: Harbour office.\n\n[^2]: Town archive.\n"
    after = "It rose.[^2] They fell.[^1]\n\n[^2]: Harbour office.\n\n[^1]: Town archive.\n"

    assert {one[2] for one in outcomes(before, after)} == {"explained"}


def test_notes_that_changed_places_under_their_labels_are_broken():
    before = "It rose.[^1] They fell.[^2]\n\n[^1]: Harbour office.\n\n[^2]: Town archive.\n"
    after = "It rose.[^1] They fell.[^2]\n\n[^1]: Town archive.\n\n[^2]: Harbour office.\n"

    assert ("footnote", "swapped", "broken") in outcomes(before, after)


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        (f"It rose.[^a] So.[^b]{NOTES}", f"It rose. So.[^b]{NOTES}", "lost"),
        (f"It rose.[^a] So.[^b]{NOTES}", f"It rose.[^a] So.[^b][^a]{NOTES}", "new"),
        (f"It rose.[^a] So.[^b]{NOTES}", "It rose.[^a] So.\n\n[^a]: Harbour office, 2019.\n", "lost"),
        ("It rose [@keller2019].", "It rose [@meyer2019].", "changed"),
        ("It rose [12].", "It rose [13].", "changed"),
        ("It rose [12].", "It rose.", "lost"),
        ("It rose.^[An aside.]", "It rose.", "lost"),
    ],
)
def test_a_mark_or_citation_that_changed_is_broken(before, after, fate):
    assert ("footnote", fate, "broken") in outcomes(before, after)


def test_a_note_in_restructuredtext_is_known_by_its_mark():
    text = "Traffic rose [1]_ and fees fell [2]_.\n\n.. [1] Harbour office.\n.. [2] Town archive.\n"
    after = text.replace("rose [1]_", "rose [2]_").replace("fell [2]_", "fell [1]_")

    assert ("footnote", "swapped", "broken") in outcomes(text, after, "a.rst")
