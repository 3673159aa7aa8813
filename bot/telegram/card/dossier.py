"""Everything a manager may read of one brief: where it stands, what was answered, what came along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.briefs.status import Stage, Status, status
from bot.interviews import Conversation
from bot.storage.queries import attachments, briefs, clients, notes
from bot.storage.queries.attachments import Attachment
from bot.storage.queries.briefs import Brief
from bot.storage.queries.clients import Client
from bot.storage.queries.notes import Note
from bot.telegram.visit import Visit
from questionnaires.card.card import InTheirWords
from questionnaires.interview.script import Part, in_language

WAITING = (Stage.MADE, Stage.OPENED, Stage.ASKING)
"""Somebody may still answer it, and nothing is here yet."""
READABLE = (Stage.DONE, Stage.STOPPED)
"""What was answered is the manager's to read: it was sent, or left for good."""


@dataclass(frozen=True)
class Said:
    """A question by its short name, with what was answered to it and written at it."""

    short: str
    answer: str | None
    """None = skipped, or there was nothing to choose from."""
    words: tuple[str, ...]
    is_new: bool = False
    """It came, or became what it is, since a moment."""


@dataclass(frozen=True)
class Dossier:
    """A brief of the visitor's own, with its client and the interview that answers it."""

    visit: Visit
    brief: Brief
    client: Client
    conversation: Conversation | None

    @property
    def status(self) -> Status:
        row = self.conversation.loaded if self.conversation else None
        return status(self.brief, row, self.visit.unit.now)

    @property
    def is_waiting(self) -> bool:
        return self.status.stage in WAITING

    @property
    def is_readable(self) -> bool:
        return self.conversation is not None and self.status.stage in READABLE

    @property
    def has_prospect(self) -> bool:
        """Whether there is somebody to write to."""
        return self.brief.person_id is not None and self.brief.via != "phone"

    @cached_property
    def notes(self) -> list[Note]:
        """What was written, in order."""
        interview = self.brief.interview_id
        return [] if interview is None else notes.of_interview(self.visit.tx, self.visit.person.id, interview)

    @cached_property
    def files(self) -> list[Attachment]:
        """What was sent along, in order."""
        interview = self.brief.interview_id
        if interview is None:
            return []
        return attachments.of_interview(self.visit.tx, self.visit.person.id, interview)

    @property
    def own_words(self) -> InTheirWords:
        """What the card quotes."""
        assert self.conversation is not None, f"brief {self.brief.id} was not begun"
        script = self.conversation.interview.script
        reach = [note.text for note in self.notes if script.asks_contact(note.question_id)]
        return InTheirWords(
            words=tuple(note.text for note in self.notes if not script.asks_contact(note.question_id)),
            attached=len(self.files),
            contact=reach[-1] if reach else None,
            is_partial=self.brief.sent_at is None,
        )

    def said(self, since: datetime | None = None) -> tuple[Said, ...]:
        """Every question that got an answer or a word, in the order of the questionnaire."""
        return tuple(self._rows(since)) if self.conversation is not None else ()

    def _rows(self, since: datetime | None) -> Iterator[Said]:
        assert self.conversation is not None
        interview = self.conversation.interview
        at = {row.question_id: row.answered_at for row in self.conversation.loaded.answers}
        for id, question in interview.script.questions.items():
            here = [note for note in self.notes if note.question_id == id]
            if id in interview.answers or here:
                moments = [*([at[id]] if id in at else []), *(note.created_at for note in here)]
                is_new = since is not None and any(moment >= since for moment in moments)
                short = in_language(question.short, self.visit.language)
                yield Said(short, self._answer(id), tuple(note.text for note in here), is_new)
        for note in self.notes:
            if note.question_id is None:
                yield Said("", None, (note.text,), since is not None and note.created_at >= since)

    def _answer(self, question: str) -> str | None:
        assert self.conversation is not None
        script = self.conversation.interview.script
        option = self.conversation.interview.answers.get(question)
        if option is None or script.part(question) is Part.FREE:
            return None
        return in_language(script.option(question, option).label, self.visit.language)


def of(visit: Visit, brief: Brief | None) -> Dossier | None:
    """The dossier of a brief of the visitor's own; None where its client is not there."""
    if brief is None or brief.client_id is None:
        return None
    client = clients.get(visit.tx, visit.person.id, brief.client_id)
    return None if client is None else _open(visit, brief, client)


def _open(visit: Visit, brief: Brief, client: Client) -> Dossier:
    key = _key(brief)
    return Dossier(visit, brief, client, visit.unit.get(key) if key else None)


def _key(brief: Brief) -> tuple[int, int] | None:
    """By which the interview is found: it is asked for by who answers."""
    if brief.interview_id is None or brief.person_id is None or brief.withdrawn_at is not None:
        return None
    return brief.interview_id, brief.person_id


def own(visit: Visit, brief_id: int) -> Dossier | None:
    """The dossier of the visitor's brief; None where there is no such."""
    return of(visit, briefs.own(visit.tx, visit.person.id, brief_id))


def of_interview(visit: Visit, interview_id: int) -> Dossier | None:
    """The dossier of the visitor's brief that an interview answers; None where there is no such."""
    return of(visit, briefs.own_of_interview(visit.tx, visit.person.id, interview_id))


def newest(visit: Visit, about: Sequence[Client]) -> dict[int, Dossier]:
    """The newest dossier about each of the visitor's clients that has one."""
    found = briefs.newest_of_clients(visit.tx, visit.person.id, [client.id for client in about])
    visit.unit.preload([key for key in map(_key, found.values()) if key is not None])
    return {client.id: _open(visit, found[client.id], client) for client in about if client.id in found}


def of_client(visit: Visit, client_id: int) -> list[Dossier]:
    """The dossiers about a client of the visitor's, the newest first."""
    found = briefs.of_client(visit.tx, visit.person.id, client_id)
    return [dossier for dossier in (of(visit, brief) for brief in found) if dossier is not None]


def waiting(visit: Visit, client_id: int) -> Dossier | None:
    """The one about a client that may still be answered, or None."""
    return next((dossier for dossier in of_client(visit, client_id) if dossier.is_waiting), None)
