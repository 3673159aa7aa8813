"""Updates that Telegram brings: the same bot as by polling, and 200 means committed."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, TCPConnector
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.sandbox.world.chats import Message
from bot.storage.queries import updates
from bot.storage.tables import answers, processed_updates
from bot.telegram.desk import taps
from bot.telegram.webhook import gathering, registering
from bot.telegram.webhook.door import LONGEST_BODY, SECRET_HEADER
from bot.telegram.webhook.gathering import Gathering
from bot.telegram.webhook.registering import Address, Registration, is_self_signed
from bot.telegram.webhook.webhook import Webhook
from bot.web import patrol
from questionnaires.content.model import ContentSet
from tests.certificates import self_signed
from tests.e2e.conftest import no_errors, staged
from tests.e2e.stage import Phone, Stage

NAME, PATH, SECRET = "Lotus Bakery", "/telegram", "only-Telegram_knows"
BOUND = 30.0
"""Seconds for a screen to come; what is late on a loaded machine is no failure."""


@dataclass
class Hooked:
    """A bot that runs by itself, and who brings it updates."""

    stage: Stage
    url: str
    client: ClientSession
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, body: bytes | dict[str, Any], secret: str | None = SECRET, path: str = "") -> int:
        """What Telegram, or somebody else, gets for a request."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {SECRET_HEADER: secret}
        whole = URL(self.url + path, encoded=True)
        sending = self.client.post(whole, data=BytesIO(data), headers=headers, allow_redirects=False)
        async with sending as response:
            return response.status

    async def comes(self, phone: Phone, text: str) -> Message:
        """Wait for the bot to show somebody a text."""
        return await phone.person.wait_for(text, BOUND)

    async def lets_in_a_lead(self) -> Phone:
        """Somebody who may use the bot."""
        lead = self.stage.phone("Vera")
        await lead.person.open_link(self.stage.bot.claim_link or "")
        await self.comes(lead, "The bot is yours")
        return lead

    async def is_forgotten(self) -> None:
        """Wait until Telegram has heard of every commit."""
        async with asyncio.timeout(BOUND):
            while len(self.stage.sandbox.world.updates):
                await asyncio.sleep(0)

    async def taps(self, phone: Phone, label: str) -> None:
        """Press a button of the newest screen."""
        await phone.touches(label)

    @property
    def gathering(self) -> Gathering:
        """What makes batches of requests."""
        assert isinstance(self.stage.bot.intake, Webhook)
        return self.stage.bot.intake._gathering


@pytest.fixture
async def hooked(
    database_url: str,
    content: ContentSet,
    now: datetime,
    free_port: int,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Hooked]:
    """A running bot in webhook mode, on either database."""
    url = f"http://127.0.0.1:{free_port}{PATH}"
    more = {"webhook_url": url, "webhook_secret": SECRET, "webhook_listen": f"127.0.0.1:{free_port}"}
    async with staged(database_url, content, now, **more) as stage, ClientSession() as client:
        found = Hooked(stage, url, client)
        running = asyncio.create_task(stage.bot.run(found.stop))
        yield found
        found.stop.set()
        await running
        await stage.check()
    no_errors(stage, caplog)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, where a test does not ask for both."""
    return str(request.getfixturevalue("sqlite_url"))


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that is not answered is given up soon."""
    monkeypatch.setattr(gathering, "PATIENCE", 0.05)


async def test_a_quiz_goes_from_name_to_card(hooked: Hooked) -> None:
    lead = await hooked.lets_in_a_lead()
    await lead.person.send(f"/quiz {NAME}")
    await hooked.comes(lead, "0 answered")
    for count in (1, 2):
        await hooked.taps(lead, "1 · ")
        await hooked.comes(lead, f"{count} answered")
    assert len(await hooked.stage.rows(answers)) == 2
    await hooked.is_forgotten()


async def test_what_cannot_be_committed_is_refused_and_comes_again(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = await hooked.lets_in_a_lead()
    hooked.stage.may_log_errors = True
    counter, failures = hooked.stage.bot.counter, iter([OSError("the database is away")] * 2)
    take = counter.take

    async def fails_twice(batch: Any, since: float | None = None) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        await take(batch, since)

    monkeypatch.setattr(counter, "take", fails_twice)
    await lead.person.send(f"/quiz {NAME}")
    await hooked.comes(lead, "0 answered")
    assert "503" in str(hooked.stage.sandbox.world.webhook_health)


async def test_an_update_that_comes_again_after_its_commit_changes_nothing(hooked: Hooked) -> None:
    lead = await hooked.lets_in_a_lead()
    await lead.person.send(f"/quiz {NAME}")
    shown = await hooked.comes(lead, "0 answered")
    update = tap_update(lead, shown, 900_000_001)
    assert [await hooked.post(update) for _ in range(3)] == [200, 200, 200]
    await hooked.comes(lead, "1 answered")
    assert len(await hooked.stage.rows(answers)) == 1
    hooked.stage.injected += len(hooked.stage.sandbox.world.broken_rules)


async def test_an_update_that_comes_twice_at_once_has_one_effect(hooked: Hooked) -> None:
    lead = await hooked.lets_in_a_lead()
    update = message_update(lead, "/quiz One", 900_000_001)
    assert await asyncio.gather(*(hooked.post(update) for _ in range(5))) == [200] * 5
    await hooked.comes(lead, "0 answered")
    seen = [row.update_id for row in await hooked.stage.rows(processed_updates)]
    assert seen.count(900_000_001) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "\u00e9"])
async def test_who_does_not_know_the_secret_changes_nothing(hooked: Hooked, secret: str | None) -> None:
    before = await hooked.stage.rows(processed_updates)
    assert await hooked.post({"update_id": 1, "message": {}}, secret) == 403
    assert await hooked.stage.rows(processed_updates) == before


async def test_only_posts_to_the_one_path_are_taken(hooked: Hooked) -> None:
    assert await hooked.post({"update_id": 1}, path="/elsewhere") == 404
    async with hooked.client.get(hooked.url) as response:
        assert response.status == 405
    async with hooked.client.get(hooked.url.replace(PATH, "/healthz")) as response:
        assert response.status == 404, "the door has no window"


SLOW = {
    "no word": b"",
    "half a head": b"POST /telegram HTTP/1.1\r\nHost: x\r\n",
    "half a body": (
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
        "Content-Length: 99\r\n\r\n{".encode()
    ),
    "no last chunk": (
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n".encode()
    ),
    "half a second head": f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\nGET ".encode(),
}


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW)
async def test_somebody_who_never_says_it_all_does_not_hold_a_connection_for_ever(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    for bound in ("SLOW_SECONDS", "IDLE_SECONDS", "EVERY"):
        monkeypatch.setattr(patrol, bound, 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(hooked.url).port)
    writer.write(said)
    async with asyncio.timeout(BOUND):
        with suppress(ConnectionError):
            await reader.read()
    writer.close()
    assert await hooked.post({"update_id": 1}) == 200


async def test_those_who_say_nothing_take_no_room_from_telegram(hooked: Hooked) -> None:
    """However many they are: each is one of the files that a process may have open."""
    uvicorn = server(hooked)
    uvicorn.config.limit_concurrency = 20
    port = urlsplit(hooked.url).port
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
    assert await hooked.post({"update_id": 1}) == 200
    assert len(uvicorn.server_state.connections) <= 20
    for _, writer in silent:
        writer.close()


async def test_one_who_is_being_answered_makes_room_for_nobody(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_held, go_on = asyncio.Event(), asyncio.Event()
    take = hooked.stage.bot.counter.take

    async def waits(batch: Any, since: float | None = None) -> None:
        is_held.set()
        await go_on.wait()
        await take(batch, since)

    monkeypatch.setattr(hooked.stage.bot.counter, "take", waits)
    server(hooked).config.limit_concurrency = 3
    held = asyncio.create_task(hooked.post({"update_id": 1}))
    await is_held.wait()
    port = urlsplit(hooked.url).port
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(10)]
    assert await hooked.post({}) == 400  # whoever comes is answered in the place of one of those
    go_on.set()
    assert await held == 200
    for _, writer in silent:
        writer.close()


def server(hooked: Hooked) -> Any:
    """uvicorn's, behind the webhook."""
    assert isinstance(hooked.stage.bot.intake, Webhook)
    return hooked.stage.bot.intake._server._server


async def test_no_other_spelling_of_the_path_leads_anywhere(hooked: Hooked) -> None:
    """A redirect would tell whoever asks where the door is."""
    for path in ("/", "//", "/.", "%20", "?x=1#y"):
        wanted = 200 if path.startswith("?") else 404
        assert await hooked.post({"update_id": 1}, path=path) == wanted, path


async def test_a_huge_body_is_refused_before_it_is_read(hooked: Hooked) -> None:
    assert await hooked.post(b"[" * (LONGEST_BODY + 1)) == 413
    assert await hooked.post(b"[" * LONGEST_BODY) == 400


async def test_a_head_without_an_end_is_refused_while_it_is_read(hooked: Hooked) -> None:
    address = urlsplit(hooked.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"POST /telegram HTTP/1.1\r\nX: " + b"y" * 2**17)
    async with asyncio.timeout(BOUND):
        assert (await reader.readline()).split()[1] == b"400"
    writer.close()


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"update_id": "7"}', b'{"update_id": true}', b'{"update_id": -1}']
)
async def test_what_is_no_update_is_refused(hooked: Hooked, body: bytes) -> None:
    assert await hooked.post(body) == 400
    assert await hooked.post(b'{"update_id": %d}' % (1 << 63)) == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(1, 1 << 62)},
    optional={
        "message": JSON,
        "callback_query": JSON | st.fixed_dictionaries({"id": JSON, "from": JSON, "data": JSON}),
        "my_chat_member": JSON,
    },
)


@given(
    bodies=st.lists(st.binary(max_size=200) | UPDATES.map(lambda one: json.dumps(one).encode()), max_size=4)
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_body_breaks_the_door(hooked: Hooked, bodies: list[bytes]) -> None:
    hooked.stage.may_log_errors = True
    assert {await hooked.post(body) for body in bodies} <= {200, 400}


async def test_updates_of_one_batch_are_taken_in_the_order_of_their_ids(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[list[int]] = []
    goes_on = asyncio.Event()

    async def note(batch: Any, since: float | None = None) -> None:
        taken.append([update["update_id"] for update in batch])
        await goes_on.wait()

    monkeypatch.setattr(hooked.stage.bot.counter, "take", note)
    posts = [asyncio.create_task(hooked.post({"update_id": 5}))]
    while not taken:
        await asyncio.sleep(0)
    posts += [asyncio.create_task(hooked.post({"update_id": number})) for number in (9, 8, 7)]
    while len(hooked.gathering._next) < 3:
        await asyncio.sleep(0)
    goes_on.set()
    assert await asyncio.gather(*posts) == [200] * 4
    assert taken == [[5], [7, 8, 9]]


async def test_a_poisoned_update_is_parked_and_told_to_admins_and_blocks_nobody(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = await hooked.lets_in_a_lead()
    await lead.person.send(f"/quiz {NAME}")
    await hooked.comes(lead, "0 answered")
    hooked.stage.may_log_errors = True

    def poisoned(*_: Any) -> Any:
        raise ZeroDivisionError("poison")

    with monkeypatch.context() as patch:
        patch.setattr(taps, "event_of", poisoned)
        await hooked.taps(lead, "1 · ")
        await hooked.comes(lead, "Something went wrong on our side")
    (parked,) = await hooked.stage.bot.database.read(updates.parked)
    assert (parked.error, parked.tries) == ("ZeroDivisionError", 5)
    await lead.person.send("/outbox")
    outbox = await hooked.comes(lead, "Could not be handled")
    assert "1 × ZeroDivisionError" in outbox.text and NAME not in outbox.text


async def test_when_too_much_waits_telegram_is_told_to_come_again(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 0)
    assert await hooked.post({"update_id": 900_000_001}) == 503


@pytest.mark.usefixtures("short_pauses")
async def test_a_request_does_not_wait_for_ever(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = asyncio.Event()

    async def hangs(batch: Any, since: float | None = None) -> None:
        await goes_on.wait()

    monkeypatch.setattr(hooked.stage.bot.counter, "take", hangs)
    assert await hooked.post({"update_id": 900_000_001}) == 503
    goes_on.set()


async def test_what_is_in_hand_is_finished_before_the_bot_stops(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = await hooked.lets_in_a_lead()
    counter, take = hooked.stage.bot.counter, hooked.stage.bot.counter.take
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def slowly(batch: Any, since: float | None = None) -> None:
        begun.set()
        await goes_on.wait()
        await take(batch, since)

    monkeypatch.setattr(counter, "take", slowly)
    posted = asyncio.create_task(hooked.post(message_update(lead, f"/quiz {NAME}", 900_000_001)))
    await begun.wait()
    hooked.stop.set()
    goes_on.set()
    assert await posted == 200
    await hooked.comes(lead, "0 answered")


async def test_a_webhook_that_somebody_took_away_is_put_back(hooked: Hooked) -> None:
    hooked.stage.may_log_errors = True
    await hooked.stage.bot.bot.delete_webhook()
    intake = hooked.stage.bot.intake
    assert isinstance(intake, Webhook)
    await intake._registration.look()
    assert (await hooked.stage.bot.bot.get_webhook_info()).url == hooked.url


class NoAddress:
    """A Bot API server that forgets half of its answer."""

    async def call(self, method: str, content: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what was asked."""
        return {}


@pytest.mark.parametrize("bot", [None, NoAddress()], ids=["no certificate", "no address"])
async def test_a_look_that_goes_wrong_is_taken_again_and_ends_nothing(
    hooked: Hooked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: Any
) -> None:
    hooked.stage.may_log_errors = True
    moved = Address(hooked.url + "/moved", SECRET, tmp_path / "being renewed.pem")
    registration = Registration(bot or hooked.stage.bot.bot, moved)
    stop, left, look = asyncio.Event(), iter([False, True]), registration.look

    async def look_twice() -> None:
        if next(left):
            stop.set()
        await look()

    monkeypatch.setattr(registering, "EVERY", 0.001)
    monkeypatch.setattr(registration, "look", look_twice)
    async with asyncio.timeout(BOUND):
        await registration.watch(stop)
    assert stop.is_set()


async def test_a_bot_that_commits_nothing_any_more_does_not_go_on_in_silence(
    database_url: str,
    content: ContentSet,
    now: datetime,
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"127.0.0.1:{free_port}"
    more = {"webhook_url": f"http://{address}{PATH}", "webhook_secret": SECRET, "webhook_listen": address}

    def fails(_: Gathering) -> None:
        raise ZeroDivisionError("in the gathering itself")

    monkeypatch.setattr(Gathering, "_take", fails)
    async with staged(database_url, content, now, **more) as stage, ClientSession() as client:
        hooked = Hooked(stage, more["webhook_url"], client)
        running = asyncio.create_task(stage.bot.run(hooked.stop))
        posted = asyncio.create_task(hooked.post({"update_id": 900_000_001}))
        await asyncio.wait([running], timeout=BOUND)
        assert running.done(), "somebody must notice, and start it anew"
        with pytest.raises(ExceptionGroup) as ended:
            await running
        assert ended.group_contains(ZeroDivisionError)
        posted.cancel()
        await asyncio.gather(posted, return_exceptions=True)


async def test_an_address_that_telegram_refuses_is_named(hooked: Hooked) -> None:
    elsewhere = Registration(hooked.stage.bot.bot, Address("https://example.org/telegram", SECRET))
    with pytest.raises(Exception, match=r"does not take WEBHOOK_URL https://example.org/telegram: .*443"):
        await elsewhere.enter()
    hooked.stage.injected += 1


async def test_without_a_proxy_the_bot_has_the_certificate_and_shows_a_self_signed_one_to_telegram(
    database_url: str, content: ContentSet, now: datetime, free_port: int, tmp_path: Path
) -> None:
    certificate, key = self_signed(tmp_path, x509.IPAddress(ip_address("127.0.0.1")))
    address = f"127.0.0.1:{free_port}"
    more = {"webhook_url": f"https://{address}{PATH}", "webhook_secret": SECRET, "webhook_listen": address}
    files = {"webhook_certificate": certificate, "webhook_key": key}
    trusting = TCPConnector(ssl=ssl.create_default_context(cafile=str(certificate)))
    async with (
        staged(database_url, content, now, **more, **files) as stage,
        ClientSession(connector=trusting) as client,
    ):
        hooked = Hooked(stage, more["webhook_url"], client)
        running = asyncio.create_task(stage.bot.run(hooked.stop))
        assert await hooked.post({"update_id": 900_000_001}) == 200
        hooked.stop.set()
        await running
        assert stage.sandbox.world.broken_rules == [] and is_self_signed(certificate)


def message_update(phone: Phone, text: str, number: int) -> dict[str, Any]:
    """What Telegram sends when somebody writes."""
    return {"update_id": number, "message": written(phone, text)}


def written(phone: Phone, text: str) -> dict[str, Any]:
    """A message of somebody's."""
    person = phone.person
    return {
        "message_id": 1,
        "date": 1_930_000_000,
        "chat": {"id": person.id, "type": "private", "first_name": "Vera"},
        "from": {"id": person.id, "is_bot": False, "first_name": "Vera", "language_code": "en"},
        "text": text,
    }


def tap_update(phone: Phone, message: Message, number: int) -> dict[str, Any]:
    """What Telegram sends when somebody presses the first button of a message."""
    return {
        "update_id": number,
        "callback_query": {
            "id": f"{number}",
            "from": {"id": phone.person.id, "is_bot": False, "first_name": "Vera", "language_code": "en"},
            "message": {
                "message_id": message.id,
                "chat": {"id": phone.person.id, "type": "private"},
            },
            "data": message.buttons[0].data,
        },
    }
