"""amounts over two billion cents

Revision ID: 7ae93d5f20c4
Revises: f05b84c7d16e
Create Date: 2025-07-08 10:02:51
"""
import sqlalchemy as sa
from alembic import op

revision = "7ae93d5f20c4"
down_revision = "f05b84c7d16e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("payments", "amount_cents", type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    op.alter_column("payments", "amount_cents", type_=sa.Integer(), existing_nullable=False)
