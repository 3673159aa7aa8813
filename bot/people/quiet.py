"""Quiet hours: when somebody wants nothing delivered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from bot.storage.queries.people import Person


def waking(person: Person, moment: datetime, zone: tzinfo) -> datetime:
    """The first moment from `moment` on at which something may be delivered to a person.

    Quiet hours are whole hours of the local day and may go over midnight; from an hour to itself is none.
    """
    local = moment.astimezone(zone)
    if not _is_quiet(person, local.hour):
        return moment
    end = local.replace(hour=person.quiet_to or 0, minute=0, second=0, microsecond=0, fold=0)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(UTC)


def _is_quiet(person: Person, hour: int) -> bool:
    since, until = person.quiet_from, person.quiet_to
    if since is None or until is None or since == until:
        return False
    return since <= hour < until if since < until else hour >= since or hour < until
