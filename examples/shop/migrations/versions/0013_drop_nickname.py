"""nicknames go, and quantities are validated

Revision ID: a9d7305e6c1b
Revises: 0b4c92e7f8a5
Create Date: 2025-10-06 09:48:37
"""
import sqlalchemy as sa
from alembic import op

revision = "a9d7305e6c1b"
down_revision = "0b4c92e7f8a5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE order_lines VALIDATE CONSTRAINT ck_order_lines_quantity")
    # cupel: ignore[drop-column] nothing has read it since release 3.2
    op.drop_column("customers", "nickname")


def downgrade() -> None:
    op.add_column("customers", sa.Column("nickname", sa.String(40)))
