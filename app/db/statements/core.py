"""Statements without the ORM, for what every piece of work does.

Tracking objects is worth its cost where they are read, changed and written back. A step of the pipeline reads
rows once and writes others: it runs statements that were built once, at a fraction of the computing time
(docs/explanation/reliability.md, "Cost per job").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.orm import Session

from app.db.types import Base

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def table_of(model: type[Base]) -> Table:
    """The model's table."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def run(session: Session, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
    """Run a statement in this session's transaction, after what the session has not written yet."""
    session.flush()
    return session.connection().execute(statement, values)
