from alembic import op

revision = "e001"
down_revision = None


def upgrade():
    op.drop_table("badges")  # cupel: ignore[drop-table] the feature is gone
    # cupel: ignore[drop-table]
    op.drop_table("medals")
    op.drop_table("stars")
