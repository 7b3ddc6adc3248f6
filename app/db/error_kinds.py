"""Classify database errors: one table of SQLite's result codes and one of PostgreSQL's SQLSTATEs.

Pure: codes in, a kind out. A line added here decides whether a job waits, is tried again or gives up
(`app.db.driver_errors`). Sources: https://sqlite.org/rescode.html and
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

import re
import sqlite3
from collections.abc import Mapping
from enum import StrEnum


class ErrorKind(StrEnum):
    UNAVAILABLE = "unavailable"
    """Unusable for now: unreachable, locked, full, read-only, shutting down. The statement is correct."""
    CONTENDED = "contended"
    """Another transaction was in the way, and this one was rolled back so that it could finish."""
    UNSTORABLE = "unstorable"
    """A value that the column cannot hold, such as a NUL character in a text."""
    UNIQUE = "unique"
    """A unique or primary key: such a row exists."""
    CONSTRAINT = "constraint"
    """Any other constraint: foreign key, NOT NULL, CHECK, exclusion."""
    DAMAGED = "damaged"
    """The file or the table is corrupt, or not a database at all."""
    REJECTED = "rejected"
    """The database answered: no such table, invalid SQL, missing privilege. Waiting would change nothing."""


SQLITE: Mapping[int, ErrorKind] = {
    sqlite3.SQLITE_BUSY: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_LOCKED: ErrorKind.UNAVAILABLE,
    # Two processes opened the write-ahead log at the same moment and one gave up.
    sqlite3.SQLITE_PROTOCOL: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_FULL: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_IOERR: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_READONLY: ErrorKind.UNAVAILABLE,
    sqlite3.SQLITE_TOOBIG: ErrorKind.UNSTORABLE,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: ErrorKind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: ErrorKind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_ROWID: ErrorKind.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT: ErrorKind.CONSTRAINT,
    sqlite3.SQLITE_MISMATCH: ErrorKind.CONSTRAINT,
    sqlite3.SQLITE_CORRUPT: ErrorKind.DAMAGED,
    sqlite3.SQLITE_FORMAT: ErrorKind.DAMAGED,
    sqlite3.SQLITE_NOTADB: ErrorKind.DAMAGED,
}
"""By result code. An extended code that is not named here counts as its primary one (the lowest byte)."""

POSTGRESQL: Mapping[str, ErrorKind] = {
    "08": ErrorKind.UNAVAILABLE,  # connection exceptions
    "22": ErrorKind.UNSTORABLE,  # data exceptions
    "23": ErrorKind.CONSTRAINT,  # integrity constraint violations
    "23505": ErrorKind.UNIQUE,  # unique_violation, of primary keys too
    "25006": ErrorKind.UNAVAILABLE,  # read_only_sql_transaction: a standby, or a server that is being moved
    "25P03": ErrorKind.UNAVAILABLE,  # idle_in_transaction_session_timeout: the server cut the connection
    "25P04": ErrorKind.UNAVAILABLE,  # transaction_timeout: the same
    "40": ErrorKind.CONTENDED,  # transaction rollback: 40001 serialization_failure, 40P01 deadlock_detected
    "40002": ErrorKind.CONSTRAINT,  # transaction_integrity_constraint_violation
    "53": ErrorKind.UNAVAILABLE,  # insufficient resources: disk_full, out_of_memory, too_many_connections
    "55P03": ErrorKind.UNAVAILABLE,  # lock_not_available
    "57": ErrorKind.UNAVAILABLE,  # operator intervention: 57014 statement timeout, 57P01 to 57P03 shutdown
    "58": ErrorKind.UNAVAILABLE,  # system errors outside PostgreSQL: io_error, undefined_file
    "XX001": ErrorKind.DAMAGED,  # data_corrupted
    "XX002": ErrorKind.DAMAGED,  # index_corrupted
}
"""By SQLSTATE, or by its class (the first two characters) where the whole one is not named."""

WITHOUT_SQLSTATE: Mapping[str, ErrorKind] = {
    "OperationalError": ErrorKind.UNAVAILABLE,
    "InterfaceError": ErrorKind.UNAVAILABLE,
    "DataError": ErrorKind.UNSTORABLE,
}
"""By PEP 249 class, for what the driver noticed itself: a connection that fails or is gone has no code."""


def kind_of_sqlite(code: int | None) -> ErrorKind:
    """`code`: `sqlite_errorcode`, None for an error that Python's module raises itself (a misuse of it)."""
    if code is None:
        return ErrorKind.REJECTED
    return SQLITE.get(code, SQLITE.get(code & 0xFF, ErrorKind.REJECTED))


def kind_of_postgresql(sqlstate: str | None, *, family: str) -> ErrorKind:
    """`family`: the error's PEP 249 class, such as OperationalError."""
    if sqlstate is None:
        return WITHOUT_SQLSTATE.get(family, ErrorKind.REJECTED)
    return POSTGRESQL.get(sqlstate, POSTGRESQL.get(sqlstate[:2], ErrorKind.REJECTED))


_LOGIN_REFUSED = re.compile(
    r"authentication failed for user|no password supplied|no pg_hba\.conf entry for"
    r"|FATAL: +(?:role|database) \".*\" (?:does not exist|is not permitted to log in)"
    r"|FATAL: +permission denied for database"
)


def is_login_refused(message: str) -> bool:
    """Whether PostgreSQL's words on a failed connection mean a wrong user, password or database.

    libpq gives no SQLSTATE for a connection that was never made, so the words have to do. A server that
    speaks another language is taken for one that is away.
    """
    return _LOGIN_REFUSED.search(message) is not None


_UNIQUE_COLUMNS = re.compile(r"UNIQUE constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)$")


def unique_columns(message: str) -> tuple[str, frozenset[str]] | None:
    """Table and columns that SQLite names for a broken key (`UNIQUE constraint failed: t.a, t.b`)."""
    found = _UNIQUE_COLUMNS.search(message)
    if found is None:
        return None
    named = [column.partition(".") for column in found["columns"].split(", ")]
    return named[0][0], frozenset(column for _, _, column in named)
