"""the key: its file comes last by name

Revision ID: 0009
Revises: 0001
Create Date: 2026-01-02 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0001"


def upgrade():
    op.create_foreign_key(
        "fk_user", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True
    )


def downgrade():
    op.drop_constraint("fk_user", "orders", type_="foreignkey")
