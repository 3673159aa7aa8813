"""The page's routes: its files, the live feed, uploads for display, and one action at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.control.guard import SameMachineOnly
from bot.sandbox.control.live import LiveFeed
from bot.sandbox.control.picture import Phone
from bot.sandbox.control.uploads import Kind, send_files, uploaded
from bot.sandbox.person import Person
from bot.sandbox.world import World
from bot.sandbox.world.changes import Rearranged, TimeMoved
from bot.sandbox.world.timepiece import Dial

PAGE = Path(__file__).parent.parent / "page"
LANGUAGES = ("en", "ru", "ja")
_IMAGES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
Action = Callable[[Person, dict[str, Any]], Awaitable[object]]


class ControlRoom:
    """The page for one world.

    Args:
        world: what is shown and acted on.
        phones: whose phones the page has, from left to right.
        dial: the hands on the world's clock; None where it only runs.
    """

    def __init__(self, world: World, phones: Sequence[Phone], dial: Dial | None = None) -> None:
        self._world = world
        self._dial = dial
        self._people = {phone.person.id: phone.person for phone in phones}
        self.feed = LiveFeed(world, phones, dial)
        self.app = Starlette(
            routes=[
                Route("/", self._index),
                Route("/sandbox/live", self._live),
                Route("/sandbox/files/{id}", self._file),
                Route("/sandbox/clock/{jump}", self._jump, methods=["POST"]),
                Route("/sandbox/phones/{phone:int}/send/{kind}", self._upload, methods=["POST"]),
                Route("/sandbox/phones/{phone:int}/{action}", self._act, methods=["POST"]),
                Mount("/page", StaticFiles(directory=PAGE)),
            ],
            middleware=[Middleware(SameMachineOnly)],
        )

    async def _index(self, request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _live(self, request: Request) -> Response:
        return StreamingResponse(self.feed.stream(), media_type="text/event-stream")

    async def _file(self, request: Request) -> Response:
        file = self._world.files.by_id.get(request.path_params["id"])
        if file is None:
            return Response(status_code=404)
        kind = next((mime for magic, mime in _IMAGES.items() if file.content.startswith(magic)), None)
        if kind:
            return Response(file.content, media_type=kind)
        headers = {"content-disposition": "attachment"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    async def _act(self, request: Request) -> Response:
        person = self._people.get(request.path_params["phone"])
        action = _ACTIONS.get(request.path_params["action"])
        if person is None or action is None:
            return _no(404, "no such phone or action")
        return await _done(_acted(person, action, request))

    async def _jump(self, request: Request) -> Response:
        if self._dial is None:
            return _no(404, "this sandbox's time only runs")
        return await _done(_jumped(self._world, self._dial, request.path_params["jump"]))

    async def _upload(self, request: Request) -> Response:
        person, kind = self._people.get(request.path_params["phone"]), request.path_params["kind"]
        if person is None or kind not in get_args(Kind):
            return _no(404, "no such phone or kind of file")
        return await _done(_sent(person, kind, request))


async def _jumped(world: World, dial: Dial, name: str) -> None:
    dial.jump(name)
    world.watchers.tell(TimeMoved(dial.time()))


async def _acted(person: Person, action: Action, request: Request) -> None:
    await action(person, await request.json())


async def _sent(person: Person, kind: Kind, request: Request) -> None:
    await send_files(person, kind, await uploaded(request))


async def _done(deed: Awaitable[object]) -> Response:
    """The page is told what a person could not do, and why."""
    try:
        await deed
    except (ValueError, LookupError, TypeError) as error:
        return _no(400, str(error))
    return JSONResponse({"ok": True})


async def _send(person: Person, wish: dict[str, Any]) -> None:
    await person.send(str(wish["text"]), reply_to=wish.get("replyTo"))


async def _start(person: Person, wish: dict[str, Any]) -> None:
    payload = person.start_payload if not person.messages else None
    await person.open_link(payload or "")


async def _open_link(person: Person, wish: dict[str, Any]) -> None:
    await person.open_link(str(wish["payload"]))


async def _tap(person: Person, wish: dict[str, Any]) -> None:
    await person.tap_raw(int(wish["message"]), str(wish["data"]))


async def _press_below(person: Person, wish: dict[str, Any]) -> None:
    await person.press_below(str(wish["text"]))


async def _fold(person: Person, wish: dict[str, Any]) -> None:
    person.world.folds(person.chat, bool(wish["folded"]))


async def _speak(person: Person, wish: dict[str, Any]) -> None:
    if wish["language"] not in LANGUAGES:
        raise ValueError(f"language is one of {LANGUAGES}, found {wish['language']!r}")
    person.speak(wish["language"])


async def _block(person: Person, wish: dict[str, Any]) -> None:
    person.block()


async def _unblock(person: Person, wish: dict[str, Any]) -> None:
    person.unblock()


async def _clear(person: Person, wish: dict[str, Any]) -> None:
    person.chat.hidden_up_to = person.chat.last_message_id
    person.world.watchers.tell(Rearranged(person.id))


_ACTIONS: dict[str, Action] = {
    "send": _send,
    "start": _start,
    "link": _open_link,
    "tap": _tap,
    "below": _press_below,
    "fold": _fold,
    "language": _speak,
    "block": _block,
    "unblock": _unblock,
    "clear": _clear,
}


def _no(status: int, reason: str) -> Response:
    return JSONResponse({"ok": False, "reason": reason}, status_code=status)
