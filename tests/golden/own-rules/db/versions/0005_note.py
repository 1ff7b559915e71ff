from alembic import op
import sqlalchemy as sa

revision = "a005"
down_revision = "a004"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text()))
