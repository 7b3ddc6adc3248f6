"""Each attempt at a paid call is a row; what is known of it, and whose count its tokens are.

A project's month has a budget of its own, which begins with what the project has spent.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CALLS = sa.table(
    "llm_calls",
    sa.column("key", sa.String),
    sa.column("request_key", sa.String),
    sa.column("project_id", sa.String),
    sa.column("cost_micro_usd", sa.BigInteger),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
BUDGETS = sa.table(
    "budgets",
    sa.column("scope", sa.String),
    sa.column("reserved_micro_usd", sa.BigInteger),
    sa.column("spent_micro_usd", sa.BigInteger),
)


def upgrade() -> None:
    op.add_column(
        "llm_calls", sa.Column("request_key", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column("llm_calls", sa.Column("attempt", sa.Integer(), server_default="1", nullable=False))
    op.add_column("llm_calls", sa.Column("outcome", sa.String(length=40), server_default="", nullable=False))
    op.add_column(
        "llm_calls", sa.Column("usage_note", sa.String(length=200), server_default="", nullable=False)
    )
    op.create_index(op.f("ix_llm_calls_request_key"), "llm_calls", ["request_key"])
    op.execute(sa.update(CALLS).values(request_key=CALLS.c.key))
    op.execute("UPDATE llm_calls SET outcome = 'lost' WHERE state = 'maybe_billed'")
    _begin_project_months()


def _begin_project_months() -> None:
    spent: Counter[str] = Counter()
    rows = sa.select(CALLS.c.project_id, CALLS.c.created_at, CALLS.c.cost_micro_usd).where(
        CALLS.c.project_id != "", CALLS.c.cost_micro_usd > 0
    )
    for project_id, created_at, cost in op.get_bind().execute(rows):
        spent[f"month:{created_at:%Y-%m}:project:{project_id}"] += cost
    if spent:
        op.bulk_insert(
            BUDGETS,
            [
                {"scope": scope, "reserved_micro_usd": 0, "spent_micro_usd": cost}
                for scope, cost in spent.items()
            ],
        )


def downgrade() -> None:
    op.execute("DELETE FROM budgets WHERE scope LIKE 'month:%:project:%'")
    op.drop_index(op.f("ix_llm_calls_request_key"), table_name="llm_calls")
    op.drop_column("llm_calls", "usage_note")
    op.drop_column("llm_calls", "outcome")
    op.drop_column("llm_calls", "attempt")
    op.drop_column("llm_calls", "request_key")
