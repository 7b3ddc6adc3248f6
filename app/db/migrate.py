"""Bring a database to the schema this code needs, and say whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.db.session import make_engine, translated_errors


def config_of(url: str) -> Config:
    """Alembic's own settings for this database."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply every migration that is missing. Safe to run from several processes at once."""
    with translated_errors():
        command.upgrade(config_of(url), "head")


def current_revision(engine: Engine) -> str | None:
    with translated_errors(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(config_of("")).get_current_head()


def is_current(url: str) -> bool:
    """Whether the schema is the one this code was written for."""
    engine = make_engine(url)
    try:
        return current_revision(engine) == newest_revision()
    finally:
        engine.dispose()
