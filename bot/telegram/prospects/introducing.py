"""The introduction: who asks, why, how long it takes. Until a prospect agrees, texts are answered with it."""

from __future__ import annotations

from bot.briefs import reaching
from bot.storage.queries.briefs import Brief
from bot.telegram.front import buttons, pages
from bot.telegram.front.who import spoken, who_asks
from bot.telegram.outgoing import Page
from bot.telegram.visit import Visit

INTRODUCED = "introduced"
"""Key of `people.expecting`: the brief whose introduction was shown last; a text is answered with it."""


def introduce(visit: Visit, brief: Brief) -> None:
    """Who asks, why, and how long it takes."""
    visit.put(intro_page(visit, brief, spoken(visit, written_in(brief))))
    visit.expect({INTRODUCED: brief.id})


def is_introduced(visit: Visit) -> bool:
    """Whether the introduction of a brief that may be agreed to was shown last."""
    return _introduced(visit) is not None


def introduce_again(visit: Visit) -> bool:
    """Answer a text under an introduction with the introduction; False where none was shown last."""
    brief = _introduced(visit)
    if brief is not None:
        introduce(visit, brief)
    return brief is not None


def _introduced(visit: Visit) -> Brief | None:
    about = (visit.person.expecting or {}).get(INTRODUCED)
    brief = reaching.talked_about(visit.tx, visit.person, about, visit.unit.now) if about else None
    return brief if brief is not None and brief.consented_at is None else None


def intro_page(visit: Visit, brief: Brief, language: str) -> Page:
    """The introduction with its buttons."""
    who = who_asks(visit, brief.owner_id, language)
    return pages.page(pages.Intro(who, is_preview=False), language, buttons.intro(brief, who, language))


def written_in(brief: Brief) -> str | None:
    """The language that the manager chose for this client; on a standing link nobody chose one."""
    return brief.language if brief.via == "link" else None
