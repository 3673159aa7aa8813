"""The drill: a backup while twenty people answer, the database lost, everybody goes on from the copy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import wired
from bot.config import Settings
from bot.firstcall import Firstcall
from bot.sandbox import Person, Sandbox
from bot.storage import Vault
from bot.storage.safekeeping import backup
from bot.storage.tables import answers, interviews
from bot.telegram.callbacks import Verb
from questionnaires.content.model import ContentSet
from tests.conftest import KEY
from tests.databases import PostgresServer, programs
from tests.e2e.stage import TO_CARD, Phone, Stage, SteppingClock, read
from tests.storage.samples import NOW

PEOPLE = 20
BEFORE, MEANWHILE, AFTER = 3, 2, 20
"""Rounds in which everybody answers a question: before the backup, beside it, and at most after it."""


@dataclass
class Answering:
    """One person, their client, and what they meant."""

    phone: Phone
    option: int
    meant: dict[int, int] = field(default_factory=dict)
    """Place of the question: number of the option tapped last."""

    async def tap(self) -> None:
        """Answer the question on the newest screen, or look at the result; nobody has heard of it yet."""
        message = self.phone.screen
        result = next((button for button in message.buttons if TO_CARD in button.text), None)
        if result is not None:
            await self.phone.person.tap_raw(message.id, result.data or "")
            return
        offered = [button for button in message.buttons if read(button).verb is Verb.ANSWER]
        if offered:
            button = offered[min(self.option, len(offered)) - 1]
            self.meant[read(button).a] = read(button).b
            await self.phone.person.tap_raw(message.id, button.data or "")


WAYS = [("sqlite_url", "a_file"), ("postgres_url", "a_server"), ("sqlite_url", "a_server")]
"""From which database into which: the last one is the way from one bot to many."""


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The addresses of a database in use and of an empty one."""
    here, there = request.param
    return request.getfixturevalue(here), request.getfixturevalue(there)


@pytest.fixture
def a_file(tmp_path: Path) -> str:
    """An empty SQLite database."""
    return f"sqlite:///{tmp_path / 'restored.sqlite3'}"


@pytest.fixture
def a_server(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty PostgreSQL database, and the programs that copying one needs."""
    monkeypatch.setenv("PATH", str(programs()), prepend=":")
    url = postgres.create()
    yield url
    postgres.drop(url)


def settings(sandbox: Sandbox, people: list[Person], database_url: str) -> Settings:
    return Settings(
        bot_token=SecretStr(sandbox.token),
        bot_api_url=sandbox.url,
        database_url=SecretStr(database_url),
        data_key=SecretStr(KEY),
        admin_ids=tuple(person.id for person in people),
    )


async def everybody_answers(crowd: list[Answering], rounds: int) -> None:
    for _ in range(rounds):
        for each in crowd:
            await each.tap()
        await crowd[0].phone.stage.settle()


async def stored(stage: Stage) -> dict[tuple[int, str], str | None]:
    """What is stored: by interview and question, the option."""
    rows = await stage.rows(answers)
    return {(row.interview_id, row.question_id): row.option_id for row in rows}


def meant(bot: Firstcall, each: Answering) -> dict[str, str | None]:
    script = bot.desk.scripts.current("manager_quiz")
    questions = list(script.questions)
    return {
        questions[place]: script.questions[questions[place]].options[number - 1].id if number else None
        for place, number in each.meant.items()
    }


async def test_a_backup_while_twenty_people_answer_brings_everybody_back(
    way: tuple[str, str], content: ContentSet, tmp_path: Path
) -> None:
    database_url, elsewhere = way
    clock = SteppingClock(NOW)
    async with Sandbox(clock=lambda: clock.time, first_update_id=812_345_678) as sandbox:
        people = [sandbox.person(f"Person {number}", "en") for number in range(PEOPLE)]
        async with wired(settings(sandbox, people, database_url), content, clock) as bot:
            stage = Stage(sandbox, bot, clock)
            crowd = [Answering(Phone(stage, person), number % 3 + 1) for number, person in enumerate(people)]
            for each in crowd:
                await each.phone.person.send(f"/quiz Client {each.phone.person.id}")
            await stage.settle()
            await everybody_answers(crowd, BEFORE)
            acknowledged = await stored(stage)
            await asyncio.gather(
                backup.back_up(database_url, Vault([KEY]), tmp_path / "copy"),
                everybody_answers(crowd, MEANWHILE),
            )
        assert len(acknowledged) == PEOPLE * BEFORE
        await backup.restore(elsewhere, Vault([KEY]), tmp_path / "copy")
        async with wired(settings(sandbox, people, elsewhere), content, clock) as bot:
            stage.bot = bot
            assert acknowledged.items() <= (await stored(stage)).items()
            await bot.clockwork.tick(clock(), on_its_way=timedelta(0))  # as it does when it starts
            await stage.settle()
            await everybody_answers(crowd, AFTER)
            by_chat = {row.chat_id: row for row in await stage.rows(interviews)}
            for each in crowd:
                held = by_chat[each.phone.person.id]
                assert held.state == "finished"
                assert await stage.answers(held.id) == meant(bot, each)
                assert held.shown_revision == held.revision
            await stage.check()
