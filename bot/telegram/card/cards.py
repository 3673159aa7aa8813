"""The pages of a card: the card and the looks around it; why, playbook, texts to copy, a correction."""

from __future__ import annotations

from functools import reduce

from bot.storage.queries.joint import JointRow
from bot.storage.queries.results import ResultRow
from bot.telegram.callbacks import Callback
from bot.telegram.card import keyboards
from bot.telegram.card.told import Told
from bot.telegram.outgoing import Keyboard, Page
from bot.telegram.visit import Visit
from messages import label
from questionnaires.card.card import Card, card, in_words, message_to_client
from questionnaires.card.joint import Account
from questionnaires.card.playbook import PHASES, pages, playbook
from questionnaires.card.voices import Named, voices
from questionnaires.interview.script import in_language


def card_of(visit: Visit, told: Told) -> Card:
    """The card in the reader's language."""
    return card(
        told.script,
        told.client,
        told.answers,
        told.verdicts,
        visit.unit.scripts.studio,
        visit.language,
        told.both.on_card(visit.language) if told.both else None,
    )


def card_page(visit: Visit, told: Told, keyboard: Keyboard) -> Page:
    """The card."""
    return visit.page(
        "card",
        keyboard,
        card=card_of(visit, told),
        confirmed=_in_words(visit, told, told.verdicts.computed) if told.is_confirmed else None,
    )


def _in_words(visit: Visit, told: Told, named: Named | None) -> str | None:
    """What somebody said, or what was computed, in the reader's language."""
    return in_words(told.segments, named, visit.language)


def quiz_card(visit: Visit, told: Told) -> Page:
    """The card of a quiz, with the buttons that go back into it, and the one that asks the client."""
    ask = told.client_id if visit.unit.scripts.brief is not None else None
    below = keyboards.below_quiz_card(told.keys(visit.language), ask)
    return card_page(visit, told, (*_looks(visit, told), *below))


def practice_card(visit: Visit, told: Told) -> Page:
    """The card of a practice quiz: nobody is asked and nothing begins with it but the next one."""
    return card_page(
        visit, told, (*_looks(visit, told), *keyboards.below_practice_card(told.keys(visit.language)))
    )


def second_card(visit: Visit, told: Told) -> Page:
    """The card of a second opinion, on somebody else's call."""
    return card_page(visit, told, (*_looks(visit, told), *keyboards.into_quiz(told.keys(visit.language))))


def brief_card(visit: Visit, told: Told, below: Keyboard) -> Page:
    """The card of a brief, whose answers are not the reader's to change."""
    return card_page(visit, told, (*_looks(visit, told), *below))


def _looks(visit: Visit, told: Told) -> Keyboard:
    """The buttons of the looks; a message to the client opens in the reader's language."""
    if told.result.predominant is None:
        return ()
    spoken = told.script.content.manifest.languages
    own = spoken.index(visit.language) if visit.language in spoken else 0
    return keyboards.looks(told.keys(visit.language), own)


def why(visit: Visit, told: Told) -> Page:
    """Every trait that was answered, with its weight."""
    traits = {t.id: in_language(t.name, visit.language) for t in told.script.content.traits.traits}
    rows = [
        {"trait": traits[reason.trait], "decibans": reason.decibans, **_said(visit, told, reason.trait)}
        for reason in told.result.reasons
    ]
    names = told.segments
    confidence = [
        {"name": in_language(names[id].name, visit.language), "share": share}
        for id, share in sorted(told.result.confidence.items(), key=lambda pair: -pair[1])
    ]
    predominant = in_language(names[told.result.predominant or ""].name, visit.language)
    return visit.page(
        "why",
        keyboards.to_card(told.keys(visit.language)),
        client=told.client.name,
        rows=rows,
        predominant=predominant,
        confidence=confidence,
    )


def playbook_page(visit: Visit, told: Told, asked: Callback) -> Page:
    """A page of one phase of one segment's tactics; the segments of the result are offered."""
    script = told.script
    order = list(script.content.segments.segments)
    wanted = dict.fromkeys([*voices(told.verdicts).shares, told.result.predominant, told.result.secondary])
    places = [place for id in wanted for place, segment in enumerate(order) if segment.id == id]
    place = asked.b if asked.b in places else places[0]
    phase = PHASES[asked.a % len(PHASES)]
    studio = visit.unit.scripts.studio
    leaves = pages(playbook(script, order[place].id, phase, studio, visit.language, told.client.industry))
    leaf = max(0, min(asked.other, len(leaves) - 1))
    offered = [(each, in_language(order[each].name, visit.language)) for each in places]
    opened = keyboards.OpenBook(PHASES.index(phase), place, leaf, len(leaves))
    return visit.page(
        "playbook",
        keyboards.playbook(told.keys(visit.language), offered, opened),
        segment=in_language(order[place].name, visit.language),
        phase=phase,
        tactics=leaves[leaf],
        leaf=leaf + 1,
        leaves=len(leaves),
    )


def follow_up(visit: Visit, told: Told, place: int) -> Page:
    """A message to the client, in any language of the content; the manager's own first."""
    script = told.script
    spoken = script.content.manifest.languages
    language = spoken[place] if place < len(spoken) else spoken[0]
    body = message_to_client(
        script,
        told.client,
        told.answers,
        told.verdicts,
        visit.unit.scripts.studio,
        language,
    )
    keyboard = keyboards.follow_up(told.keys(visit.language), spoken, place)
    return visit.page(
        "follow_up",
        keyboard,
        client=told.client.name,
        spoken=language,
        text=label("follow_up_greeting", language) + "\n\n" + (body or ""),
    )


def colleague(visit: Visit, told: Told) -> Page:
    """The card in plain text, to pass on."""
    shown = card_of(visit, told)
    return visit.page(
        "colleague",
        keyboards.to_card(told.keys(visit.language)),
        card=shown,
    )


def correct(visit: Visit, told: Told, first: int | None = None) -> Page:
    """Say that the computed segment is right, or choose the one it really is, then the secondary."""
    segments = list(enumerate(told.segments.values()))
    named = [(place, in_language(segment.name, visit.language)) for place, segment in segments]
    keys = told.keys(visit.language)
    if first is None:
        ids = list(told.segments)
        computed = tuple(ids.index(id) if id else None for id in told.verdicts.computed or ())
        keyboard = keyboards.correct(keys, named, computed)
        facts = {"computed": _in_words(visit, told, told.verdicts.computed)}
        return visit.page("correct", keyboard, client=told.client.name, **facts)
    keyboard = keyboards.correct_second(keys, named, first)
    return visit.page("correct_second", keyboard, client=told.client.name, segment=named[first][1])


def confirmed(visit: Visit, told: Told) -> Page:
    """The computed segment is right, somebody said."""
    return visit.page(
        "confirmed",
        keyboards.to_card(told.keys(visit.language)),
        client=told.client.name,
        segment=_in_words(visit, told, told.verdicts.computed),
    )


def corrected(visit: Visit, told: Told, first: str, second: str | None) -> Page:
    """The correction is saved; a reason is welcome."""
    names = {id: in_language(s.name, visit.language) for id, s in told.segments.items()}
    return visit.page(
        "corrected",
        keyboards.to_card(told.keys(visit.language)),
        client=told.client.name,
        segment=names[first],
        secondary=names[second] if second else None,
    )


# --- words ------------------------------------------------------------------------------------------------


def segment_names(visit: Visit, row: ResultRow | JointRow | None) -> str | None:
    """The segment that counts, with its secondary, in the reader's language."""
    if row is None or row.predominant is None:
        return None
    is_pair = row.correction is not None or row.draft.sub_segment
    return _names(visit, row.predominant, row.secondary if is_pair else None)


def computed_names(visit: Visit, row: ResultRow) -> str | None:
    """What was computed, whatever was said since."""
    draft = row.draft
    return draft.predominant and _names(
        visit, draft.predominant, draft.secondary if draft.sub_segment else None
    )


def _names(visit: Visit, *segments: str | None) -> str:
    known = visit.unit.scripts.today.content.segments.segments
    names = {segment.id: in_language(segment.name, visit.language) for segment in known}
    return " + ".join(names.get(id, id) for id in segments if id)


def _said(visit: Visit, told: Told, trait: str) -> dict[str, str]:
    """What was answered about a trait; of two informants each one's words."""
    if told.both is None:
        return {"answer": _of_one(visit, Account(told.script, told.answers), trait)}
    yours = _of_one(visit, told.both.quiz, trait)
    return {"answer": yours or "—", "theirs": _of_one(visit, told.both.brief, trait)}


def _of_one(visit: Visit, account: Account, trait: str) -> str:
    said = []
    for question in account.script.questionnaire.questions:
        option = account.answers.get(question.id)
        if question.trait == trait and option is not None:
            said.append(in_language(account.script.option(question.id, option).label, visit.language))
    return reduce(lambda one, two: label("and_also", visit.language, one=one, two=two), said) if said else ""
