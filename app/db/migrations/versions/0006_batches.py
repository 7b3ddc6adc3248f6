"""Batches of paid calls, and what each call in one is to send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "llm_batches",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("vendor_id", sa.String(length=200), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llm_batches")),
    )
    op.create_index("ix_llm_batches_state", "llm_batches", ["state", "model"])
    op.add_column("llm_calls", sa.Column("batch_id", sa.String(length=26), nullable=True))
    op.add_column(
        "llm_calls",
        sa.Column(
            "request",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_llm_calls_batch_id"), "llm_calls", ["batch_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_llm_calls_batch_id"), table_name="llm_calls")
    op.drop_column("llm_calls", "request")
    op.drop_column("llm_calls", "batch_id")
    op.drop_table("llm_batches")
