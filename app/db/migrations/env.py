"""Alembic's entry: one connection, one lock, batch mode where the database cannot alter."""

from alembic import context
from sqlalchemy import text

from app.db.engine import WRITES, make_engine
from app.db.types import Base

MIGRATION_LOCK = 7_205_418_911

engine = make_engine(context.config.attributes["url"])
with engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin():
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    context.run_migrations()
engine.dispose()
