"""What models cost: the ledger's rows summed by month, project and model."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from app.db.tables.jobs import Budget, CallState, LlmCall
from app.db.tables.submissions import Project
from app.domain.ids import new_id
from app.platform.clock import Clock

MICRO = 1_000_000
MONTHS = 12


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one project spent on one model for one purpose in a month."""

    project: str
    """Its name; empty for calls that belong to none."""
    provider: str
    model: str
    purpose: str
    """`rewrite` or `detect`."""
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    """Calls that may have been billed count at their maximum cost, as in the budgets."""
    maybe_calls: int
    maybe_usd: float
    """The part of `cost_usd` spent on calls whose answers were never seen."""
    held_usd: float
    """Reserved for calls that have not been answered yet."""


@dataclass(frozen=True, slots=True)
class MonthCost:
    month: str
    """`2026-11`."""
    calls: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Spent:
    """The use of a budget."""

    spent_usd: float = 0.0
    held_usd: float = 0.0

    def left_of(self, limit: float) -> float:
        """Never below zero: an answer may cost a little more than was reserved."""
        return max(0.0, limit - self.spent_usd - self.held_usd)


class CostPages:
    """`projects` are the ids visible to a person; None for all."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def months(self, *, projects: frozenset[str] | None) -> list[MonthCost]:
        """The last twelve months with calls to models, newest first."""
        now = self._clock.now()
        first = _months_before(now, MONTHS - 1)
        day = func.date(LlmCall.created_at)
        query = select(day, func.count(), func.sum(LlmCall.cost_micro_usd)).where(LlmCall.id >= _id_at(first))
        if projects is not None:
            query = query.where(LlmCall.project_id.in_(projects))
        found: dict[str, tuple[int, int]] = {}
        for when, calls, micro in self._session.execute(query.group_by(day)):
            before = found.get(str(when)[:7], (0, 0))
            found[str(when)[:7]] = (before[0] + calls, before[1] + int(micro or 0))
        newest_first = sorted(found.items(), reverse=True)
        return [MonthCost(month, calls, micro / MICRO) for month, (calls, micro) in newest_first]

    def lines(self, month: datetime, *, projects: frozenset[str] | None) -> list[CostLine]:
        """Of the calendar month (UTC) that contains `month`, the most expensive first."""
        begin = _months_before(month, 0)
        row = LlmCall
        maybe = row.state == CallState.MAYBE_BILLED
        waits = row.state.in_((CallState.RESERVED, CallState.SENT))
        cost = func.sum(row.cost_micro_usd)
        query = (
            select(
                Project.name,
                row.provider,
                row.model,
                row.purpose,
                func.count(),
                func.sum(row.input_tokens),
                func.sum(row.output_tokens),
                cost,
                func.sum(cast(maybe, Integer)),
                func.sum(case((maybe, row.cost_micro_usd), else_=0)),
                func.sum(case((waits, row.reserved_micro_usd), else_=0)),
            )
            .outerjoin(Project, Project.id == row.project_id)
            .where(row.id >= _id_at(begin), row.id < _id_at(_months_before(begin, -1)))
            .group_by(Project.name, row.provider, row.model, row.purpose)
            .order_by(cost.desc(), Project.name, row.model)
        )
        if projects is not None:
            query = query.where(row.project_id.in_(projects))
        return [_line(found) for found in self._session.execute(query)]

    def spent(self, scope: str) -> Spent:
        """What a budget (`app.domain.budgets`, `project:ID`) has used up."""
        row = self._session.get(Budget, scope)
        if row is None:
            return Spent()
        return Spent(row.spent_micro_usd / MICRO, row.reserved_micro_usd / MICRO)


def _line(found: Iterable[object]) -> CostLine:
    name, provider, model, purpose, *numbers = found
    calls, taken, given, cost, maybe_calls, maybe, held = (int(str(number or 0)) for number in numbers)
    return CostLine(
        str(name or ""), str(provider), str(model), str(purpose), calls, taken, given,
        cost / MICRO, maybe_calls, maybe / MICRO, held / MICRO,
    )  # fmt: skip


def _months_before(when: datetime, months: int) -> datetime:
    """The first moment (UTC) of the month so many before this one; a negative number looks ahead."""
    number = when.year * 12 + when.month - 1 - months
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _id_at(moment: datetime) -> str:
    """Ids begin with their time, so a range of time is a range of the primary key."""
    return new_id(int(moment.timestamp() * 1000), lambda _bits: 0)
