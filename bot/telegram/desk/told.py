"""What a card tells of: a stored result with the words and answers it rests on, whoever gave them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.interviews import Conversation
from bot.interviews.records import verdicts_of
from bot.storage.queries import clients, notes, results
from bot.storage.queries.results import ResultRow
from bot.telegram.desk.visit import Visit
from bot.telegram.keyboards import Keys
from questionnaires.card.card import Client
from questionnaires.card.voices import Verdicts
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
    client: Client
    row: ResultRow
    verdicts: Verdicts

    @property
    def result(self) -> Result:
        return self.verdicts.result

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
    return Told(
        interview=interview.id,
        revision=interview.revision,
        script=interview.script,
        answers=interview.answers,
        client=_client_of(visit, conversation),
        row=row,
        verdicts=verdicts_in(row),
    )


def verdicts_in(row: ResultRow) -> Verdicts:
    """What was found, with the correction that counts."""
    verdicts = verdicts_of(row.draft.content)
    if row.correction is None:
        return verdicts
    return replace(verdicts, corrected=(row.correction.predominant, row.correction.secondary))


def in_short(note: str) -> str:
    """As much of a note as a screen or a card has room for; all of it is kept."""
    return note if len(note) <= NOTE_SHOWN else note[: NOTE_SHOWN - 1] + "…"


def segments_of(script: Script) -> dict[str, Segment]:
    """The segments of a script's content by id, in file order."""
    return {segment.id: segment for segment in script.content.segments.segments}


def _client_of(visit: Visit, conversation: Conversation) -> Client:
    """What the card knows the client by."""
    interview = conversation.interview
    kept = notes.of_interview(visit.tx, conversation.person, conversation.id)
    texts = [in_short(note.text) for note in kept]
    industry = interview.script.industry(interview.answers)
    if industry is None and interview.client is not None:
        stored = clients.get(visit.tx, conversation.person, interview.client)
        industry = stored.industry if stored else None
    return Client(conversation.client_name or "?", industry, tuple(texts))
