"""first"""
import sqlalchemy as sa
from alembic import op
from alembic_postgresql_enum import TableReference
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True),
                    sa.Column("status", sa.Enum("new", "paid", name="status")))
    op.create_view("recent", "SELECT id FROM orders")
    # Nothing implements it
    op.refresh_everything()
    # Nothing registers it
    op.create_wonders("orders")
    touch = PGFunction(
        schema="public",
        signature="touch()",
        definition="returns trigger as $$ begin new.status := 'new'; return new; end $$ language plpgsql",
    )
    op.create_entity(touch)
    op.create_entity(PGTrigger(
        schema="public",
        signature="touched",
        on_entity="public.orders",
        definition="BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
    ))
    # Made of what the database has
    op.create_entity(PGFunction.from_database(op.get_bind(), "public")[0])


def downgrade():
    pass
