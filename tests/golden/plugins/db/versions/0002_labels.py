"""labels"""
from alembic import op
from alembic_postgresql_enum import TableReference

revision = "0002"
down_revision = "0001"


def upgrade():
    op.sync_enum_values(
        enum_schema="public",
        enum_name="status",
        new_values=["new", "paid", "sent"],
        affected_columns=[
            TableReference(table_schema="public", table_name="orders", column_name="status",
                           existing_server_default="'new'::status"),
        ],
        enum_values_to_rename=[("open", "new")],
    )


def downgrade():
    pass
