"""tables

Revision ID: 0001
Revises: 
Create Date: 2026-01-01 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.BigInteger(), primary_key=True))
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger()),
    )
    op.create_table(
        "tabs",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id")),
    )


def downgrade():
    op.drop_table("tabs")
    op.drop_table("orders")
    op.drop_table("users")
