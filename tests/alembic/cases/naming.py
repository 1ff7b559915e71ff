# A naming convention as SQLAlchemy's documentation has it.
import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Base = declarative_base(metadata=sa.MetaData(naming_convention=NAMES))
target_metadata = Base.metadata

### a table with everything
op.create_table("users",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("email", sa.Text(), unique=True),
    sa.Column("group_id", sa.Integer(), sa.ForeignKey("groups.id"), index=True),
    sa.UniqueConstraint("group_id", "email"),
    sa.ForeignKeyConstraint(["group_id", "id"], ["other.parts.a", "other.parts.b"]),
    sa.CheckConstraint("group_id > 0", name="positive"),
    schema="app")

### names that are given stay
op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("n", sa.Integer(), sa.ForeignKey("o.id", name="given")), sa.PrimaryKeyConstraint("id", name="mine"), sa.UniqueConstraint("n", name="my_n"), sa.Index("my_index", "n"))

### op.f() and conv() are final
from sqlalchemy.sql.elements import conv
op.create_table("users", sa.Column("n", sa.Integer(), sa.CheckConstraint("n > 1", name=conv("in_column"))), sa.CheckConstraint("n > 0", name=op.f("plain")), sa.CheckConstraint("n > 2", name=sa.schema.conv("other")))
op.create_check_constraint(op.f("as_it_is"), "users", "n < 9")
op.drop_constraint(op.f("as_it_is"), "users", type_="check")

### a final name goes through variables and functions
name = op.f("ck_final")
def add(table, name):
    op.create_check_constraint(name, table, "n < 9")
add("users", name)
add("users", "plain")
add("users", str("made_" + "up"))

### a check in a column
op.create_table("users", sa.Column("n", sa.Integer(), sa.CheckConstraint("n > 1", name="big")))

### a column of a key and its own reference
op.add_column("users", sa.Column("email", sa.Text(), unique=True))
op.add_column("users", sa.Column("group_id", sa.Integer(), sa.ForeignKey("app.groups.id", ondelete="CASCADE")), schema="app")
op.add_column("users", sa.Column("n", sa.Integer(), sa.CheckConstraint("n > 1", name="big")))
op.add_column("users", sa.Column("code", sa.Text(), index=True, unique=True))
op.add_column("users", sa.Column("pk", sa.Integer(), primary_key=True))

### create_… without names
op.create_unique_constraint(None, "users", ["a", "b"])
op.create_primary_key(None, "users", ["a", "b"])
op.create_foreign_key(None, "users", "groups", ["g"], ["id"])
op.create_foreign_key(None, "users", "groups", ["g", "h"], ["id", "j"], source_schema="app", referent_schema="other")
op.create_index(None, "users", ["a", "b"])
op.create_index(None, "users", ["a"], schema="app")
op.create_index(None, "users", [sa.text("lower(a)"), "b"])

### create_… with names
op.create_unique_constraint("u", "users", ["a", "b"])
op.create_primary_key("p", "users", ["a", "b"])
op.create_foreign_key("f", "users", "groups", ["g"], ["id"])
op.create_index("i", "users", ["a", "b"])
op.create_check_constraint("c", "users", "a > 0")
op.create_check_constraint("c", "users", sa.column("a") > 0)

### EXCLUDE has no template
op.create_exclude_constraint(None, "users", ("a", "&&"))
op.create_exclude_constraint("e", "users", ("a", "&&"))

### drop_constraint
op.drop_constraint("x", "users")
op.drop_constraint("x", "users", type_="check")
op.drop_constraint("x", "users", "check", schema="app")
op.drop_constraint("x", "users", type_="unique")
op.drop_constraint("x", "users", type_="primary")
op.drop_constraint("x", "users", type_="foreignkey")
op.drop_constraint(None, "users", type_="primary")
op.drop_constraint(None, "users", type_="unique")

### drop_index
op.drop_index("x", "users")
op.drop_index(None, "users")
op.drop_index(None, table_name="users", schema="app")

### batch
with op.batch_alter_table("users", schema="app") as batch:
    batch.create_unique_constraint(None, ["a"])
    batch.create_foreign_key(None, "groups", ["g"], ["id"])
    batch.create_check_constraint("positive", "a > 0")
    batch.create_primary_key(None, ["a"])
    batch.create_index(None, ["a"])
    batch.add_column(sa.Column("z", sa.Integer(), sa.ForeignKey("o.id")))
    batch.drop_constraint("positive", type_="check")
    batch.drop_constraint("other", "check")

### batch takes no convention of its own on PostgreSQL
with op.batch_alter_table("users", naming_convention={"uq": "other_%(column_0_name)s"}) as batch:
    batch.create_unique_constraint(None, ["a"])
    batch.drop_constraint("uq_users_b", type_="unique")

### operation objects
from alembic.operations import ops
from alembic import op
import sqlalchemy as sa
op.invoke(ops.CreateUniqueConstraintOp(None, "users", ["a"]))
op.invoke(ops.AddColumnOp("users", sa.Column("a", sa.Integer(), unique=True)))
op.invoke(ops.CreateTableOp("users", [sa.Column("a", sa.Integer(), unique=True), sa.Column("b", sa.Integer(), index=True)]))
op.invoke(ops.DropConstraintOp("c", "users", type_="check"))

### the check of an enum
status = sa.Enum("a", "b", name="status", native_enum=False, create_constraint=True)
op.create_table("users", sa.Column("b", status))
op.add_column("users", sa.Column("c", sa.Enum("a", name="kind", native_enum=False, create_constraint=True)))
op.alter_column("users", "d", type_=status, existing_type=sa.Text())
op.alter_column("users", "d", type_=sa.Text(), existing_type=status)
op.add_column("users", sa.Column("e", sa.Enum("a", name=op.f("final"), native_enum=False, create_constraint=True)))

### a native enum and a boolean
op.create_table("users", sa.Column("b", sa.Enum("a", "b", name="native")), sa.Column("c", sa.Boolean(create_constraint=True)), sa.Column("d", sa.Boolean(create_constraint=True, name="flag")))

### long names have a hash at their end
long = "a" * 30
op.create_unique_constraint(None, long, [long, "c"])
op.create_table(long, sa.Column(long, sa.Text(), unique=True), sa.CheckConstraint("1 > 0", name=long + "ééé"))
op.create_index(None, long, [long + "b"], schema="app")
op.drop_constraint(long + "b", long, type_="check")
op.create_check_constraint(long + long + long, "t", "a > 0")

### SQL stays as it is
op.execute("ALTER TABLE users ADD UNIQUE (email)")
op.execute(sa.text("ALTER TABLE users ADD CONSTRAINT c CHECK (n > 0)"))
op.execute("ALTER TABLE users DROP CONSTRAINT c")

### tables of other metadata
own = sa.MetaData()
users = sa.Table("users", own, sa.Column("a", sa.Text(), unique=True), sa.CheckConstraint("a > 'b'", name="c"))
own.create_all(op.get_bind(), checkfirst=False)
op.execute(sa.schema.CreateTable(sa.Table("others", sa.MetaData(), sa.Column("a", sa.Text()), sa.UniqueConstraint("a"))))
op.execute(sa.schema.AddConstraint(sa.UniqueConstraint(users.c.a)))

### tables of metadata with a convention
own = sa.MetaData(naming_convention={"uq": "own_%(table_name)s", "ix": "own_%(column_0_name)s"})
sa.Table("users", own, sa.Column("a", sa.Text(), unique=True), sa.Column("b", sa.Text(), index=True), sa.Column("c", sa.Text(), primary_key=True))
own.create_all(op.get_bind(), checkfirst=False)

### an index of a table
op.create_table("users", sa.Column("a", sa.Text()), sa.Column("b", sa.Text()), sa.Index(None, sa.text("lower(a)"), "b", unique=True))

### a table that is known again
users = op.create_table("users", sa.Column("a", sa.Integer(), unique=True))
op.execute(sa.schema.DropTable(users))
users.create(op.get_bind(), checkfirst=False)
