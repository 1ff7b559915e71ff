# Statements and expressions of SQLAlchemy's core, types and tables on their own.

### operators of columns
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String), sa.column("c", sa.Boolean), sa.column("d", sa.DateTime))
for where in (t.c.a == 1, t.c.a != 1, t.c.a < 1, t.c.a <= 1, t.c.a > 1, t.c.a >= 1, t.c.b.like("x%"), t.c.b.ilike("x%"), t.c.b.in_(["x"]), t.c.b.not_in(["x", "y"]), t.c.b.is_(None), t.c.b.isnot(None), t.c.b.is_not(None), t.c.a.between(1, 2), t.c.c.is_(True), t.c.c.is_(sa.true()), t.c.c == sa.false(), t.c.b == "it's", t.c.a == t.c.a, t.c.a == None, t.c.a != None, sa.or_(t.c.a == 1, t.c.b == "x"), sa.and_(t.c.a == 1, sa.or_(t.c.a == 2, t.c.a == 3)), (t.c.a == 1) & (t.c.b == "x"), (t.c.a == 1) | (t.c.b == "x"), t.c.b.is_distinct_from("x"), sa.func.lower(t.c.b) == "x", sa.text("a = 5"), t.c.a + 1 == 2, t.c.a - 1 > 2, t.c.a * 2 == 4, t.c.b + "x" == "yx"):
    op.execute(t.delete().where(where))

### operators of columns, further ?
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String), sa.column("c", sa.Boolean), sa.column("d", sa.DateTime))
for where in (t.c.b.notlike("x"), t.c.b.not_ilike("x"), t.c.a / 2 == 1, t.c.a % 2 == 1, -t.c.a == 1, t.c.c, sa.not_(t.c.c), t.c.b.op("~")("x"), t.c.b.concat("x") == "y", t.c.b.is_not_distinct_from("x"), t.c.b.collate("C") == "x", t.c.a.in_([]), sa.cast(t.c.a, sa.String) == "x", t.c.a.cast(sa.String) == "x", sa.exists(sa.select(t.c.a)), sa.func.length(t.c.b) > 3, sa.func.coalesce(t.c.b, "x") == "x", sa.extract("year", t.c.d) == 2024, sa.case((t.c.a == 1, "x"), else_="y") == "x", sa.literal("x") == t.c.b, sa.literal_column("a") == 1, sa.tuple_(t.c.a, t.c.b).in_([(1, "x")]), t.c.a.desc() if False else t.c.a == 9, sa.null() == t.c.a, sa.type_coerce(t.c.a, sa.String) == "x", t.c["a"] == 1, t.columns.a == 1):
    op.execute(t.delete().where(where))

### values of updates ?
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String), sa.column("c", sa.Boolean), sa.column("d", sa.DateTime))
for value in (1, None, t.c.a, sa.func.now(), sa.func.count(), sa.text("now()"), sa.null(), sa.cast(t.c.b, sa.Integer), sa.case((t.c.a > 1, 2), else_=3), sa.func.concat(t.c.b, "x"), sa.literal(5), sa.literal_column("a"), sa.bindparam("p", 5), sa.func.current_timestamp(), sa.func.pg_catalog.now(), sa.sql.expression.func.lower(t.c.b)):
    op.execute(t.update().values(a=value))
op.execute(t.update().values({t.c.a: 1, "b": "x"}))
op.execute(t.update().values(a=1, b="x", c=False))
op.execute(sa.update(t).where(t.c.a == 1, t.c.b == "x").values({"a": t.c.b}))
op.execute(t.update().where(t.c.a == 1).where(t.c.b == "y").values(dict(c=True)))
op.execute(t.update().values([("a", 1)]) if False else t.update().values(a=2))

### inserts of every kind ?
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String))
u = sa.table("u", sa.column("a", sa.Integer), sa.column("b", sa.String))
op.execute(t.insert().values(a=1, b=None))
op.execute(sa.insert(t).values(a=sa.func.now()))
op.execute(t.insert().values((1, "x")))
op.execute(t.insert().values([1, "x"]))
op.execute(t.insert().from_select(["a", "b"], sa.select(u.c.a, u.c.b).where(u.c.a > 1)))
op.execute(t.insert().from_select([t.c.a], sa.select([u.c.a])))
op.execute(t.insert().from_select(["a"], sa.select(u.c.a).distinct()))

### deletes that use ?
a = sa.table("a", sa.column("id", sa.Integer))
b = sa.table("b", sa.column("id", sa.Integer), sa.column("a_id", sa.Integer))
op.execute(a.delete().where(a.c.id.in_(sa.select(b.c.a_id))))
op.execute(a.delete().where(~sa.exists().where(b.c.a_id == a.c.id)))
op.execute(sa.delete(a).where(a.c.id.notin_(sa.select(b.c.a_id).where(b.c.id > 5))))
op.execute(a.update().where(a.c.id == b.c.a_id).where(b.c.id == 5).values(id=b.c.id))
op.execute(a.update().values(id=sa.select(b.c.id).where(b.c.a_id == a.c.id).scalar_subquery()))

### texts and statements of DDL
op.execute(sa.schema.DDL("DROP TABLE a"))
op.execute(sa.DDL("ALTER TABLE %(t)s DROP COLUMN b", context={"t": "a"}))
op.execute(sa.text("DROP TABLE b"))
op.execute(sa.sql.text("DROP TABLE c"))
op.execute(sa.sql.expression.text("DROP TABLE d"))
op.execute(sa.text("UPDATE t SET a = '10\\:30'"))
op.execute(sa.text("SELECT 1").execution_options(autocommit=True))
op.execute("SELECT 1", execution_options={"x": 1})
op.get_bind().execute(sa.text("DROP TABLE e").execution_options(autocommit=True))
op.get_context().execute("DROP TABLE f")

### DDL constructs
from sqlalchemy.schema import CreateSchema, DropSchema, CreateSequence, DropSequence, CreateTable, DropTable, CreateIndex, DropIndex, Sequence, AddConstraint, DropConstraint
m = sa.MetaData()
t = sa.Table("t", m, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String(5), index=False), sa.CheckConstraint("a > 'x'", name="ck"))
i = sa.Index("ix", t.c.a)
op.execute(CreateSchema("s"))
op.execute(CreateSequence(Sequence("q", start=1)))
op.execute(CreateTable(t))
op.execute(CreateIndex(i))
op.execute(DropIndex(i))
op.execute(DropTable(t))
op.execute(DropSequence(Sequence("q")))
op.execute(DropSchema("s", cascade=True))
op.execute(DropSchema("s2"))

### DDL constructs with options ?
from sqlalchemy.schema import CreateSchema, CreateTable, DropTable, CreateSequence, Sequence
t = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), schema="s")
op.execute(CreateTable(t, if_not_exists=True))
op.execute(DropTable(t, if_exists=True))
op.execute(CreateSequence(Sequence("q", start=5, increment=2, minvalue=1, maxvalue=9, cycle=True, schema="s")))

### tables made by their metadata
m = sa.MetaData(schema="s")
a = sa.Table("a", m, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Text, nullable=False))
b = sa.Table("b", m, sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False), sa.Column("a_id", sa.Integer, sa.ForeignKey("s.a.id", ondelete="CASCADE")))
m.create_all(op.get_bind(), checkfirst=False)
a.drop(op.get_bind(), checkfirst=False)
b.drop(bind=op.get_bind(), checkfirst=False)
a.create(op.get_bind(), checkfirst=False)
m.drop_all(op.get_bind(), tables=[a], checkfirst=False)
m.create_all(op.get_bind(), tables=[b], checkfirst=False)

### names of tables and columns ?
m = sa.MetaData()
a = sa.Table("a", m, sa.Column("id", sa.Integer), sa.Column("x", sa.Text), schema="s")
op.execute(f"SELECT '{a.name} {a.schema} {a.c.id.name} {a.fullname}'")
op.execute(f"SELECT '{a.c.x.name} {a.c.x} {list(m.tables)[0]} {a}'")
op.execute(f"SELECT '{a.c.id.type}'")

### indexes on their own
t = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
i = sa.Index("ix_a", t.c.a, unique=True)
i.create(op.get_bind())
i.drop(op.get_bind())
sa.Index("ix_b", t.c.b.desc()).create(op.get_bind())
sa.Index("ix_c", sa.func.lower(t.c.b), postgresql_using="btree").create(bind=op.get_bind())

### indexes of every kind
op.create_index("i1", "t", ["a"], postgresql_using="gin")
op.create_index("i2", "t", [sa.text("lower(a)")])
op.create_index("i3", "t", ["a", sa.text("b DESC")], unique=True)
op.create_index("i4", "t", ["a"], postgresql_where=sa.text("b IS NULL"))
op.create_index("i5", "t", ["a"], postgresql_ops={"a": "text_pattern_ops"})
op.create_index("i6", "t", ["a"], postgresql_include=["b"])
op.create_index("i7", "t", ["a"], postgresql_with={"fillfactor": 70})
op.create_index("i8", "t", [sa.func.lower(sa.column("a"))])
op.create_index("i9", "t", ["A b"], schema="S")
op.create_index("i10", "t", ["a"], postgresql_concurrently=False)
op.create_index("i11", "t", ("a", "b"), postgresql_tablespace="fast")
op.create_index("i12", "t", [sa.desc("a"), sa.column("b").asc()])
op.create_index("i13", "t", [sa.column("a").desc().nullslast()])
op.drop_index("i1", table_name="t")
op.drop_index("i2", "t", schema="s")
op.drop_index("i3")

### column options
op.add_column("t", sa.Column("a", sa.Integer, server_default="0", nullable=False, comment="c"))
op.add_column("t", sa.Column("b", sa.Integer, server_default=sa.text("1"), unique=True))
op.add_column("t", sa.Column("c", sa.Integer, sa.ForeignKey("u.id", name="fk", onupdate="CASCADE", deferrable=True, initially="DEFERRED")))
op.add_column("t", sa.Column("d", sa.Integer, sa.Identity(always=True, start=5)))
op.add_column("t", sa.Column("e", sa.Integer, sa.Computed("a + 1")))
op.add_column("t", sa.Column("f", sa.Boolean, server_default=sa.false()))
op.add_column("t", sa.Column("g", sa.DateTime, server_default=sa.func.now(), default=5))
op.add_column("t", sa.Column("h", sa.String, index=True))
op.add_column("t", sa.Column("i", sa.String, sa.CheckConstraint("i > 'a'", name="ck")))
op.add_column("t", sa.Column(name="j", type_=sa.String(5)))
op.add_column("t", sa.Column("k", type_=sa.Integer()))
op.add_column("t", sa.Column(sa.Integer, name="l"))
op.add_column("t", sa.Column("m", sa.Integer, sa.FetchedValue()))
op.add_column("t", sa.Column("n", sa.Integer, sa.ForeignKey("u.id"), primary_key=False, quote=True))
op.add_column("t", sa.Column("o", sa.Integer, sa.DefaultClause("7")))
op.add_column("t", sa.Column("p", sa.Integer, key="q", info={"x": 1}, doc="d", onupdate=1, server_onupdate=None, system=False))
op.add_column("t", column=sa.Column("r", sa.Integer), schema="s")

### columns altered in every way
op.alter_column("t", "a", nullable=True)
op.alter_column("t", "a", nullable=False, existing_type=sa.Integer(), existing_server_default=None)
op.alter_column("t", "a", server_default=None)
op.alter_column("t", "a", server_default="5")
op.alter_column("t", "a", server_default=sa.text("now()"), schema="s")
op.alter_column("t", "a", server_default=sa.func.now())
op.alter_column("t", "a", type_=sa.BigInteger(), postgresql_using="a::bigint")
op.alter_column("t", "a", type_=sa.String(), new_column_name="b", nullable=True, comment="x", existing_nullable=False, existing_comment="y")
op.alter_column("t", "a", new_column_name="c", schema="s")
op.alter_column("t", "a", comment=None, existing_comment="x")
op.alter_column("t", "a", server_default=sa.Identity(always=False), existing_server_default=None)
op.alter_column("t", "a", server_default=sa.Identity(always=True, start=5), existing_server_default=sa.Identity(always=False))
op.alter_column("t", "a", server_default=None, existing_server_default=sa.Identity())
op.alter_column("t", column_name="a", server_default=False)
op.alter_column(table_name="t", column_name="a", existing_type=sa.Boolean())

### constraints of every kind
op.create_primary_key("pk", "t", ["a", "b"], schema="s")
op.create_unique_constraint("uq", "t", ["a"], deferrable=True, initially="IMMEDIATE")
op.create_check_constraint("ck", "t", sa.text("a > 1"))
op.create_check_constraint("ck2", "t", sa.column("a") > 1)
op.create_check_constraint("ck3", "t", sa.and_(sa.column("a") > 1, sa.column("b").isnot(None)))
op.create_check_constraint("ck4", "t", sa.func.length(sa.column("a")) > sa.text("5"))
op.create_foreign_key("fk", "t", "u", ["a"], ["id"], source_schema="s", referent_schema="r", match="FULL", use_alter=None) if False else op.create_foreign_key("fk", "t", "u", ["a"], ["id"], source_schema="s", referent_schema="r", match="FULL")
op.create_foreign_key("fk2", "t", "u", ["a", "b"], ["x", "y"], onupdate="SET NULL", ondelete="RESTRICT", deferrable=False, postgresql_not_valid=True) if False else op.create_foreign_key("fk2", "t", "u", ["a", "b"], ["x", "y"], onupdate="SET NULL", ondelete="RESTRICT")
op.create_exclude_constraint("ex", "t", ("a", "&&"), (sa.column("b"), "="), where=sa.text("c > 1"), using="gist")
op.drop_constraint("ck", "t")
op.drop_constraint("fk", "t", type_="foreignkey", schema="s")

### tables with everything
op.create_table(
    "t",
    sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True),
    sa.Column("a", sa.String(5), nullable=False, unique=True, comment="of a"),
    sa.Column("b", sa.Integer, sa.ForeignKey("u.id", ondelete="CASCADE"), index=True),
    sa.PrimaryKeyConstraint("id", name="pk"),
    sa.UniqueConstraint("a", "b", name="uq"),
    sa.ForeignKeyConstraint(["a", "b"], ["s.u.x", "s.u.y"], name="fk", ondelete="CASCADE", onupdate="RESTRICT", deferrable=True, initially="DEFERRED", match="FULL"),
    sa.CheckConstraint("a <> ''", name="ck"),
    sa.CheckConstraint(sa.column("b") > 5, name="ck2"),
    sa.Index("ix", "a", "b", unique=True),
    postgresql.ExcludeConstraint(("b", "="), name="ex", using="gist"),
    schema="s",
    comment="of t",
)
op.create_table("p", sa.Column("a", sa.Integer), postgresql_partition_by="RANGE (a)")
op.create_table("q", sa.Column("a", sa.Integer), postgresql_with_oids=False, prefixes=["UNLOGGED"]) if False else op.create_table("q", sa.Column("a", sa.Integer), prefixes=["UNLOGGED"])
op.create_table("r", *[sa.Column(n, sa.Text) for n in "xy"], **{"schema": "s"})
op.create_table("i", sa.Column("a", sa.Integer), postgresql_inherits="r")
op.create_table("w", sa.Column("a", sa.Integer), postgresql_tablespace="fast", postgresql_with_oids=None) if False else op.create_table("w", sa.Column("a", sa.Integer), postgresql_tablespace="fast")
op.create_table("e", sa.Column("a", sa.Integer), info={"x": 1}, listeners=[], quote=True) if False else op.create_table("e", sa.Column("a", sa.Integer), info={"x": 1})
t = op.create_table("z", sa.Column("a", sa.Integer))
op.execute(t.insert().values(a=1))
op.execute(t.delete())
op.create_table_comment("t", "c", schema="s")
op.drop_table_comment("t", existing_comment="c", schema="s")
op.rename_table("a", "b", schema="s")

### types with every option
op.create_table("t", sa.Column("a", sa.Numeric(precision=5)), sa.Column("b", sa.Float(precision=3)), sa.Column("c", postgresql.TIME(timezone=True, precision=2)), sa.Column("d", postgresql.INTERVAL(fields="YEAR TO MONTH")), sa.Column("e", postgresql.INTERVAL(precision=3)), sa.Column("f", sa.Interval(native=True, second_precision=3)), sa.Column("g", postgresql.BIT(varying=True)), sa.Column("h", postgresql.BIT(3, varying=True)), sa.Column("i", postgresql.DOUBLE_PRECISION()), sa.Column("k", sa.types.NullType() if False else sa.Text()), sa.Column("l", sa.Unicode), sa.Column("m", sa.LargeBinary(5)), sa.Column("n", sa.DateTime(False)), sa.Column("o", postgresql.ARRAY(sa.Integer, dimensions=2)), sa.Column("p", sa.ARRAY(sa.String(5))), sa.Column("q", postgresql.UUID(as_uuid=False)), sa.Column("r", sa.Time(True)), sa.Column("s", sa.NUMERIC), sa.Column("u", sa.INT), sa.Column("v", sa.NCHAR(3)), sa.Column("w", sa.NVARCHAR(3)), sa.Column("x", sa.CLOB()), sa.Column("y", sa.BLOB()), sa.Column("z", postgresql.TSTZRANGE))
op.create_table("u", sa.Column("a", postgresql.INT8RANGE), sa.Column("b", postgresql.TSRANGE), sa.Column("c", postgresql.MACADDR), sa.Column("d", postgresql.REGCLASS), sa.Column("f", sa.VARBINARY(3)), sa.Column("g", sa.Text(collation="C")), sa.Column("h", sa.MatchType() if False else sa.Boolean), sa.Column("i", sa.Enum("a", "b", name="e1", schema="s")), sa.Column("j", postgresql.ENUM("a", name="e2", create_type=True)), sa.Column("k", sa.Enum("a", name="e3", metadata=sa.MetaData())), sa.Column("l", sa.Enum("a", "ccc", native_enum=False, length=9)), sa.Column("m", sa.Enum("a", name="e4", native_enum=False, create_constraint=True, validate_strings=True)), sa.Column("n", sa.Boolean(create_constraint=True, name="ck_n")), sa.Column("o", sa.Enum("a", name="e5", inherit_schema=True)), schema="s")

### types made on their own ?
e = sa.Enum("a", "b", name="e")
e.create(op.get_bind(), checkfirst=False)
e.drop(op.get_bind(), checkfirst=False)
f = postgresql.ENUM("x", name="f", schema="s", create_type=False)
f.create(op.get_bind(), checkfirst=False)
op.execute(f"SELECT '{e.name} {e.enums[0]} {len(e.enums)}'")
op.add_column("t", sa.Column("a", f))
op.alter_column("t", "b", type_=e, postgresql_using="b::e")

### sequences
op.execute(sa.schema.CreateSequence(sa.Sequence("q", start=1)))
q = sa.Sequence("q2", start=1)
q.create(op.get_bind(), checkfirst=False)
op.add_column("t", sa.Column("a", sa.Integer, q, server_default=q.next_value()))
q.drop(op.get_bind(), checkfirst=False)

### statements about classes ?
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class T(Base):
    __tablename__ = "t"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(5))


def upgrade():
    op.execute(sa.update(T).values(name="x"))
    op.execute(sa.delete(T).where(T.id == 5))
    op.execute(sa.insert(T).values(id=1))
    op.execute(sa.update(T).where(T.name.is_(None)).values({T.name: "y"}))

### the connection and its kin
conn = op.get_bind()
conn.execute(sa.text("DROP TABLE a"))
conn.exec_driver_sql("DROP TABLE b")
op.get_context().bind.execute(sa.text("DROP TABLE c")) if False else op.drop_table("c")
conn.execution_options(x=1).execute(sa.text("DROP TABLE d")) if False else op.drop_table("d")
if conn.dialect.name == "postgresql" and op.get_context().dialect.name == "postgresql":
    op.drop_table("e")
if conn.dialect.name in ("sqlite", "mysql"):
    op.drop_table("never")
elif op.get_bind().engine.name == "mysql" if False else False:
    op.drop_table("never")
else:
    op.drop_table("f")
if op.get_context().as_sql if False else True:
    op.drop_table("g")

### invoked operations
from alembic import op
import sqlalchemy as sa
from alembic.operations import ops as o


def upgrade():
    op.invoke(o.DropTableOp("a"))
    op.invoke(o.ExecuteSQLOp("DROP TABLE b"))
    op.invoke(o.AddColumnOp("t", sa.Column("a", sa.Integer())))
    op.invoke(o.DropColumnOp("t", "a", schema="s"))
    op.invoke(o.CreateIndexOp("ix", "t", ["a"]))
    op.invoke(o.AlterColumnOp("t", "a", modify_nullable=False)) if False else op.alter_column("t", "a", nullable=False)
    op.invoke(o.RenameTableOp("a", "b"))
