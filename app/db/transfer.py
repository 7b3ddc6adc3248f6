"""Export and import all rows: a backup that both databases can read, taken while jobs are running."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, LargeBinary, Table, func, insert, select, text

from app.db.engine import WRITES, translated_errors
from app.db.types import Base, EnumText, UtcDateTime
from app.domain.errors import InvalidContent

BATCH = 500
NOT_KEPT = frozenset({"worker_processes", "login_attempts", "sessions"})
"""Tables valid only at one moment on one machine: processes, failed logins, sessions."""


def tables() -> list[Table]:
    """All tables, each after those it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in NOT_KEPT]


def read_rows(engine: Engine) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row as (table, JSON values), from one snapshot. Raises StoreUnavailable."""
    with translated_errors(), engine.execution_options(**{WRITES: False}).connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", stream_results=True)
        with connection.begin():
            for table in tables():
                found = connection.execute(select(table).order_by(*table.primary_key.columns))
                for row in found.yield_per(BATCH).mappings():
                    yield table.name, {key: _json_value(value) for key, value in row.items()}


def write_rows(engine: Engine, rows: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, int]:
    """Import rows into an empty database, all or none; returns the number per table.

    Raises InvalidContent when there are rows already or a line names no table, StoreUnavailable.
    """
    by_name = {table.name: table for table in tables()}
    counted = dict.fromkeys(by_name, 0)
    with translated_errors(), engine.execution_options(**{WRITES: True}).begin() as connection:
        _refuse_unless_empty(connection)
        batch: list[dict[str, Any]] = []
        current: Table | None = None
        for name, values in rows:
            if name not in by_name:
                raise InvalidContent(f"the backup holds a table {name!r} that this version does not know")
            table = by_name[name]
            if current is not None and (table is not current or len(batch) >= BATCH):
                connection.execute(insert(current), batch)
                batch = []
            current = table
            batch.append({key: _value(table, key, value) for key, value in values.items()})
            counted[name] += 1
        if current is not None and batch:
            connection.execute(insert(current), batch)
        _go_on_counting(connection)
    return counted


def _refuse_unless_empty(connection: Connection) -> None:
    for table in tables():
        if table.name in {"rhythms", "queue_controls"}:
            # A fresh database has these; the backup's rows replace them.
            connection.execute(table.delete())
        elif connection.execute(select(table).limit(1)).first() is not None:
            raise InvalidContent(
                f"the database holds rows already ({table.name}): restore into an empty one, made with "
                "`copydesk db upgrade`"
            )


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL's sequences do not advance for rows imported with a number."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            if column.autoincrement is True or (column.name == "id" and table.name == "events"):
                newest = connection.scalar(select(func.max(column)))
                sequence = connection.scalar(
                    text("SELECT pg_get_serial_sequence(:table, :column)"),
                    {"table": table.name, "column": column.name},
                )
                if newest is not None and sequence is not None:
                    connection.execute(
                        text("SELECT setval(:name, :newest)"), {"name": sequence, "newest": newest}
                    )


def _json_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _value(table: Table, key: str, value: Any) -> Any:
    kind = table.columns[key].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return b64decode(value)
    return kind.kind(value) if isinstance(kind, EnumText) else value
