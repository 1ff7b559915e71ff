### a column that may be there since 1.16
op.add_column("t", sa.Column("a", sa.Integer()), if_not_exists=True)
op.add_column("t", sa.Column("b", sa.Integer(), nullable=False, server_default="1"), schema="s", if_not_exists=True)
op.drop_column("t", "c", if_exists=True)
op.drop_column("t", "d", schema="s", if_exists=True)

### a constraint that may be there since 1.16, 2.0
op.drop_constraint("c", "t", if_exists=True)
op.drop_constraint("c", "t", type_="foreignkey", schema="s", if_exists=True)

### a table that may be there since 1.14
op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), if_not_exists=True)
op.create_table("u", sa.Column("a", sa.Integer(), index=True), if_not_exists=True)
op.drop_table("v", if_exists=True)
op.drop_table("v", schema="s", if_exists=True)

### an index that may be there since 1.14
op.create_index("i", "t", ["a"], if_not_exists=True)
op.create_index("i", "t", ["a"], unique=True, schema="s", if_not_exists=True, postgresql_using="gin")
op.drop_index("i", table_name="t", if_exists=True)
op.drop_index("i", schema="s", if_exists=True)

### concurrently, and it may be there since 1.14
with op.get_context().autocommit_block():
    op.create_index("i", "t", ["a"], if_not_exists=True, postgresql_concurrently=True)
    op.drop_index("j", table_name="t", if_exists=True, postgresql_concurrently=True)

### a batch of what may be there since 1.16
with op.batch_alter_table("t", schema="s") as batch_op:
    batch_op.add_column(sa.Column("a", sa.Integer()), if_not_exists=True)
    batch_op.drop_column("b", if_exists=True)
    batch_op.create_index("i", ["a"], if_not_exists=True)
    batch_op.drop_index("j", if_exists=True)

### references within the column since 1.18.2
op.add_column("t", sa.Column("u_id", sa.Integer(), sa.ForeignKey("u.id", name="fk")), inline_references=True)
op.add_column("t", sa.Column("v_id", sa.Integer(), sa.ForeignKey("v.id", ondelete="CASCADE")), inline_references=True)
op.add_column("t", sa.Column("w_id", sa.Integer(), sa.ForeignKey("w.id")))

### a primary key within the column since 1.18.4
op.add_column("t", sa.Column("id", sa.Integer(), primary_key=True), inline_primary_key=True)
