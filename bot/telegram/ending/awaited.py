"""Whether the next text is waited for as more about an outcome."""

from __future__ import annotations

from bot.telegram.visit import Visit

OUTCOME_OF = "outcome_of"
"""Key of `people.expecting`: the client whose outcome the next text makes more precise."""


def expect(visit: Visit, client_id: int) -> None:
    """Wait for it; any tap or command ends the waiting."""
    visit.expect({OUTCOME_OF: client_id})


def is_expected(visit: Visit, client_id: int) -> bool:
    """Whether the next text would be taken for this client's outcome."""
    return (visit.person.expecting or {}).get(OUTCOME_OF) == client_id
