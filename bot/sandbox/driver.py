"""The sandbox as one object: start it, add people, let a bot talk to `url`, stop it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import now
from bot.sandbox.api.app import TOKEN, BotApi
from bot.sandbox.api.webhook import WebhookCourier
from bot.sandbox.control.app import ControlRoom
from bot.sandbox.control.guard import NoBrowsers
from bot.sandbox.control.picture import Phone
from bot.sandbox.person import Person
from bot.sandbox.server import LoopbackServer
from bot.sandbox.views import Group
from bot.sandbox.world import World
from bot.sandbox.world.changes import Violation
from bot.sandbox.world.chats import ChatKind, User
from bot.sandbox.world.timepiece import Dial
from bot.sandbox.world.world import Clock

DEFAULT_TOKEN = "7000000001:SandboxTokenThatOpensNothingElsewhere"
_FIRST_PERSON = 5_000_000_001
_FIRST_PHONE = 1_202_555_0100
"""Of a range that is kept free for fiction; without a plus, as Telegram mostly gives numbers."""
_FIRST_GROUP = -4_000_000_001
_FIRST_SUPERGROUP = -1_001_000_000_001


@dataclass(frozen=True, slots=True)
class Persona:
    """Whom the page shows a phone for.

    Args:
        name: the person's first name.
        role_label: what stands above the phone ("Manager").
        language: the language of their Telegram; en, ru and ja can be chosen on the page.
        start_payload: what START carries, as if they had come through a link.
    """

    name: str
    role_label: str
    language: str = "en"
    start_payload: str | None = None


class Sandbox:
    """A Telegram of one's own on 127.0.0.1, for one bot.

    Args:
        personas: people with a phone on the page; `people` has them in this order.
        token: the token the bot comes with.
        username, bot_name: the bot's profile.
        port: 0 takes a free one.
        clock: the world's time.
        dial: the world's time where the page may put it forward; goes before `clock`.
        first_update_id: where update ids start.
        query_lifetime: how long a tap can be answered.
    """

    def __init__(
        self,
        personas: Iterable[Persona] = (),
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "firstcall_sandbox_bot",
        bot_name: str = "Firstcall",
        port: int = 0,
        clock: Clock = now,
        dial: Dial | None = None,
        first_update_id: int = 1,
        query_lifetime: timedelta = timedelta(minutes=15),
    ) -> None:
        if not TOKEN.fullmatch(token):
            raise ValueError(
                "a bot token looks like 123456789:…, with at least 30 of A-Z a-z 0-9 _ - after it"
            )
        bot = User(int(token.partition(":")[0]), bot_name, is_bot=True, username=username)
        self.token = token
        self.world = World(bot, dial.time if dial else clock, first_update_id, query_lifetime)
        self.personas = tuple(personas)
        self._persons = self._groups = 0
        self.people = [self.person(one.name, one.language, one.start_payload) for one in self.personas]
        self._courier = WebhookCourier(self.world)
        self._deliveries: asyncio.Task[None] | None = None
        self._page = ControlRoom(self.world, self._phones(), dial)
        self._server = LoopbackServer(self._app(), port)
        self.url = ""

    @property
    def violations(self) -> list[Violation]:
        """Every refused call; `world.broken_rules` has those that a bot without a bug never makes."""
        return self.world.violations

    def person(self, name: str, language_code: str | None = "en", start_payload: str | None = None) -> Person:
        """Somebody new, who has not yet written to the bot."""
        phone = f"{_FIRST_PHONE + self._persons}"
        user = User(_FIRST_PERSON + self._persons, name, language_code, phone=phone)
        self._persons += 1
        return Person(self.world, user, start_payload)

    def group(self, title: str, members: Iterable[Person], kind: ChatKind = "group") -> Group:
        """A group that has the bot as a member."""
        first = _FIRST_GROUP if kind == "group" else _FIRST_SUPERGROUP
        people = [member.user for member in members]
        chat = self.world.add_group(first - self._groups, kind, title, people)
        self._groups += 1
        return Group(self.world, chat)

    def deep_link(self, payload: str) -> str:
        """The link that opens the bot with a payload."""
        return f"https://t.me/{self.world.bot.username}?start={payload}"

    async def __aenter__(self) -> Self:
        """Starts listening; `url` is then the root to give the bot (`base_url=url + "/bot"`)."""
        port = await self._server.start()
        self.url = f"http://127.0.0.1:{port}"
        self._deliveries = asyncio.create_task(self._courier.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends polls and deliveries, then closes every connection."""
        self.world.updates.close()
        self._page.feed.close()
        if self._deliveries is not None:
            self._deliveries.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._deliveries
        await self._server.stop()

    def _phones(self) -> list[Phone]:
        pairs = zip(self.people, self.personas, strict=True)
        return [Phone(person, persona.role_label) for person, persona in pairs]

    def _app(self) -> ASGIApp:
        """Calls of the bot go straight to its API, everything else is the page's."""
        api, page = NoBrowsers(BotApi(self.world, self.token)), self._page.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            of_the_bot = scope["path"].startswith(("/bot", "/file/bot"))
            await (api if of_the_bot else page)(scope, receive, send)

        return app
