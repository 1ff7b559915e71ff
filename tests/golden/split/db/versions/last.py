"""conditional"""
from alembic import op

revision = "last"
down_revision = "merge"


def upgrade():
    if op.get_context().opts["strict"]:
        op.create_check_constraint("ck", "orders", "id > 0")
    op.execute("SELECT 1")
