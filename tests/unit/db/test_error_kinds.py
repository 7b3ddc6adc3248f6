"""Which error of which database means what: the table that decides whether a job waits or gives up."""

import sqlite3

import pytest

from app.db.error_kinds import ErrorKind, kind_of_postgresql, kind_of_sqlite, unique_columns


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_BUSY_RECOVERY, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_LOCKED, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_PROTOCOL, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_FULL, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_IOERR, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_IOERR_FSYNC, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_CANTOPEN, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_READONLY, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_READONLY_DIRECTORY, ErrorKind.UNAVAILABLE),
        (sqlite3.SQLITE_TOOBIG, ErrorKind.UNSTORABLE),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, ErrorKind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, ErrorKind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT_ROWID, ErrorKind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_NOTNULL, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_MISMATCH, ErrorKind.CONSTRAINT),
        (sqlite3.SQLITE_CORRUPT, ErrorKind.DAMAGED),
        (sqlite3.SQLITE_CORRUPT_INDEX, ErrorKind.DAMAGED),
        (sqlite3.SQLITE_NOTADB, ErrorKind.DAMAGED),
        (sqlite3.SQLITE_ERROR, ErrorKind.REJECTED),
        (sqlite3.SQLITE_AUTH, ErrorKind.REJECTED),
        (sqlite3.SQLITE_MISUSE, ErrorKind.REJECTED),
        (None, ErrorKind.REJECTED),
    ],
)
def test_a_result_code_of_sqlite(code, kind):
    assert kind_of_sqlite(code) is kind


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("08006", ErrorKind.UNAVAILABLE),  # connection_failure
        ("53100", ErrorKind.UNAVAILABLE),  # disk_full
        ("53300", ErrorKind.UNAVAILABLE),  # too_many_connections
        ("57P01", ErrorKind.UNAVAILABLE),  # admin_shutdown
        ("57P02", ErrorKind.UNAVAILABLE),  # crash_shutdown
        ("57P03", ErrorKind.UNAVAILABLE),  # cannot_connect_now
        ("57014", ErrorKind.UNAVAILABLE),  # query_canceled: a statement timeout
        ("58030", ErrorKind.UNAVAILABLE),  # io_error
        ("55P03", ErrorKind.UNAVAILABLE),  # lock_not_available
        ("25006", ErrorKind.UNAVAILABLE),  # read_only_sql_transaction
        ("25P03", ErrorKind.UNAVAILABLE),  # idle_in_transaction_session_timeout
        ("40001", ErrorKind.CONTENDED),  # serialization_failure
        ("40P01", ErrorKind.CONTENDED),  # deadlock_detected
        ("22021", ErrorKind.UNSTORABLE),  # character_not_in_repertoire
        ("22001", ErrorKind.UNSTORABLE),  # string_data_right_truncation
        ("22003", ErrorKind.UNSTORABLE),  # numeric_value_out_of_range
        ("23505", ErrorKind.UNIQUE),  # unique_violation
        ("23503", ErrorKind.CONSTRAINT),  # foreign_key_violation
        ("23502", ErrorKind.CONSTRAINT),  # not_null_violation
        ("23514", ErrorKind.CONSTRAINT),  # check_violation
        ("23P01", ErrorKind.CONSTRAINT),  # exclusion_violation
        ("40002", ErrorKind.CONSTRAINT),  # transaction_integrity_constraint_violation
        ("XX001", ErrorKind.DAMAGED),  # data_corrupted
        ("XX000", ErrorKind.REJECTED),  # internal_error
        ("42P01", ErrorKind.REJECTED),  # undefined_table
        ("42703", ErrorKind.REJECTED),  # undefined_column
        ("42601", ErrorKind.REJECTED),  # syntax_error
        ("42501", ErrorKind.REJECTED),  # insufficient_privilege
        ("25P02", ErrorKind.REJECTED),  # in_failed_sql_transaction
        ("54000", ErrorKind.REJECTED),  # program_limit_exceeded
    ],
)
def test_an_sqlstate_of_postgresql(sqlstate, kind):
    assert kind_of_postgresql(sqlstate, family="DatabaseError") is kind


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        ("OperationalError", ErrorKind.UNAVAILABLE),
        ("InterfaceError", ErrorKind.UNAVAILABLE),
        ("DataError", ErrorKind.UNSTORABLE),
        ("ProgrammingError", ErrorKind.REJECTED),
        ("InternalError", ErrorKind.REJECTED),
    ],
)
def test_what_the_driver_noticed_before_the_server_said_anything(family, kind):
    assert kind_of_postgresql(None, family=family) is kind


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("UNIQUE constraint failed: submissions.key", ("submissions", {"key"})),
        (
            "UNIQUE constraint failed: case_seats.case_id, case_seats.number",
            ("case_seats", {"case_id", "number"}),
        ),
        ("UNIQUE constraint failed: index 'by_lower_name'", None),
        ("NOT NULL constraint failed: submissions.key", None),
        ("FOREIGN KEY constraint failed", None),
    ],
)
def test_the_columns_of_a_broken_key_as_sqlite_names_them(message, named):
    expected = None if named is None else (named[0], frozenset(named[1]))
    assert unique_columns(message) == expected
