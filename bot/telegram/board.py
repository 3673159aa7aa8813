"""Which message shows which interview, as this process knows it until the database does."""

from __future__ import annotations

from dataclasses import replace

from bot.telegram.news import Shown
from bot.telegram.outgoing import Remove, Show
from bot.telegram.pen import Pen

KNOWN = 2_000
"""Messages; of more, the one that was used first goes: the database knows it by then."""


class Board:
    """One for a bot. Another replica may have shown something newer: see `_has_moved`."""

    def __init__(self, pen: Pen) -> None:
        """Begin without knowing any."""
        self._pen = pen
        self._messages: dict[tuple[int, int], Shown] = {}
        """By chat and interview: an interview can move to another chat when it changes hands."""

    async def show(self, show: Show) -> int | None:
        """Put a screen where its interview is shown, or anew where it moved.

        Returns the message, or None where the far end does not say which it is.
        """
        message = await self._place(show)
        if message is None or not await self._pen.edit(show.chat, message, show.page):
            message = await self._pen.post(show.chat, show.page)
        self._remember((show.chat, show.interview), Shown(show.interview, show.revision, message))
        return message

    async def _place(self, show: Show) -> int | None:
        """The message that shows the interview by now, or None for a new one, whose forerunner then goes."""
        known = self._messages.get((show.chat, show.interview))
        message = None if known is None else known.message
        if not (show.is_new or _has_moved(show, known)):
            return max(filter(None, (message, show.message)), default=None)
        if message is not None:
            await self.remove(Remove(show.chat, show.interview, message, replace(show.page, keyboard=())))
        return None

    def _remember(self, place: tuple[int, int], shown: Shown) -> None:
        """Know the message of a screen until the database does."""
        self._messages.pop(place, None)
        self._messages[place] = shown
        if len(self._messages) > KNOWN:
            del self._messages[next(iter(self._messages))]

    async def remove(self, remove: Remove) -> None:
        """Take away a message that does not show its interview any more."""
        await self._pen.remove(remove.chat, remove.message, remove.otherwise)
        place = (remove.chat, remove.interview)
        known = self._messages.get(place)
        if known is not None and known.message == remove.message:
            del self._messages[place]


def _has_moved(show: Show, known: Shown | None) -> bool:
    """Whether an interview has left the message that is remembered here: at another replica, by a text."""
    return show.message is None and known is not None and known.revision < show.revision
