"""Migrate a database to the schema that this code needs, and report its status.

A migration only adds; what it makes needless is taken away by a later release. So this code also serves the
schema of the release after it: workers of both run side by side, and an upgrade can be taken back.
"""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.db.engine import make_engine, translated_errors


def config_of(url: str) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply all missing migrations, and none to a newer schema. Safe from several processes at once."""
    if schema_status(url).is_newer:
        return
    with translated_errors():
        command.upgrade(config_of(url), "head")


def current_revision(engine: Engine) -> str | None:
    with translated_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(config_of("")).get_current_head()


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """The revision of a database, and the one that this code was written for."""

    current: str | None
    needed: str | None
    is_newer: bool
    """The database has an unknown revision: it was migrated by a later release."""

    @property
    def is_served(self) -> bool:
        return self.is_newer or self.current == self.needed

    def __str__(self) -> str:
        if self.is_newer:
            return f"at {self.current}, newer than this version's {self.needed}"
        if self.is_served:
            return f"at {self.current}"
        return f"the database is at {self.current or 'no migration'}, this version needs {self.needed}"


def schema_status_of(engine: Engine) -> SchemaStatus:
    current = current_revision(engine)
    known = [script.revision for script in ScriptDirectory.from_config(config_of("")).walk_revisions()]
    return SchemaStatus(current, newest_revision(), current is not None and current not in known)


def schema_status(url: str) -> SchemaStatus:
    engine = make_engine(url)
    try:
        return schema_status_of(engine)
    finally:
        engine.dispose()
