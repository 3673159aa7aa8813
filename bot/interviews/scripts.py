"""The scripts interviews run on: today's for a new one, the pinned one for one that began earlier."""

from __future__ import annotations

from datetime import datetime

from bot.storage.database import Transaction
from bot.storage.queries import contents
from questionnaires.content.canonical import Edition, Shelf, edition, edition_from
from questionnaires.content.model import ContentSet, Studio
from questionnaires.interview import Script

EDITION, MODEL = "edition", "model"


class MissingEdition(LookupError):
    """edition {digest} is not in the database; expected every edition an interview began with"""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"edition {digest} is not in the database; expected every one an interview began with"
        )


class Scripts:
    """Finds scripts by the edition they belong to. The studio's facts are always today's."""

    def __init__(self, content: ContentSet) -> None:
        """Take today's content."""
        self.studio: Studio = content.studio
        self._today = edition(content)
        self._shelf = Shelf()
        self._compiled: dict[tuple[str, str], Script] = {}

    @property
    def today(self) -> Edition:
        """What a new interview pins."""
        return self._today

    @property
    def brief(self) -> str | None:
        """The questionnaire that prospects are asked; None where the studio has none."""
        every = self._today.content.questionnaires.values()
        return next((each.id for each in every if each.informant == "prospect"), None)

    @property
    def segments(self) -> tuple[str, ...]:
        """The ids of today's segments, in the order of their file."""
        return tuple(segment.id for segment in self._today.content.segments.segments)

    def current(self, questionnaire: str) -> Script:
        """The script of a new interview."""
        return self._compile(self._today, questionnaire)

    def publish(self, tx: Transaction, now: datetime) -> None:
        """Keep today's edition and its scoring models in the database, under their hashes."""
        contents.keep(tx, self._today.digest, EDITION, self._today.text, now)
        for questionnaire in self._today.content.questionnaires:
            model = self._today.model(questionnaire)
            contents.keep(tx, model.version, MODEL, model.to_json(), now)

    def pinned(self, tx: Transaction, digest: str, questionnaire: str) -> Script:
        """The script an interview began with.

        Raises:
            MissingEdition: the database lost it.
        """
        known = self._compiled.get((digest, questionnaire))
        return known or self._compile(self._edition(tx, digest), questionnaire)

    def _edition(self, tx: Transaction, digest: str) -> Edition:
        if digest == self._today.digest:
            return self._today
        found = self._shelf.find(digest)
        if found is not None:
            return found
        text = contents.body(tx, digest)
        if text is None:
            raise MissingEdition(digest)
        return self._shelf.keep(edition_from(text))

    def _compile(self, source: Edition, questionnaire: str) -> Script:
        key = (source.digest, questionnaire)
        if key not in self._compiled:
            self._compiled[key] = Script.of(source, questionnaire)
        return self._compiled[key]
