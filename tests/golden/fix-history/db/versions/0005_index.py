"""an index that comes late

Revision ID: 0005
Revises: 0004
Create Date: 2026-01-05 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_tabs_user_id", "tabs", ["user_id"], postgresql_concurrently=True)


def downgrade():
    pass
