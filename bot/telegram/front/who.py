"""Who asks: the studio and the manager of a brief, as a prospect knows them."""

from __future__ import annotations

from bot.briefs.studio_words import of_studio
from bot.storage.queries import people
from bot.telegram.front.pages import Who
from bot.telegram.visit import Visit
from messages import languages


def who_asks(visit: Visit, owner_id: int | None, language: str) -> Who:
    """The manager by name, and what the studio says of itself; its settings come before its facts."""
    facts = of_studio(visit.unit.scripts.studio, language)
    return Who(
        studio=visit.house.studio or facts.get("studio"),
        manager=people.name_of(visit.tx, owner_id) if owner_id is not None else None,
        contact=visit.house.contact or facts.get("contact"),
        response=facts.get("response_time"),
    )


def spoken(visit: Visit, meant: str | None = None) -> str:
    """The language to speak: the one they chose, the one they were written to in, their Telegram's."""
    chosen = visit.person.language
    if chosen not in languages() and meant in languages():
        return meant or visit.language
    return visit.language
