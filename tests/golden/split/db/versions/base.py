"""base"""
from alembic import op

revision = "base"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE users (id bigint PRIMARY KEY)")
    op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text)")


def downgrade():
    op.execute("DROP TABLE orders, users")
