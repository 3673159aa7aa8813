"""What somebody wrote and sent in a brief, one thing after the other, so that each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.interviews import Conversation
from bot.storage.queries import attachments, notes
from bot.storage.queries.attachments import Attachment
from bot.storage.queries.notes import Note
from bot.storage.transaction import Transaction
from questionnaires.interview.events import TakenBack, Thing


@dataclass(frozen=True, slots=True)
class Item:
    """A text, a number or a file."""

    thing: Thing
    id: int
    """Of the text or of the file: one may have the number of the other."""
    question: str | None
    """Where it was given; None where it belongs to no question."""
    words: str
    """What was written; of a file what stands below it."""
    name: str | None
    """Of the file, where it has one."""
    created_at: datetime

    @property
    def is_file(self) -> bool:
        return self.thing is Thing.FILE


def of(tx: Transaction, conversation: Conversation) -> list[Item]:
    """Everything that was written and sent, in the order of coming."""
    script, key = conversation.interview.script, (conversation.person, conversation.id)
    written = [
        _of_note(note, Thing.CONTACT if script.asks_contact(note.question_id) else Thing.WORDS)
        for note in notes.of_interview(tx, *key)
    ]
    sent = [_of_file(file) for file in attachments.of_interview(tx, *key)]
    return sorted([*written, *sent], key=lambda item: (item.created_at, item.is_file, item.id))


def taking_back(item: Item, among: Sequence[Item]) -> TakenBack:
    """What happens to the brief when one of its things is taken back."""
    beside = [other for other in among if other.question == item.question]
    return TakenBack(item.thing, item.id, item.question, left=len(beside) - 1)


def _of_note(note: Note, thing: Thing) -> Item:
    return Item(thing, note.id, note.question_id, note.text, None, note.created_at)


def _of_file(file: Attachment) -> Item:
    return Item(Thing.FILE, file.id, file.question_id, file.caption or "", file.name, file.created_at)
