"""Web pages elsewhere can neither drive the sandbox nor read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import psutil
import pytest

from bot.sandbox import Persona, Sandbox


@pytest.fixture
async def served() -> AsyncIterator[Sandbox]:
    async with Sandbox([Persona("Maria", "Team lead", start_payload="claim")]) as sandbox:
        yield sandbox


async def _post(sandbox: Sandbox, path: str, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(sandbox.url + path, json={}, headers=headers) as answer,
    ):
        return answer.status


async def _get(sandbox: Sandbox, path: str, headers: dict[str, str]) -> aiohttp.ClientResponse:
    async with aiohttp.ClientSession() as session, session.get(sandbox.url + path, headers=headers) as answer:
        await answer.read()
        return answer


def _start(sandbox: Sandbox) -> str:
    return f"/sandbox/phones/{sandbox.people[0].id}/start"


async def test_it_listens_on_this_machine_alone(served: Sandbox) -> None:
    port = urlsplit(served.url).port
    listening = psutil.Process().net_connections(kind="inet")
    ours = [each for each in listening if each.laddr and each.laddr.port == port]
    listened = {each.laddr.ip for each in ours if each.status == psutil.CONN_LISTEN}
    assert listened == {"127.0.0.1"}


async def test_the_page_itself_may_act(served: Sandbox) -> None:
    assert await _post(served, _start(served), {"Origin": served.url}) == 200
    assert [message.text for message in served.people[0].messages] == ["/start claim"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {},
        {"Origin": "http://rebound.example", "Host": "rebound.example"},
    ],
)
async def test_an_action_from_anywhere_else_is_refused(served: Sandbox, headers: dict[str, str]) -> None:
    assert await _post(served, _start(served), headers) == 403
    assert served.people[0].messages == []


@pytest.mark.parametrize(
    "headers",
    [{"Host": "rebound.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}],
)
async def test_the_live_feed_is_not_read_from_elsewhere(served: Sandbox, headers: dict[str, str]) -> None:
    assert (await _get(served, "/sandbox/live", headers)).status == 403


async def test_a_browser_gets_nothing_from_the_bot_api(served: Sandbox) -> None:
    headers = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}
    assert await _post(served, f"/bot{served.token}/getMe", headers) == 403


async def test_a_link_to_the_page_may_be_followed_from_anywhere(served: Sandbox) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    answer = await _get(served, "/", followed)
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


async def test_an_uploaded_page_is_downloaded_not_shown(served: Sandbox) -> None:
    maria = served.people[0]
    sent = await maria.send_document("evil.html", b"<script>alert(1)</script>")
    assert sent.media is not None
    answer = await _get(served, f"/sandbox/files/{sent.media.file.id}", {})
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("path", ["/sandbox/phones/1/start", "/sandbox/phones/{id}/fly"])
async def test_an_unknown_phone_or_action_is_404(served: Sandbox, path: str) -> None:
    address = path.format(id=served.people[0].id)
    assert await _post(served, address, {"Origin": served.url}) == 404


async def _upload(sandbox: Sandbox, kind: str, headers: dict[str, str], **files: bytes) -> tuple[int, str]:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("caption", "x")
    for name, content in files.items():
        form.add_field(name, content, filename=name)
    address = f"{sandbox.url}/sandbox/phones/{sandbox.people[0].id}/send/{kind}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=form, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_files_are_taken_from_the_page_alone(served: Sandbox) -> None:
    assert (await _upload(served, "documents", {"Origin": "https://example.org"}, a=b"%PDF"))[0] == 403
    assert served.people[0].messages == []
    assert (await _upload(served, "documents", {"Origin": served.url}, a=b"%PDF"))[0] == 200
    assert [message.text for message in served.people[0].messages] == ["x"]


@pytest.mark.parametrize(
    ("kind", "files", "status", "reason"),
    [
        ("songs", {"a": b"x"}, 404, "kind of file"),
        ("documents", {}, 400, "no file"),
        ("photos", {"a": b"x"}, 400, "PNG or JPEG"),
    ],
)
async def test_files_that_cannot_be_sent_are_refused_with_the_reason(
    served: Sandbox, kind: str, files: dict[str, bytes], status: int, reason: str
) -> None:
    answered, said = await _upload(served, kind, {"Origin": served.url}, **files)
    assert answered == status and reason in said
    assert served.people[0].messages == []


async def test_more_than_the_sandbox_can_carry_is_refused(
    served: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.control.uploads.MAX_BYTES", 1000)
    status, said = await _upload(served, "documents", {"Origin": served.url}, a=bytes(2000))
    assert status == 400 and "carries at most" in said
    assert served.people[0].messages == []
