"""Engines and transactions. The only module that knows how to open each database."""

import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.db.driver_errors import BUSY_TIMEOUT_SECONDS, our_error
from app.domain.errors import StoreUnavailable
from app.platform.paths import keep_private

WRITES = "copydesk_writes"
PING_AFTER_SECONDS = 2.0


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, foreign keys, busy timeout) or PostgreSQL (pinged after a pause).

    Belongs to the process that made it: a child after a fork makes its own. Its errors do not quote a
    statement's values: they end in logs and dead letters, and the values are customers' texts.
    """
    if not url.startswith("sqlite"):
        # All are kept: a worker of 64 threads would otherwise open and close the eleventh again and again.
        engine = create_engine(
            url, pool_size=15, max_overflow=0, connect_args={"connect_timeout": 5}, hide_parameters=True
        )
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _ping_if_idle)
        return engine
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "do_connect", _keep_files_private)
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _ping_if_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that lay idle may be dead: the pool makes another. One in steady use would fail by itself,
    and a ping before each transaction costs as much as a query."""
    if time.monotonic() - record.info.get("used_at", math.inf) < PING_AFTER_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError(str(error)) from error


def _keep_files_private(_dialect: Any, _record: Any, given: list[Any], _named: dict[str, Any]) -> None:
    """Before SQLite opens its file. It gives the two beside it, `-wal` and `-shm`, the same mode."""
    name = str(given[0])
    if name in {"", ":memory:"} or name.startswith("file:"):
        return
    keep_private(Path(name))
    for beside in (Path(f"{name}-wal"), Path(f"{name}-shm")):
        if beside.exists():
            keep_private(beside)


def _open_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not begin by itself: a write transaction begins IMMEDIATE, or two readers
    # that both want to write end in "database is locked" without waiting.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows ASCII alone: a search for "über" would not find "Über".
    connection.create_function("lowered", 1, str.lower, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """One process's access to the database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.pid = os.getpid()
        self._writing = engine.execution_options(**{WRITES: True})
        self._reading = engine.execution_options(**{WRITES: False})
        self._one_statement = self._writing
        if engine.dialect.name == "postgresql":
            # Every statement there sees what is committed when it begins, in a transaction or without one;
            # without one a read, or a write of one statement, costs two journeys less.
            self._reading = self._reading.execution_options(isolation_level="AUTOCOMMIT")
            self._one_statement = self._reading

    @contextmanager
    def session(self, *, writes: bool, is_one_statement: bool = False) -> Iterator[Session]:
        """A transaction that commits at the end or rolls back; driver errors are translated into ours.

        `is_one_statement`: the caller runs a single one, which is a transaction by itself.
        """
        if os.getpid() != self.pid:
            raise RuntimeError(
                "this database engine was made before the fork and would hand out other tasks' rows; "
                "make services in the process that uses them"
            )
        engine = self._writing if writes else self._reading
        if writes and is_one_statement:
            engine = self._one_statement
        with translated_errors(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.engine.dispose(close=os.getpid() == self.pid)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Translate driver errors into ours, by the kinds of `app.db.error_kinds`.

    What cannot be used now (gone, locked, full, read-only, every connection in use) is StoreUnavailable, a
    broken unique key AlreadyExists, any other constraint ConstraintViolated, a value that no column can hold
    (a NUL character in a name) InvalidContent, a file that is damaged or no database ConfigurationError, and
    whatever else the database answers StatementRejected.
    """
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(f"this process uses all its database connections: {error}") from error
    except DBAPIError as error:
        raise our_error(error) from error
