"""Files, numbers and what cannot be read, from people who may have a brief.

What cannot be taken is answered on the screen itself, which comes to the bottom: twenty photos at once are
one answer.
"""

from __future__ import annotations

from pathlib import PurePath

from bot.interviews import Conversation
from bot.people.access import Action, may
from bot.storage.queries import attachments
from bot.storage.queries.attachments import Attachment
from bot.telegram.front import pages, screens
from bot.telegram.front.who import who_asks
from bot.telegram.incoming import Attached, SharedContact
from bot.telegram.prospects import extras, introducing
from bot.telegram.visit import Visit
from messages import label
from questionnaires.interview import events

LARGEST = 20
"""Megabytes of a file."""
MEGABYTE = 1_000_000
DOCUMENTS = frozenset(
    (
        *("pdf", "doc", "docx", "odt", "rtf", "txt", "md", "pages"),
        *("xls", "xlsx", "ods", "csv", "numbers"),
        *("ppt", "pptx", "odp", "key"),
        *("jpg", "jpeg", "png", "webp", "heic", "gif", "svg", "tif", "tiff", "ai", "psd", "fig"),
    )
)
"""Endings of files that a manager can open, and that hold no programs."""


def attach(visit: Visit, file: Attached) -> bool:
    """Take a file; False when it is nobody's who has a brief."""
    conversation = extras.held(visit)
    if conversation is None:
        return _no_place_for_it(visit)
    notice = _problem(visit, conversation, file)
    if notice is None:
        _keep(visit, conversation, file)
    extras.show_below(visit, conversation, notice)
    return True


def _problem(visit: Visit, conversation: Conversation, file: Attached) -> str | None:
    """Why a file cannot be taken, in words."""
    ending = PurePath(file.name or "").suffix.removeprefix(".").lower()
    if extras.is_off(conversation):
        return label("toast_file_none", visit.language)
    if file.kind == "document" and ending not in DOCUMENTS:
        return label("toast_file_kind", visit.language)
    if file.size > LARGEST * MEGABYTE:
        return label("toast_file_size", visit.language, most=LARGEST)
    if attachments.count(visit.tx, conversation.id) >= screens.FILES:
        return label("toast_file_many", visit.language, most=screens.FILES)
    return None


def _keep(visit: Visit, conversation: Conversation, file: Attached) -> None:
    question = _asked_for(visit, conversation, file)
    kept = Attachment(
        kind=file.kind,
        file_id=file.file_id,
        name=file.name,
        caption=file.caption,
        size=file.size,
        created_at=visit.unit.now,
        question_id=question,
        album=file.album,
    )
    attachments.add(visit.tx, conversation.id, kept, visit.incoming.update_id)
    extras.receive(visit, conversation, events.FileKept(question))


def _asked_for(visit: Visit, conversation: Conversation, file: Attached) -> str | None:
    """The question on the screen; of an album the one that its first file was sent at."""
    before = attachments.last(visit.tx, conversation.id) if file.album is not None else None
    if before is not None and before.album == file.album:
        return before.question_id
    return conversation.interview.on_screen


def share(visit: Visit, contact: SharedContact) -> bool:
    """Take a number; False when it is nobody's who has a brief."""
    conversation = extras.held(visit)
    if conversation is None:
        return _no_place_for_it(visit)
    words = " · ".join(filter(None, (contact.phone, contact.name)))
    notice = label("toast_file_none", visit.language) if extras.is_off(conversation) else None
    notice = notice or extras.too_many_words(visit, conversation)
    if notice is None:
        extras.receive(visit, conversation, events.NoteWritten(words))
    extras.show_below(visit, conversation, notice)
    return True


def unreadable(visit: Visit) -> bool:
    """Answer a voice message, a video, a sticker; False when it is nobody's who has a brief."""
    conversation = extras.held(visit)
    if conversation is None:
        return _no_place_for_it(visit)
    extras.show_below(visit, conversation, label("toast_not_text", visit.language))
    return True


def _no_place_for_it(visit: Visit) -> bool:
    """Before a prospect agrees, and when nothing can be added any more, only words can be passed on."""
    if may(visit.person, Action.USE):
        return False
    if introducing.introduce_again(visit):
        return True
    brief = extras.last_of(visit)
    if brief is None:
        return False
    who = who_asks(visit, brief.owner_id, visit.language)
    visit.put(pages.page(pages.Settled(who), visit.language))
    return True
