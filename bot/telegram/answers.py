"""What an answer means: whether it is the Bot API's at all, and what it says became of the call.

Between here and Telegram others answer too, and whoever runs a Bot API server of their own may have written
it in an afternoon: it may know few methods, or pack what it says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError
from telegram.request import BaseRequest

from bot.telegram.exchange import LONGEST_ANSWER, Answer

DONE = b'{"ok":true'
"""How Telegram begins when it did what it was asked."""
OK = int(HTTPStatus.OK)
"""The status of what was done; a plain number, as it is looked at for each call."""
ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
"""How a server says that it has no such method. Telegram says the first to a token of no bot's, too."""
WHO_AM_I = "/getMe"
"""The first call of all, which no Bot API server can be without: there a 404 is about the token."""
PACKED = (b"\x1f\x8b", b"\x78")
"""How gzip and zlib begin (RFC 1952, RFC 1950), and JSON does not."""
EITHER = zlib.MAX_WBITS | 32
"""Lets zlib find out which of the two it is."""
LONGEST_WAIT = 86_400.0
"""Seconds: a day. No number that anybody may ever name leads beyond what a calendar holds."""
UNNAMED_WAIT = 5.0
"""Seconds to wait where a 429 names no number that can be waited for."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class NotTelegram(NetworkError):
    """Somebody else answered, or it was cut off; what became of the call is unknown."""


class NoSuchMethod(NetworkError):
    """The far end does not know the method, so nothing was done."""


def understood(answer: Answer, url: str) -> Answer:
    """Return an answer of the Bot API's as plain JSON, with the status that it means.

    What stands between here and Telegram answers too: a proxy with its page about an error, a network with a
    page to log in on. Such a 403 is nobody who blocked the bot, a 401 or 404 no revoked token, and a 200 no
    message that was sent.

    Args:
        answer: status and body, as they came.
        url: that was called.

    Raises:
        NoSuchMethod: whoever answered does not know the method.
        NotTelegram: somebody else answered, or it was cut off.
    """
    status, body = answer
    if status == OK and body.startswith(DONE):
        return answer
    body = unpacked(body)
    told = contents(body)
    if told.get("ok") is True and status == OK:
        return status, body
    code = told.get("error_code", status)
    is_refusal = told.get("ok") is False and isinstance(code, int) and code >= HTTPStatus.MULTIPLE_CHOICES
    if code in ABSENT and not (is_refusal and url.endswith(WHO_AM_I)):
        raise NoSuchMethod(f"the Bot API server has no such method (status {code})")
    if not is_refusal:
        raise NotTelegram(f"an answer with status {status} that is not the Bot API's")
    return code, json.dumps(_refusal(code, told)).encode()


def _refusal(code: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal with nothing in it that the library would trip over: it believes every type and number."""
    given = told.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    refusal: dict[str, Any] = {
        "ok": False,
        "error_code": code,
        "description": str(told.get("description", "")),
    }
    moved_to = parameters.get("migrate_to_chat_id")
    if type(moved_to) is int and abs(moved_to) < 2**63:
        refusal["parameters"] = {"migrate_to_chat_id": moved_to}
    elif code == HTTPStatus.TOO_MANY_REQUESTS or "retry_after" in parameters:
        refusal["parameters"] = {"retry_after": _seconds(parameters.get("retry_after"))}
    return refusal


def _seconds(named: Any) -> float:
    """How long to wait: what is named, within reason."""
    try:
        wait = min(float(named), LONGEST_WAIT)
    except (TypeError, ValueError, OverflowError):
        return UNNAMED_WAIT
    return wait if wait > 0 else UNNAMED_WAIT


def unpacked(body: bytes) -> bytes:
    """A body without what was put around it, though nobody asked: gzip or zlib, a mark of UTF-8."""
    if body.startswith(PACKED):
        try:
            body = zlib.decompressobj(EITHER).decompress(body, LONGEST_ANSWER)
        except zlib.error:
            return body
    return body.removeprefix(BYTE_ORDER_MARK)


def contents(body: bytes) -> dict[str, Any]:
    """An answer as JSON, nothing where it is none. The library would quote what it cannot read in the log."""
    try:
        told = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


class Answered(BaseRequest):
    """What was answered already, for the library to read: it knows what each status means."""

    def __init__(self, answer: Answer) -> None:
        """Take status and body."""
        self._answer = answer

    @property
    def read_timeout(self) -> float:
        """There is nothing to wait for."""
        return 0.0

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def do_request(self, *_: Any, **__: Any) -> Answer:
        """What came."""
        return self._answer
