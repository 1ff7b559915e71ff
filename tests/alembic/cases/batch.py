# batch_alter_table: on PostgreSQL the plain statements, sent when the block ends.

### columns
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer(), nullable=True))
    batch_op.drop_column("b")
    batch_op.alter_column("c", existing_type=sa.Integer(), nullable=False)

### in a schema
with op.batch_alter_table("orders", schema="shop") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer()))
    batch_op.create_index("ix_a", ["a"], unique=False)

### constraints
with op.batch_alter_table("orders", schema=None) as batch_op:
    batch_op.create_unique_constraint("uq", ["a"])
    batch_op.create_foreign_key("fk", "customers", ["c"], ["id"], ondelete="CASCADE")
    batch_op.create_check_constraint("ck", "a > 0")
    batch_op.create_primary_key("pk", ["id"])
    batch_op.drop_constraint("uq2", type_="unique")

### indexes
with op.batch_alter_table("orders") as batch_op:
    batch_op.drop_index("ix_a")
    batch_op.create_index(batch_op.f("ix_b"), ["b"], unique=True)

### what is executed in between comes first
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer()))
    op.execute("UPDATE orders SET b = 1")
    batch_op.drop_column("c")

### executed by the batch
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer()))
    batch_op.execute("UPDATE orders SET b = 1")

### an empty one
with op.batch_alter_table("orders") as batch_op:
    pass

### two at once
with op.batch_alter_table("a") as a, op.batch_alter_table("b") as b:
    a.drop_column("x")
    b.drop_column("y")

### in a loop
for table in ["a", "b"]:
    with op.batch_alter_table(table) as batch:
        batch.drop_column("x")

### an alias of the method
with op.batch_alter_table("orders") as batch_op:
    add = batch_op.add_column
    add(sa.Column("a", sa.Integer()))

### handed to a function
import sqlalchemy as sa
from alembic import op


def stamps(batch):
    batch.add_column(sa.Column("created", sa.DateTime()))
    batch.add_column(sa.Column("updated", sa.DateTime()))


def upgrade():
    with op.batch_alter_table("orders") as batch_op:
        stamps(batch_op)

### a type and a name
with op.batch_alter_table("orders") as batch_op:
    batch_op.alter_column("a", type_=sa.BigInteger(), new_column_name="b", existing_nullable=False)

### comments
with op.batch_alter_table("orders") as batch_op:
    batch_op.create_table_comment("x", existing_comment=None)
    batch_op.alter_column("a", comment="y", existing_type=sa.Integer(), existing_nullable=True)

### an exclusion
with op.batch_alter_table("rooms") as batch_op:
    batch_op.create_exclude_constraint("ex", ("during", "&&"), using="gist")

### never recreated
with op.batch_alter_table("orders", recreate="never") as batch_op:
    batch_op.drop_column("a")

### nested in another
with op.batch_alter_table("a") as a:
    a.drop_column("x")
    with op.batch_alter_table("b") as b:
        b.drop_column("y")

### keys by keyword
with op.batch_alter_table("orders") as batch_op:
    batch_op.create_foreign_key(constraint_name="fk", referent_table="c", local_cols=["x"], remote_cols=["id"])

### a column with an index and a key
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer(), sa.ForeignKey("t.id", name="fk"), index=True))
