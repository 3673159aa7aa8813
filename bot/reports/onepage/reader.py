"""For whom the director's page is: their language, and names for ids in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.interviews.scripts import Scripts
from bot.reports.charts.names import Names
from questionnaires.interview.script import in_language


@dataclass(frozen=True)
class Reader:
    """One reader of a page."""

    language: str
    """One that the bot does not speak reads English."""
    zone: ZoneInfo
    """Of the studio's clocks."""
    studio: str
    """Its name; empty where it has none."""
    segments: Names
    questions: Mapping[str, str]
    """Question id -> its short name, of what prospects are asked today."""

    @classmethod
    def of(cls, scripts: Scripts, language: str, zone: ZoneInfo, studio: str | None) -> Reader:
        """By today's content."""
        asked = scripts.current(scripts.brief).questions if scripts.brief else {}
        return cls(
            language=language,
            zone=zone,
            studio=studio or "",
            segments=Names.of(scripts.today.content, language),
            questions={id: in_language(question.short, language) for id, question in asked.items()},
        )
