"""Which error of which database means what: the table that decides whether a job waits or gives up."""

import sqlite3

import pytest

from app.db.error_kinds import Kind, kind_of_postgresql, kind_of_sqlite, unique_columns


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_BUSY_RECOVERY, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_LOCKED, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_PROTOCOL, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_FULL, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_IOERR, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_IOERR_FSYNC, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_CANTOPEN, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_READONLY, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Kind.UNAVAILABLE),
        (sqlite3.SQLITE_TOOBIG, Kind.UNSTORABLE),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Kind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, Kind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT_ROWID, Kind.UNIQUE),
        (sqlite3.SQLITE_CONSTRAINT, Kind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, Kind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_NOTNULL, Kind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, Kind.CONSTRAINT),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, Kind.CONSTRAINT),
        (sqlite3.SQLITE_MISMATCH, Kind.CONSTRAINT),
        (sqlite3.SQLITE_CORRUPT, Kind.DAMAGED),
        (sqlite3.SQLITE_CORRUPT_INDEX, Kind.DAMAGED),
        (sqlite3.SQLITE_NOTADB, Kind.DAMAGED),
        (sqlite3.SQLITE_ERROR, Kind.REJECTED),
        (sqlite3.SQLITE_AUTH, Kind.REJECTED),
        (sqlite3.SQLITE_MISUSE, Kind.REJECTED),
        (None, Kind.REJECTED),
    ],
)
def test_a_result_code_of_sqlite(code, kind):
    assert kind_of_sqlite(code) is kind


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("08006", Kind.UNAVAILABLE),  # connection_failure
        ("53100", Kind.UNAVAILABLE),  # disk_full
        ("53300", Kind.UNAVAILABLE),  # too_many_connections
        ("57P01", Kind.UNAVAILABLE),  # admin_shutdown
        ("57P02", Kind.UNAVAILABLE),  # crash_shutdown
        ("57P03", Kind.UNAVAILABLE),  # cannot_connect_now
        ("57014", Kind.UNAVAILABLE),  # query_canceled: a statement timeout
        ("58030", Kind.UNAVAILABLE),  # io_error
        ("55P03", Kind.UNAVAILABLE),  # lock_not_available
        ("25006", Kind.UNAVAILABLE),  # read_only_sql_transaction
        ("25P03", Kind.UNAVAILABLE),  # idle_in_transaction_session_timeout
        ("40001", Kind.CONTENDED),  # serialization_failure
        ("40P01", Kind.CONTENDED),  # deadlock_detected
        ("22021", Kind.UNSTORABLE),  # character_not_in_repertoire
        ("22001", Kind.UNSTORABLE),  # string_data_right_truncation
        ("22003", Kind.UNSTORABLE),  # numeric_value_out_of_range
        ("23505", Kind.UNIQUE),  # unique_violation
        ("23503", Kind.CONSTRAINT),  # foreign_key_violation
        ("23502", Kind.CONSTRAINT),  # not_null_violation
        ("23514", Kind.CONSTRAINT),  # check_violation
        ("23P01", Kind.CONSTRAINT),  # exclusion_violation
        ("40002", Kind.CONSTRAINT),  # transaction_integrity_constraint_violation
        ("XX001", Kind.DAMAGED),  # data_corrupted
        ("XX000", Kind.REJECTED),  # internal_error
        ("42P01", Kind.REJECTED),  # undefined_table
        ("42703", Kind.REJECTED),  # undefined_column
        ("42601", Kind.REJECTED),  # syntax_error
        ("42501", Kind.REJECTED),  # insufficient_privilege
        ("25P02", Kind.REJECTED),  # in_failed_sql_transaction
        ("54000", Kind.REJECTED),  # program_limit_exceeded
    ],
)
def test_an_sqlstate_of_postgresql(sqlstate, kind):
    assert kind_of_postgresql(sqlstate, family="DatabaseError") is kind


@pytest.mark.parametrize(
    ("family", "kind"),
    [
        ("OperationalError", Kind.UNAVAILABLE),
        ("InterfaceError", Kind.UNAVAILABLE),
        ("DataError", Kind.UNSTORABLE),
        ("ProgrammingError", Kind.REJECTED),
        ("InternalError", Kind.REJECTED),
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
