"""Statements without the ORM, for what every job does.

Tracking objects is worth its cost where they are read, changed and written back. A step of the pipeline reads
rows once and writes others: it runs statements that were built once, at a fraction of the computing time
(docs/explanation/reliability.md, "Cost per job").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Integer, Table, literal_column
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.db.types import Base

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def table_of(model: type[Base]) -> Table:
    """The model's table."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def run(session: Session, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
    """Run a statement in this session's transaction, after flushing the session."""
    session.flush()
    return session.connection().execute(statement, values)


def add_unless_there(session: Session, model: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row that others may insert concurrently; False if it already exists."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    unless_there = insert(table_of(model)).values(values).on_conflict_do_nothing()
    return run(session, unless_there.returning(literal_column("1", Integer))).scalar() is not None
