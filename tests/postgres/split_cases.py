"""Migrations to split: (rule and name, settings, history, upgrade, downgrade), and which of all
cases cannot be, with what cupel says of it."""

TABLES = '''
op.execute("CREATE TABLE users (id bigint PRIMARY KEY, email text)")
op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, code text, total integer)")
op.execute("INSERT INTO users SELECT g, 'mail ' || g FROM generate_series(1, 50) g")
op.execute("INSERT INTO orders SELECT g, g, 'code ' || g, g FROM generate_series(1, 50) g")
'''

LARGE = TABLES + '''
op.execute("INSERT INTO orders SELECT g, g % 50, repeat('c', 200), g FROM generate_series(51, 20000) g")
'''

CASES = [
    ("foreign-key-without-not-valid with more around it", "", TABLES, '''
# the first
op.add_column("orders", sa.Column("note", sa.Text()))
# the key
op.create_foreign_key(
    "fk_orders_user_id",
    "orders",
    "users",
    ["user_id"],
    ["id"],
    ondelete="CASCADE",
)
op.add_column("orders", sa.Column("remark", sa.Text()))
''', '''
op.drop_column("orders", "remark")
op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
op.drop_column("orders", "note")
'''),
    ("set-not-null-scan of several columns", "", TABLES, '''
op.alter_column("orders", "code", existing_type=sa.Text(), nullable=False)
with op.batch_alter_table("orders") as batch_op:
    batch_op.alter_column("total", existing_type=sa.Integer(), nullable=False)
op.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL")
''', '''
op.execute("ALTER TABLE users ALTER COLUMN email DROP NOT NULL")
with op.batch_alter_table("orders") as batch_op:
    batch_op.alter_column("total", existing_type=sa.Integer(), nullable=True)
op.alter_column("orders", "code", existing_type=sa.Text(), nullable=True)
'''),
    ("set-not-null-scan beside a default", "", TABLES, '''
op.alter_column("orders", "code", server_default="none", nullable=False)
''', '''
op.alter_column("orders", "code", server_default=None, nullable=True)
'''),
    ("set-not-null-scan in a schema", "", '''
op.execute('CREATE SCHEMA "Shop"')
op.execute('CREATE TABLE "Shop"."Line items" (id bigint PRIMARY KEY, "Note" text)')
''', '''
op.alter_column("Line items", "Note", nullable=False, schema="Shop")
''', '''
op.alter_column("Line items", "Note", nullable=True, schema="Shop")
'''),
    ("set-not-null-scan of a new column", "", TABLES, '''
op.add_column("orders", sa.Column("state", sa.Text()))
op.execute("UPDATE orders SET state = 'new'")
op.alter_column("orders", "code", nullable=False)
''', '''
op.alter_column("orders", "code", nullable=True)
op.drop_column("orders", "state")
'''),
    ("unique-constraint-builds-index of two columns", "", TABLES, '''
op.create_unique_constraint("uq_orders", "orders", ["user_id", "code"], deferrable=True)
''', '''
op.drop_constraint("uq_orders", "orders", type_="unique")
'''),
    ("unique-constraint-builds-index that a key needs", "", TABLES, '''
op.create_unique_constraint("uq_users_email", "users", ["email"])
op.create_table("mails", sa.Column("email", sa.Text(), sa.ForeignKey("users.email"), nullable=True))
''', '''
op.drop_table("mails")
op.drop_constraint("uq_users_email", "users", type_="unique")
'''),
    ("primary-key-builds-index of nullable columns", "", '''
op.execute("CREATE TABLE pairs (a bigint, b bigint)")
op.execute("INSERT INTO pairs SELECT g, g FROM generate_series(1, 50) g")
''', '''
op.create_primary_key("pk_pairs", "pairs", ["a", "b"])
''', '''
op.drop_constraint("pk_pairs", "pairs", type_="primary")
'''),
    ("foreign-key-without-not-valid without a name", "", TABLES, '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.create_foreign_key(None, "users", ["user_id"], ["id"])
''', None),
    ("foreign-key-without-not-valid in a column", "", TABLES, '''
op.add_column(
    "orders",
    sa.Column(
        "agent_id",
        sa.BigInteger(),
        sa.ForeignKey("users.id", ondelete="SET NULL"),
        nullable=True,
    ),
)
op.create_index("ix_orders_agent_id", "orders", ["agent_id"])
''', '''
op.drop_column("orders", "agent_id")
'''),
    ("unique-constraint-builds-index of a column", "", TABLES, '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("slug", sa.Text(), unique=True))
    batch_op.add_column(sa.Column("note", sa.Text()))
''', '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.drop_column("note")
    batch_op.drop_column("slug")
'''),
    ("unique-constraint-builds-index without a name", "", TABLES, '''
op.create_unique_constraint(None, "orders", ["code"])
''', '''
op.drop_constraint("orders_code_key", "orders", type_="unique")
'''),
    ("column-type-rewrite of a required column", "", '''
op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("total", sa.Integer(), nullable=False))
op.execute("INSERT INTO orders SELECT g, g FROM generate_series(1, 5000) g")
''', '''
op.alter_column("orders", "total", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
''', '''
op.alter_column("orders", "total", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
'''),
    ("column-type-rewrite with a cast", "", TABLES, '''
op.execute("ALTER TABLE orders ALTER COLUMN code TYPE varchar(20)")
op.alter_column("orders", "total", type_=sa.Text(), postgresql_using="total::text")
''', '''
op.alter_column("orders", "total", type_=sa.Integer(), postgresql_using="total::integer")
op.execute("ALTER TABLE orders ALTER COLUMN code TYPE text")
'''),
    ("column-type-rewrite in a schema", "", '''
op.execute('CREATE SCHEMA "Shop"')
op.execute('CREATE TABLE "Shop"."Line items" (id bigint PRIMARY KEY, "Count" integer NOT NULL)')
op.execute('INSERT INTO "Shop"."Line items" SELECT g, g FROM generate_series(1, 5000) g')
''', '''
op.alter_column("Line items", "Count", type_=sa.Numeric(12, 2), schema="Shop")
''', '''
op.alter_column("Line items", "Count", type_=sa.Integer(), schema="Shop")
'''),
    ("column-type-rewrite of an indexed column", "", TABLES, '''
op.alter_column("users", "id", type_=sa.Numeric())
''', None),
    ("rename-column both ways", "", TABLES, '''
op.alter_column("orders", "code", new_column_name="reference", existing_type=sa.Text())
op.add_column("orders", sa.Column("note", sa.Text()))
''', '''
op.drop_column("orders", "note")
op.alter_column("orders", "reference", new_column_name="code", existing_type=sa.Text())
'''),
    ("rename-column of a required column in SQL", "", '''
op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10, 2) NOT NULL)")
op.execute("INSERT INTO orders SELECT g, g FROM generate_series(1, 5000) g")
''', '''
op.execute("ALTER TABLE orders RENAME COLUMN total TO amount")
''', '''
op.execute("ALTER TABLE orders RENAME COLUMN amount TO total")
'''),
    ("volatile-default-rewrite of a required column", "", TABLES, '''
op.add_column("orders", sa.Column("token", sa.Uuid() if hasattr(sa, "Uuid") else postgresql.UUID(),
                                  server_default=sa.text("gen_random_uuid()"), nullable=False))
op.create_index("ix_orders_code", "orders", ["code"])
''', '''
op.drop_index("ix_orders_code", "orders")
op.drop_column("orders", "token")
'''),
    ("serial-column-rewrite of many rows", "postgres-version = 12\n", LARGE, '''
op.execute("ALTER TABLE orders ADD COLUMN number bigserial")
''', '''
op.drop_column("orders", "number")
'''),
    ("identity-column-rewrite of many rows", "", LARGE, '''
op.add_column("orders", sa.Column("number", sa.Integer(), sa.Identity(always=True, start=7, increment=3)))
''', '''
op.drop_column("orders", "number")
'''),
    ("required-column-without-default that has one in Python", "", TABLES, '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.add_column(sa.Column("state", sa.Text(), nullable=False, default="new"))
    batch_op.add_column(sa.Column("remark", sa.Text(), nullable=True))
''', '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.drop_column("remark")
    batch_op.drop_column("state")
'''),
    ("column-type-check-rescan in a batch", "", '''
op.execute("CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10) CONSTRAINT ck_code CHECK (code <> ''), "
           "CONSTRAINT ck_both CHECK (length(code) < id + 100))")
op.execute("INSERT INTO orders SELECT g, 'code' FROM generate_series(1, 50) g")
''', '''
with op.batch_alter_table("orders") as batch_op:
    # longer ones are on their way
    batch_op.alter_column("code", type_=sa.String(20))
''', '''
with op.batch_alter_table("orders") as batch_op:
    batch_op.alter_column("code", type_=sa.String(10))
'''),
    ("domain-constraint-scan in a schema", "", '''
op.execute('CREATE SCHEMA "Shop"')
op.execute('CREATE DOMAIN "Shop".amount AS integer')
op.execute('CREATE TABLE payments (id bigint PRIMARY KEY, paid "Shop".amount)')
''', '''
op.execute('ALTER DOMAIN "Shop".amount ADD CONSTRAINT positive CHECK (VALUE > 0)')
''', '''
op.execute('ALTER DOMAIN "Shop".amount DROP CONSTRAINT positive')
'''),
    ("validate-in-same-transaction before NOT NULL", "", TABLES, '''
op.create_check_constraint("ck_orders_code", "orders", "code IS NOT NULL", postgresql_not_valid=True)
# all have one
op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_orders_code")
op.alter_column("orders", "code", nullable=False)
op.drop_constraint("ck_orders_code", "orders")
''', '''
op.alter_column("orders", "code", nullable=True)
'''),
    ("data-change-under-lock before NOT NULL", "", LARGE, '''
op.add_column("orders", sa.Column("note", sa.Text()))
op.execute("""
    UPDATE orders
    SET note = code
    WHERE note IS NULL
""")
with op.batch_alter_table("orders") as batch_op:
    batch_op.alter_column("note", nullable=False)
op.create_index("ix_orders_note", "orders", ["note"])
''', '''
op.drop_index("ix_orders_note", "orders")
op.drop_column("orders", "note")
'''),
    ("update-without-where of many rows", "postgres-version = 13\n", LARGE, '''
op.execute("UPDATE orders SET code = 'x'")
op.execute("UPDATE orders SET total = 0 WHERE id > 100")
''', None),
    ("unbatched-backfill of a partitioned table", "", '''
op.execute("CREATE TABLE orders (id bigint, code text, note text) PARTITION BY RANGE (id)")
op.execute("CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (15000)")
op.execute("CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (15000) TO (90000)")
op.execute("INSERT INTO orders SELECT g, repeat('c', 200) FROM generate_series(1, 40000) g")
''', '''
op.execute("UPDATE orders SET note = upper(code) WHERE note IS NULL")
''', None),
    ("rename-column with more that builds on it", "", TABLES, '''
op.add_column("orders", sa.Column("remark", sa.Text()))
op.alter_column("orders", "code", new_column_name="reference", existing_type=sa.Text())
op.create_check_constraint("ck_orders_total", "orders", "total > 0")
op.create_index("ix_orders_reference", "orders", ["reference"])
op.add_column("orders", sa.Column("note", sa.Text()))
''', '''
op.drop_column("orders", "note")
op.drop_index("ix_orders_reference", "orders")
op.drop_constraint("ck_orders_total", "orders", type_="check")
op.alter_column("orders", "reference", new_column_name="code", existing_type=sa.Text())
op.drop_column("orders", "remark")
'''),
    ("set-not-null-scan below a condition", "", TABLES, '''
if op.get_context().opts.get("strict"):
    op.alter_column("orders", "code", nullable=False)
op.execute("SELECT 1")
''', None),
    ("set-not-null-scan in a loop", "", TABLES, '''
for name in ("code", "total"):
    op.alter_column("orders", name, nullable=False)
''', None),
]

CANNOT = {
    "rename-column 3": "does not run as it is",
    "column-type-rewrite 3": "more than a cast",
    "column-type-rewrite of an indexed column": "may be on the column",
    "check-without-not-valid 3": "part of another operation",
    "set-not-null-scan below a condition": "is not known",
    "set-not-null-scan in a loop": "a block of its own",
    "required-column-without-default 4": "No module named",
    "volatile-default-rewrite 4": "No module named",
    "data-change-under-lock 2": "part of another operation",
    "update-without-where 3": "no plain UPDATE",
    "unbatched-backfill 2": "does not run as it is",
    "unbatched-backfill 3": "does not run as it is",
    "unbatched-backfill 5": "does not run as it is",
    "unbatched-backfill 6": "does not run as it is",
}
