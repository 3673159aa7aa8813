"""The only room that knows SQL: tables, migrations, queries by noun, and encryption at rest.

The rest of the bot opens a `Database`, hands it a piece of work, and the work calls the plain functions of
`queries` with the `Transaction` it is given.
"""

from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

__all__ = ["Database", "StorageError", "Transaction", "Vault"]
