"""Who is told what about a second opinion. Ids only: what is said is chosen when it is sent."""

from __future__ import annotations

from enum import StrEnum

from bot.interviews import Unit
from bot.people.quiet import waking
from bot.storage.queries import people
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.second_opinions import Opinion


class Kind(StrEnum):
    """What a delivery is about."""

    ASKED = "second_asked"
    """To the colleague."""
    DECLINED = "second_declined"
    """To who asked."""
    COMPARED = "second_compared"
    """To both."""


def tell(unit: Unit, kind: Kind, opinion: Opinion, person_id: int) -> None:
    """Tell somebody, once for each opinion, and not in their quiet hours."""
    person = people.by_id(unit.tx, person_id)
    if person is None:
        return
    draft = DeliveryDraft(
        kind=kind,
        recipient_chat=person.telegram_id,
        person_id=person.id,
        interview_id=opinion.first_id,
        client_id=opinion.client_id,
        template=kind,
        language="",
        due_at=waking(person, unit.now, unit.zone),
        dedup_key=f"{kind}:{opinion.id}:{person.id}",
        facts={"opinion": opinion.id},
    )
    unit.tell(draft)
