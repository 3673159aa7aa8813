"""Makes buttons: of an interview as it stands, and of none."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.callbacks import Callback, Verb, head, tail, write
from bot.telegram.outgoing import Button
from messages import label


@dataclass(frozen=True)
class Keys:
    """Makes the buttons of one interview as it stands."""

    interview: int
    revision: int
    language: str

    def button(
        self, name: str, verb: Verb, *, a: int = 0, b: int = 0, other: int = 0, text: str = ""
    ) -> Button:
        """A button with a label of that name, or with a text of its own."""
        return Button(text or label(name, self.language), self.head(verb, other) + tail(a, b))

    def head(self, verb: Verb, other: int = 0) -> str:
        """What the data of all buttons with that verb begin with."""
        return head(verb, self.interview, other, self.revision)


def plain(name: str, verb: Verb, language: str, subject: int = 0, a: int = 0, text: str = "") -> Button:
    """A button that belongs to no interview."""
    return Button(text or label(name, language), write(Callback(verb, subject, a=a)))
