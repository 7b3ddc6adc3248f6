"""Of a long section the part goes out where most was found, cut between blocks."""

import pytest

from app.content import read_text
from app.domain.content import Span
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.rewrite.passages import LEAST_CHARACTERS, part_of

SENTENCE = "The barrel stands in the shade and the tap is closed by hand in the evening. "
PARAGRAPHS = [f"{name} {SENTENCE * 4}".strip() for name in ("Alpha.", "Beta.", "Gamma.", "Delta.")]
SOURCE = "# Barrels\n\n" + "\n\n".join(PARAGRAPHS) + "\n"


def found_at(document, *words):
    return [
        Finding(
            "wordy", "wordy", Severity.WARNING, EvidenceGrade.A,
            span=Span(document.source.index(word), document.source.index(word) + len(word)),
            section_id=document.sections[-1].id,
        )
        for word in words
    ]  # fmt: skip


def part(source, *words, room, path="a.md"):
    document = read_text(source, path=path)
    span = part_of(document, document.sections[-1], found_at(document, *words), room=room)
    return document.source[span.start : span.end]


def test_a_section_that_fits_goes_whole():
    assert part(SOURCE, "Gamma", room=len(SOURCE)) == SOURCE


def test_a_short_section_is_not_cut_however_little_room_there_is():
    source = "# Barrels\n\nOne sentence.\n\nAnother one.\n"

    assert len(source) < LEAST_CHARACTERS
    assert part(source, "Another", room=1) == source


def test_of_a_long_section_the_blocks_with_most_findings_go_and_nothing_else():
    shown = part(SOURCE, "Gamma", room=700)

    assert "Gamma." in shown
    assert len(shown) <= 700
    assert shown.strip() in SOURCE
    assert {paragraph in shown for paragraph in PARAGRAPHS} == {True, False}


def test_two_findings_outweigh_one():
    shown = part(SOURCE, "Alpha", "Gamma", "Delta", room=700)

    assert "Gamma." in shown
    assert "Delta." in shown
    assert "Alpha." not in shown


def test_no_block_is_cut_in_half():
    shown = part(SOURCE, "Beta", room=900)

    for paragraph in PARAGRAPHS:
        assert paragraph in shown or paragraph.split(" ", 1)[0] not in shown


def test_a_block_larger_than_the_room_goes_alone():
    source = f"# Barrels\n\n{SENTENCE * 20}\n\nOmega {SENTENCE}\n"

    shown = part(source, "The barrel stands", room=700)

    assert shown.count(SENTENCE.strip()) == 20
    assert "Omega" not in shown


def test_without_a_finding_at_a_place_the_part_with_most_prose_goes():
    source = f"# Barrels\n\n```\n{'x = 1' * 200}\n```\n\n{SENTENCE * 8}\n"

    assert SENTENCE.strip() in part(source, room=750)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_part_begins_at_the_beginning_of_a_line(line_end):
    source = SOURCE.replace("\n", line_end)
    document = read_text(source, path="a.md")

    span = part_of(document, document.sections[-1], found_at(document, "Delta"), room=700)

    assert "Delta." in source[span.start : span.end]
    assert span.start == 0 or source[span.start - 1] in "\r\n"


def test_items_of_a_list_that_hold_one_another_are_not_torn_apart():
    inner = "".join(f"  - inner {number} {SENTENCE}\n" for number in range(8))
    source = f"# Barrels\n\n- outer {SENTENCE}\n{inner}\nOmega {SENTENCE * 6}\n"

    shown = part(source, "inner 3", room=800)

    assert "inner 3" in shown
    assert shown in source


def test_front_matter_is_in_no_part():
    source = "---\ntitle: Barrels\n---\n" + "\n\n".join(PARAGRAPHS) + "\n"

    for room in (700, len(source)):
        shown = part(source, "Alpha", room=room)
        assert "Alpha." in shown
        assert "title: Barrels" not in shown
