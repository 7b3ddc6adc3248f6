"""Relations seen from either end: `A is older than B` is `B is younger than A`, and not `B is older than A`.

A relation has a landmark, the words behind `than` or `before`. Where the two sides of it changed places, the
direction must have turned as well; where they stayed, it must have stayed.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.statements import Statement, Token
from app.rewrite.facts.wording.kin import Kin

REACH = 60
"""Characters from a word that gives the direction to the mark of its landmark."""
MOST_TOKENS = 80
"""A longer group holds too much for one relation."""

_END = re.compile(r"[,;:.!?()—–。、](?=\s|\Z)|[。、]")
_TOPIC = re.compile(r"[はがも、。]")
_FOLLOWS = frozenset({FactKind.DIRECTION, FactKind.ORDER_IN_TIME, FactKind.CAUSE, FactKind.OPPOSITE})
"""What turns with the direction."""


class Occurrence(NamedTuple):
    """A relation as one side of a group states it."""

    direction: int | str
    """1 or -1; another word where no list says what it is the opposite of."""
    statement: Statement
    word: Span
    landmark: Span


@dataclass(frozen=True, slots=True)
class Relation:
    name: str
    up: re.Pattern[str]
    down: re.Pattern[str] | None
    up_mark: re.Pattern[str] | None
    """None where the landmark follows the word itself."""
    down_mark: re.Pattern[str] | None
    is_before_mark: bool

    def occurrence(self, statements: Sequence[Statement]) -> Occurrence | None:
        """None also where it occurs more than once: what belongs to what is then unclear."""
        found = [one for statement in statements for one in self._in(statement)]
        return found[0] if len(found) == 1 else None

    def _in(self, statement: Statement) -> Iterator[Occurrence]:
        text = statement.text.casefold()
        if len(text) != len(statement.text):
            return
        ups = [m.span() for m in self.up.finditer(text)]
        downs = [m.span() for m in self.down.finditer(text)] if self.down is not None else []
        downs = [span for span in downs if not _lies_in(span, ups)]
        ups = [span for span in ups if not _lies_in(span, downs)]
        if self.up_mark is None or self.down_mark is None:
            for direction, spans in ((1, ups), (-1, downs)):
                for start, end in spans:
                    yield Occurrence(direction, statement, Span(start, end), _behind(text, end))
        elif self.up_mark is self.down_mark:
            yield from self._marked(statement, text, ups, downs)
        else:
            for direction, spans, mark in ((1, ups, self.up_mark), (-1, downs, self.down_mark)):
                for start, end in spans:
                    found = mark.search(text, end, end + REACH)
                    if found is not None:
                        yield Occurrence(direction, statement, Span(start, end), _behind(text, found.end()))

    def _marked(
        self,
        statement: Statement,
        text: str,
        ups: Sequence[tuple[int, int]],
        downs: Sequence[tuple[int, int]],
    ) -> Iterator[Occurrence]:
        """`less expensive than`: the directions of all words before the mark count."""
        assert self.up_mark is not None
        for mark in self.up_mark.finditer(text):
            if self.is_before_mark:
                topics = [m.end() for m in _TOPIC.finditer(text, 0, mark.start())]
                landmark, near = Span(topics[-1] if topics else 0, mark.start()), (mark.start(), len(text))
            else:
                landmark, near = _behind(text, mark.end()), (max(0, mark.start() - REACH // 2), mark.start())
            words = [
                (s, n)
                for spans, n in ((ups, 1), (downs, -1))
                for s in spans
                if near[0] <= s[0] and s[1] <= near[1]
            ]
            if words:
                direction = 1
                for _, sign in words:
                    direction *= sign
                yield Occurrence(direction, statement, Span(*words[-1][0]), landmark)


def _lies_in(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in others)


def _behind(text: str, start: int) -> Span:
    end = _END.search(text, start)
    return Span(start, len(text) if end is None else end.start())


@cache
def relations_for(language: str) -> tuple[Relation, ...]:
    table = tomllib.loads((files(__package__) / "turns.toml").read_text(encoding="utf-8"))
    return tuple(_relation(entry, joined=language == "ja") for entry in table.get(language, ()))


def _relation(entry: Mapping[str, list[str]], *, joined: bool) -> Relation:
    def pattern(*names: str) -> re.Pattern[str] | None:
        words = sorted({word for name in names for word in entry.get(name, ())}, key=len, reverse=True)
        if not words:
            return None
        choices = "|".join(re.escape(word).replace("'", "['’]") for word in words)
        return re.compile(choices if joined else rf"(?:(?<!\w)|(?=,))(?:{choices})(?:(?<=['’])|(?!\w))")

    mark = pattern("mark")
    up = pattern("up")
    assert up is not None
    return Relation(
        str(entry["name"]), up, pattern("down"), mark or pattern("up_mark"), mark or pattern("down_mark"),
        bool(entry.get("before_mark", False)),
    )  # fmt: skip


class Turns(NamedTuple):
    converse: tuple[tuple[Occurrence, Occurrence], ...]
    """Occurrence from the other end, and the sides exchanged with it."""
    reversed: tuple[tuple[Occurrence, Occurrence], ...]
    """Only the direction or only the sides: another statement."""


def turns_of(group: Group, kin: Kin) -> Turns:
    """The relations of a group that both sides tell."""
    found: tuple[list[tuple[Occurrence, Occurrence]], list[tuple[Occurrence, Occurrence]]] = [], []
    if max(sum(len(s.tokens) for s in side) for side in (group.before, group.after)) <= MOST_TOKENS:
        for relation in relations_for(kin.language):
            one = relation.occurrence(group.before)
            other = relation.occurrence(group.after) if one is not None else None
            if one is None or other is None:
                continue
            is_exchanged = _is_exchanged(_sides(one, group.before, kin), _sides(other, group.after, kin), kin)
            if is_exchanged is None:
                continue
            is_turned = one.direction != other.direction
            if is_turned or is_exchanged:
                found[is_turned != is_exchanged].append((one, other))
    return Turns(*map(tuple, found))


def _sides(found: Occurrence, statements: Sequence[Statement], kin: Kin) -> tuple[list[Token], list[Token]]:
    """The words of the landmark, and all others of the group."""
    inside: list[Token] = []
    outside: list[Token] = []
    for statement in statements:
        for token in statement.tokens:
            if not kin.is_content(token):
                continue
            here = statement is found.statement
            if here and found.word.start < token.end and token.start < found.word.end:
                continue
            is_inside = here and found.landmark.start <= token.start and token.end <= found.landmark.end
            (inside if is_inside else outside).append(token)
    return inside, outside


def _is_exchanged(
    before: tuple[list[Token], list[Token]], after: tuple[list[Token], list[Token]], kin: Kin
) -> bool | None:
    """None where the words do not tell."""
    stayed = _shared(before[0], after[0], kin), _shared(after[0], before[0], kin)
    crossed = _shared(before[0], after[1], kin), _shared(after[0], before[1], kin)
    if crossed[0] > stayed[0] and crossed[1] > stayed[1]:
        return True
    return False if stayed[0] > crossed[0] and stayed[1] > crossed[1] else None


def _shared(these: Sequence[Token], those: Sequence[Token], kin: Kin) -> int:
    keys = {kin.key(token) for token in those}
    return sum(kin.key(t) in keys or any(kin.is_near(other, t) for other in those) for t in these)


def reversed_differences(turns: Turns) -> Iterator[FactDifference]:
    for one, other in turns.reversed:
        yield FactDifference(
            FactKind.ROLE,
            FactFate.CHANGED,
            before=one.statement.text,
            after=other.statement.text,
            before_span=_span(one),
            after_span=_span(other),
            section_id=one.statement.block.section_id,
            why="the two sides changed places",
            outcome=Outcome.DOUBT_MEANING,
            score=0.9,
        )


def _span(found: Occurrence) -> Span:
    return found.statement.source_span(found.word.start, found.word.end)


def is_explained(difference: FactDifference, turns: Turns) -> bool:
    """Is this difference no more than the relation seen from its other end?"""
    if not turns.converse or turns.reversed:
        return False
    if difference.fate is FactFate.SWAPPED:
        return difference.kind in (FactKind.NAME, FactKind.ROLE)
    return difference.kind in _FOLLOWS and any(
        _meets(difference.before_span, _span(one)) or _meets(difference.after_span, _span(other))
        for one, other in turns.converse
    )


def _meets(one: Span | None, other: Span) -> bool:
    return one is not None and one.start < other.end and other.start < one.end
