"""The card of a finished interview and the looks around it: why, playbook, texts to copy, a correction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.interviews import Conversation
from bot.interviews.records import verdicts_of
from bot.storage.queries import clients, notes, results
from bot.storage.queries.results import ResultRow
from bot.telegram import keyboards
from bot.telegram.callbacks import Callback
from bot.telegram.desk.visit import Visit
from bot.telegram.outgoing import Page
from messages import label
from questionnaires.card.card import Card, Client, card, message_to_client
from questionnaires.card.playbook import PHASES, pages, playbook
from questionnaires.card.voices import Verdicts, voices
from questionnaires.content.model import Segment
from questionnaires.interview.screens import in_language
from scoring import Result

NOTE_SHOWN = 160
"""Characters of a note on a screen."""


@dataclass(frozen=True)
class Outcome:
    """A stored result, read back."""

    row: ResultRow
    verdicts: Verdicts

    @property
    def result(self) -> Result:
        return self.verdicts.result


def outcome(visit: Visit, conversation: Conversation) -> Outcome | None:
    """The interview's last result as it was stored, or None before there is one."""
    row = results.latest_for_interview(visit.tx, conversation.person, conversation.id)
    if row is None:
        return None
    verdicts = verdicts_of(row.draft.content)
    if row.correction is not None:
        said = (row.correction.predominant, row.correction.secondary)
        verdicts = replace(verdicts, corrected=said)
    return Outcome(row, verdicts)


def in_short(note: str) -> str:
    """As much of a note as a screen or a card has room for; all of it is kept."""
    return note if len(note) <= NOTE_SHOWN else note[: NOTE_SHOWN - 1] + "…"


def client_of(visit: Visit, conversation: Conversation) -> Client:
    """What the card knows the client by."""
    interview = conversation.interview
    kept = notes.of_interview(visit.tx, conversation.person, conversation.id)
    texts = [in_short(note.text) for note in kept]
    industry = interview.script.industry(interview.answers)
    if industry is None and interview.client is not None:
        stored = clients.get(visit.tx, conversation.person, interview.client)
        industry = stored.industry if stored else None
    return Client(conversation.client_name or "?", industry, tuple(texts))


def card_of(visit: Visit, conversation: Conversation, found: Outcome) -> Card:
    """The card in the reader's language."""
    return card(
        conversation.interview.script,
        client_of(visit, conversation),
        conversation.interview.answers,
        found.verdicts,
        visit.unit.scripts.studio,
        visit.language,
    )


def finished(visit: Visit, conversation: Conversation) -> Page:
    """The card."""
    found = outcome(visit, conversation)
    assert found is not None, f"interview {conversation.id} is finished and has no result"
    spoken = conversation.interview.script.content.manifest.languages
    own = spoken.index(visit.language) if visit.language in spoken else 0
    keyboard = keyboards.card(visit.keys(conversation), found.result.predominant is not None, own)
    return visit.page(
        "card",
        keyboard,
        card=card_of(visit, conversation, found),
        corrected=segment_names(visit, found.row) if found.row.correction else None,
    )


def why(visit: Visit, conversation: Conversation, found: Outcome) -> Page:
    """Every trait that was answered, with its weight."""
    interview = conversation.interview
    traits = {t.id: in_language(t.name, visit.language) for t in interview.script.content.traits.traits}
    rows = [
        {
            "trait": traits[reason.trait],
            "answer": _said(visit, conversation, reason.trait),
            "decibans": reason.decibans,
        }
        for reason in found.result.reasons
    ]
    names = segments_of(conversation)
    confidence = [
        {"name": in_language(names[id].name, visit.language), "share": share}
        for id, share in sorted(found.result.confidence.items(), key=lambda pair: -pair[1])
    ]
    predominant = in_language(names[found.result.predominant or ""].name, visit.language)
    return visit.page(
        "why",
        keyboards.to_card(visit.keys(conversation)),
        client=conversation.client_name,
        rows=rows,
        predominant=predominant,
        confidence=confidence,
    )


def playbook_page(visit: Visit, conversation: Conversation, found: Outcome, asked: Callback) -> Page:
    """A page of one phase of one segment's tactics; the segments of the result are offered."""
    script = conversation.interview.script
    order = list(script.content.segments.segments)
    wanted = dict.fromkeys([*voices(found.verdicts).shares, found.result.predominant, found.result.secondary])
    places = [place for id in wanted for place, segment in enumerate(order) if segment.id == id]
    place = asked.b if asked.b in places else places[0]
    phase = PHASES[asked.a % len(PHASES)]
    industry = client_of(visit, conversation).industry
    studio = visit.unit.scripts.studio
    leaves = pages(playbook(script, order[place].id, phase, studio, visit.language, industry))
    leaf = max(0, min(asked.other, len(leaves) - 1))
    offered = [(each, in_language(order[each].name, visit.language)) for each in places]
    opened = keyboards.OpenBook(PHASES.index(phase), place, leaf, len(leaves))
    return visit.page(
        "playbook",
        keyboards.playbook(visit.keys(conversation), offered, opened),
        segment=in_language(order[place].name, visit.language),
        phase=phase,
        tactics=leaves[leaf],
        leaf=leaf + 1,
        leaves=len(leaves),
    )


def follow_up(visit: Visit, conversation: Conversation, found: Outcome, place: int) -> Page:
    """A message to the client, in any language of the content; the manager's own first."""
    script = conversation.interview.script
    spoken = script.content.manifest.languages
    language = spoken[place] if place < len(spoken) else spoken[0]
    body = message_to_client(
        script,
        client_of(visit, conversation),
        conversation.interview.answers,
        found.verdicts,
        visit.unit.scripts.studio,
        language,
    )
    keyboard = keyboards.follow_up(visit.keys(conversation), spoken, place)
    return visit.page(
        "follow_up",
        keyboard,
        client=conversation.client_name,
        spoken=language,
        text=label("follow_up_greeting", language) + "\n\n" + (body or ""),
    )


def colleague(visit: Visit, conversation: Conversation, found: Outcome) -> Page:
    """The card in plain text, to pass on."""
    shown = card_of(visit, conversation, found)
    return visit.page(
        "colleague",
        keyboards.to_card(visit.keys(conversation)),
        card=shown,
    )


def correct(visit: Visit, conversation: Conversation, first: int | None = None) -> Page:
    """Choose the segment it really is, then the secondary."""
    segments = list(enumerate(segments_of(conversation).values()))
    named = [(place, in_language(segment.name, visit.language)) for place, segment in segments]
    keyboard = keyboards.correct(visit.keys(conversation), named, first)
    if first is None:
        return visit.page("correct", keyboard, client=conversation.client_name)
    return visit.page("correct_second", keyboard, client=conversation.client_name, segment=named[first][1])


def corrected(visit: Visit, conversation: Conversation, first: str, second: str | None) -> Page:
    """The correction is saved; a reason is welcome."""
    names = {id: in_language(s.name, visit.language) for id, s in segments_of(conversation).items()}
    return visit.page(
        "corrected",
        keyboards.to_card(visit.keys(conversation)),
        client=conversation.client_name,
        segment=names[first],
        secondary=names[second] if second else None,
    )


# --- words ------------------------------------------------------------------------------------------------


def segments_of(conversation: Conversation) -> dict[str, Segment]:
    """The segments of the content the interview began with, in file order."""
    return {segment.id: segment for segment in conversation.interview.script.content.segments.segments}


def segment_names(visit: Visit, row: ResultRow | None) -> str | None:
    """The segment that counts, with its secondary, in the reader's language."""
    if row is None or row.predominant is None:
        return None
    names = {
        s.id: in_language(s.name, visit.language) for s in visit.unit.scripts.today.content.segments.segments
    }
    is_pair = row.correction is not None or row.draft.sub_segment
    second = row.secondary if is_pair else None
    return " + ".join(names.get(id, id) for id in (row.predominant, second) if id)


def _said(visit: Visit, conversation: Conversation, trait: str) -> str:
    interview = conversation.interview
    said = []
    for question in interview.script.questionnaire.questions:
        option = interview.answers.get(question.id)
        if question.trait == trait and option is not None:
            said.append(in_language(interview.script.option(question.id, option).label, visit.language))
    return ", ".join(said)
