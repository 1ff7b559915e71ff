"""quantities are positive: add now, validate later

Revision ID: 0b4c92e7f8a5
Revises: d3186fb2a97c
Create Date: 2025-09-01 12:11:04
"""
from alembic import op

revision = "0b4c92e7f8a5"
down_revision = "d3186fb2a97c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE order_lines ADD CONSTRAINT ck_order_lines_quantity"
        " CHECK (quantity > 0) NOT VALID"
    )


def downgrade() -> None:
    op.drop_constraint("ck_order_lines_quantity", "order_lines", type_="check")
