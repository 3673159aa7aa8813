"""Faults on order: what can go wrong between a bot and Telegram, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FaultKind = Literal["401", "429", "502", "drop_before", "drop_after", "delay", "page", "cut"]


@dataclass(slots=True)
class Fault:
    """A fault that strikes the next `times` calls of `method` after the first `skip` ones.

    `drop_before` closes the connection and does nothing; `drop_after` does what was asked, then closes the
    connection without a reply; `delay` waits `seconds` first; "429" asks to retry after `seconds`; `page`
    does nothing and answers as a proxy would, with a page in HTML and a `status`; `cut` does what was asked
    and answers half of it.
    """

    kind: FaultKind
    method: str | None
    times: int
    skip: int
    seconds: float
    status: int = 200

    def strikes(self, method: str) -> bool:
        """Counts a call, and says whether it is hit."""
        if self.times == 0 or (self.method is not None and self.method.lower() != method):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(frozen=True, slots=True)
class LostReply:
    """A call that was carried out and whose caller was not told (`drop_after`)."""

    method: str
    """In lower case."""
    chat_id: int | None
    at: datetime


class Faults:
    """The faults still to come, and which calls were carried out without a word."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self.lost_replies: list[LostReply] = []

    @property
    def to_come(self) -> int:
        """How many calls are still to be hit."""
        return sum(fault.times for fault in self._ordered)

    def add(
        self,
        kind: FaultKind,
        *,
        method: str | None = None,
        times: int = 1,
        skip: int = 0,
        seconds: float = 1,
        status: int = 200,
    ) -> Fault:
        """Orders a fault; `method=None` means every method but getUpdates."""
        fault = Fault(kind, method, times, skip, seconds, status)
        self._ordered.append(fault)
        return fault

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this call, `method` in lower case."""
        if not self._ordered:
            return None
        self._ordered = [fault for fault in self._ordered if fault.times]
        return next((fault for fault in self._ordered if self._hits(fault, method)), None)

    @staticmethod
    def _hits(fault: Fault, method: str) -> bool:
        return not (fault.method is None and method == "getupdates") and fault.strikes(method)
