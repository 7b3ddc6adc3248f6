"""Migrations only add, so that the code of the release before goes on working on the new schema."""

import itertools

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.db.engine import make_engine
from app.db.migrate import config_of, schema_status, upgrade

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config_of("")).walk_revisions()][::-1]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/copydesk.db"


def columns(url):
    """Every column by table and name."""
    engine = make_engine(url)
    try:
        found = sa.inspect(engine)
        return {
            (table, column["name"]): column
            for table in found.get_table_names()
            for column in found.get_columns(table)
        }
    finally:
        engine.dispose()


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(REVISIONS)))
def test_a_migration_takes_nothing_away_and_asks_nothing_new_of_old_code(url, before, after):
    command.upgrade(config_of(url), before)
    old = columns(url)
    command.upgrade(config_of(url), after)
    new = columns(url)
    tables = {table for table, _ in old}
    added = {key: column for key, column in new.items() if key not in old and key[0] in tables}

    assert not old.keys() - new.keys()
    assert not [key for key, column in old.items() if column["nullable"] and not new[key]["nullable"]]
    assert not [
        key for key, column in added.items()
        if not column["nullable"] and column["default"] is None and not column.get("computed")
    ]  # fmt: skip


def test_a_schema_of_a_later_release_is_served_and_left_as_it_is(url):
    upgrade(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    upgrade(url)

    status = schema_status(url)
    assert status.is_served
    assert status.is_newer
    assert str(status) == f"at 9999, newer than this version's {REVISIONS[-1]}"


@pytest.mark.parametrize("revision", [None, *REVISIONS[:-1]])
def test_an_older_schema_is_not_served(url, revision):
    if revision:
        command.upgrade(config_of(url), revision)

    assert not schema_status(url).is_served
