"""Old workers run beside new ones: what the code of the release before writes and reads works on each schema.

Each migration is applied to a database of the schema before it, whose tables are known as they were then.
"""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.db.migrate import config_of, newest_revision

REVISIONS = [found.revision for found in ScriptDirectory.from_config(config_of("")).walk_revisions()][::-1]
STEPS = list(pairwise(REVISIONS))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def engine(url):
    made = sa.create_engine(url, poolclass=sa.NullPool)
    yield made
    made.dispose()


def tables_of(engine):
    """The tables as they stand, as the code of the time knows them."""
    known = sa.MetaData()
    known.reflect(engine)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def a_value(column):
    kind = column.type
    if isinstance(kind, sa.JSON) or kind.__class__.__name__ in {"JSONB", "JSON"}:
        return {}
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, 21, tzinfo=UTC)
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Integer | sa.Numeric | sa.Float):
        return 1
    return b"x" if isinstance(kind, sa.LargeBinary) else "x"


def needed(table):
    """What an INSERT of that time named at least: columns without a default of their own."""
    return {
        column.name: a_value(column)
        for column in table.columns
        if not column.nullable and column.server_default is None and column.computed is None
    }


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_what_the_code_before_a_migration_writes_and_reads_still_works_after_it(url, engine, before, after):
    command.upgrade(config_of(url), before)
    tables = tables_of(engine)
    command.upgrade(config_of(url), after)

    assert tables
    for table in tables:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                # One row of one table: what it refers to is not the question here.
                connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            connection.execute(table.insert(), needed(table))
            assert set(connection.execute(sa.select(table)).mappings().all()[-1]) == set(table.c.keys())
            connection.rollback()


def test_every_migration_is_tried():
    folder = Path(ScriptDirectory.from_config(config_of("")).versions)
    assert len(REVISIONS) == len(list(folder.glob("[0-9]*.py")))
    assert REVISIONS[-1] == newest_revision()
