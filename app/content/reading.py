"""Entry point: bytes or text in, one `Document` out."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from app.content.decoding import Decoded, decode, refuse_noise, storable
from app.content.drafts import assemble
from app.content.folding import without_controls
from app.content.formats import OLE, PDF, ZIP, by_name, choose_format, is_open_document
from app.content.front_matter import FrontMatter, read_front_matter
from app.content.language import PASSAGE, SAMPLE, recognise
from app.content.parsing import MAX_BLOCKS, MAX_LINES, parse
from app.domain.content import (
    LINE_BREAK,
    PROSE_KINDS,
    Block,
    BlockKind,
    ContentFormat,
    ContentProblem,
    Document,
    Span,
)
from app.domain.errors import InvalidContent

if TYPE_CHECKING:
    from app.content.docx.reader import Reading

MAX_BYTES = 10 * 1024 * 1024
"""Default size limit of one file."""


def read_document(
    data: bytes,
    *,
    path: str | None = None,
    format: ContentFormat | None = None,  # noqa: A002
    max_bytes: int = MAX_BYTES,
    may_be_packaged: bool = True,
) -> Document:
    """Parse a file's bytes. Raises InvalidContent, naming the file, for one that is too large or not text.

    Without `may_be_packaged` they are text, whatever they begin with: a text in JSON is no Word file.

    An empty file, or one with nothing but front matter, yields a document without blocks.
    """
    name = "The text" if path is None else without_controls(path)
    if len(data) > max_bytes:
        raise InvalidContent(
            f"{name} has {len(data):,} bytes; the limit is {max_bytes:,}. Split it, or raise the limit."
        )
    if may_be_packaged and data.startswith((ZIP, OLE, PDF)):
        return _packaged(data, name, path, max_bytes)
    decoded = decode(data, name=name)
    refuse_noise(decoded.text, name=name)
    return _document(decoded, path, format)


def _packaged(data: bytes, name: str, path: str | None, max_bytes: int) -> Document:
    """A Word file, an OpenDocument text or a PDF, by way of its canonical Markdown."""
    container, kind, reading = _reading(data, name)
    if len(reading.text) > max_bytes:
        raise InvalidContent(
            f"{name} holds {len(reading.text):,} characters of text; the limit is {max_bytes:,}. Split it."
        )
    document = read_text(reading.text, path=path, format=ContentFormat.MARKDOWN)
    problems = [*reading.problems, *document.problems]
    if by_name(path) is not None:
        message = (
            f"The name says {by_name(path)}, but the file is {kind} and was read as that. Rename the file."
        )
        problems.insert(0, ContentProblem("wrong-extension", message))
    return replace(
        document,
        container=container,
        places=reading.places,
        furniture=reading.furniture,
        problems=tuple(problems),
    )


def _reading(data: bytes, name: str) -> tuple[str, str, "Reading"]:
    """The container, its name for people, and what is in it."""
    if data.startswith(PDF):
        from app.content.pdf.reader import read_pdf

        return "pdf", "PDF", read_pdf(data, name=name)
    if is_open_document(data):
        from app.content.odt.reader import read_odt

        return "odt", "OpenDocument", read_odt(data, name=name)
    from app.content.docx.reader import read_docx

    return "docx", "Word", read_docx(data, name=name)


def read_text(text: str, *, path: str | None = None, format: ContentFormat | None = None) -> Document:  # noqa: A002
    """Parse text that is already decoded: a stored revision, a rewrite."""
    clean, problems = storable(text)
    return _document(Decoded(clean, "utf-8", has_bom=False, problems=tuple(problems)), path, format)


def _document(decoded: Decoded, path: str | None, format: ContentFormat | None) -> Document:  # noqa: A002
    source = decoded.text
    matter = FrontMatter() if format is ContentFormat.TEXT else read_front_matter(source)
    body = 0 if matter.span is None else matter.span.end
    problems = [*decoded.problems, *matter.problems]
    if format is None:
        format, mismatch = choose_format(source, body_start=body, path=path)  # noqa: A001
        if mismatch is not None:
            problems.append(mismatch)
    parsed = parse(source, body, format)
    if parsed.unread is not None:
        problems.append(_unread(parsed.unread))
    blocks, sections = assemble(parsed.drafts, body_start=body, source_length=len(source))
    declared = _value(matter.values, "lang", "language", "locale") or parsed.language
    return Document(
        source=source,
        format=format,
        blocks=blocks,
        sections=sections,
        path=path,
        title=_value(matter.values, "title") or parsed.title or _first_heading(blocks),
        language=recognise(_sample(blocks), declared),
        encoding=decoded.encoding,
        has_bom=decoded.has_bom,
        newline=_newline(source),
        front_matter=matter.values,
        front_matter_span=matter.span,
        problems=tuple(problems),
        html=parsed.head,
    )


def _unread(span: Span) -> ContentProblem:
    return ContentProblem(
        "too-many-blocks",
        f"From here on the text was not judged: only {MAX_LINES:,} lines, or {MAX_BLOCKS:,} blocks of HTML, "
        "are read. Split the file.",
        Span(span.start, min(span.end, span.start + 1)),
    )


def _value(values: Mapping[str, Any], *names: str) -> str | None:
    """The first of these front matter keys (case-insensitive) that holds text."""
    lowered = {key.lower(): value for key, value in values.items()}
    for name in names:
        value = lowered.get(name)
        if isinstance(value, str | int | float) and without_controls(str(value)):
            return without_controls(str(value))
    return None


def _first_heading(blocks: Iterable[Block]) -> str | None:
    return next(
        (block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), None
    )


def _sample(blocks: Iterable[Block]) -> str:
    """Passages of prose from all over a document, plus headings where there is little of it."""
    prose: list[str] = []
    headings: list[str] = []
    seen: set[str] = set()
    for block in blocks:
        if block.kind in PROSE_KINDS:
            if block.text not in seen:
                seen.add(block.text)
                prose.append(block.text)
        elif block.kind in {BlockKind.HEADING, BlockKind.QUOTE, BlockKind.TABLE} and len(headings) < 20:
            headings.append(block.text[:SAMPLE])
    ends = list(accumulate(map(len, prose)))
    if not ends or ends[-1] < 200:
        return "\n".join([*prose, *headings])
    if ends[-1] <= SAMPLE:
        return "\n".join(prose)
    return "\n".join(_spread(prose, ends))


def _spread(prose: list[str], ends: list[int]) -> Iterator[str]:
    """Passages at even distances, each from the beginning of a block on."""
    count = SAMPLE // PASSAGE
    taken = 0
    for number in range(count):
        at = max(taken, bisect_right(ends, number * ends[-1] // count))
        wanted = PASSAGE
        while at < len(prose) and wanted > 0:
            yield prose[at][:wanted]
            wanted -= len(prose[at])
            at += 1
        taken = at


def _newline(source: str) -> str:
    """The line break used most; the first one wins a tie."""
    head = source[:200_000]
    both = head.count("\r\n")
    counts = {"\r\n": both, "\n": head.count("\n") - both, "\r": head.count("\r") - both}
    if not any(counts.values()):
        return "\n"
    first = LINE_BREAK.search(head)
    return max(counts, key=lambda mark: (counts[mark], first is not None and mark == first[0]))
