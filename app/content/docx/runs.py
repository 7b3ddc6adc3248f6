"""A run with tracked changes: the bytes that stand in its place, its formatting kept in every part."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from app.content.docx.xml import Node

_PREFIX = re.compile(rb"<([\w.\-]+:)?r[\s/>]")
_OLD_PROPERTIES = re.compile(rb"<(?:[\w.\-]+:)?rPrChange\b.*?</(?:[\w.\-]+:)?rPrChange>", re.DOTALL)
_NOT_STORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass
class Revisions:
    """Who changed it and when; every change has an id that the document does not use yet."""

    author: str
    date: str
    """UTC, as `2026-11-29T06:00:00Z`."""
    next_id: int

    def wrap(self, kind: str, runs: str, prefix: str) -> str:
        """`kind` is `ins` or `del`."""
        return f"<{prefix}{kind}{self.attributes(prefix)}>{runs}</{prefix}{kind}>"

    def attributes(self, prefix: str) -> str:
        self.next_id += 1
        author, date = quoteattr(self.author), quoteattr(self.date)
        return f' {prefix}id="{self.next_id}" {prefix}author={author} {prefix}date={date}'


@dataclass
class RunChange:
    """What becomes of one run: characters that go, and text that comes in before or after one."""

    run: Node
    deleted: dict[int, set[int]] = field(default_factory=dict)
    """By the position of an element among the run's children: offsets in its text."""
    inserted: dict[tuple[int, int], str] = field(default_factory=dict)
    """Text after this character; offset -1 is before the element's first one."""
    formatting: str | None = None
    """`w:rPr` for inserted text, where the run's own is that of a note's number or a picture."""

    def delete(self, child: int, offset: int) -> None:
        self.deleted.setdefault(child, set()).add(offset)

    def insert(self, child: int, offset: int, text: str) -> None:
        self.inserted[child, offset] = self.inserted.get((child, offset), "") + text


@dataclass(frozen=True, slots=True)
class _Part:
    state: str
    """`keep`, `del` or `ins`."""
    xml: str = ""
    """A whole element."""
    text: str = ""


def changed_run(data: bytes, change: RunChange, revisions: Revisions) -> bytes:
    """The bytes for the run: kept runs, `w:del` and `w:ins` in order."""
    run = change.run
    prefix = prefix_of(data, run)
    start = _opening(data, run)
    properties = properties_of(data, run)
    out = []
    for state, group in groupby(_parts(data, change), key=lambda part: part.state):
        inner = "".join(_element(part, prefix, is_deleted=state == "del") for part in _texts(group))
        own = change.formatting if state == "ins" and change.formatting is not None else properties
        whole = f"{start}{own}{inner}</{prefix}r>"
        out.append(whole if state == "keep" else revisions.wrap(state, whole, prefix))
    return "".join(out).encode()


def new_run(text: str, properties: str, prefix: str) -> str:
    """A run of its own for inserted text; tabs and breaks become their elements."""
    parts = "".join(_element(part, prefix, is_deleted=False) for part in _inserted(text, prefix))
    return f"<{prefix}r>{properties}{parts}</{prefix}r>"


def prefix_of(data: bytes, run: Node) -> str:
    """The prefix that this file uses for Word's namespace, with its colon."""
    match = _PREFIX.match(data, run.start)
    return match[1].decode() if match is not None and match[1] else ""


def properties_of(data: bytes, run: Node) -> str:
    """The run's formatting as it stands, without the record of somebody's earlier change to it."""
    node = run.child("w:rPr")
    return "" if node is None else _OLD_PROPERTIES.sub(b"", data[node.start : node.end]).decode()


def _opening(data: bytes, run: Node) -> str:
    raw = data[run.start : run.inner].decode()
    return raw[:-2].rstrip() + ">" if raw.endswith("/>") else raw


def _parts(data: bytes, change: RunChange) -> Iterator[_Part]:
    prefix = prefix_of(data, change.run)
    for at, node in enumerate(change.run.children):
        if node.tag == "w:rPr":
            continue
        yield from _inserted_at(change.inserted, at, -1, prefix)
        gone = change.deleted.get(at, set())
        if node.tag != "w:t":
            yield _Part("del" if gone else "keep", xml=data[node.start : node.end].decode())
            yield from _inserted_at(change.inserted, at, 0, prefix)
            continue
        for offset, character in enumerate(node.text):
            yield _Part("del" if offset in gone else "keep", text=character)
            yield from _inserted_at(change.inserted, at, offset, prefix)


def _inserted_at(
    inserted: Mapping[tuple[int, int], str], child: int, offset: int, prefix: str
) -> Iterator[_Part]:
    if text := inserted.get((child, offset)):
        yield from _inserted(text, prefix)


def _inserted(text: str, prefix: str) -> Iterator[_Part]:
    for piece in re.split(r"([\t\n])", _NOT_STORABLE.sub("", text)):
        if piece in {"\t", "\n"}:
            yield _Part("ins", xml=f"<{prefix}{'tab' if piece == chr(9) else 'br'}/>")
        elif piece:
            yield _Part("ins", text=piece)


def _texts(group: Iterator[_Part]) -> Iterator[_Part]:
    """Neighbouring characters become one text."""
    for is_text, parts in groupby(group, key=lambda part: bool(part.text)):
        if is_text:
            yield _Part("", text="".join(part.text for part in parts))
        else:
            yield from parts


def _element(part: _Part, prefix: str, *, is_deleted: bool) -> str:
    if not part.text:
        return part.xml
    tag = f"{prefix}{'delText' if is_deleted else 't'}"
    return f'<{tag} xml:space="preserve">{escape(part.text)}</{tag}>'
