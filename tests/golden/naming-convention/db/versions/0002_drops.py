"""drops"""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_foreign_key(None, "visits", "codes", ["code"], ["code"])
    op.drop_constraint("fk_visits_code_codes", "visits", type_="foreignkey")
    # The name that it has in a database which is older than the convention
    op.drop_constraint("visits_before_fkey", "visits", type_="foreignkey")
    op.drop_constraint("positive", "visits", type_="check")


def downgrade():
    raise NotImplementedError
