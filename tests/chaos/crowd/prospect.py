"""Another: a client who follows a manager's link and fills in the brief."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import ClassVar

from bot.sandbox import Person
from bot.sandbox.world.chats import Message
from bot.telegram.callbacks import Callback, Verb
from tests.chaos.crowd.member import Member

REPLY_PATIENCE = 40.0
"""Seconds after which somebody who was told nothing asks again."""
LINK = re.compile(r"https://t\.me/\w+\?start=[\w-]+")


@dataclass
class Prospect(Member):
    """Somebody who follows a manager's standing link and fills in the brief."""

    manager: Member | None = None

    questionnaire = "prospect_brief"
    answering = Verb.BRIEF_ANSWER
    backing = Verb.BRIEF_BACK
    onward: ClassVar[Collection[Verb]] = (Verb.BRIEF_SEND,)
    last = Verb.BRIEF_ADD

    async def _begin(self) -> Message:
        assert self.manager is not None, "a prospect comes by a manager's link"
        link = await self._link(self.manager.person)
        intro = await self._reply(
            self.person,
            lambda: self.person.open_link(link),
            lambda seen: bool(self._offered(seen, [Verb.CONSENT])),
        )
        agree = self._offered(intro, [Verb.CONSENT])[0]
        await self.person.tap_raw(intro.id, agree.data or "")
        self.tally.count()
        return await self._await(lambda seen: self._revision(seen) > 0)

    async def _link(self, manager: Person) -> str:
        """As the manager gets it from the bot, and hands it on; made first, as nobody has one yet."""
        offer = await self._reply(
            manager,
            lambda: manager.send("/mylink"),
            lambda seen: bool(self._offered(seen, [Verb.MY_LINK_NEW])),
        )
        make = self._offered(offer, [Verb.MY_LINK_NEW])[0].data or ""
        shown = await self._reply(
            manager,
            lambda: manager.tap_raw(offer.id, make),
            lambda seen: LINK.search(seen.text) is not None,
            again=lambda: manager.send("/mylink"),  # the button has made its link and does nothing more
        )
        found = LINK.search(shown.text)
        assert found is not None
        return found[0]

    async def _reply(
        self,
        to: Person,
        ask: Callable[[], Awaitable[object]],
        expected: Callable[[Message], bool],
        again: Callable[[], Awaitable[object]] | None = None,
    ) -> Message:
        """What somebody is told at once; where nothing came, they ask again."""
        await ask()
        while True:
            try:
                return await to.wait_for(expected, REPLY_PATIENCE)
            except TimeoutError:
                self.tally.asked_again.append((to.id, to.world.clock()))
                await (again or ask)()

    def _is_about_it(self, callback: Callback) -> bool:
        is_of_a_brief = Verb.BRIEF_ANSWER <= callback.verb < Verb.CONSENT
        return is_of_a_brief and callback.subject == (self.interview or callback.subject)
