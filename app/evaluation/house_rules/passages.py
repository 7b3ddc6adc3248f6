"""A document as the passages that rules read: blocks, their sentences, the raw source, the summary."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from app.domain.content import Block, BlockKind, ContentFormat, Document, Fragment, Span
from app.evaluation.house_rules.masks import Masked
from app.evaluation.house_rules.outside_blocks import outside_blocks
from app.evaluation.house_rules.passage import Passage
from app.text.sentences import sentences

_EXTENSIONS = {
    ContentFormat.MARKDOWN: "md",
    ContentFormat.MDX: "mdx",
    ContentFormat.HTML: "html",
    ContentFormat.RST: "rst",
    ContentFormat.TEXT: "txt",
}
_SUMMARISED = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)
_SCOPES = {
    BlockKind.PARAGRAPH: "text",
    BlockKind.LIST_ITEM: "text.list",
    BlockKind.QUOTE: "text.blockquote",
    BlockKind.HEADING: "text.heading.h",
}


def passages_of(document: Document, masked: Masked) -> Iterator[Passage]:
    """Every passage, in document order; the summary and the raw source come last."""
    extension = _EXTENSIONS[document.format]
    summary: list[str] = []
    was_table = False
    for original in document.blocks:
        block, text = _shown(document, original, masked)
        yield from _images(document, block, extension)
        if block.kind is BlockKind.TABLE:
            yield from _cells(document, block, text, extension, is_header=not was_table)
        was_table = block.kind is BlockKind.TABLE
        if block.kind not in _SCOPES or not text.strip("* \n"):
            continue
        if block.kind in _SUMMARISED:
            summary.append(text)
        scope = _SCOPES[block.kind] + (str(block.level) if block.kind is BlockKind.HEADING else "")
        if block.kind is BlockKind.PARAGRAPH:
            yield from _prose(document, block, text, extension)
        else:
            yield _passage(document, block, text, f"{scope}.{extension}")
    yield from outside_blocks(document, masked, extension)
    yield from _whole(document, extension, "\n\n".join(summary))


def _prose(document: Document, block: Block, text: str, extension: str) -> Iterator[Passage]:
    yield _passage(document, block, text, f"text.{extension}")
    yield _passage(document, block, text, f"paragraph.{extension}")
    for span in sentences(text.replace("\n", " ")):
        yield _passage(
            document, block, text[span.start : span.end], f"sentence.{extension}", offset=span.start
        )


def _cells(
    document: Document, block: Block, text: str, extension: str, *, is_header: bool
) -> Iterator[Passage]:
    scope = f"text.table.{'header' if is_header else 'cell'}.{extension}"
    position = 0
    for cell in text.split(" | "):
        if cell.strip():
            yield _passage(document, block, cell, scope, offset=position)
        position += len(cell) + 3


def _images(document: Document, block: Block, extension: str) -> Iterator[Passage]:
    for link in block.links:
        if link.is_image and link.text.strip():
            begin = document.source.find(link.text, link.span.start, link.span.end)
            start = begin if begin >= 0 else link.span.start
            yield Passage(
                link.text,
                _parts(f"text.attr.alt.{extension}"),
                _parts(f"text.attr.alt.{extension}"),
                _from(start, link.span.end),
                block.section_id,
            )


def _whole(document: Document, extension: str, summary: str) -> Iterator[Passage]:
    counts = _counts(document)
    scope = _parts(f"summary.{extension}")
    yield Passage(summary, scope, scope, _nowhere, counts=counts)
    raw = _parts(f"raw.{extension}")
    yield Passage(_unix(document.source), raw, raw, _raw_mapping(document.source))


def _nowhere(_start: int, _end: int) -> Span:
    return Span(0, 0)


def _counts(document: Document) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    names = {BlockKind.LIST_ITEM: "list", BlockKind.QUOTE: "blockquote", BlockKind.CODE: "pre"}
    for block in document.blocks:
        is_heading = block.kind is BlockKind.HEADING
        name = f"heading_h{block.level}" if is_heading else names.get(block.kind)
        if name is not None:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _passage(document: Document, block: Block, text: str, scope: str, *, offset: int = 0) -> Passage:
    def to_source(start: int, end: int) -> Span:
        return block.source_span(start + offset, end + offset)

    parts = _parts(scope)
    return Passage(text, parts, parts, to_source, block.section_id, document.language)


def _parts(scope: str) -> frozenset[str]:
    return frozenset(scope.split("."))


def _from(start: int, last: int) -> Callable[[int, int], Span]:
    return lambda begin, end: Span(min(start + begin, last), min(start + end, last))


def _shown(document: Document, block: Block, masked: Masked) -> tuple[Block, str]:
    """The block with the author's line breaks and spaces, and with asterisks for what is no prose."""
    if not block.fragments:
        return block, block.text
    parts: list[str] = []
    fragments: list[Fragment] = []
    length, read, source_end = 0, 0, block.fragments[0].source_start
    for fragment in block.fragments:
        gap = block.text[read : fragment.text_start]
        between = document.source[source_end : fragment.source_start]
        if gap == " ":
            gap = "\n" if "\n" in between or "\r" in between else between if between.isspace() else gap
            fragments.append(Fragment(length, source_end, len(gap)))
        length += len(gap)
        text = block.text[fragment.text_start : fragment.text_start + fragment.length]
        text = masked.over(text, fragment.source_start)
        fragments.append(Fragment(length, fragment.source_start, fragment.length))
        parts += [gap, text]
        length += len(text)
        read = fragment.text_start + fragment.length
        source_end = fragment.source_start + fragment.length
    shown = "".join([*parts, block.text[read:]])
    return replace(block, text=shown, fragments=tuple(fragments)), shown


def _unix(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source


def _raw_mapping(source: str) -> Callable[[int, int], Span]:
    """From the source with line feeds alone back to the source as it is."""
    if "\r\n" not in source:
        return Span
    dropped: list[int] = []
    position = source.find("\r\n")
    while position >= 0:
        dropped.append(position - len(dropped))
        position = source.find("\r\n", position + 2)

    def back(offset: int) -> int:
        return offset + bisect_left(dropped, offset)

    return lambda start, end: Span(back(start), back(end))
