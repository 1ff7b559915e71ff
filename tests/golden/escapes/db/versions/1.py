from alembic import op

revision = "d001"
down_revision = None


def upgrade():
	op.execute("DROP TABLE badges -- [31m‮ 名前")  #  café
