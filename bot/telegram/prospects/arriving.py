"""Before a prospect agrees: the link they open, the introduction, agreeing, saying no, asking first."""

from __future__ import annotations

from collections.abc import Callable

from bot.briefs import arriving as coming
from bot.briefs import reaching
from bot.briefs.arriving import Arrival, Closed, GoOn, Preview, Terms, Welcome
from bot.briefs.refusals import Refusal
from bot.people import guessing
from bot.storage.queries import people
from bot.storage.queries.briefs import Brief
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.front import buttons, pages
from bot.telegram.front.who import spoken, who_asks
from bot.telegram.incoming import Tap
from bot.telegram.outgoing import Page
from bot.telegram.prospects import filling, introducing, talking
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from messages import languages


def open_link(visit: Visit, payload: str) -> None:
    """Answer a deep link to a brief; one that was begun is gone on with.

    Who has tried too many that lead nowhere reads what they read before.
    """
    if not guessing.may_try(visit.tx, visit.person.id, visit.unit.now):
        visit.put(closed(visit, Refusal.UNKNOWN))
    elif _open(visit, payload, filling.go_on) == Closed(Refusal.UNKNOWN):
        guessing.note_wrong(visit.tx, visit.person.id, visit.unit.now)


def open_again(visit: Visit, payload: str) -> None:
    """The same for a link that had its effect already: what was begun is shown, and does not move."""
    _open(visit, payload, lambda visit, brief: filling.look(visit, brief, Verb.BRIEF_SCREEN))


def _open(visit: Visit, payload: str, begun: Callable[[Visit, Brief], None]) -> Arrival:
    terms = Terms(visit.house.brief_link_days, visit.language)
    arrival = coming.arrive(visit.tx, visit.person, payload, visit.unit.now, terms)
    match arrival:
        case Welcome(_) | Preview(_) if visit.unit.scripts.brief is None:
            visit.put(closed(visit, Refusal.REVOKED))
        case Welcome(brief):
            introducing.introduce(visit, brief)
        case Preview(owner_id, written_in):
            language = written_in or visit.language
            who = who_asks(visit, owner_id, language)
            visit.put(pages.page(pages.Intro(who, is_preview=True), language))
        case GoOn(brief):
            begun(visit, brief)
        case Closed(why):
            visit.put(closed(visit, why))
    return arrival


def closed(visit: Visit, why: Refusal) -> Page:
    """The link leads nowhere; nothing is said about whose it was."""
    who = who_asks(visit, None, visit.language)
    return pages.page(pages.Closed(str(why), who), visit.language)


# --- buttons ----------------------------------------------------------------------------------------------


def handle(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Do what a button of an introduction asks for; who has begun already is shown where they were."""
    begun = reaching.begun(visit.tx, visit.person, callback.subject)
    if begun is None or begun.interview_id is None:
        BY_VERB[callback.verb](visit, callback)
        return
    held = visit.unit.get((begun.interview_id, visit.person.id))
    if held is None or tap.message_id == held.message:
        filling.look(visit, begun, Verb.BRIEF_INTRO if callback.verb is Verb.INTRO_IN else callback.verb)
        return
    visit.toast("toast_already")
    visit.put(pages.page(pages.Elsewhere(), visit.language))
    filling.go_on(visit, begun)


def repeat(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Answer a button that had its effect already: every one may be pressed twice, but to write to somebody.

    Words that were asked for and came since are not asked for once more.
    """
    is_done = callback.verb is Verb.WRITE_TO and not talking.is_awaited(visit)
    if not (is_done and introducing.introduce_again(visit)):
        handle(visit, tap, callback)


def _agree(visit: Visit, callback: Callback) -> None:
    found = coming.agree(visit.unit, visit.person, callback.subject, callback.other, visit.chat)
    if isinstance(found, Refusal):
        visit.put(closed(visit, found))
        return
    _choose_language(visit, callback.a)
    if isinstance(visit.incoming, Tap):
        found.message = visit.incoming.message_id
    views.show(visit, found)


def _decline(visit: Visit, callback: Callback) -> None:
    why = coming.decline(visit.unit, visit.person, callback.subject, callback.other)
    brief = _reached(visit, callback)
    if why is not None or brief is None:
        visit.put(closed(visit, why or Refusal.UNKNOWN))
        return
    language = spoken(visit, introducing.written_in(brief))
    who = who_asks(visit, brief.owner_id, language)
    until = visit.local(brief.expires_at) if brief.via == "link" else None
    paper = pages.Declined(who, brief.client_id is not None, until)
    visit.put(pages.page(paper, language, buttons.to_intro(brief, language)))


def _write_to(visit: Visit, callback: Callback) -> None:
    brief = _reached(visit, callback)
    if brief is None:
        return
    language = spoken(visit, introducing.written_in(brief))
    talking.expect(visit, brief)
    who = who_asks(visit, brief.owner_id, language)
    visit.put(pages.page(pages.Talk(who), language, buttons.to_intro(brief, language)))


def _in_language(visit: Visit, callback: Callback) -> None:
    brief = _reached(visit, callback)
    if brief is not None:
        _choose_language(visit, callback.a)
        introducing.introduce(visit, brief)


def _reached(visit: Visit, callback: Callback) -> Brief | None:
    """The brief that may still be agreed to; else its page says why not."""
    found = reaching.reached(visit.tx, visit.person, callback.subject, callback.other, visit.unit.now)
    if isinstance(found, Refusal):
        visit.put(closed(visit, found))
        return None
    return found


def _choose_language(visit: Visit, place: int) -> None:
    if place < len(languages()):
        people.set_language(visit.tx, visit.person.id, languages()[place])
        visit.person = people.by_id(visit.tx, visit.person.id) or visit.person


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.CONSENT: _agree,
    Verb.DECLINE: _decline,
    Verb.WRITE_TO: _write_to,
    Verb.INTRO_IN: _in_language,
}
