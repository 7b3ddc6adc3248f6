"""How many errors an evaluation found, so that the next step sees whether a rewrite mended some."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluations", sa.Column("errors", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("evaluations", "errors")
