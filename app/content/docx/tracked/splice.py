"""A paragraph's changes as edits of its bytes: runs are split, their properties copied."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.content.docx.body import Paragraph
from app.content.docx.pieces import Kind, Piece
from app.content.docx.tracked.changes import Changes
from app.content.docx.tracked.markup import Edit, Markup
from app.content.docx.xml import Element

_NOT_COPIED = frozenset({"w:rPr", "w:sectPr", "w:pPrChange"})


def paragraph_edits(paragraph: Paragraph, changes: Changes, markup: Markup) -> Iterator[Edit]:
    """Edits for changes within a paragraph."""
    pieces = paragraph.content.pieces
    touched: dict[int, Element] = {}
    for piece in pieces:
        if piece.run is not None and (id(piece) in changes.gone or id(piece) in changes.inserted):
            touched[piece.run.start] = piece.run
    for run in touched.values():
        yield Edit(run.start, run.end, _run(run, pieces, changes, markup))
    for at, text in changes.between:
        yield Edit(at, at, markup.inserted(text, _properties_near(pieces, at, markup)))


def all_gone(paragraph: Paragraph) -> Changes:
    """Every character of a paragraph goes."""
    return Changes(
        {
            id(piece): set(range(len(piece.text)))
            for piece in paragraph.content.pieces
            if piece.kind is Kind.TEXT and piece.text and piece.run is not None
        }
    )


def mark_edit(paragraph: Element, name: str, markup: Markup) -> Edit:
    """Edit that marks the paragraph's own mark as come in (`ins`) or gone (`del`)."""
    mark = markup.mark(name)
    properties = paragraph.child("w:pPr")
    if properties is None:
        at, is_empty = _inside(paragraph, markup)
        new = markup.tag("pPr", markup.tag("rPr", mark))
        return Edit(at, at, new) if not is_empty else _reopened(paragraph, new, markup)
    of_mark = properties.child("w:rPr")
    if of_mark is not None:
        at, is_empty = _inside(of_mark, markup)
        return Edit(at, at, mark) if not is_empty else _reopened(of_mark, mark, markup)
    new = markup.tag("rPr", mark)
    behind = next((one for one in properties.children if one.name in _NOT_COPIED), None)
    if behind is not None:
        return Edit(behind.start, behind.start, new)
    at, is_empty = _inside(properties, markup)
    if is_empty:
        return _reopened(properties, new, markup)
    at = properties.children[-1].end if properties.children else at
    return Edit(at, at, new)


def new_paragraph(
    text: str,
    markup: Markup,
    *,
    like: Paragraph | None,
    has_mark: bool = True,
    mark_like: Element | None = None,
) -> bytes:
    """A paragraph that came in, formatted like another one.

    `has_mark`: its own paragraph mark came in too; else it has the old mark of `mark_like`.
    """
    model = mark_like if mark_like is not None else None if like is None else like.element
    properties = None if model is None else model.child("w:pPr")
    kept = b"".join(
        markup.slice(one)
        for one in (() if properties is None else properties.children)
        if one.name not in _NOT_COPIED
    )
    if has_mark:
        kept += markup.tag("rPr", markup.mark("ins"))
    run = b"" if like is None else _properties_near(like.content.pieces, 0, markup)
    return markup.tag("p", (markup.tag("pPr", kept) if kept else b"") + markup.inserted(text, run))


def _run(run: Element, pieces: Sequence[Piece], changes: Changes, markup: Markup) -> bytes:
    properties = markup.slice(run.child("w:rPr"))
    of_child = {id(one.child): one for one in pieces if one.run is run and one.child is not None}
    atoms: list[tuple[str, bytes]] = []
    for child in run.children:
        if child.name != "w:rPr":
            atoms += _atoms(child, of_child.get(id(child)), changes, markup)
    opening = markup.part[run.start : run.children[0].start]
    closing = b"</" + opening[1:].split(b">")[0].split()[0] + b">"
    out: list[bytes] = []
    for kind, group in groupby(atoms, key=lambda atom: atom[0]):
        inner = b"".join(new for _, new in group)
        if kind == "ins":
            out.append(markup.change("ins", markup.run(properties, inner)))
        else:
            whole = opening + properties + inner + closing
            out.append(markup.change("del", whole) if kind == "del" else whole)
    return b"".join(out)


def _atoms(
    child: Element, piece: Piece | None, changes: Changes, markup: Markup
) -> Iterator[tuple[str, bytes]]:
    """The child in parts that stay (an empty word), go (`del`) or come in (`ins`)."""
    gone = changes.gone.get(id(piece), set())
    inserted = changes.inserted.get(id(piece), {})
    if piece is None or piece.kind is not Kind.TEXT or not (gone or inserted):
        yield "", markup.slice(child)
        return
    start = 0
    length = len(piece.text)
    for at in range(length + 1):
        is_border = at == length or (at > 0 and (at in gone) != (at - 1 in gone))
        if (is_border or at in inserted) and at > start:
            is_gone = start in gone
            if child.name == "w:t":
                new = markup.text(piece.text[start:at], is_gone=is_gone)
            else:
                new = markup.slice(child)
            yield ("del" if is_gone else ""), new
            start = at
        if at in inserted:
            yield "ins", markup.text(inserted[at])


def _properties_near(pieces: Sequence[Piece], at: int, markup: Markup) -> bytes:
    """The properties of the last run of text before a byte offset, else of the first one."""
    runs = [one.run for one in pieces if one.run is not None and one.kind is Kind.TEXT]
    before = [run for run in runs if run.end <= at]
    near = before[-1] if before else runs[0] if runs else None
    return b"" if near is None else markup.slice(near.child("w:rPr"))


def _inside(element: Element, markup: Markup) -> tuple[int, bool]:
    """The offset behind the start tag, and whether the element is an empty tag."""
    if element.children:
        return element.children[0].start, False
    whole = markup.slice(element)
    if whole.endswith(b"/>"):
        return element.end, True
    return element.start + whole.rindex(b"</"), False


def _reopened(element: Element, inner: bytes, markup: Markup) -> Edit:
    whole = markup.slice(element)
    name = whole[1:-2].split()[0]
    return Edit(element.start, element.end, whole[:-2].rstrip() + b">" + inner + b"</" + name + b">")
