"""The one statement that takes the next piece of work of a queue.

Each way to look (`app.domain.turns`) is a subquery that an index answers with its first row; COALESCE asks
them in order and stops at the first that finds one. Conditions that choose an index stand as text, since a
planner cannot match a partial index with a value that comes later.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Update,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    select,
    text,
    update,
)

from app.db.delivery_models import QueueControl, WorkItem, WorkState
from app.db.types import UtcDateTime
from app.domain.turns import Lane, Lookup

WAITS = text("work_items.state = 'pending'")
_QUEUE = bindparam("queue_name", type_=String)
_LANES = {
    Lookup.URGENT: Lane.URGENT,
    Lookup.URGENT_ROUND: Lane.URGENT,
    Lookup.OVERDUE: Lane.REGULAR,
    Lookup.OVERDUE_ROUND: Lane.REGULAR,
    Lookup.REGULAR: Lane.REGULAR,
    Lookup.REGULAR_ROUND: Lane.REGULAR,
}
_AFTER = {Lookup.URGENT: "urgent_after", Lookup.REGULAR: "regular_after", Lookup.OVERDUE: "regular_after"}


@cache
def next_claim(order: tuple[Lookup, ...]) -> Update:
    """Mark the next piece as running and return what a claim needs; no row when nothing waits.

    Parameters: `queue_name`, `time_now`, `overdue_since`, `urgent_after`, `regular_after`, `new_holder`,
    `new_token`, `lease_end`.
    """
    now: ColumnElement[Any] = bindparam("time_now", type_=UtcDateTime)
    paused = exists().where(QueueControl.queue == _QUEUE, QueueControl.paused_at.is_not(None))
    return (
        update(WorkItem)
        .where(WorkItem.id == func.coalesce(*(_look(way) for way in order)), not_(paused))
        .values(
            state=WorkState.RUNNING,
            attempts=WorkItem.attempts + 1,
            holder=bindparam("new_holder", type_=String),
            lease_token=bindparam("new_token", type_=String),
            due_at=bindparam("lease_end", type_=UtcDateTime),
            started_at=now,
        )
        .returning(
            WorkItem.id,
            WorkItem.task_name,
            WorkItem.submission_id,
            WorkItem.subject_id,
            WorkItem.lease_token,
            WorkItem.attempts,
            WorkItem.losses,
            WorkItem.due_at,
            WorkItem.priority,
            WorkItem.project_id,
        )
        .execution_options(synchronize_session=False)
    )


def _look(way: Lookup) -> ColumnElement[Any]:
    by_age = way in {Lookup.OVERDUE, Lookup.OVERDUE_ROUND}
    conditions: list[Any] = [
        WAITS,
        WorkItem.queue == _QUEUE,
        WorkItem.lane == literal_column(str(int(_LANES[way]))),
    ]
    if way in _AFTER:
        conditions.append(WorkItem.project_id > bindparam(_AFTER[way], type_=String))
    keys = (WorkItem.not_before,) if by_age else (WorkItem.priority, WorkItem.id)
    first = (
        select(WorkItem.id, WorkItem.not_before)
        .where(and_(*conditions))
        .order_by(WorkItem.project_id, *keys)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if not by_age:
        return first.with_only_columns(WorkItem.id).scalar_subquery()
    found = first.subquery()
    overdue = found.c.not_before <= bindparam("overdue_since", type_=UtcDateTime)
    return select(found.c.id).where(overdue).scalar_subquery()
