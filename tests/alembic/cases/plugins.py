# Operations that a program adds to Alembic's; of packages where those are installed.

### the recipe of Alembic's cookbook
from alembic import op
from replaceable_views import ReplaceableObject

view = ReplaceableObject("recent", "SELECT * FROM orders WHERE at > now() - interval '1 day'")
procedure = ReplaceableObject("add_up(integer, integer)", """
    RETURNS integer AS $$
    SELECT $1 + $2;
    $$ LANGUAGE SQL
""")


def upgrade():
    op.create_view(view)
    op.create_sp(procedure)
    op.drop_sp(procedure)
    op.drop_view(view)
#### replaceable_views.py
from alembic.operations import MigrateOperation, Operations


class ReplaceableObject:
    def __init__(self, name, sqltext):
        self.name = name
        self.sqltext = sqltext


class ReversibleOp(MigrateOperation):
    def __init__(self, target):
        self.target = target

    @classmethod
    def invoke_for_target(cls, operations, target):
        op = cls(target)
        return operations.invoke(op)

    def reverse(self):
        raise NotImplementedError()


@Operations.register_operation("create_view", "invoke_for_target")
@Operations.register_operation("make_view", "invoke_for_target")
class CreateViewOp(ReversibleOp):
    def reverse(self):
        return DropViewOp(self.target)


@Operations.register_operation("drop_view", "invoke_for_target")
class DropViewOp(ReversibleOp):
    def reverse(self):
        return CreateViewOp(self.target)


@Operations.register_operation("create_sp", "invoke_for_target")
class CreateSPOp(ReversibleOp):
    pass


@Operations.register_operation("drop_sp", sourcename="invoke_for_target")
class DropSPOp(ReversibleOp):
    pass


@Operations.implementation_for(CreateViewOp)
def create_view(operations, operation):
    operations.execute("CREATE VIEW %s AS %s" % (operation.target.name, operation.target.sqltext))


@Operations.implementation_for(DropViewOp)
def drop_view(operations, operation):
    operations.execute("DROP VIEW %s" % operation.target.name)


@Operations.implementation_for(CreateSPOp)
def create_sp(operations, operation):
    operations.execute("CREATE FUNCTION %s %s" % (operation.target.name, operation.target.sqltext))


@Operations.implementation_for(DropSPOp)
def drop_sp(operations, operation):
    operations.execute("DROP FUNCTION %s" % operation.target.name)

### a method of the operation's own name
from alembic import op
import sqlalchemy as sa
from own_sequences import CreateSequenceOp


def upgrade():
    op.create_sequence("one")
    op.create_sequence("two", schema="app")
    op.invoke(CreateSequenceOp("three"))
    if op.create_sequence("four") == "four":
        op.execute("SELECT 1")
#### own_sequences.py
import alembic.operations.base
from alembic.operations.ops import MigrateOperation


@alembic.operations.base.Operations.register_operation("create_sequence")
class CreateSequenceOp(MigrateOperation):
    def __init__(self, name, schema=None):
        self.name = name
        self.schema = schema

    @classmethod
    def create_sequence(cls, operations, name, **kw):
        return operations.invoke(cls(name, **kw))


class CreateCycleOp(CreateSequenceOp):
    pass


@alembic.operations.base.Operations.implementation_for(CreateSequenceOp)
def create_sequence(operations, operation):
    name = operation.name
    if operation.schema is not None:
        name = "%s.%s" % (operation.schema, name)
    operations.execute("CREATE SEQUENCE %s" % name)
    return operation.name

### in the migration itself, on tables
from alembic import op
from alembic.operations import MigrateOperation, Operations
import sqlalchemy as sa


@Operations.register_operation("create_log")
class CreateLogOp(MigrateOperation):
    def __init__(self, table):
        self.table = table

    @classmethod
    def create_log(cls, operations, table):
        operations.invoke(CreateLogOp(table))


@Operations.implementation_for(CreateLogOp)
def create_log(operations, operation):
    operations.create_table(operation.table + "_log", sa.Column("at", sa.DateTime(), index=True))
    operations.add_column(operation.table, sa.Column("logged", sa.Boolean()))


def upgrade():
    for table in ("a", "b"):
        op.create_log(table)

### alembic_utils: functions needs alembic_utils
from alembic import op
from alembic_utils.pg_function import PGFunction

one = PGFunction(schema="public", signature="to_upper(some_text text, other int default 3)", definition="returns text as $$ select upper(some_text)::text $$ language SQL;")
two = PGFunction(schema='"public"', signature="f()", definition="""
returns trigger as $$
declare a int;
begin
    a := 3; new.b := ':x';
    return new;
end; $$ language plpgsql""")


def upgrade():
    for function in (one, two):
        op.create_entity(function)
        op.replace_entity(function)
        op.drop_entity(function)
        op.drop_entity(function, cascade=True)

### alembic_utils: views needs alembic_utils
from alembic import op
from alembic_utils.pg_materialized_view import PGMaterializedView
from alembic_utils.pg_view import PGView


def upgrade():
    plain = PGView("public", "v", "select 1::int as a;")
    stored = PGMaterializedView('"app"', "m", "select 1 as a;", with_data=False)
    for view in (plain, stored, PGMaterializedView("app", "n", "select 2 as b")):
        op.create_entity(view)
        op.replace_entity(view)
        op.drop_entity(view)
        op.drop_entity(view, cascade=True)

### alembic_utils: triggers and policies needs alembic_utils
from alembic import op
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger


def upgrade():
    each = PGTrigger(schema="app", signature="tr", on_entity="app.orders", definition="BEFORE INSERT OR UPDATE ON orders\n    FOR EACH ROW EXECUTE FUNCTION f()")
    late = PGTrigger("public", "ct", "AFTER INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION f()", "orders", is_constraint=True)
    own = PGPolicy(schema="public", signature="only_own", on_entity="orders", definition="for all using (owner = current_user)")
    for entity in (each, late, own):
        op.create_entity(entity)
        op.replace_entity(entity)
        op.drop_entity(entity)
        op.drop_entity(entity, cascade=True)

### alembic_utils: extensions and grants needs alembic_utils
from alembic import op
from alembic_utils.pg_extension import PGExtension
from alembic_utils.pg_grant_table import PGGrantTable, PGGrantTableChoice


def upgrade():
    op.create_entity(PGExtension("public", "citext"))
    op.drop_entity(PGExtension("public", "citext"), cascade=True)
    some = PGGrantTable(schema="public", table="orders", role="app", grant=PGGrantTableChoice.SELECT, columns=["b", "a"])
    for grant in (some, PGGrantTable("public", "orders", "app", "DELETE", with_grant_option=True)):
        op.create_entity(grant)
        op.replace_entity(grant)
        op.drop_entity(grant)
