"""start"""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("name", sa.Text()),
        sa.Column("nickname", sa.Text()),
        sa.Column("motto", sa.Text()),
        sa.Column("avatar", sa.Text()),
    )
    op.create_table("badges", sa.Column("id", sa.BigInteger(), primary_key=True))
    op.create_table("visits", sa.Column("id", sa.BigInteger(), primary_key=True))
    op.create_table("ranks", sa.Column("id", sa.BigInteger(), primary_key=True))


def downgrade():
    pass
