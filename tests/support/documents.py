"""What holds for every document, whatever was read."""

import os
import re
from itertools import pairwise
from pathlib import Path

from app.content import encode_document
from app.domain.content import Document

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[3] / "shared"))
"""Real and hostile files outside the repository; tests that need them skip where they are absent."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def assert_sound(document: Document) -> None:
    """Places, sections and texts agree with the source."""
    source = document.source
    assert "\x00" not in source
    for block in document.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(source), block
        assert _CONTROL.search(block.text) is None, block
        for fragment in block.fragments:
            shown = block.text[fragment.text_start : fragment.text_start + fragment.length]
            assert shown == source[fragment.source_start : fragment.source_start + fragment.length], (
                block,
                fragment,
            )
        for before, after in pairwise(block.fragments):
            assert before.text_start + before.length <= after.text_start, block
            assert before.source_start + before.length <= after.source_start, block
        for link in block.links:
            assert 0 <= link.span.start <= link.span.end <= len(source), link
    assert list(document.blocks) == sorted(document.blocks, key=lambda block: block.span.start)
    _assert_sections(document)


def _assert_sections(document: Document) -> None:
    body = 0 if document.front_matter_span is None else document.front_matter_span.end
    assert [section.id for section in document.sections] == [f"s{n}" for n in range(len(document.sections))]
    covered = "".join(document.source[each.span.start : each.span.end] for each in document.sections)
    assert document.source[:body] + covered == document.source
    spans = {section.id: section.span for section in document.sections}
    for block in document.blocks:
        span = spans[block.section_id]
        assert span.start <= block.span.start <= span.end, block


def assert_comes_back(document: Document, data: bytes) -> None:
    """Encoded again, an unchanged text is the file it came from."""
    assert encode_document(document, document.source) == data
