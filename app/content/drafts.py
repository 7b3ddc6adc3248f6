"""Blocks under construction, and the step from these drafts to a document's blocks and sections."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.content.bare_links import with_bare_links
from app.content.folding import TextRun
from app.domain.content import Block, BlockKind, Concealment, Fragment, Link, Section, Span

CELL_SEPARATOR = " | "
"""Between the cells of one table row."""


_ANCHORS = frozenset({"#", "¶", "§", "🔗", "\uf0c1"})
"""What sites put behind a heading as a link to itself."""


@dataclass(slots=True)
class Draft:
    kind: BlockKind
    start: int
    end: int
    text: str = ""
    fragments: tuple[Fragment, ...] = ()
    links: tuple[Link, ...] = ()
    level: int = 0
    row: tuple[int, int] | None = None
    """Table and row number, both counted across the document, for text in a table cell."""
    concealment: Concealment | None = None


@dataclass(slots=True)
class Drafts:
    """The blocks found so far, in the order in which they end."""

    items: list[Draft] = field(default_factory=list)

    def add(
        self,
        kind: BlockKind,
        run: TextRun,
        *,
        start: int,
        end: int,
        level: int = 0,
        row: tuple[int, int] | None = None,
        concealment: Concealment | None = None,
    ) -> None:
        """Finish a run of text as a block; one without visible text is kept as markup if it has links."""
        text, fragments, links = run.finish()
        if (
            kind is BlockKind.HEADING
            and links
            and links[-1].text in _ANCHORS
            and text.endswith(links[-1].text)
        ):
            text, fragments = cut(text, fragments, len(text) - len(links[-1].text))
            links = links[:-1]
        if kind is not BlockKind.CODE:
            links = with_bare_links(text, fragments, links)
        if not text.strip():
            if not links:
                return
            kind = BlockKind.HIDDEN if kind is BlockKind.HIDDEN else BlockKind.MARKUP
        self.items.append(Draft(kind, start, end, text, fragments, links, level, row, concealment))

    def plain(self, kind: BlockKind, source: str, *, inner: Span, whole: Span) -> None:
        """A block whose text is shown verbatim: code, comments, markup."""
        run = TextRun(source)
        start = inner.start
        if kind is not BlockKind.CODE:
            start = inner.end - len(source[inner.start : inner.end].lstrip())
        run.add_raw(start, inner.end)
        text, fragments, _ = run.finish()
        if text.strip():
            self.items.append(Draft(kind, whole.start, whole.end, text, fragments))


def cut(text: str, fragments: tuple[Fragment, ...], length: int) -> tuple[str, tuple[Fragment, ...]]:
    """A text's first `length` characters, without trailing space, and their fragments."""
    shorter = text[:length].rstrip()
    kept = tuple(
        fragment
        if fragment.text_start + fragment.length <= len(shorter)
        else Fragment(fragment.text_start, fragment.source_start, len(shorter) - fragment.text_start)
        for fragment in fragments
        if fragment.text_start < len(shorter)
    )
    return shorter, kept


def assemble(
    drafts: Iterable[Draft], *, body_start: int, source_length: int
) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort the drafts, cut the text into sections at its headings, and give every block its section."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    cuts = [body_start]
    heads: list[tuple[str, int]] = [("", 0)]
    blocks = []
    for draft in ordered:
        if draft.kind is BlockKind.HEADING:
            cuts.append(max(draft.start, cuts[-1]))
            heads.append((draft.text, draft.level))
        blocks.append(
            Block(
                draft.kind,
                Span(draft.start, draft.end),
                draft.text,
                draft.fragments,
                draft.level,
                draft.links,
                f"s{len(heads) - 1}",
                draft.concealment,
            )
        )
    return tuple(blocks), _sections(cuts, heads, source_length)


def _sections(cuts: list[int], heads: list[tuple[str, int]], source_length: int) -> tuple[Section, ...]:
    sections = []
    above: list[tuple[str, int]] = []
    ends = [*cuts[1:], source_length]
    for number, (start, end, (heading, level)) in enumerate(zip(cuts, ends, heads, strict=True)):
        if number:
            while above and above[-1][1] >= level:
                above.pop()
        path = tuple(heading for heading, _ in above)
        sections.append(Section(f"s{number}", heading, level, Span(start, end), path))
        if number:
            above.append((heading, level))
    return tuple(sections)
