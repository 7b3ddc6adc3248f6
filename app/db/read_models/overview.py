"""The overview: throughput, costs, age of the queue, and the effect of another threshold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, case, cast, func, select
from sqlalchemy.orm import Session

from app.db.tables.cases import CaseRow, ReviewSlotRow
from app.db.tables.jobs import Budget, LlmCall
from app.db.tables.submissions import EscalationRow, EvaluationRow, ReviewDecision, Submission
from app.domain.budgets import house_month
from app.domain.ids import new_id
from app.domain.lifecycle import SubmissionStatus
from app.domain.review import BY_DETECTOR, DecisionKind, EscalationReason, EscalationStatus
from app.platform.clock import Clock

MICRO = 1_000_000
MOST_JUDGED = 20_000
"""Number of latest submissions in the what-if: enough to be reliable, few enough to be fast."""
BY_SCORE = (
    EscalationReason.REWRITE_CAP,
    EscalationReason.REWRITE_EXHAUSTED,
    EscalationReason.REWRITE_DISABLED,
    EscalationReason.SCORE_REGRESSED,
    EscalationReason.EDIT_FALLS_SHORT,
)
"""Escalations that a lower threshold would have avoided."""


@dataclass(frozen=True, slots=True)
class Day:
    date: str
    statuses: Mapping[str, int]
    spent_usd: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class Week:
    """Cases caused by a detector, and what people decided."""

    starts: str
    confirmed: int
    """Rejected or sent back: the reviewer saw what the detector saw."""
    overruled: int
    """Approved unchanged."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How many submissions ended at each whole point of the score."""

    looked_at: int
    accepted: Mapping[int, int] = field(default_factory=dict)
    escalated: Mapping[int, int] = field(default_factory=dict)
    """Escalated because of the score."""

    def more_with(self, threshold: float) -> int:
        """Accepted ones that would have fallen short."""
        return sum(count for score, count in self.accepted.items() if score < threshold)

    def fewer_with(self, threshold: float) -> int:
        """Escalated ones that would have passed."""
        return sum(count for score, count in self.escalated.items() if score >= threshold)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    scope: str
    spent_usd: float
    reserved_usd: float


class OverviewPages:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def _first_id(self, days: int) -> str:
        """Ids begin with their time, so a range of time is a range of the primary key."""
        since = self._clock.now() - timedelta(days=days)
        return new_id(int(since.timestamp() * 1000), lambda _bits: 0)

    def days(self, *, days: int, projects: frozenset[str] | None) -> list[Day]:
        """One entry for each day with submissions, oldest first."""
        day = func.date(Submission.created_at)
        query = self._mine(
            select(day, Submission.status, func.count()).where(Submission.id >= self._first_id(days)),
            projects,
        )
        found: dict[str, dict[str, int]] = {}
        for when, status, count in self._session.execute(query.group_by(day, Submission.status)):
            found.setdefault(str(when), {})[status.value] = count
        spent = self._spent(days, projects)
        return [Day(when, found.get(when, {}), spent.get(when, 0.0)) for when in sorted({*found, *spent})]

    def _spent(self, days: int, projects: frozenset[str] | None) -> dict[str, float]:
        day = func.date(LlmCall.created_at)
        query = select(day, func.sum(LlmCall.cost_micro_usd)).where(LlmCall.id >= self._first_id(days))
        if projects is not None:
            query = query.where(LlmCall.project_id.in_(projects))
        return {
            str(when): int(cost or 0) / MICRO for when, cost in self._session.execute(query.group_by(day))
        }

    def verdicts(self, *, days: int, projects: frozenset[str] | None) -> dict[str, int]:
        query = select(EvaluationRow.outcome, func.count()).where(EvaluationRow.id >= self._first_id(days))
        if projects is not None:
            query = self._mine(query.join(Submission, Submission.id == EvaluationRow.submission_id), projects)
        rows = self._session.execute(query.group_by(EvaluationRow.outcome))
        return {outcome.value: count for outcome, count in rows}

    def budgets(self) -> list[BudgetLine]:
        """This month's spending, the projects' in it, and the projects' in all, the largest first."""
        month = house_month(self._clock.now())
        query = select(Budget).where(Budget.scope.like(f"{month}%") | Budget.scope.like("project:%"))
        rows = self._session.scalars(query.order_by(Budget.spent_micro_usd.desc()).limit(60))
        return [
            BudgetLine(row.scope, row.spent_micro_usd / MICRO, row.reserved_micro_usd / MICRO) for row in rows
        ]

    def ages(self, *, projects: frozenset[str] | None) -> list[tuple[str, int]]:
        """Open cases by how long they have waited."""
        now = self._clock.now()
        edges = (("under 4 h", 4), ("4 to 24 h", 24), ("1 to 3 days", 72), ("3 to 7 days", 168))
        bucket = case(
            *((CaseRow.opened_at > now - timedelta(hours=hours), name) for name, hours in edges),
            else_="over a week",
        )
        query = select(bucket, func.count()).where(CaseRow.state == EscalationStatus.OPEN)
        if projects is not None:
            query = query.where(CaseRow.project_id.in_(projects))
        found: dict[str, int] = {row[0]: row[1] for row in self._session.execute(query.group_by(bucket))}
        return [(name, found.get(name, 0)) for name in (*(name for name, _ in edges), "over a week")]

    def agreement(self, *, days: int, projects: frozenset[str] | None) -> list[Week]:
        """Week by week: how often people confirmed the detectors."""
        query = (
            select(ReviewDecision.created_at, ReviewDecision.kind)
            .join(EscalationRow, EscalationRow.id == ReviewDecision.escalation_id)
            .where(ReviewDecision.id >= self._first_id(days), EscalationRow.reason.in_(BY_DETECTOR))
            .order_by(ReviewDecision.id.desc())
            .limit(MOST_JUDGED)
        )
        if projects is not None:
            query = self._mine(
                query.join(Submission, Submission.id == ReviewDecision.submission_id), projects
            )
        weeks: dict[str, list[int]] = {}
        for when, kind in self._session.execute(query):
            week = weeks.setdefault(_monday(when), [0, 0])
            week[kind is DecisionKind.APPROVE] += 1
        return [Week(starts, *counts) for starts, counts in sorted(weeks.items())]

    def disputes(self, *, days: int, projects: frozenset[str] | None) -> tuple[int, int]:
        """Closed cases with several answers, and how many of them were disputed."""
        several = select(ReviewSlotRow.case_id).where(ReviewSlotRow.number == 1)
        query = select(func.count(), func.sum(cast(CaseRow.is_disputed, Integer))).where(
            CaseRow.id >= self._first_id(days),
            CaseRow.state == EscalationStatus.DECIDED,
            CaseRow.id.in_(several),
        )
        if projects is not None:
            query = query.where(CaseRow.project_id.in_(projects))
        count, disputed = self._session.execute(query).one()
        return int(count), int(disputed or 0)

    def what_if(self, *, days: int, projects: frozenset[str] | None) -> WhatIf:
        """From stored scores: no text is evaluated again."""
        latest = (
            self._mine(
                select(Submission.id, Submission.status, Submission.current_revision_id).where(
                    Submission.id >= self._first_id(days)
                ),
                projects,
            )
            .order_by(Submission.id.desc())
            .limit(MOST_JUDGED)
            .subquery()
        )
        score = cast(func.floor(EvaluationRow.measured), Integer)
        by_score = select(EscalationRow.submission_id).where(EscalationRow.reason.in_(BY_SCORE))
        is_by_score = latest.c.id.in_(by_score)
        query = (
            select(score, latest.c.status, is_by_score, func.count())
            .join(EvaluationRow, EvaluationRow.revision_id == latest.c.current_revision_id)
            .where(EvaluationRow.measured.is_not(None))
            .group_by(score, latest.c.status, is_by_score)
        )
        accepted: dict[int, int] = {}
        escalated: dict[int, int] = {}
        looked_at = 0
        for points, status, was_by_score, count in self._session.execute(query):
            looked_at += count
            if was_by_score:
                escalated[points] = escalated.get(points, 0) + count
            elif status is SubmissionStatus.ACCEPTED:
                accepted[points] = accepted.get(points, 0) + count
        return WhatIf(looked_at, accepted, escalated)

    def _mine(
        self, query: Select[*tuple[Any, ...]], projects: frozenset[str] | None
    ) -> Select[*tuple[Any, ...]]:
        return query if projects is None else query.where(Submission.project_id.in_(projects))


def _monday(when: datetime) -> str:
    return (when - timedelta(days=when.weekday())).date().isoformat()
