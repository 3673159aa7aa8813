"""Whether a database and the keys belong together and to this release: asked once, on opening."""

from __future__ import annotations

from bot.storage import migrate
from bot.storage.queries import settings
from bot.storage.transaction import Transaction

CHECK = "vault_check"
"""The setting that only the right key can read. A new database gets it from the first key that opens it."""


def admit(tx: Transaction) -> None:
    """Refuse tables of another release and keys that cannot read what is stored.

    Raises:
        DatabaseNewer, DatabaseOutdated: see `migrate.check`.
        WrongKey: see `Vault.decrypt`.
    """
    migrate.check(tx.connection)
    settings.keep(tx, CHECK, "readable")
    settings.value(tx, CHECK)
