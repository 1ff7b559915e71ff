from alembic.operations import MigrateOperation, Operations


@Operations.register_operation("create_view")
class CreateViewOp(MigrateOperation):
    def __init__(self, name, query):
        self.name = name
        self.query = query

    @classmethod
    def create_view(cls, operations, name, query):
        return operations.invoke(cls(name, query))


@Operations.register_operation("refresh_everything")
class RefreshOp(MigrateOperation):
    @classmethod
    def refresh_everything(cls, operations):
        return operations.invoke(cls())


@Operations.implementation_for(CreateViewOp)
def create_view(operations, operation):
    operations.execute(f"CREATE VIEW {operation.name} AS {operation.query}")
