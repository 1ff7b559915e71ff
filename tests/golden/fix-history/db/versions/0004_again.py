"""the key is back

Revision ID: 0004
Revises: 0003
Create Date: 2026-01-04 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.create_foreign_key(
        "fk_user", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True
    )


def downgrade():
    op.drop_constraint("fk_user", "orders", type_="foreignkey")
