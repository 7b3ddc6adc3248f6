"""The overview: throughput, verdicts, spend, queue age, agreement, and the what-if for thresholds."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db.read_models.overview import Day, WhatIf
from app.domain.budgets import house_month
from app.domain.policy import Policy
from app.web.pages.costs import sees_month_budget
from app.web.people import CurrentServices, Reader
from app.web.policies import policy_for
from app.web.render import render

router = APIRouter(include_in_schema=False)
WINDOW_DAYS = 30


@router.get("/overview")
def show_overview(
    request: Request,
    services: CurrentServices,
    person: Reader,
    min_aeo: Annotated[float | None, Query(ge=0, le=100)] = None,
) -> Response:
    mine = person.projects
    with services.store.read() as tx:
        pages = tx.pages.overview
        days = pages.days(days=WINDOW_DAYS, projects=mine)
        verdicts = pages.verdicts(days=WINDOW_DAYS, projects=mine)
        ages = pages.ages(projects=mine)
        weeks = pages.agreement(days=90, projects=mine)
        several, disputed = pages.disputes(days=90, projects=mine)
        what_if = pages.what_if(days=WINDOW_DAYS, projects=mine)
        month = tx.pages.costs.spent(house_month(services.clock.now()))
    policy = policy_for(services.settings, "article.md")
    chosen = policy.min_aeo if min_aeo is None else min_aeo
    return render(
        request,
        "overview.html",
        days=days,
        busiest=max((day.total for day in days), default=1) or 1,
        totals=_totals(days),
        verdicts=verdicts,
        ages=ages,
        waiting=max((count for _, count in ages), default=1) or 1,
        weeks=weeks,
        several=several,
        disputed=disputed,
        spent_this_month=month.spent_usd if sees_month_budget(person) else None,
        month_limit=services.settings.month_budget,
        policy=policy,
        chosen=chosen,
        change=consequence(what_if, policy, chosen),
        what_if=what_if,
        window=WINDOW_DAYS,
    )


def _totals(days: list[Day]) -> dict[str, float]:
    return {
        "all": sum(day.total for day in days),
        "accepted": sum(day.statuses.get("accepted", 0) for day in days),
        "spent": sum(day.spent_usd for day in days),
    }


def consequence(what_if: WhatIf, policy: Policy, threshold: float) -> str:
    """One sentence on the effect of another threshold, from stored scores only, without their intervals.

    A score below the threshold falls short only if its whole interval does, so the counts are bounds.
    """
    more, fewer = what_if.more_with(threshold), what_if.fewer_with(threshold)
    if threshold > policy.min_aeo:
        return (
            f"at most {more} accepted {_texts(more)} would have fallen short of {threshold:g}: "
            f"rewritten, and finally escalated to a person"
        )
    if threshold < policy.min_aeo:
        return f"at least {fewer} {_texts(fewer)} escalated because of the score would have been accepted"
    return f"{threshold:g} is what the policy requires now: change it to see the effect"


def _texts(count: int) -> str:
    return "text" if count == 1 else "texts"
