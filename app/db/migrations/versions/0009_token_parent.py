"""Which token made a token, so that it ends with it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("made_by", sa.String(length=26), nullable=True))


def downgrade() -> None:
    op.drop_column("api_tokens", "made_by")
