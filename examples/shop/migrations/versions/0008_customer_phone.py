"""customers have a phone

Revision ID: 38fd2c6e01b9
Revises: c6170a9be5d3
Create Date: 2025-05-20 09:15:33
"""
import sqlalchemy as sa
from alembic import op

revision = "38fd2c6e01b9"
down_revision = "c6170a9be5d3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("phone", sa.Text(), nullable=False))


def downgrade() -> None:
    op.drop_column("customers", "phone")
