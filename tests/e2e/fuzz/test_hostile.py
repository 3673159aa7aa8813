"""Hostile words and buttons, through the real intake: always an answer, never markup, nothing of others."""

from __future__ import annotations

import random
import string
from base64 import urlsafe_b64encode

import pytest

from bot.storage.tables import answers, briefs, clients, interviews, notes
from bot.telegram.callbacks import LENGTH
from tests.e2e.prospects import link_for
from tests.e2e.stage import Phone, Stage

TEMPLATES = (
    "{{7*7}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "${7*7}",
    "#{7*7}",
)
MARKUP = (
    "<b>bold",
    "</b></i>",
    "<a href='tg://user?id=1'>x</a>",
    "&lt;b&gt;&amp;",
    "*_[`]()~ Mark",
    "<script>alert(1)</script>",
)
ODD_LETTERS = (
    "\u202eedoc live\u202c",
    "\u200b\u200b",
    "\u2066שלום\u2069",
    "e" + "\u0301" * 300,
    "👩‍👩‍👧‍👦" * 60,
    "\ufeff\u00a0\u3000",
    "\x01\x02\x7f",
    "a\r\nb\tc",
    "Ж" * 4096,
    "𝔘" * 2048,
    "%s %d {0} {name}",
    "'; DROP TABLE clients; --",
    '=HYPERLINK("http://x")',
)
UNSEEN = ("", "\u200b", "\u3164")
HOSTILE = (*TEMPLATES, *MARKUP, *ODD_LETTERS)
COMMANDS = (
    *("/", "//", "/start" * 50, "/START", "/start@", "/quiz@x@y"),
    *("/привет", "/ start", "/\u200bstart", "/help\n/forget"),
)
COMMANDS_WITH_WORDS = ("quiz", "clients", "brief", "summary", "start", "cancel", "subscribe")


async def of_the_team(stage: Stage) -> list[list[str]]:
    """What the team has, and a stranger must not move."""
    return [
        sorted(map(repr, await stage.rows(table))) for table in (answers, briefs, clients, interviews, notes)
    ]


async def is_answered(phone: Phone, text: str) -> None:
    """Something comes, or what is there is brought up to date."""
    before = [(message.id, message.text, message.edited) for message in phone.chat]
    await phone.says(text)
    after = [(message.id, message.text, message.edited) for message in phone.chat]
    assert after != before, text
    assert "Something went wrong" not in phone.screen.text, text


@pytest.mark.parametrize("standing", ["stranger", "manager", "lead", "prospect"])
async def test_every_hostile_text_is_answered_as_a_text(on_sqlite: Stage, standing: str) -> None:
    """A message that Telegram would refuse is a broken rule of the sandbox: the test fails at its end."""
    stage = on_sqlite
    phone = await _one(stage, standing)
    for text in (*HOSTILE, *COMMANDS):
        await is_answered(phone, text)
    assert not [message.text for message in phone.chat if "49" in message.text.split()]


@pytest.mark.parametrize("command", COMMANDS_WITH_WORDS)
async def test_hostile_words_after_a_command_are_answered_as_words(on_sqlite: Stage, command: str) -> None:
    stage = on_sqlite
    for phone in (stage.max, stage.lead, stage.phone("Otto")):
        for text in HOSTILE:
            await is_answered(phone, f"/{command} {text[:2000]}")


@pytest.mark.parametrize("name", [*TEMPLATES, *MARKUP])
async def test_a_client_may_be_called_anything(on_sqlite: Stage, name: str) -> None:
    """The name is read on every screen up to the card as it was written."""
    card = await on_sqlite.max.quiz(name)
    assert name in card.text and "49" not in card.text.splitlines()[0].replace(name, "")
    await on_sqlite.max.says("/clients")
    assert (
        any(name[:20] in button.text for button in on_sqlite.max.screen.buttons)
        or name in on_sqlite.max.screen.text
    )


@pytest.mark.parametrize("name", [*TEMPLATES, *MARKUP, "\u202egnp.exe", "../../etc/passwd", "x" * 300])
async def test_a_file_may_be_called_anything(on_sqlite: Stage, name: str) -> None:
    anna = await _one(on_sqlite, "prospect")
    await anna.person.send_document(name, b"%PDF", caption=name[:1024])
    await on_sqlite.settle()
    assert "Something went wrong" not in anna.screen.text


@pytest.mark.parametrize("name", [*TEMPLATES, *MARKUP, *UNSEEN, "\u202egnp.exe", "😀" * 64, "a\n\x1b[31mb"])
async def test_somebody_may_be_called_anything(on_sqlite: Stage, name: str) -> None:
    """Telegram lets everybody choose: the lead finds them, and no line of hers is turned round."""
    stage = on_sqlite
    nina, anna = await stage.manager(name), stage.phone(name)
    await nina.quiz("Lotus Bakery")
    await anna.follows(await link_for(stage))
    await anna.press_first()
    row = (await stage.lead.says("/team")).buttons[2]
    assert row.text.removeprefix("3. ").strip()
    await stage.lead.taps(row.text)
    lines = [line for phone in stage.phones for each in phone.chat for line in each.text.splitlines()]
    assert not [line for line in lines if "\x1b" in line or "went wrong" in line]
    assert all(line.count("\u202e") == line.count("\u202c") for line in lines)


@pytest.mark.parametrize("code", ["\x00e", "half \ud800", "\ud800", "Ж", "", "e\n", "x" * 5000, "{{7*7}}"])
async def test_an_app_may_speak_any_language(firstcall: Stage, code: str) -> None:
    """Telegram passes on what an app calls its language; PostgreSQL takes no zero byte in a text."""
    otto = firstcall.phone("Otto")
    await otto.person.send("hello")
    (real,) = firstcall.sandbox.world.updates.pending
    firstcall.sandbox.world.updates.clear()
    real["message"]["from"]["language_code"] = code
    await firstcall.bot.counter.take([real])
    await firstcall.quieten()
    assert "invitation link" in otto.screen.text


@pytest.mark.parametrize("seed", range(2))
async def test_no_made_up_link_opens_anything(on_sqlite: Stage, seed: int) -> None:
    stage, chance = on_sqlite, random.Random(seed)
    await stage.max.quiz("Lotus Bakery")
    before, alphabet = await of_the_team(stage), string.ascii_letters + string.digits + "_-"
    otto = stage.phone("Otto")
    for length in (*range(1, 65, 3), 32, 33, 64):
        payload = chance.choice("bsABC_-") + "".join(chance.choices(alphabet, k=length - 1))
        await is_answered(otto, f"/start {payload}")
        assert otto.screen.buttons == ()
    await is_answered(otto, "/start summary_1_1")
    assert await of_the_team(stage) == before


@pytest.mark.parametrize("seed", range(2))
async def test_no_made_up_button_moves_anything(on_sqlite: Stage, seed: int) -> None:
    """Real buttons of others with bits turned, random data of the right length, and data of any other."""
    stage, chance = on_sqlite, random.Random(seed)
    stage.has_forged = True
    await stage.max.quiz("Lotus Bakery")
    otto = stage.phone("Otto")
    await otto.says("hello")
    real = [button.data or "" for message in stage.max.chat for button in message.buttons]
    before = await of_the_team(stage)
    forged = [_turned(chance.choice(real), chance) for _ in range(60)]
    forged += [urlsafe_b64encode(chance.randbytes(25)).decode()[:LENGTH] for _ in range(40)]
    forged += ["x", " " * LENGTH, "A" * 64, "\u202e" * 20, "=" * LENGTH, "-" * LENGTH]
    for data in forged:
        tap = await otto.forges(data, otto.chat[0])
        assert await tap.answer()
    assert await of_the_team(stage) == before
    assert not [message.text for message in otto.chat if "Lotus" in message.text]


async def test_a_flood_of_one_person_keeps_nobody_else_from_their_next_question(on_sqlite: Stage) -> None:
    stage = on_sqlite
    await stage.max.says("/quiz Cedar Dental")
    otto, before = stage.phone("Otto"), stage.max.screen.text
    for number in range(300):
        await otto.person.send(f"/start {number}")
    await stage.max.touches("1 · ")
    await stage.settle()
    assert stage.max.screen.text != before
    assert len(otto.chat) <= 300


def _turned(data: str, chance: random.Random) -> str:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(string.ascii_letters + string.digits + "-_") + data[at + 1 :]


async def _one(stage: Stage, standing: str) -> Phone:
    """Somebody of that standing, in the middle of something."""
    if standing == "lead":
        return stage.lead
    if standing == "manager":
        await stage.max.says("/quiz Cedar Dental")
        return stage.max
    phone = stage.phone("Anna")
    if standing == "prospect":
        await phone.follows(await link_for(stage))
        await phone.press_first()
    return phone
