"""What leads do on the team's pages, and who is who in the database."""

from __future__ import annotations

from typing import Any

from bot.storage.tables import people
from tests.e2e.stage import Phone, Stage


async def opens(lead: Phone, name: str) -> None:
    """The lead opens a member's page."""
    await lead.says("/team")
    await lead.taps(f". {name}")


async def appoints(lead: Phone, name: str) -> None:
    """The lead makes a member a lead."""
    await opens(lead, name)
    await lead.taps("Make team lead")


async def hands_over(lead: Phone, giver: str, taker: str) -> None:
    """All clients of one member go to another."""
    await opens(lead, giver)
    await lead.taps("Hand over all clients")
    await lead.taps(f". {taker}")
    await lead.taps("Yes, hand over")


async def deactivates(lead: Phone, name: str, taker: str | None = None) -> None:
    """A member leaves, whose clients go to somebody if there are any."""
    await opens(lead, name)
    await lead.taps("Deactivate")
    if taker is not None:
        await lead.taps(f". {taker}")
    await lead.taps("Yes, deactivate")


async def row_of(stage: Stage, phone: Phone) -> Any:
    """A person as they are stored."""
    return next(row for row in await stage.rows(people) if row.telegram_id == phone.person.user.id)


async def id_of(stage: Stage, phone: Phone) -> int:
    """Their id in the database."""
    return int((await row_of(stage, phone)).id)
