# ALTER TABLE … ADD, ALTER, DROP COLUMN.

### add a column
op.add_column("orders", sa.Column("note", sa.Text()))

### add a column that is not null, with a default
op.add_column("orders", sa.Column("state", sa.String(20), nullable=False, server_default="new"))

### add a column with a default expression
op.add_column("orders", sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False))

### add a column with a function as default
op.add_column("orders", sa.Column("at", sa.DateTime(), server_default=sa.func.now()))

### add a column with false as default
op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default=sa.false(), nullable=False))

### add a column with a text as default
op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default="false", nullable=False))

### a Python default sends nothing
op.add_column("orders", sa.Column("n", sa.Integer(), default=0, onupdate=1))

### a default with a quote
op.add_column("orders", sa.Column("n", sa.String(), server_default="it's"))

### add a column with a foreign key
op.add_column("orders", sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id")))

### add a column with a named foreign key
op.add_column("orders", sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id", name="fk_o_c", ondelete="CASCADE")))

### add a unique column
op.add_column("orders", sa.Column("code", sa.String(8), unique=True))

### add an indexed column
op.add_column("orders", sa.Column("code", sa.String(8), index=True))

### add a column with a unique index
op.add_column("orders", sa.Column("code", sa.String(8), index=True, unique=True))

### add a column with a comment
op.add_column("orders", sa.Column("code", sa.String(8), comment="as printed"))

### add a column in a schema
op.add_column("orders", sa.Column("code", sa.String(8), index=True), schema="shop")

### add an identity column
op.add_column("orders", sa.Column("n", sa.BigInteger(), sa.Identity(always=True, start=5)))

### add a computed column
op.add_column("orders", sa.Column("total", sa.Numeric(10, 2), sa.Computed("price * amount", persisted=True)))

### add an array column
op.add_column("orders", sa.Column("tags", postgresql.ARRAY(sa.String()), server_default="{}"))

### add a JSONB column
op.add_column("orders", sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb")))

### add a primary key column
op.add_column("orders", sa.Column("id", sa.Integer(), primary_key=True))

### add a column by keywords
op.add_column(table_name="orders", column=sa.Column(name="note", type_=sa.Text, nullable=True))

### the type as a class
op.add_column("orders", sa.Column("note", sa.Text))

### drop a column
op.drop_column("orders", "note")

### drop a column in a schema
op.drop_column("orders", "note", schema="shop")

### set not null
op.alter_column("orders", "note", existing_type=sa.Text(), nullable=False)

### drop not null
op.alter_column("orders", "note", nullable=True)

### change a type
op.alter_column("orders", "note", existing_type=sa.String(10), type_=sa.String(length=20), existing_nullable=True)

### change a type with using
op.alter_column("orders", "n", type_=sa.Integer(), postgresql_using="n::integer")

### set a default
op.alter_column("orders", "n", server_default="0")

### set a default expression
op.alter_column("orders", "n", server_default=sa.text("nextval('n_seq'::regclass)"))

### drop a default
op.alter_column("orders", "n", server_default=None)

### rename a column
op.alter_column("orders", "note", new_column_name="remark")

### all at once
op.alter_column("orders", "note", existing_type=sa.String(), type_=sa.Text(), nullable=False, server_default="x", new_column_name="remark", schema="shop")

### set a comment
op.alter_column("orders", "note", comment="free text", existing_comment=None)

### drop a comment
op.alter_column("orders", "note", comment=None, existing_comment="free text")

### add an identity
op.alter_column("orders", "id", server_default=sa.Identity(), existing_server_default=None)

### names that need quotes
op.add_column("Order", sa.Column("user", sa.Integer()))
op.drop_column("order", "Line No")

### a column object reused
column = sa.Column("updated_at", sa.DateTime(), nullable=True)
op.add_column("orders", column)

### columns in a loop
for name in ("a", "b", "c"):
    op.add_column("orders", sa.Column(name, sa.Integer()))

### columns in a loop over pairs
for table, column in [("orders", "x"), ("lines", "y")]:
    op.drop_column(table, column)

### quoted names
op.add_column(sa.sql.quoted_name("orders", True), sa.Column("x", sa.Integer()))
