"""What the commands for safe keeping do: change the key, back the database up, bring a backup back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.clock import now
from bot.commands import EXPECTED, Refuse, Say
from bot.config import Settings, load_settings
from bot.storage import Database, Vault
from bot.storage.safekeeping import backup, rotation
from bot.storage.safekeeping.rotation import Rotation

T = TypeVar("T")


def rotate_keys(say: Say, refuse: Refuse) -> int:
    """Bring everything under the newest key; 1 when something still needs an older one, or cannot be read."""
    try:
        settings = load_settings(needed=("data_key",))
        if len(settings.data_keys) < 2:
            refuse(ONE_KEY)
        done = asyncio.run(_rotate(settings))
    except EXPECTED as error:
        refuse(str(error))
    for line in _report(done, len(settings.data_keys) - 1):
        say(line)
    return 1 if done.left or done.lost else 0


ONE_KEY = (
    "DATA_KEY holds one key, so there is nothing to change. Make another with `firstcall keys`, put it in "
    "front (DATA_KEY=new,old), start the bot again, and then repeat this."
)


NOTHING_OLD = (
    "Everything was under the first key of DATA_KEY before this. If that is your new key, whatever stands "
    "behind it may be taken out. If you meant to change keys, put the new one in front (DATA_KEY=new,old), "
    "start the bot again, and repeat this: the first key is the one to keep."
)


async def _rotate(settings: Settings) -> Rotation:
    database = await Database.open(_url(settings), _vault(settings))
    try:
        return await rotation.rotate(database)
    finally:
        await database.close()


def _report(done: Rotation, older: int) -> list[str]:
    """What was done, and whether the older keys may go."""
    lines = [f"Values encrypted anew: {done.values}. Names hashed anew: {done.hashes}."]
    lines += [f"None of the keys opens {place}; it stays as it is." for place in done.lost]
    if done.left:
        lines.append(
            f"{done.left} rows still need an older key: the bot was writing them, or runs without the "
            "new one. Keep DATA_KEY as it is and repeat this."
        )
    elif not done.values and not done.hashes:
        lines.append(NOTHING_OLD)
    else:
        which = "the second one" if older == 1 else f"the {older} behind it"
        lines.append(
            f"Everything opens with the first key of DATA_KEY: {which} may be taken out, and the bot started "
            "again. Backups made until now need them: keep them as long as those, in another place."
        )
    return lines


def back_up(file: Path | None, say: Say, refuse: Refuse) -> int:
    """Write a whole copy of the database to a new file, named after the moment unless it has a name."""

    async def work(settings: Settings) -> Path:
        target = file or Path(f"firstcall-{now():%Y-%m-%dT%H%M%SZ}{backup.suffix_for(_url(settings))}")
        await backup.back_up(_url(settings), _vault(settings), target)
        return target

    target = _with_settings(work, refuse)
    say(f"{target}: {target.stat().st_size:,} bytes, whole, and DATA_KEY opens it. Keep the two apart.")
    return 0


def restore(file: Path, say: Say, refuse: Refuse) -> int:
    """Bring a backup back into the empty database that the settings name."""

    async def work(settings: Settings) -> str:
        await backup.restore(_url(settings), _vault(settings), file)
        return settings.database_place

    place = _with_settings(work, refuse)
    say(f"{place} is as it was when {file.name} was made. Start the bot: everybody sees where they stand.")
    say("Who was erased after that is in it again: see the README, Backup.")
    return 0


def _with_settings(work: Callable[[Settings], Coroutine[Any, Any, T]], refuse: Refuse) -> T:
    try:
        return asyncio.run(work(load_settings(needed=("data_key",))))
    except EXPECTED as error:
        refuse(str(error))


def _url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


def _vault(settings: Settings) -> Vault:
    return Vault(settings.data_keys)
