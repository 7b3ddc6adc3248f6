"""Totals of jobs, evaluations and paid calls between two ids."""

from collections import Counter

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.db.tables.jobs import Job, LlmCall
from app.db.tables.submissions import EvaluationRow
from app.domain.priority import Priority

Key = tuple[str, ...]
MEASURED = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""Upper bounds of the buckets of the measured score, 0 to 100."""


class Sums:
    def __init__(self, session: Session) -> None:
        self._session = session

    def added(self, after: str, upto: str) -> Counter[Key]:
        """Jobs ever created: `(queue, priority)`."""
        row = Job
        query = select(row.queue, row.priority, func.count()).where(row.id > after, row.id <= upto)
        found = self._session.execute(query.group_by(row.queue, row.priority))
        return Counter({(queue, Priority(number).label): count for queue, number, count in found})

    def evaluations(self, after: str, upto: str) -> Counter[Key]:
        """`("verdict", outcome)`, and `("score", class)` with `("score", "sum")` for the measured score."""
        row = EvaluationRow
        between = (row.id > after, row.id <= upto)
        counts: Counter[Key] = Counter()
        verdicts = select(row.outcome, func.count()).where(*between).group_by(row.outcome)
        for outcome, count in self._session.execute(verdicts):
            counts["verdict", str(outcome)] = count
        scored = case(*((row.measured <= bound, bound) for bound in MEASURED), else_=MEASURED[-1])
        query = select(scored, func.count(), func.sum(row.measured)).where(
            *between, row.measured.is_not(None)
        )
        for bound, count, total in self._session.execute(query.group_by(scored)):
            counts["score", str(bound)] = count
            counts["score", "sum"] += float(total)  # type: ignore[assignment]
        return counts

    def calls(self, after: str, upto: str) -> Counter[Key]:
        """`(kind, provider, model, state)`; kind is `calls`, `input`, `cached`, `output` or `micro_usd`."""
        row = LlmCall
        query = select(
            row.provider,
            row.model,
            row.state,
            func.count(),
            func.sum(row.input_tokens),
            func.sum(row.cached_tokens),
            func.sum(row.output_tokens),
            func.sum(row.cost_micro_usd),
        )
        query = query.where(row.id > after, row.id <= upto).group_by(row.provider, row.model, row.state)
        counts: Counter[Key] = Counter()
        for provider, model, state, *numbers in self._session.execute(query):
            kinds = ("calls", "input", "cached", "output", "micro_usd")
            for kind, number in zip(kinds, numbers, strict=True):
                counts[kind, provider, model, str(state)] = int(number)
        return counts
