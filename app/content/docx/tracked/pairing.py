"""The leaves of a Word file and of a rewrite as what they are compared by."""

from collections.abc import Sequence

from app.content.docx.anchors import Anchor, cut
from app.content.docx.body import Leaf
from app.content.docx.canonical import level_of
from app.content.docx.pieces import SOFT_HYPHEN, Kind
from app.content.docx.styles import Role
from app.content.docx.tracked.rewritten import NewLeaf

_OBJECT = "\ufffc"
_KINDS = {
    Role.TEXT: "text",
    Role.TITLE: "heading",
    Role.HEADING: "heading",
    Role.ITEM: "item",
    Role.QUOTE: "quote",
    Role.CODE: "code",
}


def kind_of(leaf: Leaf, *, has_title: bool) -> tuple[str, int, bool]:
    """Kind, level and numbering as `NewLeaf` has them."""
    if leaf.cell is not None:
        return "cell", 0, False
    level = leaf.shape.level if leaf.shape.role is Role.ITEM else level_of(leaf, has_title=has_title)
    return _KINDS[leaf.shape.role], level, leaf.shape.is_numbered


def class_of(kind: str) -> str:
    """Paragraphs of any kind may be paired with one another; cells and code only with their like."""
    return kind if kind in {"cell", "code"} else "text"


def old_key(leaf: Leaf) -> tuple[str, str]:
    texts = []
    for one in leaf.paragraphs:
        parts, anchors = cut(one.content.pieces)
        texts.append(_joined(["".join(piece.text for piece in part) for part in parts], anchors))
    return class_of(kind_of(leaf, has_title=False)[0]), _folded(texts)


def new_key(leaf: NewLeaf) -> tuple[str, str]:
    return class_of(leaf.kind), _folded([_joined(line.parts, line.anchors) for line in leaf.lines])


def plain(leaf: NewLeaf) -> str:
    """The text without its anchors."""
    return " ".join(" ".join("".join(line.parts) for line in leaf.lines).split())


def shown(leaf: NewLeaf) -> str:
    """The text with its links and note marks in words, for a comment."""
    out = []
    for line in leaf.lines:
        for index, part in enumerate(line.parts):
            out.append(part)
            anchor = line.anchors[index] if index < len(line.anchors) else None
            if anchor is not None and anchor.kind is not Kind.OPEN:
                out.append(f"[{anchor.key}]" if anchor.kind is Kind.NOTE else f" ({anchor.key})")
        out.append(" ")
    return " ".join("".join(out).split())


def _joined(parts: Sequence[str], anchors: Sequence[Anchor]) -> str:
    objects = [_OBJECT if one.kind in {Kind.NOTE, Kind.IMAGE} else "" for one in anchors]
    return "".join(part + mark for part, mark in zip(parts, [*objects, ""], strict=True))


def _folded(texts: Sequence[str]) -> str:
    return " ".join(" ".join(texts).replace(SOFT_HYPHEN, "").split())
