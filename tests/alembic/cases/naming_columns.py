# Tokens of several columns; templates by class; a percent sign.
import sqlalchemy as sa

target_metadata = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    sa.UniqueConstraint: "uq_%(column_0N_label)s_%(column_1_name)s_%(column_2_key)s",
    "fk": "fk_%(column_0_N_key)s_%(column_1_name)s_%(referred_table_name)s",
    "ck": "ck_%(column_0_name)s_%(column_0_N_name)s",
    sa.PrimaryKeyConstraint: "pk_%(column_0_N_label)s_%(column_0_key)r",
})

### a table
op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text(), unique=True), sa.Column("g", sa.Integer(), sa.ForeignKey("groups.id")), sa.UniqueConstraint("g", "email"), sa.ForeignKeyConstraint(["g", "id"], ["s.o.a", "s.o.b"]), sa.CheckConstraint("g > 0"), sa.Index(None, "g", "email"), schema="app")

### a composite key
op.create_table("users", sa.Column("b", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer(), primary_key=True))
op.create_primary_key(None, "users", ["a", "b"])

### single ones
op.create_unique_constraint(None, "users", ["a", "b", "c"], schema="app")
op.create_foreign_key(None, "users", "groups", ["a", "b"], ["c", "d"])
op.create_index(None, "users", ["a", "b"])
op.create_check_constraint(None, "users", "a > 0")
op.drop_constraint(None, "users", type_="check")

### checks of columns
op.create_check_constraint(None, "users", sa.column("a") > 0)
op.create_table("users", sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0")), sa.Column("c", sa.Integer(), sa.CheckConstraint(sa.column("c") > 0)), sa.CheckConstraint(sa.column("b") > sa.column("a")))
op.add_column("users", sa.Column("b", sa.Enum("a", "b", native_enum=False, create_constraint=True)))
