"""The one statement that claims the next job of a queue.

Each lookup (`app.domain.fair_scheduling`) is a subquery that an index answers with its first row; COALESCE
tries them in order and stops at the first that finds one. Conditions that choose an index are literal text: a
planner cannot match a partial index with a value that comes later.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
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
from sqlalchemy.sql.dml import ReturningUpdate

from app.db.statements.core import table_of
from app.db.tables.jobs import Job, JobState, QueueControl
from app.db.types import UtcDateTime
from app.domain.fair_scheduling import Lane, Lookup

_ITEMS = table_of(Job)
_CONTROLS = table_of(QueueControl)
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


_NEED_NOT_LAST = func.set_config("synchronous_commit", "off", True)
"""PostgreSQL: the claim's own transaction need not wait for the disk. After a crash of the server a forgotten
claim is pending again, and the next durable commit also makes it durable."""


@cache
def next_claim(order: tuple[Lookup, ...], *, is_postgresql: bool) -> ReturningUpdate[Any]:
    """Mark the next job as running and return what a claim needs; no row if nothing waits.

    Parameters: `queue_name`, `time_now`, `overdue_since`, `urgent_after`, `regular_after`, `new_holder`,
    `new_token`, `lease_end`.
    """
    now: ColumnElement[Any] = bindparam("time_now", type_=UtcDateTime)
    paused = exists().where(_CONTROLS.c.queue == _QUEUE, _CONTROLS.c.paused_at.is_not(None))
    return (
        update(_ITEMS)
        .where(_ITEMS.c.id == func.coalesce(*(_look(way) for way in order)), not_(paused))
        .values(
            state=JobState.RUNNING,
            attempts=_ITEMS.c.attempts + 1,
            holder=bindparam("new_holder", type_=String),
            lease_token=bindparam("new_token", type_=String),
            due_at=bindparam("lease_end", type_=UtcDateTime),
            started_at=now,
        )
        .returning(
            _ITEMS.c.id,
            _ITEMS.c.task_name,
            _ITEMS.c.submission_id,
            _ITEMS.c.subject_id,
            _ITEMS.c.lease_token,
            _ITEMS.c.attempts,
            _ITEMS.c.losses.label("crashes"),
            _ITEMS.c.due_at,
            _ITEMS.c.priority,
            _ITEMS.c.project_id,
            *((_NEED_NOT_LAST,) if is_postgresql else ()),
        )
    )


def _look(way: Lookup) -> ColumnElement[Any]:
    by_age = way in {Lookup.OVERDUE, Lookup.OVERDUE_ROUND}
    conditions: list[Any] = [
        WAITS,
        _ITEMS.c.queue == _QUEUE,
        _ITEMS.c.lane == literal_column(str(int(_LANES[way]))),
    ]
    if way in _AFTER:
        conditions.append(_ITEMS.c.project_id > bindparam(_AFTER[way], type_=String))
    keys = (_ITEMS.c.not_before,) if by_age else (_ITEMS.c.priority, _ITEMS.c.id)
    first = (
        select(_ITEMS.c.id, _ITEMS.c.not_before)
        .where(and_(*conditions))
        .order_by(_ITEMS.c.project_id, *keys)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if not by_age:
        return first.with_only_columns(_ITEMS.c.id).scalar_subquery()
    found = first.subquery()
    overdue = found.c.not_before <= bindparam("overdue_since", type_=UtcDateTime)
    return select(found.c.id).where(overdue).scalar_subquery()
