"""The studio's calendar, from its settings: which days end a window, and which are worked on."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from functools import cache

from bot.config import Settings
from bot.reports.windows import Schedule


def schedule(settings: Settings, days: Iterable[int] | None = None) -> Schedule:
    """When summaries are due.

    Args:
        settings: the deployment's.
        days: ISO weekdays on which windows end, as a chat chose them; None = the settings'.
    """
    return Schedule(
        zone=settings.timezone,
        at=settings.summary_at,
        days=settings.summary_days if days is None else frozenset(days),
        holidays=_holidays(settings.holidays),
        workdays=settings.summary_days,
    )


@cache
def _holidays(place: str | None) -> Container[date]:
    """The public holidays of a country or a region of it, of whatever year is asked about."""
    if place is None:
        return frozenset()
    import holidays  # an eighth of a second that only those pay who set it

    country, _, region = place.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)
