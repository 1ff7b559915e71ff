"""What op.create_entity(), replace_entity() and drop_entity() of alembic_utils send.

Source: alembic_utils 0.8.8, to_sql_statement_create(), _create_or_replace() and _drop() of each
class, and reversible_op.py. Read by the evaluator, in place of the package.
"""
import sqlalchemy as sa
from alembic.operations import MigrateOperation, Operations


def unquoted(text):
    return text.replace('"', "")


def halves(text, mark):
    first, *more = text.split(mark)
    return [first, mark.join(more)] if more else [first]


def quoted(text):
    return ".".join('"' + part.strip().strip('"').strip() + '"' for part in halves(text, "."))


def spaced(text):
    return " ".join(text.split())


def unterminated(text):
    return text.strip().rstrip(";").strip()


def escaped(text):
    """For sa.text(), where a colon and a word are a parameter."""
    return text.replace("::", "\0").replace(":", "\\:").replace("\0", "::")


class ReplaceableEntity:
    def __init__(self, schema, signature, definition):
        self.schema = unquoted(spaced(schema))
        self.signature = unquoted(spaced(signature))
        self.definition = escaped(unterminated(definition))
        self.place = quoted(self.schema)


class PGFunction(ReplaceableEntity):
    def text(self):
        name, rest = halves(self.signature, "(")
        return self.place + '."' + name.strip() + '"(' + rest + " " + self.definition

    def create(self):
        return "CREATE FUNCTION " + self.text()

    def replace(self):
        return ["CREATE OR REPLACE FUNCTION " + self.text()]

    def drop(self, cascade):
        name, rest = halves(self.signature, "(")
        parameters = [part[:len(part.lower().split("default")[0])].strip()
                      for part in rest.rstrip().rstrip(")").split(",")]
        return f'DROP FUNCTION {self.place}."{name.strip()}"({", ".join(parameters)}) {cascade}'


class PGView(ReplaceableEntity):
    what = "VIEW"

    def __init__(self, schema, signature, definition):
        super().__init__(schema, signature, "")
        self.definition = unterminated(definition)
        self.name = f'{self.place}."{self.signature}"'

    def create(self):
        return f"CREATE VIEW {self.name} AS {self.definition};"

    def replace(self):
        return [f"""
        do $$
            begin
                CREATE OR REPLACE VIEW {self.name} AS {self.definition};

            exception when others then
                DROP VIEW IF EXISTS {self.name};

                CREATE VIEW {self.name} AS {self.definition};
            end;
        $$ language 'plpgsql'
        """]

    def drop(self, cascade):
        return f"DROP {self.what} {self.name} {cascade}"


class PGMaterializedView(PGView):
    what = "MATERIALIZED VIEW"

    def __init__(self, schema, signature, definition, with_data=True):
        super().__init__(schema, signature, definition)
        self.data = "WITH DATA" if with_data else "WITH NO DATA"

    def create(self):
        return f"CREATE MATERIALIZED VIEW {self.name} AS {self.definition} {self.data}"

    def replace(self):
        return [f"DROP MATERIALIZED VIEW IF EXISTS {self.name}", self.create()]


class OnEntity(ReplaceableEntity):
    def __init__(self, schema, signature, definition, on_entity):
        super().__init__(schema, signature, definition)
        self.on_entity = unquoted(on_entity if "." in on_entity else "public." + on_entity)


class PGTrigger(OnEntity):
    def __init__(self, schema, signature, definition, on_entity, is_constraint=False):
        super().__init__(schema, signature, definition, on_entity)
        self.kind = "CONSTRAINT TRIGGER" if is_constraint else "TRIGGER"

    def create(self):
        words = self.definition.split()
        at = [number for number, word in enumerate(words) if word.upper() == "ON"][0]
        table = halves(words[at + 1], ".")[-1]
        event, action = " ".join(words[:at]), " ".join(words[at + 2:])
        return f'CREATE {self.kind} "{self.signature}" {event} ON {self.schema}.{table} {action}'

    def replace(self):
        return [f'DROP TRIGGER IF EXISTS "{self.signature}" ON {self.on_entity}', self.create()]

    def drop(self, cascade):
        return f'DROP TRIGGER "{self.signature}" ON {self.on_entity} {cascade}'


class PGPolicy(OnEntity):
    def create(self):
        return f"CREATE POLICY {self.signature} on {self.on_entity} {self.definition}"

    def replace(self):
        return [f"DROP POLICY IF EXISTS {self.signature} on {self.on_entity}", self.create()]

    def drop(self, cascade):
        return f"DROP POLICY {self.signature} on {self.on_entity} {cascade}"


class PGExtension(ReplaceableEntity):
    def __init__(self, schema, signature):
        super().__init__(schema, signature, "")

    def create(self):
        return f'CREATE EXTENSION "{self.signature}" WITH SCHEMA {self.place}'

    def replace(self):
        raise NotImplementedError

    def drop(self, cascade):
        return f'DROP EXTENSION "{self.signature}" {cascade}'


class PGGrantTableChoice:
    SELECT, INSERT, UPDATE, REFERENCES = "SELECT", "INSERT", "UPDATE", "REFERENCES"
    DELETE, TRUNCATE, TRIGGER = "DELETE", "TRUNCATE", "TRIGGER"


class PGGrantTable:
    def __init__(self, schema, table, role, grant, columns=None, with_grant_option=False):
        self.grant = grant
        self.columns = "(" + ", ".join(sorted(columns)) + ")" if columns else ""
        self.table = quoted(unquoted(schema)) + "." + quoted(unquoted(table))
        self.role = quoted(unquoted(role))
        self.option = "WITH GRANT OPTION" if with_grant_option else ""

    def create(self):
        return f"GRANT {self.grant} {self.columns} ON {self.table} TO {self.role} {self.option}"

    def replace(self):
        return [self.drop(""), self.create()]

    def drop(self, cascade):
        return f"REVOKE {self.grant} ON {self.table} FROM {self.role}"


class EntityOp(MigrateOperation):
    @classmethod
    def invoke_for_target(cls, operations, target):
        return operations.invoke(cls(target))

    def __init__(self, target):
        self.target = target


@Operations.register_operation("create_entity", "invoke_for_target")
class CreateOp(EntityOp):
    pass


@Operations.register_operation("replace_entity", "invoke_for_target")
class ReplaceOp(EntityOp):
    pass


@Operations.register_operation("drop_entity", "invoke_with_cascade")
class DropOp(EntityOp):
    @classmethod
    def invoke_with_cascade(cls, operations, target, cascade=False):
        return operations.invoke(cls(target, cascade))

    def __init__(self, target, cascade):
        super().__init__(target)
        self.cascade = "CASCADE" if cascade else ""


@Operations.implementation_for(CreateOp)
def create_entity(operations, operation):
    operations.execute(sa.text(operation.target.create()))


@Operations.implementation_for(ReplaceOp)
def replace_entity(operations, operation):
    for statement in operation.target.replace():
        operations.execute(sa.text(statement))


@Operations.implementation_for(DropOp)
def drop_entity(operations, operation):
    operations.execute(sa.text(operation.target.drop(operation.cascade)))
