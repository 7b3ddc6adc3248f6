"""What real databases answer, and what becomes of it."""

import sqlite3
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, inspect, text

from app.config.settings import Settings
from app.db.constraints import (
    SAME_LOGIN,
    SAME_PERSON,
    SAME_REQUEST,
    SAME_REVIEW_SLOT,
    SAME_SUBMISSION,
    unique_constraint,
)
from app.db.engine import Database, make_engine
from app.db.migrate import upgrade
from app.db.statements.copy_rows import copy_rows
from app.db.statements.core import table_of
from app.db.tables.submissions import Project
from app.domain.errors import (
    AlreadyExists,
    ConflictError,
    ConstraintViolated,
    InvalidContent,
    PermanentError,
    StatementRejected,
    StoreUnavailable,
)
from app.testing import START
from app.workflow.bootstrap import build_services

PROJECT = {"id": "p" * 26, "name": "one", "created_at": START}


@dataclass
class Opened:
    url: str
    database: Database

    @property
    def is_postgresql(self) -> bool:
        return self.database.engine.dialect.name == "postgresql"

    def run(self, statement: str, **values: object) -> None:
        with self.database.session(writes=True) as session:
            session.execute(text(statement), values)


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    database = Database(make_engine(url))
    yield Opened(url, database)
    database.dispose()


ADD_PROJECT = "INSERT INTO projects (id, name, created_at) VALUES (:id, :name, '2026-01-01 00:00:00+00:00')"
ADD_ITEM = (
    "INSERT INTO content_items (id, project_id, external_id, created_at) "
    "VALUES (:id, :project, :name, '2026-01-01 00:00:00+00:00')"
)


@pytest.mark.parametrize(
    ("id_", "name", "constraint"), [("b", "one", "uq_projects_name"), ("a", "two", "pk_projects")]
)
def test_a_key_that_is_there_is_named_the_same_on_every_database(opened, id_, name, constraint):
    opened.run(ADD_PROJECT, id="a", name="one")

    with pytest.raises(AlreadyExists) as raised:
        opened.run(ADD_PROJECT, id=id_, name=name)

    assert raised.value.constraint == constraint
    assert type(raised.value)(*raised.value.args).constraint == constraint


def test_a_key_of_two_columns_is_named(opened):
    opened.run(ADD_PROJECT, id="a", name="one")
    opened.run(ADD_ITEM, id="i", project="a", name="x")

    with pytest.raises(AlreadyExists) as raised:
        opened.run(ADD_ITEM, id="j", project="a", name="x")

    assert raised.value.constraint == "uq_content_items_project_id"


def test_every_unique_key_of_the_schema_has_the_name_that_postgresql_would_say(opened):
    found = inspect(opened.database.engine)
    named = {}
    for table in found.get_table_names():
        if table == "alembic_version":
            continue
        unique = [*found.get_unique_constraints(table), *(i for i in found.get_indexes(table) if i["unique"])]
        named |= {(table, frozenset(key["column_names"])): key["name"] for key in unique}
        primary = found.get_pk_constraint(table)
        named[table, frozenset(primary["constrained_columns"])] = primary["name"]

    assert {key: unique_constraint(*key) for key in named} == named
    expected = SAME_SUBMISSION | SAME_REQUEST | SAME_LOGIN | SAME_PERSON | SAME_REVIEW_SLOT
    assert expected <= set(named.values())


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (ADD_ITEM, {"id": "i", "project": "nobody", "name": "x"}),
        (ADD_PROJECT, {"id": "a", "name": None}),
        ("INSERT INTO checked (number) VALUES (:number)", {"number": -1}),
    ],
    ids=["foreign key", "not null", "check"],
)
def test_a_row_that_breaks_any_other_constraint_is_a_defect_and_nobody_was_first(opened, statement, values):
    opened.run("CREATE TABLE checked (number integer, CONSTRAINT ck_positive CHECK (number > 0))")

    with pytest.raises(ConstraintViolated, match="please report it") as raised:
        opened.run(statement, **values)

    assert not isinstance(raised.value, (AlreadyExists, ConflictError))


def test_an_exclusion_constraint_is_none_that_somebody_was_first_at(postgres_url):
    database = Database(make_engine(postgres_url))
    with database.session(writes=True) as session:
        session.execute(
            text("CREATE TABLE shifts (at int4range, CONSTRAINT one_each EXCLUDE USING gist (at WITH &&))")
        )
        session.execute(text("INSERT INTO shifts VALUES ('[1,5)')"))

    with pytest.raises(ConstraintViolated) as raised, database.session(writes=True) as session:
        session.execute(text("INSERT INTO shifts VALUES ('[4,9)')"))

    assert raised.value.constraint == "one_each"
    assert not isinstance(raised.value, AlreadyExists)
    database.dispose()


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM no_such_table", "SELECT no_such_column FROM projects", "SELEC 1"]
)
def test_a_statement_that_is_wrong_is_no_reason_to_wait(opened, statement):
    with pytest.raises(StatementRejected, match="copydesk doctor") as raised:
        opened.run(statement)

    assert not isinstance(raised.value, (StoreUnavailable, PermanentError))


def test_a_database_that_only_reads_cannot_be_used_now(opened):
    read_only = "SET default_transaction_read_only = on" if opened.is_postgresql else "PRAGMA query_only = on"
    opened.database.engine.dispose()
    with opened.database.engine.connect() as connection:
        connection.exec_driver_sql(read_only)
        connection.commit()

    with pytest.raises(StoreUnavailable, match=r"read-?only"):
        opened.run(ADD_PROJECT, id="a", name="one")


def test_a_pool_whose_connections_are_all_in_use_cannot_be_used_now(opened):
    engine = create_engine(opened.url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    database = Database(engine)

    with (
        engine.connect(),
        pytest.raises(StoreUnavailable, match="uses all its database connections"),
        database.session(writes=False) as session,
    ):
        session.execute(text("SELECT 1"))

    database.dispose()


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_row_that_another_transaction_holds_for_too_long_is_no_defect(postgres_url, limit):
    upgrade(postgres_url)
    database = Database(make_engine(postgres_url))
    lock = text("SELECT * FROM queue_controls FOR UPDATE")

    def wait_for_the_row():
        with database.session(writes=True) as second:
            second.execute(text(f"SET LOCAL {limit} = '20ms'"))
            second.execute(lock)

    with database.session(writes=True) as first:
        first.execute(lock)
        with pytest.raises(StoreUnavailable):
            wait_for_the_row()
    database.dispose()


def test_a_transaction_that_another_one_overtook_may_be_tried_again(postgres_url):
    upgrade(postgres_url)
    database = Database(make_engine(postgres_url))
    change = text("UPDATE queue_controls SET reason = 'x' WHERE queue = 'evaluation'")

    def come_late():
        with database.session(writes=True) as late:
            late.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            late.execute(text("SELECT * FROM queue_controls"))
            with database.session(writes=True) as first:
                first.execute(change)
            late.execute(change)

    with pytest.raises(StoreUnavailable, match="another transaction"):
        come_late()
    database.dispose()


def test_a_copy_of_many_rows_fails_as_an_insert_does(postgres_url):
    upgrade(postgres_url)
    database = Database(make_engine(postgres_url))
    table = table_of(Project)

    with pytest.raises(AlreadyExists) as raised, database.session(writes=True) as session:
        copy_rows(session.connection(), table, [PROJECT, {**PROJECT, "id": "q" * 26}])
    assert raised.value.constraint == "uq_projects_name"
    with pytest.raises(InvalidContent), database.session(writes=True) as session:
        copy_rows(session.connection(), table, [{**PROJECT, "name": "a\0b"}])
    database.dispose()


def test_an_error_quotes_no_value_of_the_statement(opened):
    opened.run(ADD_PROJECT, id="a", name="a secret name")

    with pytest.raises(AlreadyExists) as raised:
        opened.run(ADD_PROJECT, id="b", name="a secret name")

    assert "secret" not in str(raised.value)
    assert "parameters hidden" in str(raised.value.__cause__)


def test_a_connection_that_we_closed_ourselves_is_a_defect_and_never_waited_for(tmp_path):
    database = Database(make_engine(f"sqlite:///{tmp_path / 'test.db'}"))

    def use_it_closed():
        with database.session(writes=False) as session:
            raw = session.connection().connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.close()
            session.execute(text("SELECT 1"))

    with pytest.raises(StatementRejected):
        use_it_closed()


def test_of_clients_that_are_first_at_once_each_finds_the_same_account(opened, tmp_path):
    """One single sign-on that arrives twice: whoever comes second finds the account of the first."""
    from concurrent.futures import ThreadPoolExecutor

    from app.web.pages.oidc import admit

    services = build_services(Settings(state_dir=tmp_path, database_url=opened.url))
    claims = {"iss": "https://issuer.example", "sub": "7", "preferred_username": "ada"}
    with ThreadPoolExecutor(8) as clients:
        sessions = list(clients.map(lambda _: admit(claims, services), range(8)))

    assert {session.login for session in sessions} == {"ada"}
    services.close()
