"""ids that can be shown

Revision ID: f05b84c7d16e
Revises: 38fd2c6e01b9
Create Date: 2025-06-16 14:26:08
"""
import sqlalchemy as sa
from alembic import op

revision = "f05b84c7d16e"
down_revision = "38fd2c6e01b9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "products",
        sa.Column("public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()")),
    )
    op.execute(
        """
        CREATE UNIQUE INDEX CONCURRENTLY ix_products_public_id
            ON products (public_id)
        """
    )


def downgrade() -> None:
    op.drop_column("products", "public_id")
