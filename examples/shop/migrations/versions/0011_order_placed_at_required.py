"""every order was placed at some time

Revision ID: d3186fb2a97c
Revises: 7ae93d5f20c4
Create Date: 2025-08-12 17:39:20
"""
from alembic import op

revision = "d3186fb2a97c"
down_revision = "7ae93d5f20c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE orders SET placed_at = now() WHERE placed_at IS NULL")
    op.alter_column("orders", "placed_at", nullable=False)


def downgrade() -> None:
    op.alter_column("orders", "placed_at", nullable=True)
