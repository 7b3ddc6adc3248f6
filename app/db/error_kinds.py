"""What a database means by an error: one table of SQLite's result codes and one of PostgreSQL's SQLSTATEs.

Pure: codes in, a kind out. Whoever adds a line here decides whether a job waits, is tried again or gives up
(`app.db.driver_errors`). Sources: https://sqlite.org/rescode.html and
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

import re
import sqlite3
from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    UNAVAILABLE = "unavailable"
    """It cannot be used now: away, locked, full, read-only, shutting down. The statement is not to blame."""
    CONTENDED = "contended"
    """Another transaction was in the way, and this one was rolled back so that it could finish."""
    UNSTORABLE = "unstorable"
    """A value that the column cannot hold, such as a NUL character in a text."""
    UNIQUE = "unique"
    """A unique or primary key: there is such a row."""
    CONSTRAINT = "constraint"
    """Any other constraint: foreign key, NOT NULL, CHECK, exclusion."""
    DAMAGED = "damaged"
    """The file or the table is corrupt, or no database at all."""
    REJECTED = "rejected"
    """The database answered: no such table, wrong SQL, no right to it. Waiting would change nothing."""


SQLITE: Mapping[int, Kind] = {
    sqlite3.SQLITE_BUSY: Kind.UNAVAILABLE,
    sqlite3.SQLITE_LOCKED: Kind.UNAVAILABLE,
    # Two processes opened the write-ahead log at the same moment and one gave up.
    sqlite3.SQLITE_PROTOCOL: Kind.UNAVAILABLE,
    sqlite3.SQLITE_FULL: Kind.UNAVAILABLE,
    sqlite3.SQLITE_IOERR: Kind.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: Kind.UNAVAILABLE,
    sqlite3.SQLITE_READONLY: Kind.UNAVAILABLE,
    sqlite3.SQLITE_TOOBIG: Kind.UNSTORABLE,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Kind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Kind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_ROWID: Kind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT: Kind.CONSTRAINT,
    sqlite3.SQLITE_MISMATCH: Kind.CONSTRAINT,
    sqlite3.SQLITE_CORRUPT: Kind.DAMAGED,
    sqlite3.SQLITE_FORMAT: Kind.DAMAGED,
    sqlite3.SQLITE_NOTADB: Kind.DAMAGED,
}
"""By result code. An extended code that is not named here counts as its primary one (the lowest byte)."""

POSTGRESQL: Mapping[str, Kind] = {
    "08": Kind.UNAVAILABLE,  # connection exceptions
    "22": Kind.UNSTORABLE,  # data exceptions
    "23": Kind.CONSTRAINT,  # integrity constraint violations
    "23505": Kind.UNIQUE,  # unique_violation, of primary keys too
    "25006": Kind.UNAVAILABLE,  # read_only_sql_transaction: a standby, or a server that is being moved
    "25P03": Kind.UNAVAILABLE,  # idle_in_transaction_session_timeout: the server cut the connection
    "25P04": Kind.UNAVAILABLE,  # transaction_timeout: the same
    "40": Kind.CONTENDED,  # transaction rollback: 40001 serialization_failure, 40P01 deadlock_detected
    "40002": Kind.CONSTRAINT,  # transaction_integrity_constraint_violation
    "53": Kind.UNAVAILABLE,  # insufficient resources: disk_full, out_of_memory, too_many_connections
    "55P03": Kind.UNAVAILABLE,  # lock_not_available
    "57": Kind.UNAVAILABLE,  # operator intervention: 57014 statement timeout, 57P01 to 57P03 shutdown, start
    "58": Kind.UNAVAILABLE,  # system errors outside PostgreSQL: io_error, undefined_file
    "XX001": Kind.DAMAGED,  # data_corrupted
    "XX002": Kind.DAMAGED,  # index_corrupted
}
"""By SQLSTATE, or by its class (the first two characters) where the whole one is not named."""

WITHOUT_SQLSTATE: Mapping[str, Kind] = {
    "OperationalError": Kind.UNAVAILABLE,
    "InterfaceError": Kind.UNAVAILABLE,
    "DataError": Kind.UNSTORABLE,
}
"""By PEP 249 class, for what the driver noticed itself: a connection that fails or is gone has no code."""


def kind_of_sqlite(code: int | None) -> Kind:
    """`code`: `sqlite_errorcode`, None for an error that Python's module raises itself (a misuse of it)."""
    if code is None:
        return Kind.REJECTED
    return SQLITE.get(code, SQLITE.get(code & 0xFF, Kind.REJECTED))


def kind_of_postgresql(sqlstate: str | None, *, family: str) -> Kind:
    """`family`: the error's PEP 249 class, such as OperationalError."""
    if sqlstate is None:
        return WITHOUT_SQLSTATE.get(family, Kind.REJECTED)
    return POSTGRESQL.get(sqlstate, POSTGRESQL.get(sqlstate[:2], Kind.REJECTED))


_UNIQUE_COLUMNS = re.compile(r"UNIQUE constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)$")


def unique_columns(message: str) -> tuple[str, frozenset[str]] | None:
    """Table and columns that SQLite names for a broken key (`UNIQUE constraint failed: t.a, t.b`)."""
    found = _UNIQUE_COLUMNS.search(message)
    if found is None:
        return None
    named = [column.partition(".") for column in found["columns"].split(", ")]
    return named[0][0], frozenset(column for _, _, column in named)
