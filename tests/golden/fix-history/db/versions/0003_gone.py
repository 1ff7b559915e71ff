"""the key goes

Revision ID: 0003
Revises: 0009
Create Date: 2026-01-03 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0009"


def upgrade():
    op.drop_constraint("fk_user", "orders", type_="foreignkey")


def downgrade():
    pass
