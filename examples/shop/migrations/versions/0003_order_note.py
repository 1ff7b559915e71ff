"""a note on orders

Revision ID: b7a35e19d204
Revises: 2f6b9d40c8e7
Create Date: 2025-02-11 10:44:02
"""
import sqlalchemy as sa
from alembic import op

revision = "b7a35e19d204"
down_revision = "2f6b9d40c8e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "note")
