"""What an error of sending says about the message: surely not sent, refused for good, or nobody knows."""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.telegram.answers import LONGEST_WAIT, NoSuchMethod, NotTelegram
from bot.telegram.exchange import NotConnected
from bot.telegram.news import Failed, Fate
from bot.telegram.outgoing import Answer, Deliver, Menu, Nudge, Outgoing

PLACES_GONE = ("chat not found", "message thread not found", "topic_closed", "topic_deleted")
"""Why nothing can be written where somebody wanted it: the group or its topic was deleted or closed."""
LONGEST_REASON = 200


class Overtaken(Exception):
    """What it shows is no longer so: another process has shown what came after it."""


class WaitedTooLong(Exception):
    """It was in its chat's queue for so long that somebody else may be sending it by now."""


NOT_SENT = (
    NotConnected,
    NoSuchMethod,
    RetryAfter,
    Conflict,
    InvalidToken,
    ChatMigrated,
    WaitedTooLong,
)
"""After which nothing was done for sure, and another try may do it."""


def failure(deliver: Deliver, error: Exception) -> Failed:
    """The report on a delivery that was tried once."""
    wait = seconds(error) if isinstance(error, RetryAfter) else None
    moved_to = error.new_chat_id if isinstance(error, ChatMigrated) else None
    return Failed(
        deliver.delivery, deliver.attempts, deliver.chat, fate(error), _reason(error), wait, moved_to
    )


def fate(error: Exception) -> Fate:
    """Whether a message that raised this may have been sent, and whether another try can help."""
    if isinstance(error, Forbidden):
        return Fate.CLOSED
    if isinstance(error, BadRequest):
        is_gone = any(words in error.message.lower() for words in PLACES_GONE)
        return Fate.GONE if is_gone else Fate.REFUSED
    if isinstance(error, NOT_SENT):
        return Fate.NOT_SENT
    return Fate.UNKNOWN


def is_spent(outgoing: Outgoing, error: TelegramError, tries: int) -> bool:
    """Whether another try might be a second copy, or would keep a chat waiting for what it can do without.

    A tap's answer is tried once more: a proxy's page about a 404 looks like a method that nobody has.
    """
    if isinstance(outgoing, Menu):
        return isinstance(error, NoSuchMethod | NotTelegram)
    if isinstance(outgoing, Answer):
        return isinstance(error, NoSuchMethod) and tries > 1
    return isinstance(outgoing, Nudge) and fate(error) is Fate.UNKNOWN


def seconds(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return min(float(wait if isinstance(wait, int | float) else wait.total_seconds()), LONGEST_WAIT)


def _reason(error: Exception) -> str:
    name = type(error).__name__
    return f"{name}: {error.message}"[:LONGEST_REASON] if isinstance(error, TelegramError) else name
