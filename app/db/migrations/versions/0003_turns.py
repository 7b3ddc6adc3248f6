"""Whose turn it is: queue, project and lane in each piece of work, switches for queues, shared rhythms.

Adds only. The release before this one runs on the new schema: what it inserts lacks queue and project, and the
sweep of this release fills them in.
"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

WAITS = "state = 'pending'"
WAKES = "state = 'running' OR (state = 'pending' AND lane = 2)"
UNROUTED = "state = 'pending' AND queue = ''"


def partial(condition: str) -> dict[str, object]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    with op.batch_alter_table('work_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('queue', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('project_id', sa.String(length=26), server_default='', nullable=False))
        batch_op.add_column(sa.Column('lane', sa.SmallInteger(), server_default='1', nullable=False))
    op.create_index('ix_work_items_turn', 'work_items', ['queue', 'lane', 'project_id', 'priority', 'id'], **partial(WAITS))
    op.create_index('ix_work_items_oldest', 'work_items', ['queue', 'lane', 'project_id', 'not_before'], **partial(WAITS))
    op.create_index('ix_work_items_wakes', 'work_items', ['due_at'], **partial(WAKES))
    op.create_index('ix_work_items_unrouted', 'work_items', ['id'], **partial(UNROUTED))
    op.drop_index('ix_work_items_due', 'work_items')
    controls = op.create_table('queue_controls',
    sa.Column('queue', sa.String(length=40), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_by', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('queue', name=op.f('pk_queue_controls'))
    )
    rhythms = op.create_table('rhythms',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_rhythms'))
    )
    for queue in ('evaluation', 'rewrite', 'escalation'):
        op.execute(controls.insert().values(queue=queue, paused_by='', reason=''))
    for name in ('sweep', 'dead_letters'):
        op.execute(rhythms.insert().values(name=name, last_at=sa.func.current_timestamp(), number=0))


def downgrade() -> None:
    op.drop_table('rhythms')
    op.drop_table('queue_controls')
    op.create_index('ix_work_items_due', 'work_items', ['due_at'], **partial("state IN ('pending', 'running')"))
    for name in ('unrouted', 'wakes', 'oldest', 'turn'):
        op.drop_index(f'ix_work_items_{name}', 'work_items')
    with op.batch_alter_table('work_items', schema=None) as batch_op:
        for column in ('lane', 'project_id', 'queue'):
            batch_op.drop_column(column)
