"""An accepted rewrite as tracked changes in the author's own Word file; all else stays byte for byte."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from app.content.docx.alignment import aligned, edits
from app.content.docx.canonical import Paragraph
from app.content.docx.package import Package, open_package
from app.content.docx.paragraphs import Untouchable, changed, inserted, removed
from app.content.docx.passages import Passage, kind_of, passages
from app.content.docx.reader import Reading, read_docx
from app.content.docx.runs import Revisions
from app.content.docx.xml import Node, parse
from app.domain.errors import InvalidContent

SETTINGS = "word/settings.xml"
_WITH_IDS = frozenset({"w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange"})


@dataclass(frozen=True, slots=True)
class Left:
    """A passage of the rewrite that is not in the file, and why."""

    label: str
    reason: str
    text: str
    """What the rewrite says there; empty where it removes the paragraph."""


@dataclass(frozen=True)
class Tracked:
    data: bytes
    changed: tuple[str, ...]
    """The labels of the paragraphs that hold tracked changes now."""
    left: tuple[Left, ...]


@dataclass
class _Splices:
    """What replaces which bytes of each part."""

    of: dict[str, list[tuple[int, int, bytes]]] = field(default_factory=dict)

    def add(self, part: str, made: list[tuple[int, int, bytes]]) -> None:
        self.of.setdefault(part, []).extend(made)

    def applied(self, part: str, data: bytes) -> bytes:
        out, at = [], 0
        for start, end, new in sorted(self.of[part], key=lambda one: (one[0], one[1])):
            out += [data[at:start], new]
            at = end
        return b"".join((*out, data[at:]))


def track(
    data: bytes, rewritten: str, *, name: str, author: str, now: datetime, anyway: bool = False
) -> Tracked:
    """`rewritten` is the Markdown of `read_docx`, rewritten. A text that is equal to it changes nothing.

    Raises InvalidContent for a file that cannot be read, and, unless `anyway`, for one that is signed or
    protected against editing.
    """
    package = open_package(data, name=name)
    if not anyway:
        _refuse_guarded(package)
    reading = read_docx(data, name=name)
    parts = {part: package.read(part) for part in {paragraph.part for paragraph in reading.paragraphs}}
    revisions = Revisions(author, now.strftime("%Y-%m-%dT%H:%M:%SZ"), _last_id(reading.roots))
    splices, done, left = _Splices(), [], []
    for change in _changes(reading, passages(rewritten)):
        try:
            made = change.bytes(parts, revisions)
        except Untouchable as error:
            left.append(Left(change.paragraph.label, str(error), change.new))
            continue
        splices.add(change.paragraph.part, made)
        done.append(change.paragraph.label)
    if not splices.of:
        return Tracked(data, (), tuple(left))
    return Tracked(_rezipped(package, splices), tuple(dict.fromkeys(done)), tuple(left))


@dataclass(frozen=True, slots=True)
class _Change:
    """A paragraph that becomes `new`, goes, or gets another one after it."""

    paragraph: Paragraph
    old: str
    new: str
    added: Passage | None = None
    like: Paragraph | None = None
    """Whose formatting an added paragraph takes."""

    def bytes(self, parts: Mapping[str, bytes], revisions: Revisions) -> list[tuple[int, int, bytes]]:
        """Raises Untouchable."""
        data = parts[self.paragraph.part]
        if self.added is not None:
            return inserted(data, self.paragraph, self.added, self.like, revisions)
        if not self.new:
            return removed(data, self.paragraph, revisions)
        return changed(data, self.paragraph, edits(self.old, self.new), revisions)


def _changes(reading: Reading, new: list[Passage]) -> Iterator[_Change]:
    paragraphs = reading.paragraphs
    old = [reading.text[one.span.start : one.span.end] for one in paragraphs]
    kinds = [_kind(reading.text, one) for one in paragraphs]
    last = 0
    for pair in aligned(old, [one.text for one in new]):
        if pair.old is not None:
            last = pair.old
        if pair.old is not None and pair.new is not None:
            if old[pair.old] != new[pair.new].text:
                yield _Change(paragraphs[pair.old], old[pair.old], new[pair.new].text)
        elif pair.old is not None:
            yield _Change(paragraphs[pair.old], old[pair.old], "")
        elif pair.new is not None and paragraphs:
            added = new[pair.new]
            near = sorted(range(len(paragraphs)), key=lambda at: (abs(at - last), at))
            like = next((at for at in near if kinds[at] == added.kind), None)
            yield _Change(paragraphs[last], "", added.text, added, None if like is None else paragraphs[like])


def _kind(text: str, paragraph: Paragraph) -> str:
    begin = text.rfind("\n", 0, paragraph.span.start) + 1
    return kind_of(text[begin : paragraph.span.start])


def _refuse_guarded(package: Package) -> None:
    if any(info.filename.startswith("_xmlsignatures/") for info in package.parts):
        raise InvalidContent(
            f"{package.name} is signed, and a change voids the signature: work on a copy with --anyway"
        )
    if not package.has(SETTINGS):
        return
    root = parse(package.read(SETTINGS), part=SETTINGS, name=package.name)
    protection = root.child("w:documentProtection")
    if protection is not None and protection.get("enforcement") in {"1", "true", "on"}:
        raise InvalidContent(
            f"{package.name} is protected against editing ({protection.get('edit', 'all changes')}): "
            "take the protection off in Word, or work on a copy with --anyway"
        )


def _last_id(roots: Mapping[str, Node]) -> int:
    ids = [
        int(node.get("id"))
        for root in roots.values()
        for node in root.walk()
        if node.tag in _WITH_IDS and node.get("id").isdecimal()
    ]
    return max(ids, default=0)


def _rezipped(package: Package, splices: _Splices) -> bytes:
    """The same archive with other bytes in the changed parts; names, order and dates stay."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in package.parts:
            data = package.read(info.filename)
            is_changed = info.filename in splices.of
            archive.writestr(info, splices.applied(info.filename, data) if is_changed else data)
    return out.getvalue()
