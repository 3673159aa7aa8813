"""The bot as a process of its own, killed without warning and started again."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from bot.interviews import Scripts
from bot.sandbox import Sandbox
from bot.storage.engines import engine_for
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.interview import Script
from tests.chaos.crowd import Member
from tests.conftest import KEY

ROOT = Path(__file__).resolve().parents[2]
QUERY = """
SELECT interviews.chat_id, interviews.state, interviews.revision - interviews.shown_revision,
       answers.question_id, answers.option_id
FROM interviews LEFT JOIN answers ON answers.interview_id = interviews.id
"""


@dataclass
class BotProcess:
    """`firstcall run` against a sandbox, on a SQLite file in `folder` or on another database."""

    sandbox: Sandbox
    folder: Path
    admins: Iterable[int]
    keys: str = KEY
    url: str = ""
    """Of the database, where it is another one."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Further settings."""
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        """What it said, over all its lives."""
        return self.folder / "bot.log"

    @property
    def database(self) -> Path:
        """Its database, where it is a file."""
        return self.folder / "chaos.sqlite3"

    @property
    def database_url(self) -> str:
        """Its database."""
        return self.url or f"sqlite:///{self.database}"

    @property
    def has_ended(self) -> bool:
        """Whether it is not running."""
        return self._process is not None and self._process.returncode is not None

    @property
    def pid(self) -> int:
        """Of the process."""
        assert self._process is not None, "start() comes first"
        return self._process.pid

    async def start(self) -> None:
        """Start it; it is ready when it polls."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=self.folder,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    async def ended(self) -> int:
        """Wait for its end, whoever brings it about; returns the exit code, negative for a signal."""
        assert self._process is not None, "start() comes first"
        return await self._process.wait()

    async def kill(self) -> None:
        """`kill -9`."""
        assert self._process is not None, "start() comes first"
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has finished what was in hand."""
        assert self._process is not None, "start() comes first"
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": self.sandbox.token,
            "BOT_API_URL": self.sandbox.url,
            "DATABASE_URL": self.database_url,
            "DATA_KEY": self.keys,
            "ADMIN_IDS": ",".join(map(str, self.admins)),
            **self.more,
        }


@dataclass(frozen=True)
class Verdict:
    """What the database holds against what people meant."""

    complete: int
    """Conversations that are finished, shown, and have exactly the tapped answers."""
    lost: int
    """Answers that were tapped and are not stored."""
    wrong: int
    """Answers that are stored otherwise than tapped, or were never tapped."""
    differing: Mapping[int, str] = field(default_factory=dict, compare=False)
    """By chat: what was meant and is not stored so, or that the end was not reached."""


async def judge(database_url: str, members: list[Member]) -> Verdict:
    """Compare what is stored with what each person tapped."""
    scripts = Scripts(load(studio=StudioFacts.OWN))
    stored, finished = await _stored(database_url)
    complete = lost = wrong = 0
    differing: dict[int, str] = {}
    for member in members:
        meant = _in_ids(member, scripts.current(member.questionnaire))
        kept = stored.get(member.person.id, {})
        lost += len(meant.keys() - kept.keys())
        wrong += sum(question not in meant or meant[question] != option for question, option in kept.items())
        if kept == meant and member.person.id in finished:
            complete += 1
        else:
            differing[member.person.id] = _difference(meant, kept)
    return Verdict(complete, lost, wrong, differing)


def _difference(meant: Mapping[str, str | None], kept: Mapping[str, str | None]) -> str:
    """Each answer that is not what was meant; none differ where only the end is missing."""
    nothing = "nothing"
    pairs = {each: (meant.get(each, nothing), kept.get(each, nothing)) for each in meant.keys() | kept.keys()}
    told = [
        f"{each}: meant {pair[0]}, stored {pair[1]}" for each, pair in pairs.items() if pair[0] != pair[1]
    ]
    return "; ".join(told) or "not finished, or its end not shown"


def _in_ids(member: Member, script: Script) -> dict[str, str | None]:
    """What somebody meant: the option of each question, None for "Don't know"."""
    questions = list(script.questions)
    return {
        questions[place]: script.questions[questions[place]].options[number - 1].id if number else None
        for place, number in member.meant.items()
    }


async def _stored(database_url: str) -> tuple[dict[int, dict[str, str | None]], set[int]]:
    """By chat: the answers; and the chats whose one quiz is finished, with its card shown."""
    answers: dict[int, dict[str, str | None]] = {}
    finished: set[int] = set()
    engine = engine_for(database_url)
    rows = await engine.read(lambda connection: connection.execute(text(QUERY)).all())
    await engine.close()
    for chat, state, unshown, question, option in rows:
        answers.setdefault(chat, {})[question] = option
        if (state, unshown) == ("finished", 0):
            finished.add(chat)
    return answers, finished
