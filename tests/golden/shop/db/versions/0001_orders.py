"""orders

Revision ID: a001
Revises:
Create Date: 2026-01-05 10:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "a001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
    )


def downgrade():
    op.drop_table("orders")
