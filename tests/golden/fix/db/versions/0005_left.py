"""what no fix makes sound"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    # as a call it would write the table anew
    op.add_column("orders", sa.Column("token", sa.Text(), server_default="md5(random()::text)"))
    op.execute("CREATE INDEX ix_g ON orders (g); CREATE INDEX ix_h ON orders (h)")
    op.execute("DROP INDEX ix_i, ix_j")
