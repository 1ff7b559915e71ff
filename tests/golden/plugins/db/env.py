from alembic import context

from app import views  # registers operations

context.configure(connection=views.engine.connect(), target_metadata=None)
