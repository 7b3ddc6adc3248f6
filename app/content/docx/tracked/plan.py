"""From two sequences of paragraphs to the edits of the file, and a sentence for whatever is left as it is."""

from collections.abc import Mapping, Sequence

from app.content.docx.body import Leaf, Paragraph
from app.content.docx.pieces import Kind
from app.content.docx.tracked.align import aligned
from app.content.docx.tracked.changes import Untrackable, changes_of
from app.content.docx.tracked.comments import Remark
from app.content.docx.tracked.markup import Edit, Markup
from app.content.docx.tracked.pairing import kind_of, new_key, old_key, plain, shown
from app.content.docx.tracked.rewritten import Line, NewLeaf
from app.content.docx.tracked.splice import all_gone, mark_edit, new_paragraph, paragraph_edits


class Plan:
    """Grows with `follow`: the edits of the part, how many paragraphs they change, and what is left."""

    def __init__(
        self, leaves: Sequence[Leaf], markup: Markup, *, labels: Mapping[str, str], has_title: bool
    ) -> None:
        self._leaves = leaves
        self._markup = markup
        self._labels = dict(labels)
        self._has_title = has_title
        self._marked: set[int] = set()
        """Paragraphs whose own mark is already changed."""
        self.edits: list[Edit] = []
        self.changed = 0
        self.left: list[str] = []
        self.remarks: list[Remark] = []

    def follow(self, new: Sequence[NewLeaf]) -> None:
        """Plan the way from the file to these paragraphs."""
        last: Leaf | None = None
        coming: list[NewLeaf] = []
        for pair in aligned([old_key(leaf) for leaf in self._leaves], [new_key(leaf) for leaf in new]):
            if pair.old is None and pair.new is not None:
                coming.append(new[pair.new])
                continue
            if pair.old is None:
                continue
            self._add(coming, behind=last)
            coming = []
            last = self._leaves[pair.old]
            if pair.new is None:
                self._try(last, None)
            else:
                self._try(last, new[pair.new])
        self._add(coming, behind=last)

    def compare_notes(self, old: Mapping[str, str], new: Sequence[NewLeaf]) -> None:
        """Notes are not rewritten: they stand in another part."""
        texts: dict[str, list[str]] = {}
        for leaf in new:
            texts.setdefault(leaf.label, []).append(plain(leaf))
        for label, text in old.items():
            if " ".join(texts.get(label, [])) != text:
                self.left.append(f"note {label} is left as it is: notes are not rewritten")

    def _try(self, leaf: Leaf, new: NewLeaf | None) -> None:
        try:
            edits: list[Edit] = []
            for one in (leaf, leaf.twin):
                if one is not None:
                    edits += self._removal(one) if new is None else self._change(one, new)
            if leaf.is_boxed and any(_overlap(one, other) for one in edits for other in self.edits):
                raise Untrackable("it stands in a text box inside a run that changes")
        except Untrackable as reason:
            self.left.append(f"paragraph {leaf.number} is left as it is: {reason}")
            proposal = "leave this out" if new is None else f"“{shown(new)}”"
            self.remarks.append(Remark(leaf, f"Proposed: {proposal} Not changed, because {reason}."))
            return
        self.edits += edits
        self.changed += bool(edits)
        kind, level, _ = kind_of(leaf, has_title=self._has_title)
        if new is not None and kind != "cell" and (kind, level) != (new.kind, new.level):
            self.left.append(f"paragraph {leaf.number} keeps its style: the rewrite makes it {_named(new)}")

    def _change(self, leaf: Leaf, new: NewLeaf) -> list[Edit]:
        paragraphs = [one for one in leaf.paragraphs if _shows(one)]
        lines = new.lines if len(new.lines) == len(paragraphs) else [_one_line(new)]
        is_same = old_key(leaf) == new_key(new)
        if len(lines) != len(paragraphs):
            if is_same:
                return []
            raise Untrackable(f"its {len(paragraphs)} paragraphs became {len(new.lines)}")
        edits: list[Edit] = []
        for paragraph, line in zip(paragraphs, lines, strict=True):
            if not is_same:
                self._refuse_locked(leaf, paragraph)
            changes = changes_of(paragraph.content.pieces, line, self._labels)
            if changes:
                self._refuse_locked(leaf, paragraph)
                edits += paragraph_edits(paragraph, changes, self._markup)
        return edits

    def _removal(self, leaf: Leaf) -> list[Edit]:
        edits: list[Edit] = []
        for paragraph in leaf.paragraphs:
            if not _shows(paragraph):
                continue
            self._refuse_locked(leaf, paragraph)
            pieces = paragraph.content.pieces
            if any(piece.kind in {Kind.NOTE, Kind.IMAGE} for piece in pieces):
                raise Untrackable("the rewrite leaves it out, and it holds a note mark or an image")
            if any(piece.is_locked and piece.text for piece in pieces):
                raise Untrackable(
                    "the rewrite leaves it out, and it holds a field, formula or locked control"
                )
            edits += paragraph_edits(paragraph, all_gone(paragraph), self._markup)
            properties = paragraph.element.child("w:pPr")
            is_section = properties is not None and properties.child("w:sectPr") is not None
            if leaf.cell is None and not paragraph.is_last and not is_section:
                edits.append(self._mark(paragraph, "del"))
        return edits

    def _refuse_locked(self, leaf: Leaf, paragraph: Paragraph) -> None:
        if leaf.is_frozen:
            raise Untrackable("it stands in a text box that the file holds twice, and not alike")
        if leaf.shape.role.name == "CODE":
            raise Untrackable("it is code")
        if paragraph.content.pending:
            names = sorted({one.get("w:author") for one in paragraph.content.pending} - {""})
            raise Untrackable(f"it holds undecided changes by {', '.join(names) or 'somebody'}")

    def _mark(self, paragraph: Paragraph, name: str) -> Edit:
        self._marked.add(id(paragraph))
        return mark_edit(paragraph.element, name, self._markup)

    def _add(self, coming: Sequence[NewLeaf], *, behind: Leaf | None) -> None:
        """New paragraphs, behind the block of the body that holds a leaf."""
        if not coming:
            return
        why = self._why_not(coming, behind)
        if why:
            self.left += [f"the new paragraph “{_start(one)}” is left out: {why}" for one in coming]
            host = behind or next(iter(self._leaves), None)
            if host is not None:
                self.remarks += [
                    Remark(host, f"Proposed, as a new paragraph: “{shown(one)}”") for one in coming
                ]
            return
        first = self._leaves[0].block if behind is None else None
        at = first.start if first is not None else behind.block.end if behind and behind.block else 0
        paragraph = None if behind is None or not behind.is_block_last else behind.paragraphs[0]
        if paragraph is not None:  # nothing follows that could take over the text behind the old mark
            self.edits.append(self._mark(paragraph, "ins"))
        for number, one in enumerate(coming):
            has_mark = paragraph is None or number < len(coming) - 1
            old_mark = None if has_mark or paragraph is None else paragraph.element
            new = new_paragraph(
                plain(one), self._markup, like=self._like(one), has_mark=has_mark, mark_like=old_mark
            )
            self.edits.append(Edit(at, at, new))
            self.changed += 1
            if any(line.anchors for line in one.lines):
                self.left.append(
                    f"the new paragraph “{_start(one)}” comes without its links, notes and images"
                )

    def _why_not(self, coming: Sequence[NewLeaf], behind: Leaf | None) -> str:
        if not self._leaves:
            return "the file shows no text to put it behind"
        if any(one.kind in {"cell", "code"} for one in coming):
            return "tables and code do not come in as tracked changes"
        block = self._leaves[0].block if behind is None else behind.block
        if block is None or (behind is None and block.name != "w:p"):
            return "the file begins with a table"
        if behind is not None and behind.is_block_last:
            if block.name != "w:p":
                return "no paragraph follows the table before it"
            if (
                id(behind.paragraphs[0]) in self._marked
                or behind.is_boxed
                or behind.paragraphs[0].content.pending
            ):
                return "the paragraph before it changes at the same place"
        return ""

    def _like(self, new: NewLeaf) -> Paragraph | None:
        """A paragraph of the file of the same kind and level."""
        wanted = (new.kind, new.level, new.is_numbered)
        for leaf in self._leaves:
            if not leaf.is_boxed and kind_of(leaf, has_title=self._has_title) == wanted:
                return leaf.paragraphs[0]
        return None


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end


def _shows(paragraph: Paragraph) -> bool:
    return bool(paragraph.content.text.strip()) or any(
        piece.kind in {Kind.NOTE, Kind.IMAGE} for piece in paragraph.content.pieces
    )


def _one_line(new: NewLeaf) -> Line:
    """All lines as one, with spaces between."""
    joined = Line()
    for number, line in enumerate(new.lines):
        joined.parts[-1] += (" " if number else "") + line.parts[0]
        joined.anchors += line.anchors
        joined.parts += line.parts[1:]
    return joined


def _named(new: NewLeaf) -> str:
    names = {"text": "running text", "item": "a list item", "quote": "a quotation", "code": "code"}
    return names.get(new.kind, f"a heading of level {new.level}")


def _start(new: NewLeaf) -> str:
    text = plain(new)
    return text if len(text) <= 40 else f"{text[:40].rstrip()}…"
