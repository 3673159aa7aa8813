"""Writing back to who answered a brief: the manager's next message goes to them, through the bot."""

from __future__ import annotations

from collections.abc import Callable

from bot.briefs import reaching, telling
from bot.storage.queries import briefs, clients, people
from bot.storage.queries.briefs import Brief
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.incoming import Written
from bot.telegram.length import units
from bot.telegram.visit import Visit

REPLYING = "reply_to"
"""Key of `people.expecting`: for which brief the manager's next message is."""
CANCEL = 1
"""On the button that sends nothing: any tap ends the waiting."""
ANSWERED = 2
"""On the button below what a client wants answered: a text that replies to the message answers them, too."""
LONGEST = 2_000
"""As Telegram counts: what is sent on has a heading, and must fit a message, which takes 4,096."""


def _ask(visit: Visit, callback: Callback) -> None:
    """Below what it answers, which stays readable while one writes."""
    brief = briefs.own(visit.tx, visit.person.id, callback.subject)
    if brief is None:
        visit.toast("toast_no_brief", is_alert=True)
    elif not reaching.answers_reach(visit.tx, brief):
        visit.toast("toast_nobody_to_reply", is_alert=True)
    elif callback.a == CANCEL:
        visit.put(visit.page("brief_reply_not"))
    else:
        _expect(visit, brief.id)
        keyboard = ((visit.button("reply_not", Verb.BRIEF_REPLY, brief.id, CANCEL),),)
        visit.say("brief_reply_ask", keyboard, name=name_of(visit, brief))


def name_of(visit: Visit, brief: Brief) -> str | None:
    """The client's name; of who has not agreed yet, their own."""
    client = clients.get(visit.tx, visit.person.id, brief.client_id) if brief.client_id else None
    if client is not None:
        return client.name
    return people.name_of(visit.tx, brief.person_id) if brief.person_id else None


def answered_by(written: Written) -> int | None:
    """The brief that a text is about which replies to a client's question; None of any other text.

    The message itself says it: Telegram brings its buttons along. Whose the brief is, is asked on sending.
    """
    carried = map(callbacks.read, written.below_replied)
    meant = (each.subject for each in carried if each and (each.verb, each.a) == (Verb.BRIEF_REPLY, ANSWERED))
    return next(meant, None)


def is_asked(visit: Visit, brief: int) -> bool:
    """Whether the manager's next message is for a brief."""
    return visit.person.expecting == {REPLYING: brief}


def take(visit: Visit, text: str) -> None:
    """The manager's words, after they were asked for them."""
    subject = (visit.person.expecting or {}).get(REPLYING, 0)
    if send(visit, subject, text):
        _expect(visit, None)


def send(visit: Visit, subject: int, text: str) -> bool:
    """The words go on their way, once; False where they are too long, and may be written anew."""
    if (length := units(text)) > LONGEST:
        visit.say("note_too_long", length=length, most=LONGEST)
        return False
    brief = briefs.own(visit.tx, visit.person.id, subject)
    unit, cause = visit.unit, visit.incoming.update_id
    if brief is None or not telling.reply(unit.tx, brief, text.strip(), unit.now, unit.zone, cause):
        visit.say("brief_nobody")
        return True
    keyboard = ((visit.button("brief_reply_more", Verb.BRIEF_REPLY, brief.id),),)
    visit.say("brief_replied", keyboard, name=name_of(visit, brief), is_kept=is_closed_to_us(visit, brief))
    return True


def is_closed_to_us(visit: Visit, brief: Brief) -> bool:
    """Whether who is written to has blocked the bot: it is kept until they let it write again."""
    prospect = people.by_id(visit.tx, brief.person_id) if brief.person_id else None
    return prospect is not None and prospect.blocked_at is not None


def _expect(visit: Visit, brief: int | None) -> None:
    visit.expect(None if brief is None else {REPLYING: brief})


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.BRIEF_REPLY: _ask}
