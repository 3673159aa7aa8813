"""The ten questions that every peer asks, and how a screen is worded; shared, so that all do the same."""

from __future__ import annotations

import json
import os
from pathlib import Path

QUIZ: list[dict[str, object]] = json.loads(Path(os.environ["RACE_QUIZ"]).read_text(encoding="utf-8"))
"""Each with `text` and `options`, as `benchmarks.end_to_end` wrote them from the product's own quiz."""
TOKEN, URL = os.environ["BOT_TOKEN"], os.environ["BOT_API_URL"]


def text(place: int) -> str:
    """The screen of a question, HTML."""
    return (
        f"<b>Client</b> · {place} answered, about {len(QUIZ) - place} to go\n\n<b>{QUIZ[place]['text']}</b>"
    )


def labels(place: int) -> list[str]:
    """The buttons of a question."""
    options = QUIZ[place]["options"]
    assert isinstance(options, list)
    return [f"{number} · {label}" for number, label in enumerate(options, start=1)]


def end(answers: list[str]) -> str:
    """The last screen: the answers as they are kept."""
    return "Thank you: " + ",".join(answers)
