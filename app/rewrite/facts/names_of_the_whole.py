"""Names that a text as a whole lost or gained."""

from collections.abc import Iterator, Sequence

from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.statements import Statement, Token
from app.rewrite.facts.wording.equivalents import Equivalents, lies_in


def name_balance(
    before: Sequence[Statement], after: Sequence[Statement], equivalents: Equivalents
) -> Iterator[FactDifference]:
    """Names that the text as a whole lost or gained, unless it has an equivalent or an acronym for them."""
    lost, new = _missing_names(before, after), _missing_names(after, before)
    if not lost and not new:
        return
    known = equivalents.shared([s.text for s in before], [s.text for s in after])
    for fate, names, statements, spans in (
        (FactFate.LOST, lost, before, known[0]),
        (FactFate.NEW, new, after, known[1]),
    ):
        by_number = dict(zip((s.number for s in statements), spans, strict=True))
        for statement, token in names:
            if not lies_in(token, by_number[statement.number]):
                yield _difference(statement, token, fate)


def _missing_names(these: Sequence[Statement], those: Sequence[Statement]) -> list[tuple[Statement, Token]]:
    there = {key for statement in those for key in _keys(statement)}
    found: dict[str, tuple[Statement, Token]] = {}
    for statement in these:
        for token in statement.tokens:
            if token.is_name and token.key not in there:
                found.setdefault(token.key, (statement, token))
    return list(found.values())


def _difference(statement: Statement, token: Token, fate: FactFate) -> FactDifference:
    span = statement.source_span(token.start, token.end)
    is_lost = fate is FactFate.LOST
    return FactDifference(
        FactKind.NAME,
        fate,
        before=token.text if is_lost else "",
        after="" if is_lost else token.text,
        before_span=span if is_lost else None,
        after_span=None if is_lost else span,
        section_id=statement.block.section_id,
        outcome=Outcome.DOUBT_MEANING if is_lost else Outcome.BROKEN,
        score=0.9,
    )


def _keys(statement: Statement) -> Iterator[str]:
    """Of its tokens, and of single letters with dots between them as one: `U.K.` has `uk`."""
    letters = ""
    for token in statement.tokens:
        yield token.key
        if len(token.key) == 1 and token.is_word:
            letters += token.key
        elif token.key != ".":
            letters = ""
        if len(letters) > 1:
            yield letters
