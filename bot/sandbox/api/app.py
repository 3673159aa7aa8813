"""The Bot API as an ASGI application: `/bot<token>/<method>` and `/file/bot<token>/<path>`.

Plain ASGI rather than routes: this is the far end of load tests, and each call should cost little.
"""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import Any

from starlette.types import Receive, Scope, Send

from bot.sandbox.api import media, messages, receiving, settings
from bot.sandbox.api.bodies import Body, read_body
from bot.sandbox.api.call import Call
from bot.sandbox.api.registry import METHODS, SLOW_METHODS
from bot.sandbox.rules.refusals import Refused, too_many_requests
from bot.sandbox.world import World
from bot.sandbox.world.changes import Violation
from bot.sandbox.world.faults import Fault, LostReply

ROOMS = (media, messages, receiving, settings)
"""Imported for their methods, which register themselves."""

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
_PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)/?")
_FILE_PATH = re.compile(r"/file/bot(?P<token>[^/]+)/files/(?P<id>\w+)/.*")
_NOT_FOUND = Refused(404, "Not Found")
_UNAUTHORIZED = Refused(401, "Unauthorized")
_BAD_GATEWAY = Refused(502, "Bad Gateway")
_SPOILED = {"401": _UNAUTHORIZED, "502": _BAD_GATEWAY}
_JSON_TYPE = b"application/json"
_PAGE = b"<!DOCTYPE html><title>Sign in to this network</title>"


class BotApi:
    """Answers for one bot's world.

    Args:
        world: what the calls act on.
        token: the bot's token; another one of valid form is 401, anything else 404, as at Telegram.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if found := _FILE_PATH.fullmatch(scope["path"]):
            await self._download(found, send)
        elif (found := _PATH.fullmatch(scope["path"])) and TOKEN.fullmatch(found["token"]):
            await self._call(found, scope, receive, send)
        else:
            await _refuse(_NOT_FOUND, send)

    async def _call(self, path: re.Match[str], scope: Scope, receive: Receive, send: Send) -> None:
        content = await _content(receive)
        if path["token"] != self._token:
            await _refuse(_UNAUTHORIZED, send)
            return
        name = path["method"].lower()
        self._world.calls[name] = self._world.calls.get(name, 0) + 1
        fault = self._world.faults.strike(name)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "drop_before":
            await _hang_up(scope, receive)
            return
        status, answer = _spoiled(fault) or await self._answer(name, scope, content)
        if fault and fault.kind == "drop_after":
            self._note_loss(name, scope, content)
            await _hang_up(scope, receive)
            return
        if fault and fault.kind == "cut":
            self._note_loss(name, scope, content)
            answer = answer[: len(answer) // 2]
        await _reply(status, answer, send)

    async def _answer(self, name: str, scope: Scope, content: bytes) -> tuple[int, bytes]:
        call = Call(name, Body({}, {}))
        try:
            call = Call(name, read_body(_content_type(scope), scope["query_string"], content))
            return 200, _encode({"ok": True, "result": await self._result(call)})
        except Refused as refusal:
            if refusal.code != 409:
                self._note(call, refusal)
            return refusal.code, _encode(refusal.as_json())

    async def _result(self, call: Call) -> Any:
        if call.method in SLOW_METHODS:
            return await SLOW_METHODS[call.method](self._world, call)
        if call.method not in METHODS:
            raise _NOT_FOUND
        return METHODS[call.method](self._world, call)

    def _note(self, call: Call, refusal: Refused) -> None:
        parameters = call.body.values | {name: repr(file) for name, file in call.body.files.items()}
        violation = Violation(call.method, refusal.description, parameters, refusal.expected)
        self._world.violations.append(violation)

    def _note_loss(self, name: str, scope: Scope, content: bytes) -> None:
        chat = read_body(_content_type(scope), scope["query_string"], content).values.get("chat_id")
        lost = LostReply(name, int(chat) if chat else None, self._world.clock())
        self._world.faults.lost_replies.append(lost)

    async def _download(self, path: re.Match[str], send: Send) -> None:
        file = self._world.files.by_id.get(path["id"])
        if path["token"] != self._token or file is None:
            await _refuse(_NOT_FOUND, send)
        else:
            await _reply(200, file.content, send, b"application/octet-stream")


async def _content(receive: Receive) -> bytes:
    event = await receive()
    content: bytes = event.get("body", b"")
    while event.get("more_body"):
        event = await receive()
        content += event.get("body", b"")
    return content


def _content_type(scope: Scope) -> str:
    headers = (value for name, value in scope["headers"] if name == b"content-type")
    return next(headers, b"").decode("latin-1")


def _spoiled(fault: Fault | None) -> tuple[int, bytes] | None:
    """What a fault answers in the method's place."""
    if fault is None or fault.kind not in ("401", "429", "502", "page"):
        return None
    if fault.kind == "page":
        return fault.status, _PAGE
    if fault.kind in _SPOILED:
        return _SPOILED[fault.kind].code, _encode(_SPOILED[fault.kind].as_json())
    refusal = too_many_requests(max(1, round(fault.seconds)))
    return 429, _encode(refusal.as_json())


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Closes the connection without a word, and waits until the server has noticed."""
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(refusal: Refused, send: Send) -> None:
    await _reply(refusal.code, _encode(refusal.as_json()), send)


async def _reply(status: int, content: bytes, send: Send, kind: bytes = _JSON_TYPE) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": HTTPStatus(status), "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _encode(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
