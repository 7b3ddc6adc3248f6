"""The ledger's statements for paid calls, built once (`app.db.statements.core`)."""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, String, TextClause, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db.statements.core import table_of
from app.db.tables.jobs import CallState, LlmCall

CALLS = table_of(LlmCall)
_ASKED: BindParameter[str] = bindparam("wanted", type_=String())
BY_REQUEST = (
    select(CALLS).where(or_(CALLS.c.request_key == _ASKED, CALLS.c.key == _ASKED)).order_by(CALLS.c.attempt)
)
"""By the key as well: the version before this one, still at work after the upgrade, writes that alone."""
_IS = CALLS.c.id == bindparam("wanted")
_SPENT = (CALLS.c.id, CALLS.c.scopes, CALLS.c.reserved_micro_usd)
SENT = update(CALLS).where(_IS, CALLS.c.state == CallState.RESERVED.value).returning(CALLS.c.id)


@cache
def reserve(*, is_postgresql: bool) -> Any:
    """Insert an attempt's row; returns no row if another worker has made it."""
    insert = postgresql_insert if is_postgresql else sqlite_insert
    return insert(CALLS).on_conflict_do_nothing(index_elements=[CALLS.c.key]).returning(CALLS.c.id)


@cache
def move(expected: tuple[CallState, ...]) -> Any:
    """Change a call that is in one of these states; returns what the budgets need."""
    return update(CALLS).where(_IS, CALLS.c.state.in_(expected)).returning(*_SPENT)


MAYBE_BILLED = move((CallState.SENT,)).values(cost_micro_usd=CALLS.c.reserved_micro_usd)


@cache
def add_to_budgets(scopes: int, *, is_bounded: bool) -> TextClause:
    """Add `reserved` and `spent` to this many budgets; returns the scopes that had room.

    Parameters: `reserved`, `spent`, `scope0` ... in their order (two calls must not wait for one another),
    and with `is_bounded` `room0` ...: the most that reserved and spent may then be together.

    As text, because SQLAlchemy recompiles an insert of several rows each time.
    """
    rows = ", ".join(f"(:scope{number}, :reserved, :spent)" for number in range(scopes))
    rooms = " ".join(f"WHEN :scope{number} THEN :room{number}" for number in range(scopes))
    bound = (
        "WHERE budgets.reserved_micro_usd + budgets.spent_micro_usd + excluded.reserved_micro_usd "
        f"<= CASE budgets.scope {rooms} END "
    )
    names = [f"scope{number}" for number in range(scopes)]
    numbers = ["reserved", "spent", *(f"room{number}" for number in range(scopes) if is_bounded)]
    return text(
        f"INSERT INTO budgets (scope, reserved_micro_usd, spent_micro_usd) VALUES {rows} "  # noqa: S608 - numbers alone
        "ON CONFLICT (scope) DO UPDATE SET "
        "reserved_micro_usd = budgets.reserved_micro_usd + excluded.reserved_micro_usd, "
        "spent_micro_usd = budgets.spent_micro_usd + excluded.spent_micro_usd "
        f"{bound if is_bounded else ''}RETURNING scope"
    ).bindparams(
        *(bindparam(name, type_=String) for name in names),
        *(bindparam(name, type_=BigInteger) for name in numbers),
    )
