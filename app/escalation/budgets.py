"""Announce once that a budget is nearly or fully spent: at 80 and at 100 per cent."""

from decimal import Decimal

from app.db.store import Store
from app.domain.outbound import OutboundEvent
from app.domain.policy import Budgets, Policy
from app.notifications.publish import publish

MARKS = ((Decimal(1), OutboundEvent.BUDGET_100), (Decimal("0.8"), OutboundEvent.BUDGET_80))


def announce_budgets(store: Store, *, house_per_month: float | None = None) -> int:
    """Check the spending of the house and of each project; returns the number of announcements.

    The limits are those of the newest submission's policy, as the one in force.
    """
    announced = 0
    with store.transaction() as tx:
        newest = tx.submissions.newest(1)
        policy = newest[0].policy if newest else Policy()
        budgets = policy.rewrite.budgets
        for line in tx.pages.overview.budgets():
            limit = _limit(line.scope, budgets, house_per_month)
            mark = reached(Decimal(str(line.spent_usd + line.reserved_usd)), limit)
            if mark is None or not tx.outbound.first_time(f"{mark.value}:{line.scope}"):
                continue
            data = {"scope": line.scope, "spent_usd": f"{line.spent_usd:.2f}", "limit_usd": str(limit)}
            tx.submissions.record(None, mark.value, data)
            publish(tx, mark, data={"message": f"{line.scope}: ${line.spent_usd:.2f}", **data})
            announced += 1
    return announced


def _limit(scope: str, budgets: Budgets, house_per_month: float | None) -> Decimal | None:
    if scope.startswith("project:"):
        return budgets.per_project
    if ":project:" in scope:
        return budgets.per_month
    return None if house_per_month is None else Decimal(str(house_per_month))


def reached(used: Decimal, limit: Decimal | None) -> OutboundEvent | None:
    """The highest mark reached; None without a limit or below every mark."""
    if limit is None or limit <= 0:
        return None
    return next((event for share, event in MARKS if used >= limit * share), None)
