"""Operators of aligned sentences, as differences of the facts report."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.fillers import fillers_for
from app.rewrite.facts.imperatives import gives_orders
from app.rewrite.facts.operators import OperatorDifference, OperatorSpan, operator_differences
from app.rewrite.facts.statements import Statement
from app.rewrite.facts.wording.changes import Change

_KINDS = {
    "negation": FactKind.NEGATION,
    "modality": FactKind.MODALITY,
    "tense": FactKind.TENSE,
    "phase": FactKind.TENSE,
    "stage": FactKind.TENSE,
    "quantifier": FactKind.QUANTIFIER,
    "degree": FactKind.QUANTIFIER,
    "part of a period": FactKind.QUANTIFIER,
    "frequency": FactKind.FREQUENCY,
    "exception": FactKind.EXCEPTION,
    "hedge": FactKind.HEDGE,
    "evidence": FactKind.HEDGE,
    "condition": FactKind.CONDITION,
    "conjunction": FactKind.CONDITION,
    "cause": FactKind.CAUSE,
    "association": FactKind.CAUSE,
    "comparison": FactKind.DIRECTION,
    "order": FactKind.ORDER_IN_TIME,
    "attribution": FactKind.ATTRIBUTION,
    "opposite": FactKind.OPPOSITE,
}
"""A class that is not here is a doubt of meaning without a kind of its own."""


def operator_facts(group: Group, changes: Sequence[Change], language: str) -> Iterator[FactDifference]:
    """Of a group with both sides. Broken only where all other words stayed in their places: `A gave B` may
    honestly become `B received from A`."""
    blanked = fillers_for(language).blanked
    texts = [blanked(s.text) for s in group.before], [blanked(s.text) for s in group.after]
    for one in operator_differences(*texts, language):
        if _is_order(one, texts, language):
            continue
        is_turned = one.outcome is Outcome.BROKEN and any(change.moved for change in changes)
        yield _difference(replace(one, outcome=Outcome.DOUBT_MEANING) if is_turned else one, group)


def _is_order(one: OperatorDifference, texts: tuple[Sequence[str], Sequence[str]], language: str) -> bool:
    """`must` on one side, an imperative on the other."""
    if one.kind != "modality" or bool(one.before) == bool(one.after):
        return False
    spans, others = (one.before, texts[1]) if one.before else (one.after, texts[0])
    return all(span.member in _DUTIES for span in spans) and gives_orders(others, language)


_DUTIES = frozenset({"must", "forbidden", "muss", "doit"})


def _difference(one: OperatorDifference, group: Group) -> FactDifference:
    before, after = _written(one.before, group.before), _written(one.after, group.after)
    fate = FactFate.CHANGED if one.before and one.after else FactFate.LOST if one.before else FactFate.NEW
    return FactDifference(
        _KINDS.get(one.kind, FactKind.MEANING),
        fate,
        before=before[0],
        after=after[0],
        before_span=before[1],
        after_span=after[1],
        section_id=group.before[0].block.section_id,
        why=one.why,
        outcome=one.outcome,
        score=one.score,
    )


def _written(spans: Sequence[OperatorSpan], statements: Sequence[Statement]) -> tuple[str, Span | None]:
    """All of them as words, and where the first one stands."""
    if not spans:
        return "", None
    first = spans[0]
    text = ", ".join(span.text for span in spans)
    return text, statements[first.sentence].source_span(first.start, first.end)
