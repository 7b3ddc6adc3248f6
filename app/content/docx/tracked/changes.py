"""What changes within one paragraph: which characters go, and what comes in where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.content.docx.anchors import Anchor, cut
from app.content.docx.escaping import clean_address
from app.content.docx.pieces import SOFT_HYPHEN, Kind, Piece
from app.content.docx.tracked.rewritten import Line
from app.text.word_diff import Hunk, differences

_TOKEN = re.compile(r"\s+|[\w\u00ad]+|[^\w\s]")


class Untrackable(Exception):
    """The paragraph cannot be changed; the message completes "paragraph 3 is left as it is: ..."."""


@dataclass(slots=True)
class Changes:
    """By the identity of a piece: its characters that go, and texts that come in before its character n."""

    gone: dict[int, set[int]] = field(default_factory=dict)
    inserted: dict[int, dict[int, str]] = field(default_factory=dict)
    between: list[tuple[int, str]] = field(default_factory=list)
    """Texts that belong to no run, with the byte offset where they go."""

    def __bool__(self) -> bool:
        return bool(self.gone or self.inserted or self.between)


def changes_of(pieces: Sequence[Piece], line: Line, labels: dict[str, str]) -> Changes:
    """From a paragraph to its rewritten line. Raises Untrackable; then nothing of it may be changed."""
    parts, anchors = cut(pieces)
    wanted = [(one.kind, one.key) for one in line.anchors]
    _same_anchors([(one.kind, _key(one, labels)) for one in anchors], wanted)
    places = _anchor_pieces(pieces, anchors)
    found = Changes()
    for index, (part, text) in enumerate(zip(parts, line.parts, strict=True)):
        is_last = index == len(parts) - 1
        chars = [(piece, offset) for piece in part for offset in range(len(piece.text))]
        before = _TOKEN.findall("".join(piece.text for piece in part))
        first = len(before[0]) if before and not index and before[0].isspace() else 0
        before = before[1:] if first else before
        if is_last and before and before[-1].isspace():
            before = before[:-1]
        after = _TOKEN.findall(text)
        starts = [first]
        for token in before:
            starts.append(starts[-1] + len(token))
        for hunk in _joined(
            differences([_same(one) for one in before], [_same(one) for one in after]), before
        ):
            start, end = starts[hunk.before_start], starts[hunk.before_end]
            for piece, offset in chars[start:end]:
                if piece.is_locked:
                    raise Untrackable("a field, formula or locked control in it would change")
                found.gone.setdefault(id(piece), set()).add(offset)
            new = "".join(after[hunk.after_start : hunk.after_end])
            if new:
                _insert(found, chars, end, new, places[index : index + 2])
    return found


def _key(anchor: Anchor, labels: dict[str, str]) -> str:
    return labels[anchor.key] if anchor.kind is Kind.NOTE else clean_address(anchor.key)


_NAMES = {Kind.NOTE: "note mark", Kind.IMAGE: "image", Kind.OPEN: "link to", Kind.CLOSE: "link to"}


def _same_anchors(old: list[tuple[Kind, str]], new: list[tuple[Kind, str]]) -> None:
    if old == new:
        return
    for kind, key in old:
        if (kind, key) not in new:
            raise Untrackable(f"the rewrite has lost the {_NAMES[kind]} {key}")
    for kind, key in new:
        if (kind, key) not in old:
            raise Untrackable(f"the rewrite adds the {_NAMES[kind]} {key}, which tracked changes cannot hold")
    raise Untrackable("the rewrite has its links, notes or images in another order")


def _anchor_pieces(pieces: Sequence[Piece], anchors: list[Anchor]) -> list[Piece | None]:
    """The anchors' pieces, with None at both ends."""
    rest = iter(pieces)
    found = [
        next(one for one in rest if one.kind is anchor.kind and one.key == anchor.key) for anchor in anchors
    ]
    return [None, *found, None]


def _same(token: str) -> str:
    return " " if token.isspace() else token.replace(SOFT_HYPHEN, "")


def _joined(hunks: list[Hunk], before: list[str]) -> Iterator[Hunk]:
    """Neighbouring differences with nothing but white space between them are one for a reader."""
    held: Hunk | None = None
    for hunk in hunks:
        if held is None:
            held = hunk
        elif all(token.isspace() for token in before[held.before_end : hunk.before_start]):
            held = Hunk(held.before_start, hunk.before_end, held.after_start, hunk.after_end)
        else:
            yield held
            held = hunk
    if held is not None:
        yield held


def _insert(
    found: Changes, chars: list[tuple[Piece, int]], at: int, text: str, around: list[Piece | None]
) -> None:
    """Beside the character before, else the one behind, else between the anchors."""
    if at and not chars[at - 1][0].is_locked:
        piece, offset = chars[at - 1]
        found.inserted.setdefault(id(piece), {})[offset + 1] = text
        return
    if at < len(chars) and not chars[at][0].is_locked:
        piece, offset = chars[at]
        found.inserted.setdefault(id(piece), {})[offset] = text
        return
    left, right = around
    if (left is not None and left.kind is Kind.OPEN) or (right is not None and right.kind is Kind.CLOSE):
        raise Untrackable("text would come into a link that holds none")
    if at:
        found.between.append((chars[at - 1][0].after, text))
    elif left is not None:
        found.between.append((left.after, text))
    elif at < len(chars):
        found.between.append((chars[at][0].before, text))
    elif right is not None:
        found.between.append((right.before, text))
    else:
        raise Untrackable("it shows no text to begin with")
