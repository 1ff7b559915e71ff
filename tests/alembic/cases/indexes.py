# Indexes and constraints.

### an index
op.create_index("ix_orders_note", "orders", ["note"])

### a unique index
op.create_index("ix_orders_note", "orders", ["note"], unique=True)

### an index named by f()
op.create_index(op.f("ix_orders_note"), "orders", ["note", "at"], unique=False)

### concurrently
with op.get_context().autocommit_block():
    op.create_index("ix_orders_note", "orders", ["note"], postgresql_concurrently=True)

### a partial index
op.create_index("ix_orders_open", "orders", ["note"], postgresql_where=sa.text("closed_at IS NULL"))

### a partial index by an expression
op.create_index("ix_orders_open", "orders", ["note"], postgresql_where=sa.column("closed").is_(None))

### a partial index by two
op.create_index("ix", "orders", ["note"], postgresql_where=sa.and_(sa.column("a") == 1, sa.column("b").isnot(None)))

### an expression
op.create_index("ix_lower", "users", [sa.text("lower(email)")])

### a function
op.create_index("ix_lower", "users", [sa.func.lower(sa.column("email"))], unique=True)

### descending
op.create_index("ix", "orders", [sa.text("at DESC"), "id"])

### descending by an object
op.create_index("ix", "orders", [sa.column("at").desc()])

### gin
op.create_index("ix", "orders", ["data"], postgresql_using="gin")

### operator classes
op.create_index("ix", "orders", ["name"], postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"})

### included columns
op.create_index("ix", "orders", ["a"], postgresql_include=["b", "c"])

### with options
op.create_index("ix", "orders", ["a"], postgresql_with={"fillfactor": 50})

### in a schema
op.create_index("ix", "orders", ["a"], schema="shop")

### a tablespace
op.create_index("ix", "orders", ["a"], postgresql_tablespace="fast")

### drop an index
op.drop_index("ix_orders_note", table_name="orders")

### drop an index concurrently
with op.get_context().autocommit_block():
    op.drop_index("ix", "orders", postgresql_concurrently=True)

### drop an index in a schema
op.drop_index("ix", table_name="orders", schema="shop")

### drop an index alone
op.drop_index(op.f("ix"))

### a unique constraint
op.create_unique_constraint("uq_orders_code", "orders", ["code"])

### a unique constraint without a name
op.create_unique_constraint(None, "orders", ["code", "year"])

### a deferrable unique constraint
op.create_unique_constraint("uq", "orders", ["code"], deferrable=True, initially="IMMEDIATE")

### a primary key
op.create_primary_key("pk_orders", "orders", ["id"])

### a foreign key
op.create_foreign_key("fk_o_c", "orders", "customers", ["customer_id"], ["id"], ondelete="SET NULL")

### a foreign key without a name
op.create_foreign_key(None, "orders", "customers", ["customer_id"], ["id"])

### a foreign key that is not valid yet
op.create_foreign_key("fk", "orders", "customers", ["customer_id"], ["id"], postgresql_not_valid=True)

### a foreign key between schemas
op.create_foreign_key("fk", "orders", "customers", ["c"], ["id"], source_schema="shop", referent_schema="crm", onupdate="CASCADE", deferrable=True, initially="DEFERRED", match="FULL")

### a check
op.create_check_constraint("ck", "orders", "amount > 0")

### a check by an expression
op.create_check_constraint("ck", "orders", sa.column("amount") > 0)

### a check by several
op.create_check_constraint("ck", "orders", sa.or_(sa.column("a").isnot(None), sa.column("b").in_([1, 2])))

### a check by text
op.create_check_constraint("ck", "orders", sa.text("amount between 1 and 10"))

### a check on a function
op.create_check_constraint("ck", "users", sa.func.length(sa.column("name")) > 5)

### a check that is not valid yet
op.create_check_constraint("ck", "orders", "amount > 0", postgresql_not_valid=True)

### an exclusion
op.create_exclude_constraint("ex", "rooms", ("during", "&&"), ("room", "="), using="gist")

### an exclusion with a condition
op.create_exclude_constraint("ex", "rooms", (sa.column("during"), "&&"), where=sa.text("not cancelled"), using="gist")

### drop a constraint
op.drop_constraint("uq", "orders", type_="unique")

### drop a foreign key
op.drop_constraint("fk", "orders", type_="foreignkey", schema="shop")

### drop a primary key
op.drop_constraint("pk", "orders", type_="primary")

### drop a check
op.drop_constraint("ck", "orders")

### a key of a table to itself
op.create_foreign_key("fk", "nodes", "nodes", ["parent_id"], ["id"])

### several columns
op.create_foreign_key("fk", "a", "b", ["x", "y"], ["p", "q"])

### names from a loop
for table in ("a", "b"):
    op.create_index(f"ix_{table}_at", table, ["at"])

### an index of a table object
import sqlalchemy as sa
from alembic import op


def upgrade():
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer()))
    sa.Index("ix_t_a", table.c.a).create(op.get_bind())

### an index with nulls last
op.create_index("ix", "t", [sa.column("a").desc().nullslast()])
