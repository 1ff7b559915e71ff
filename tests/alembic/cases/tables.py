# CREATE, DROP, RENAME TABLE.

### create a table
op.create_table("orders", sa.Column("id", sa.Integer(), nullable=False), sa.Column("note", sa.Text()), sa.PrimaryKeyConstraint("id"))

### with a primary key in the column
op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.Text))

### with a composite key
op.create_table("a_b", sa.Column("a", sa.Integer, primary_key=True), sa.Column("b", sa.Integer, primary_key=True))

### with foreign keys
op.create_table("lines", sa.Column("id", sa.Integer(), nullable=False), sa.Column("order_id", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_lines_orders", ondelete="CASCADE", onupdate="SET NULL"), sa.PrimaryKeyConstraint("id", name="pk_lines"))

### with a foreign key in the column
op.create_table("lines", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False))

### with a deferrable foreign key
op.create_table("lines", sa.Column("o", sa.Integer(), sa.ForeignKey("orders.id", deferrable=True, initially="DEFERRED")))

### with unique constraints
op.create_table("users", sa.Column("id", sa.Integer(), nullable=False), sa.Column("email", sa.String(), nullable=True, unique=True), sa.Column("name", sa.String()), sa.UniqueConstraint("name"), sa.UniqueConstraint("email", "name", name="uq_users"))

### with a check
op.create_table("items", sa.Column("n", sa.Integer()), sa.CheckConstraint("n > 0", name="ck_n"), sa.CheckConstraint("n < 100"))

### with indexes
op.create_table("items", sa.Column("a", sa.Integer(), index=True), sa.Column("b", sa.Integer(), index=True, unique=True))

### with an index object
op.create_table("items", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()), sa.Index("ix_items_ab", "a", "b"))

### with a comment
op.create_table("items", sa.Column("a", sa.Integer(), comment="first"), comment="things")

### in a schema
op.create_table("items", sa.Column("a", sa.Integer(), sa.ForeignKey("shop.other.id")), schema="shop")

### with options
op.create_table("items", sa.Column("a", sa.Integer()), prefixes=["UNLOGGED"])

### partitioned
op.create_table("items", sa.Column("a", sa.Integer()), postgresql_partition_by="RANGE (a)")

### with an exclusion
op.create_table("items", sa.Column("room", sa.Integer()), sa.Column("during", postgresql.TSRANGE()), postgresql.ExcludeConstraint(("room", "="), ("during", "&&"), name="ex_items", using="gist"))

### the table that comes back
items = op.create_table("items", sa.Column("a", sa.Integer()), sa.Column("b", sa.String()))
op.bulk_insert(items, [{"a": 1, "b": "x"}])

### columns from a list
columns = [sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer())]
op.create_table("items", *columns)

### columns from a function
import sqlalchemy as sa
from alembic import op


def stamps():
    return [sa.Column("created", sa.DateTime(), server_default=sa.func.now(), nullable=False), sa.Column("updated", sa.DateTime())]


def upgrade():
    op.create_table("items", sa.Column("id", sa.Integer(), primary_key=True), *stamps())

### columns from a generator
import sqlalchemy as sa
from alembic import op


def stamps():
    yield sa.Column("created", sa.DateTime())
    yield sa.Column("updated", sa.DateTime())


def upgrade():
    op.create_table("items", *stamps())

### options from a dictionary
options = {"schema": "shop", "comment": "x"}
op.create_table("items", sa.Column("a", sa.Integer()), **options)

### drop a table
op.drop_table("orders")

### drop a table in a schema
op.drop_table("orders", schema="shop")

### rename a table
op.rename_table("orders", "purchases")

### rename a table in a schema
op.rename_table("orders", "purchases", schema="shop")

### a table's comment
op.create_table_comment("orders", "what they bought", existing_comment=None)

### drop a table's comment
op.drop_table_comment("orders", existing_comment="x")

### tables of a metadata
import sqlalchemy as sa
from alembic import op

metadata = sa.MetaData()
items = sa.Table("items", metadata, sa.Column("id", sa.Integer(), primary_key=True))


def upgrade():
    items.create(op.get_bind(), checkfirst=False)

### create all
import sqlalchemy as sa
from alembic import op

metadata = sa.MetaData()
sa.Table("items", metadata, sa.Column("id", sa.Integer(), primary_key=True))


def upgrade():
    metadata.create_all(op.get_bind(), checkfirst=False)

### drop a table object
import sqlalchemy as sa
from alembic import op


def upgrade():
    sa.Table("items", sa.MetaData()).drop(op.get_bind(), checkfirst=False)

### create constructs
from sqlalchemy.schema import CreateTable, DropTable, CreateIndex
items = sa.Table("items", sa.MetaData(), sa.Column("id", sa.Integer()))
op.execute(CreateTable(items))
op.execute(CreateIndex(sa.Index("ix", items.c.id)))
op.execute(DropTable(items))

### a key that uses another's schema
op.create_table("lines", sa.Column("o", sa.Integer()), sa.ForeignKeyConstraint(["o"], ["shop.orders.id"]))

### nullable keys
op.create_table("t", sa.Column("a", sa.Integer(), primary_key=True, nullable=True))

### the order of constraints
op.create_table("t", sa.UniqueConstraint("a"), sa.Column("a", sa.Integer()), sa.PrimaryKeyConstraint("a"), sa.CheckConstraint("a > 1"))
