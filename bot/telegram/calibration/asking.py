"""/calibrate: how many clients are confirmed, and what would be learned of them, with all its details."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.calibration import picture
from bot.calibration.evidence import Evidence, gather
from bot.calibration.study import study
from bot.people.access import Action, may
from bot.storage.queries import people
from bot.storage.transaction import Transaction
from bot.telegram.briefs.page import UNDER_PICTURE, under_picture
from bot.telegram.calibration import words
from bot.telegram.calibration.words import Vocabulary
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.incoming import Tap
from bot.telegram.outgoing import (
    Button,
    Drawing,
    Inquiry,
    Keyboard,
    Letter,
    Outgoing,
    Page,
    Post,
    Replace,
    Work,
)
from bot.telegram.visit import Visit
from messages import label


def command(visit: Visit, _: object = None) -> None:
    """Tell what is missing, or what would be learned: years of results are read, and no tap waits for it."""
    visit.out.append(Inquiry(visit.chat, partial(_told, visit), visit.page("apology")))


def _told(visit: Visit, tx: Transaction) -> Letter | Work | None:
    """Read in a transaction of its own, later: whether the reader may is asked once more."""
    reader = people.by_id(tx, visit.person.id)
    if reader is None or not may(reader, Action.CALIBRATE):
        return None
    evidence = gather(tx, visit.unit.scripts)
    if evidence.is_enough:
        return _work(visit, partial(_proposal, visit, evidence, _vocabulary(visit)))
    facts = words.evidence_facts(evidence, _vocabulary(visit))
    return Post(visit.chat, visit.page("calibrate_few", _versions_button(visit), **facts))


def details(visit: Visit, callback: Callback) -> None:
    """Every change; of a proposal that is not up to date any more the new one comes."""
    evidence = gather(visit.tx, visit.unit.scripts)
    if is_stale(visit, evidence, callback):
        return
    message = visit.incoming.message_id if isinstance(visit.incoming, Tap) else None
    place = None if callback.b == UNDER_PICTURE else message
    visit.out.append(_work(visit, partial(_details, visit, evidence, _vocabulary(visit), callback.a, place)))


def is_stale(visit: Visit, evidence: Evidence, callback: Callback) -> bool:
    """Whether a button was made from something else than there is now; then the proposal is made anew."""
    if evidence.is_enough and evidence.mark == callback.subject:
        return False
    visit.toast("toast_calibrate_stale", is_alert=True)
    command(visit)
    return True


def _work(visit: Visit, work: Callable[[], Outgoing]) -> Work:
    return Work(visit.chat, work, visit.page("apology"))


def _vocabulary(visit: Visit) -> Vocabulary:
    return Vocabulary.of(visit.unit.scripts.today.content, visit.language)


# --- worked out beside the loop: nothing below may touch the database --------------------------------------


def _proposal(visit: Visit, evidence: Evidence, vocabulary: Vocabulary) -> Outgoing:
    """The picture, and a caption that says it all without it."""
    found = study(evidence)
    lesson, language = found.lesson, visit.language
    page = visit.page(
        "calibrate",
        _buttons(visit, evidence, can_accept=not words.is_in_use(evidence, found)),
        **words.study_facts(evidence, found, vocabulary),
    )
    sheet = picture.sheet_of(
        evidence.expert.segments, lesson.before, lesson.after, vocabulary.segments, language
    )
    return Drawing(visit.chat, partial(picture.draw, sheet, language), page)


def _buttons(visit: Visit, evidence: Evidence, *, can_accept: bool) -> Keyboard:
    accept = under_picture(visit, "calibrate_accept", Callback(Verb.CALIBRATE_ACCEPT, evidence.mark))
    more = under_picture(visit, "summary_details", Callback(Verb.CALIBRATE_DETAILS, evidence.mark))
    return (*(((accept,),) if can_accept else ()), (more, *_versions_button(visit)[0]))


def _versions_button(visit: Visit) -> Keyboard:
    return ((under_picture(visit, "calibrations", Callback(Verb.CALIBRATIONS)),),)


def _details(
    visit: Visit, evidence: Evidence, vocabulary: Vocabulary, number: int, message: int | None
) -> Outgoing:
    page = _details_page(visit, evidence, vocabulary, number)
    return Post(visit.chat, page) if message is None else Replace(visit.chat, message, page)


def _details_page(visit: Visit, evidence: Evidence, vocabulary: Vocabulary, number: int) -> Page:
    found = study(evidence)
    every = words.leaves(evidence, found, vocabulary)
    number = min(number, len(every) - 1)
    turn = tuple(
        Button(form.format(leaf + 1, len(every)), write(_to_details(evidence, leaf)))
        for leaf, form in ((number - 1, "‹ {}/{}"), (number + 1, "{}/{} ›"))
        if 0 <= leaf < len(every)
    )
    accept = Button(
        label("calibrate_accept", visit.language), write(Callback(Verb.CALIBRATE_ACCEPT, evidence.mark))
    )
    can_accept = not words.is_in_use(evidence, found)
    keyboard = (*((turn,) if turn else ()), *(((accept,),) if can_accept else ()))
    return visit.page("calibrate_details", keyboard, blocks=every[number], count=len(evidence.confirmed))


def _to_details(evidence: Evidence, leaf: int) -> Callback:
    return Callback(Verb.CALIBRATE_DETAILS, evidence.mark, a=leaf)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.CALIBRATE: command,
    Verb.CALIBRATE_DETAILS: details,
}
