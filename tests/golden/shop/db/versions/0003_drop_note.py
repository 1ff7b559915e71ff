"""nobody reads notes

Revision ID: a003
Revises: a002
Create Date: 2026-01-05 10:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "a003"
down_revision = "a002"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_column("orders", "note")


def downgrade():
    op.add_column("orders", sa.Column("note", sa.Text()))
