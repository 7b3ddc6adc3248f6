"""The desk's figures: what models cost, how much is done, and what another policy would have decided."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.db.read_models.costs import CostLine, MonthCost
from app.db.read_models.overview import Day, Week
from app.domain.budgets import house_month
from app.domain.policy import Goal
from app.domain.verdict import Outcome
from app.domain.what_if import PolicyChange, preview
from app.web.pages.costs import first_of, sees_month_budget
from app.web.pages.what_if import LATEST
from app.web.people import CurrentServices, Reader
from app.web.policies import policy_for

router = APIRouter(tags=["figures"])
Month = Annotated[str, Query(max_length=20, description="`2026-11`; by default this month (UTC).")]


class CostsOut(BaseModel):
    """In US dollars. Calls that may have been billed count at their maximum cost."""

    month: str
    lines: list[CostLine]
    months: list[MonthCost]
    """The last twelve with calls to models, newest first."""
    spent_usd: float
    house_spent_usd: float | None
    """All projects together; null for people who see only some of them."""
    house_limit_usd: float | None


class AgeOut(BaseModel):
    waited: str
    cases: int


class OverviewOut(BaseModel):
    days: list[Day]
    """Submissions by state, for each day with any."""
    verdicts: dict[str, int]
    open_cases: list[AgeOut]
    detector_agreement: list[Week]
    """By week: how often people confirmed or overruled a detector."""
    several_answers: int
    """Closed cases that asked several people, in 90 days."""
    disputed: int
    """How many of them were answered differently."""


class ShiftOut(BaseModel):
    submission_id: str
    before: Outcome
    after: Outcome
    why: str
    """The other policy's reasons; empty where the text would pass."""


class WhatIfOut(BaseModel):
    looked_at: int
    before: dict[Outcome, int]
    after: dict[Outcome, int]
    shifts: list[ShiftOut]


@router.get("/costs", summary="What models cost in a month")
def show_costs(services: CurrentServices, person: Reader, month: Month = "") -> CostsOut:
    now = services.clock.now()
    chosen = first_of(month) if month else now
    sees_house = sees_month_budget(person)
    with services.store.read() as tx:
        lines = tx.pages.costs.lines(chosen, projects=person.projects)
        months = tx.pages.costs.months(projects=person.projects)
        house = tx.pages.costs.spent(house_month(chosen))
    limit = services.settings.month_budget
    return CostsOut(
        month=f"{chosen:%Y-%m}",
        lines=lines,
        months=months,
        spent_usd=sum(line.cost_usd for line in lines),
        house_spent_usd=house.spent_usd if sees_house else None,
        house_limit_usd=float(limit) if sees_house and limit is not None else None,
    )


@router.get("/overview", summary="What is done, waiting and agreed on")
def show_overview(
    services: CurrentServices, person: Reader, days: Annotated[int, Query(ge=1, le=365)] = 30
) -> OverviewOut:
    mine = person.projects
    with services.store.read() as tx:
        pages = tx.pages.overview
        several, disputed = pages.disputes(days=90, projects=mine)
        return OverviewOut(
            days=pages.days(days=days, projects=mine),
            verdicts=pages.verdicts(days=days, projects=mine),
            open_cases=[AgeOut(waited=name, cases=count) for name, count in pages.ages(projects=mine)],
            detector_agreement=pages.agreement(days=90, projects=mine),
            several_answers=several,
            disputed=disputed,
        )


@router.get("/what-if", summary="What another policy would have decided")
def show_what_if(
    services: CurrentServices,
    person: Reader,
    *,
    min_aeo: Annotated[float | None, Query(ge=0, le=100)] = None,
    goal: Annotated[list[Goal] | None, Query(description="The required goals.")] = None,
    detector: Annotated[list[str] | None, Query(max_length=20, description="The required detectors.")] = None,
    disagree: Annotated[bool | None, Query(description="Escalate where detectors disagree.")] = None,
) -> WhatIfOut:
    """Judges the stored evaluations of the latest 200 texts again; what is left out stays as it is."""
    now = PolicyChange.of(policy_for(services.settings, "article.md"))
    change = PolicyChange(
        now.min_aeo if min_aeo is None else min_aeo,
        now.required if goal is None else frozenset(goal),
        now.required_detectors if detector is None else tuple(detector),
        now.escalate_on_disagreement if disagree is None else disagree,
    )
    with services.store.read() as tx:
        texts = tx.pages.judged.latest(LATEST, projects=person.projects)
    seen = preview(texts, change)
    return WhatIfOut(
        looked_at=len(texts),
        before=dict(seen.before),
        after=dict(seen.after),
        shifts=[
            ShiftOut(
                submission_id=shift.text.submission_id, before=shift.before, after=shift.after, why=shift.why
            )
            for shift in seen.shifts
        ],
    )
