"""All that speaks for a lie, a row of features for each change of words and each other difference."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from app.domain.facts import FactDifference, FactKind, Outcome
from app.rewrite.facts.wording.features import FEATURES, INDEX
from app.rewrite.facts.wording.wording import Wording

_GROUPS: Mapping[FactKind, str] = MappingProxyType(
    {
        FactKind.NUMBER: "figure",
        FactKind.DATE: "figure",
        FactKind.FREQUENCY: "figure",
        FactKind.CODE_NUMBER: "figure",
        FactKind.COMPARISON: "figure",
        FactKind.NAME: "name",
        FactKind.ROLE: "role",
        FactKind.STATEMENT: "role",
        FactKind.QUOTE: "role",
        FactKind.NEGATION: "operator",
        FactKind.DIRECTION: "operator",
        FactKind.OPPOSITE: "operator",
        FactKind.MODALITY: "operator",
        FactKind.TENSE: "operator",
        FactKind.QUANTIFIER: "operator",
        FactKind.EXCEPTION: "operator",
        FactKind.HEDGE: "operator",
        FactKind.CONDITION: "operator",
        FactKind.CAUSE: "operator",
        FactKind.ORDER_IN_TIME: "operator",
        FactKind.ATTRIBUTION: "operator",
    }
)


def evidence_rows(wording: Wording, others: Iterable[FactDifference]) -> list[list[float]]:
    """The rows of the words first. Where much is reworded, other differences are rather honest, too."""
    rows = [list(row) for _, row, _ in wording.scored]
    company = max((row[INDEX["company"]] for row in rows), default=0.0)
    rows.extend(_rows(others, company))
    return rows


def _rows(others: Iterable[FactDifference], company: float) -> Iterator[list[float]]:
    for one in others:
        if one.kind not in _GROUPS or one.is_settled:
            continue
        row = [0.0] * len(FEATURES)
        side = "broken" if one.outcome is Outcome.BROKEN else "doubted"
        row[INDEX[f"{_GROUPS[one.kind]}-{side}"]] = 1.0
        row[INDEX["company"]] = company
        yield row
