"""What op.sync_enum_values() of alembic_postgresql_enum sends.

Source: alembic_postgresql_enum 1.11.0, operations/sync_enum_values.py and sql_commands/. Read by the
evaluator, in place of the package. What the database is asked for stays unknown.
"""
import sqlalchemy as sa
from alembic.operations import MigrateOperation, Operations


class ColumnType:
    COMMON = ""
    ARRAY = "[]"


class TableReference:
    def __init__(self, table_name, column_name, table_schema="?", column_type=ColumnType.COMMON,
                 existing_server_default=None):
        self.table, self.column, self.schema = table_name, column_name, table_schema
        self.array, self.default = column_type, existing_server_default


def reference(connection, column, schema):
    """A column as it is given: a reference, or in older migrations a tuple of names."""
    if isinstance(column, tuple):
        table, name, *more = column
        default = connection.execute(sa.text(
            "SELECT column_default FROM information_schema.columns "
            f"WHERE table_schema = '{schema}' AND table_name = '{table}' AND column_name = '{name}'"
        )).scalar()
        column = TableReference(table, name, schema, more[0] if more else "", default)
    if column.schema == "?":
        column.schema = schema
    column.place = f'"{column.schema}"."{column.table}"' if column.schema else f'"{column.table}"'
    column.name = f'"{column.column}"'
    return column


def cast(column, new, renamed):
    text = column.name + "::text" + column.array
    if column.array:
        for before, after in renamed:
            text = f"array_replace({text}, '{before}', '{after}')"
        return f"{text}::{new}[]"
    if not renamed:
        return f"{text}::{new}"
    cases = " ".join(f"WHEN {text} = '{before}' THEN '{after}'::{new}" for before, after in renamed)
    return f"CASE {cases} ELSE {text}::{new} END"


def default_of(column, schema, name, renamed):
    """The default with the labels and the type that are new."""
    text = column.default if column.default.startswith("ARRAY[") else column.default.split("::")[0]
    for before, after in renamed:
        text = text.replace(f"'{before}'", f"'{after}'").replace(f'"{before}"', f'"{after}"')
    return f"{text}::{schema}.{name}{column.array}"


@Operations.register_operation("sync_enum_values")
class SyncEnumValuesOp(MigrateOperation):
    @classmethod
    def sync_enum_values(cls, operations, enum_schema, enum_name, new_values, affected_columns,
                         enum_values_to_rename=()):
        connection = operations.get_bind()
        new, old = f'"{enum_schema}"."{enum_name}"', f'"{enum_schema}"."{enum_name}_old"'
        arguments = f"new_enum_val {new}, old_enum_val {old}"
        renamed = list(enum_values_to_rename)
        functions = (("!=", "new_old_not_equals"), ("=", "new_old_equals"))
        columns = [reference(connection, column, enum_schema) for column in affected_columns]

        def send(text):
            connection.execute(sa.text(text))

        send(f"ALTER TYPE {new} RENAME TO {enum_name}_old")
        send(f"CREATE TYPE {new} AS ENUM(" + ", ".join(f"'{value}'" for value in new_values) + ")")
        before = "old_enum_val::text"
        if renamed:
            cases = " ".join(f"WHEN {before} = '{a}' THEN '{b}'" for a, b in renamed)
            before = f"CASE {cases} ELSE {before} END"
        for operator, function in functions:
            send(f"CREATE FUNCTION {function}({arguments}) RETURNS boolean AS $$ "
                 f"SELECT new_enum_val::text {operator} {before}; $$ LANGUAGE SQL IMMUTABLE")
            send(f"CREATE OPERATOR {operator} "
                 f"(leftarg = {new}, rightarg = {old}, procedure = {function})")
        for column in columns:
            table = f"ALTER TABLE {column.place} ALTER COLUMN {column.name}"
            if column.default is not None:
                send(f"{table} DROP DEFAULT")
            send(f"{table} TYPE {new}{column.array} USING {cast(column, new, renamed)}")
            if column.default is not None:
                send(f"{table} SET DEFAULT {default_of(column, enum_schema, enum_name, renamed)}")
        for operator, function in functions:
            send(f"DROP FUNCTION {function}({arguments}) CASCADE")
        send(f"DROP TYPE {old}")
