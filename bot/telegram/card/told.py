"""What a card tells of: a stored result with the words and answers it rests on, whoever gave them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.interviews import Conversation, joint
from bot.interviews.joint import Joint
from bot.interviews.records import verdicts_of, word_in
from bot.storage.queries import clients, notes, results
from bot.storage.queries.results import Correction, ResultRow
from bot.telegram.card import dossier
from bot.telegram.card.dossier import Dossier
from bot.telegram.keys import Keys
from bot.telegram.visit import Visit
from questionnaires.card.card import Client
from questionnaires.card.voices import Named, Verdicts
from questionnaires.content.model import Segment
from questionnaires.interview.script import Answers, Script
from scoring import Result

NOTE_SHOWN = 160
"""Characters of a note on a screen."""


@dataclass(frozen=True)
class Told:
    """A result, read back, with everything that a card and the looks around it need."""

    interview: int
    revision: int
    """Of the interview now; buttons carry it."""
    script: Script
    answers: Answers
    client_id: int | None
    client: Client
    row: ResultRow
    """Of the interview: a correction is set beside it."""
    verdicts: Verdicts
    both: Joint | None = None
    """Where a quiz and a brief were scored together: everything else here is of both, then."""

    @property
    def result(self) -> Result:
        return self.verdicts.result

    @property
    def correction(self) -> Correction | None:
        """What counts of all that the team said about this client."""
        return self.both.row.correction if self.both else self.row.correction

    @property
    def word(self) -> Named | None:
        """What somebody of the team said it really is, be it what was computed or something else."""
        return word_in(self.script, self.correction)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody said that the computed segment is right."""
        return self.word is not None and self.word == self.verdicts.computed

    @property
    def segments(self) -> dict[str, Segment]:
        """The segments of the content the interview began with, in file order."""
        return segments_of(self.script)

    def keys(self, language: str) -> Keys:
        """Makes the buttons of the looks around the card."""
        return Keys(self.interview, self.revision, language)


def of_quiz(visit: Visit, conversation: Conversation) -> Told | None:
    """The last result of the person's own interview as it was stored, or None before there is one."""
    row = results.latest_for_interview(visit.tx, conversation.person, conversation.id)
    if row is None:
        return None
    interview = conversation.interview
    alone = Told(
        interview=interview.id,
        revision=interview.revision,
        script=interview.script,
        answers=interview.answers,
        client_id=interview.client,
        client=_client_of(visit, conversation),
        row=row,
        verdicts=verdicts_in(row, interview.script),
    )
    return _with_the_other(visit, alone)


def of_brief(found: Dossier) -> Told | None:
    """The last result of a brief of the visitor's, or None where nothing was answered."""
    visit, held = found.visit, found.conversation
    row = results.latest_for_interview(visit.tx, visit.person.id, held.id) if held else None
    if held is None or row is None:
        return None
    industry = held.interview.script.industry(held.interview.answers) or found.client.industry
    alone = Told(
        interview=held.id,
        revision=held.interview.revision,
        script=held.interview.script,
        answers=held.interview.answers,
        client_id=found.client.id,
        client=Client(found.client.name, industry, own=found.own_words),
        row=row,
        verdicts=verdicts_in(row, held.interview.script),
    )
    return _with_the_other(visit, alone)


def _with_the_other(visit: Visit, alone: Told) -> Told:
    """The same of both informants, where the other one's answers are there and the two fit together."""
    both = joint.latest(visit.tx, visit.unit.scripts, visit.person.id, alone.interview)
    if both is None:
        return alone
    return replace(
        alone,
        script=both.script,
        answers=both.answers,
        client=_of_both(visit, alone, both),
        verdicts=both.verdicts,
        both=both,
    )


def _of_both(visit: Visit, alone: Told, both: Joint) -> Client:
    """The manager's notes beside the client's own words."""
    written = notes.of_interview(visit.tx, visit.person.id, both.row.draft.quiz_id)
    theirs = dossier.of_interview(visit, both.row.draft.brief_id)
    return replace(
        alone.client,
        notes=tuple(in_short(note.text) for note in written),
        own=theirs.own_words if theirs and theirs.conversation else alone.client.own,
    )


def verdicts_in(row: ResultRow, script: Script) -> Verdicts:
    """What was found, with the correction that counts."""
    return verdicts_of(row.draft.content).after(word_in(script, row.correction))


def in_short(note: str) -> str:
    """As much of a note as a screen or a card has room for; all of it is kept."""
    return note if len(note) <= NOTE_SHOWN else note[: NOTE_SHOWN - 1] + "…"


def segments_of(script: Script) -> dict[str, Segment]:
    """The segments of a script's content by id, in file order."""
    return {segment.id: segment for segment in script.content.segments.segments}


def _client_of(visit: Visit, conversation: Conversation) -> Client:
    """What the card knows the client by."""
    interview = conversation.interview
    kept = []
    if conversation.has_notes:
        kept = notes.of_interview(visit.tx, conversation.person, conversation.id)
    texts = [in_short(note.text) for note in kept]
    industry = interview.script.industry(interview.answers)
    if industry is None and interview.client is not None:
        stored = clients.get(visit.tx, conversation.person, interview.client)
        industry = stored.industry if stored else None
    return Client(conversation.client_name or "?", industry, tuple(texts))
