"""Names that a text as a whole lost or gained."""

from collections.abc import Iterator, Sequence

from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.statements import Statement


def name_balance(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[FactDifference]:
    """Names that the text as a whole lost or gained."""
    yield from _missing_names(before, after, FactFate.LOST)
    yield from _missing_names(after, before, FactFate.NEW)


def _missing_names(
    these: Sequence[Statement], those: Sequence[Statement], fate: FactFate
) -> Iterator[FactDifference]:
    there = {key for statement in those for key in _keys(statement)}
    named: set[str] = set()
    for statement in these:
        for token in statement.tokens:
            if not token.is_name or token.key in there or token.key in named:
                continue
            named.add(token.key)
            span = statement.source_span(token.start, token.end)
            yield FactDifference(
                FactKind.NAME,
                fate,
                before=token.text if fate is FactFate.LOST else "",
                after=token.text if fate is FactFate.NEW else "",
                before_span=span if fate is FactFate.LOST else None,
                after_span=span if fate is FactFate.NEW else None,
                section_id=statement.block.section_id,
                outcome=Outcome.DOUBT_MEANING if fate is FactFate.LOST else Outcome.BROKEN,
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
