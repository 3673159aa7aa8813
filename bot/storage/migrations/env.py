"""Alembic's entry: runs the steps on the connection, and in the transaction, that `migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from bot.storage.tables import metadata


def run(connection: Connection) -> None:
    """Run the steps. SQLite changes a table by rebuilding it, so foreign keys are checked at the end."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
