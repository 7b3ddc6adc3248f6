"""Costs: the spending on models, by month, project and model, and what is left of the budgets."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db.read_models.costs import Spent
from app.db.store import Transaction
from app.domain.access import Permission, Person
from app.domain.budgets import house_month, project_month
from app.domain.errors import InvalidContent
from app.domain.policy import Budgets
from app.web.people import CurrentServices, Reader
from app.web.policies import policy_for
from app.web.render import render
from app.workflow.services import Services

router = APIRouter(include_in_schema=False)
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@router.get("/costs")
def show_costs(
    request: Request,
    services: CurrentServices,
    person: Reader,
    month: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    now = services.clock.now()
    chosen = first_of(month) if month else now
    with services.store.read() as tx:
        months = tx.pages.costs.months(projects=person.projects)
        lines = tx.pages.costs.lines(chosen, projects=person.projects)
        budgets = _budgets(tx, services)
        projects = {
            name: (
                tx.pages.costs.spent(project_month(chosen, project_id)),
                tx.pages.costs.spent(f"project:{project_id}"),
            )
            for project_id, name in tx.accounts.projects().items()
            if person.sees(project_id)
        }
        of_all = tx.pages.costs.spent(house_month(chosen)) if sees_month_budget(person) else None
    return render(
        request,
        "costs.html",
        month=f"{chosen:%Y-%m}",
        is_this_month=f"{chosen:%Y-%m}" == f"{now:%Y-%m}",
        months=months,
        dearest=max((one.cost_usd for one in months), default=0.0) or 1.0,
        lines=lines,
        spent=sum(line.cost_usd for line in lines),
        maybe=sum(line.maybe_usd for line in lines),
        maybe_calls=sum(line.maybe_calls for line in lines),
        held=sum(line.held_usd for line in lines),
        left=None if of_all is None else _left(of_all, services.settings.month_budget),
        of_house=services.settings.month_budget,
        per_month=budgets.per_month,
        projects=[
            (name, _left(in_month, budgets.per_month), spent, _left(spent, budgets.per_project))
            for name, (in_month, spent) in projects.items()
        ],
        per_project=budgets.per_project,
    )


def first_of(month: str) -> datetime:
    """Raises InvalidContent, which is shown as a sentence."""
    if not _MONTH.fullmatch(month):
        raise InvalidContent(f"{month!r} is not a month: use year and month, as in 2026-11")
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)


def sees_month_budget(person: Person) -> bool:
    """The month's budget covers all projects together: not for people who see only some of them."""
    return person.projects is None or person.may(Permission.OPERATE)


def _budgets(tx: Transaction, services: Services) -> Budgets:
    """The budgets of the newest submission's policy apply now; before the first one, the page's own."""
    newest = tx.submissions.newest(1)
    policy = newest[0].policy if newest else policy_for(services.settings, "article.md")
    return policy.rewrite.budgets


def _left(spent: Spent, limit: Decimal | float | None) -> float | None:
    return None if limit is None else spent.left_of(float(limit))
