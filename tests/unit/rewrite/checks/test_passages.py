"""The passages that a further check is shown."""

from app.content import read_text
from app.rewrite.checks.passages import changed_passages

BEFORE = "# Barrels\n\nThe barrel is full. It stands in the shade of the old barn. Nobody has moved it.\n"


def passages(after, before=BEFORE):
    return changed_passages(read_text(before, path="a.md"), read_text(after, path="a.md"))


def test_a_text_that_stayed_has_none():
    assert passages(BEFORE) == []


def test_a_reworded_sentence_stands_beside_what_it_was_with_both_places():
    after = BEFORE.replace("stands in the shade of", "is standing in the shade of")

    [passage] = passages(after)

    assert passage.before == "It stands in the shade of the old barn."
    assert passage.after == "It is standing in the shade of the old barn."
    assert BEFORE[passage.before_span.start : passage.before_span.end] == passage.before
    assert after[passage.after_span.start : passage.after_span.end] == passage.after
    assert passage.section_id


def test_a_new_sentence_has_an_empty_side():
    [passage] = passages(BEFORE.replace("moved it.", "moved it. Rust eats the whole roof of another house."))

    assert passage.before == ""
    assert passage.before_span is None
    assert passage.after.startswith("Rust")
