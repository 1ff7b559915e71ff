from alembic import op

revision = "b002"
down_revision = "b001"


def upgrade():
    op.drop_table("badges")
