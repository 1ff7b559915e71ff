"""visits"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateTable

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("code", sa.Text(), unique=True),
        sa.Column("before", sa.BigInteger(), sa.ForeignKey("visits.id")),
    )
    op.create_unique_constraint(None, "visits", ["id", "code"])
    # No name to make a name of
    op.create_check_constraint(None, "visits", sa.text("id > 0"), postgresql_not_valid=True)
    # Not Alembic's
    op.execute("ALTER TABLE visits ADD UNIQUE (before)")
    # Of a metadata without one
    codes = sa.Table("codes", sa.MetaData(), sa.Column("code", sa.Text(), unique=True))
    codes.create(op.get_bind())
    op.execute(CreateTable(sa.Table("more", sa.MetaData(), sa.Column("n", sa.Integer(), unique=True))))


def downgrade():
    op.drop_table("visits")
