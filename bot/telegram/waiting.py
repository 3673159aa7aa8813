"""What waits to be sent to one chat: bounded, however much somebody writes while Telegram is slow.

Knows what may be left out, and nothing of sending.
"""

from __future__ import annotations

import logging
from collections import deque

from bot.telegram.outgoing import Deliver, Outgoing, Remove, Show

log = logging.getLogger(__name__)

MOST_WAITING = 50
"""Messages that may be left out; Telegram takes about one a second for a chat."""
ALWAYS = (Show, Remove, Deliver)
"""What belongs to an interview, and what the outbox lent: it lends one at a time, and waits for a report."""

Queue = deque[Outgoing]


def admit(queue: Queue, new: Outgoing) -> None:
    """Let something wait at the end of its chat's queue, in place of what it makes superfluous.

    An older screen that a newer one covers is not sent at all. Of too many messages one that is said already
    is left out, or else the oldest goes; the kinds in `ALWAYS` stay.
    """
    if isinstance(new, Show):
        _overtake(queue, new)
    elif not isinstance(new, ALWAYS) and not _has_room(queue, new):
        return
    queue.append(new)


def _overtake(queue: Queue, new: Show) -> None:
    for earlier in [each for each in queue if isinstance(each, Show) and _covers(new, each)]:
        queue.remove(earlier)


def _covers(later: Show, earlier: Show) -> bool:
    """A look around does not count as shown, and an edit does not bring a screen to the bottom."""
    same = (later.interview, later.message) == (earlier.interview, earlier.message)
    return same and later.is_view <= earlier.is_view and later.is_new >= earlier.is_new


def _has_room(queue: Queue, new: Outgoing) -> bool:
    """Whether it is to wait too; room is made where there is none."""
    others = [each for each in queue if not isinstance(each, ALWAYS)]
    if len(others) < MOST_WAITING:
        return True
    is_said = new in others
    left_out = new if is_said else others[0]
    log.warning("chat %s: %s messages wait; a %s is left out", new.chat, len(others), type(left_out).__name__)
    if not is_said:
        queue.remove(left_out)
    return not is_said
