"""drop"""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade():
    op.drop_column("users", "nickname")
    op.drop_column("users", "name")
    op.drop_column("users", "motto")
    op.drop_column("users", "avatar")
    op.execute("ALTER TABLE users RENAME COLUMN id TO user_id")
    op.drop_table("badges")
    op.drop_table("ranks")
    op.rename_table("visits", "page_visits")
    op.execute("CREATE VIEW visits AS SELECT * FROM page_visits")


def downgrade():
    pass
