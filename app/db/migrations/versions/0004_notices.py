"""Notices that go out once; and the words of title and path, ready for the search (PostgreSQL)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notices")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_submissions_words")
        op.execute(
            "ALTER TABLE submissions ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', "
            "regexp_replace(title || ' ' || path, '[^[:alnum:]]+', ' ', 'g'))) STORED"
        )
        op.execute("CREATE INDEX ix_submissions_words ON submissions USING gin (words)")


def downgrade() -> None:
    op.drop_table("notices")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_submissions_words")
        op.execute("ALTER TABLE submissions DROP COLUMN words")
        op.execute(
            "CREATE INDEX ix_submissions_words ON submissions USING gin "
            "(to_tsvector('simple', regexp_replace(title || ' ' || path, '[^[:alnum:]]+', ' ', 'g')))"
        )
