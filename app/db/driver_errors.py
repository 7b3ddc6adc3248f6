"""Translate errors of the database driver into ours, by their kind (`app.db.error_kinds`)."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from app.db.constraints import unique_constraint
from app.db.error_kinds import (
    ErrorKind,
    is_login_refused,
    kind_of_postgresql,
    kind_of_sqlite,
    unique_columns,
)
from app.domain.errors import (
    AlreadyExists,
    ConfigurationError,
    ConstraintViolated,
    CopydeskError,
    InvalidContent,
    StatementRejected,
    StoreRefusesLogin,
    StoreUnavailable,
)

BUSY_TIMEOUT_SECONDS = 30
"""How long a statement waits for SQLite's lock, and a transaction for one of the process's connections."""
REPORT = "this is a defect of Copydesk, or the database was changed by other means: please report it"


def our_error(error: DBAPIError) -> CopydeskError:
    """Our error for a driver's error. Its message never contains a row's values."""
    # PostgreSQL's further lines (DETAIL) quote the row.
    first = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
    match _kind(error):
        case ErrorKind.UNAVAILABLE if is_login_refused(str(error.orig)):
            return StoreRefusesLogin(
                f"the database refuses the login: {first}; fix user, password and name in DATABASE_URL, or "
                "create them on the server"
            )
        case ErrorKind.UNAVAILABLE:
            return StoreUnavailable(_unavailable(first))
        case ErrorKind.CONTENDED:
            return StoreUnavailable(f"another transaction was in the way ({first}): try again")
        case ErrorKind.UNSTORABLE:
            return InvalidContent(f"the database cannot keep this: {first}")
        case ErrorKind.UNIQUE:
            return AlreadyExists(f"there is such a row already: {first}", _constraint(error))
        case ErrorKind.CONSTRAINT:
            return ConstraintViolated(f"the database refuses a row: {first}; {REPORT}", _constraint(error))
        case ErrorKind.DAMAGED:
            return ConfigurationError(
                f"DATABASE_URL: {first}: name another file, or restore a backup with `copydesk restore`"
            )
        case ErrorKind.REJECTED:
            return StatementRejected(
                f"the database rejects a statement: {first}; `copydesk doctor` says whether its schema is "
                f"the right one; if it is, {REPORT}"
            )


def _kind(error: DBAPIError) -> ErrorKind:
    if isinstance(error.orig, sqlite3.Error):
        return kind_of_sqlite(getattr(error.orig, "sqlite_errorcode", None))
    # SQLAlchemy's classes are those of PEP 249, whatever the driver calls its own.
    return kind_of_postgresql(getattr(error.orig, "sqlstate", None), family=type(error).__name__)


def _constraint(error: DBAPIError) -> str:
    if isinstance(error.orig, sqlite3.Error):
        named = unique_columns(str(error.orig))
        return "" if named is None else unique_constraint(*named)
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _unavailable(first: str) -> str:
    if "disk is full" in first or "No space left" in first:
        return f"the database's disk is full ({first}): free some space; nothing was half-written"
    if "locked" in first:
        return f"the database is locked by another process for over {BUSY_TIMEOUT_SECONDS} s ({first})"
    return f"the database cannot be used now: {first}; if it stays so, look at the server and at DATABASE_URL"
