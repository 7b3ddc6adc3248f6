"""Room for sealed secrets; the part of a channel's address that is shown. `copydesk secrets rotate` seals old ones."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("service", sa.String(length=40), server_default="", nullable=False))
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no lengths
        op.alter_column("webhooks", "secret", type_=sa.Text())
        op.alter_column("channels", "address", type_=sa.Text())
        op.execute("UPDATE channels SET service = left(split_part(address, '://', 1), 40)")
    else:
        op.execute("UPDATE channels SET service = substr(address, 1, instr(address, '://') - 1)")


def downgrade() -> None:
    op.drop_column("channels", "service")
