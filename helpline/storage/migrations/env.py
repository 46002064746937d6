"""How Alembic reaches the database: over the connection that `helpline.storage.migrate` hands
it.
"""

from alembic import context

from helpline.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite changes tables by copying them; constraint names come from the naming convention.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
