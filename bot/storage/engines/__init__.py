"""How a piece of synchronous work gets a connection and a transaction, on either database.

SQLite: one thread owns the one connection that writes, another one reads; a thread hop is cheaper than a
thread per statement, and SQLite has one writer anyway. PostgreSQL: a pool of asyncpg connections, the work
runs in SQLAlchemy's greenlet bridge, on the loop. What reads much has a thread of its own on either, so that
neither the loop nor a short reading waits for it. Knows connections; knows no tables.
"""

from bot.storage.engines.choosing import engine_for, reaching, refuse_absent
from bot.storage.engines.engine import Engine
from bot.storage.engines.postgres import PostgresEngine

__all__ = ["Engine", "PostgresEngine", "engine_for", "reaching", "refuse_absent"]
