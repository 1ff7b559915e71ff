# The shop's migrations.
'''Orders have a user.

They should have had one from the start.

Revision ID: orders
Revises: base
Create Date: 2026-01-01 08:00:00
'''
from typing import Optional

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = 'orders'
down_revision: Optional[str] = 'base'
branch_labels = ('shop',)

LIMIT = 5


def upgrade() -> None:
  # who ordered
  op.create_foreign_key('fk_orders_user_id', 'orders', 'users', ['user_id'], ['id'])
  with op.batch_alter_table('orders') as batch_op:
    batch_op.add_column(sa.Column('limit', sa.Integer()))
    # there are no others
    batch_op.alter_column('note', nullable=False)  # since 2.14


def downgrade() -> None:
  with op.batch_alter_table('orders') as batch_op:
    batch_op.alter_column('note', nullable=True)
    batch_op.drop_column('limit')
  op.drop_constraint('fk_orders_user_id', 'orders')
