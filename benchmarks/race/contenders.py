"""Who runs: each a process of its own, started for one race and checked at its end."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.interviews import Scripts
from bot.storage import Vault
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.interview.script import in_language

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "42:race"
QUESTIONS = 10
DATABASE = "race.sqlite3"
STORED = """
SELECT interviews.chat_id, interviews.id, interviews.state, answers.question_id, answers.option_id
FROM interviews JOIN answers ON answers.interview_id = interviews.id
ORDER BY interviews.chat_id, interviews.created_at, interviews.id
"""
Told = Mapping[str, Mapping[str, Any]]
"""What the far end knows, by Telegram id: `meant`, a list for each quiz, and the text `shown` last."""


@dataclass(frozen=True)
class Contender:
    """One bot."""

    name: str
    taste: str
    """How people choose among its buttons: see `people.TASTES`."""
    command: tuple[str, ...]
    wrong: Callable[[Path, Told], int]
    """From its folder and what people meant: how many conversations do not have exactly their answers."""

    def environment(self, url: str, folder: Path, people: range) -> dict[str, str]:
        """What its process is started with."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url,
            "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
            "DATA_KEY": Vault.new_key(),
            "ADMIN_IDS": ",".join(map(str, people)),
            "RACE_QUIZ": str(folder / "quiz.json"),
        }


def contenders(peers_python: str) -> list[Contender]:
    """Everybody, the product first."""
    peers = ("ptb_conversation", "aiogram_fsm", "aiogram_dialogs")
    return [
        Contender("firstcall", "firstcall", (sys.executable, "-m", "bot", "run"), _wrong_in_database),
        *(Contender(name, "peers", _peer(peers_python, name), _wrong_on_screen) for name in peers),
        Contender("ceiling", "peers", _peer(sys.executable, "ceiling"), _wrong_on_screen),
    ]


def write_quiz(folder: Path) -> None:
    """The product's first questions, for peers to ask the same."""
    script = Scripts(load(studio=StudioFacts.OWN)).current("manager_quiz")
    quiz = [
        {
            "text": in_language(question.text, "en"),
            "options": [in_language(option.label, "en") for option in question.options],
        }
        for question in list(script.questions.values())[:QUESTIONS]
    ]
    (folder / "quiz.json").write_text(json.dumps(quiz), encoding="utf-8")


def _peer(python: str, name: str) -> tuple[str, ...]:
    return (python, "-m", f"benchmarks.race.peers.{name}")


def _wrong_on_screen(_folder: Path, told: Told) -> int:
    """A peer shows its answers at the end; those of the last quiz are compared."""
    return sum(
        person["shown"].partition(": ")[2] != ",".join(person["meant"][-1]) for person in told.values()
    )


def _wrong_in_database(folder: Path, told: Told) -> int:
    """Every quiz of everybody, as it is committed."""
    script = Scripts(load(studio=StudioFacts.OWN)).current("manager_quiz")
    questions = list(script.questions)

    def option(place: int, number: int) -> str | None:
        return script.questions[questions[place]].options[number - 1].id if number else None

    stored = dict(_stored(folder / DATABASE))
    wrong = 0
    for person, known in told.items():
        taps = [[tuple(map(int, tap.split(":"))) for tap in quiz] for quiz in known["meant"]]
        meant = [{questions[place]: option(place, number) for place, number in quiz} for quiz in taps]
        kept = stored.get(int(person), [])
        wrong += sum(each not in kept for each in meant) + abs(len(kept) - len(meant))
    return wrong


def _stored(database: Path) -> Iterator[tuple[int, list[dict[str, str | None]]]]:
    """By chat: the answers of each finished quiz, the oldest first."""
    connection = sqlite3.connect(database)
    try:
        for chat, rows in groupby(connection.execute(STORED), lambda row: row[0]):
            quizzes = [list(quiz) for _, quiz in groupby(rows, lambda row: row[1])]
            yield chat, [{row[3]: row[4] for row in quiz} for quiz in quizzes if quiz[0][2] == "finished"]
    finally:
        connection.close()
