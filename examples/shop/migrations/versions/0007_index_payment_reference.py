"""find payments by reference

Revision ID: c6170a9be5d3
Revises: 91e8b04d7fc2
Create Date: 2025-04-28 11:07:49
"""
from alembic import op

revision = "c6170a9be5d3"
down_revision = "91e8b04d7fc2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_payments_reference", "payments", ["reference"], postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_payments_reference", table_name="payments", postgresql_concurrently=True
        )
