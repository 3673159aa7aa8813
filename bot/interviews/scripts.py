"""The scripts interviews run on: today's for a new one, the pinned one for one that began earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.storage.queries import calibrations, contents
from bot.storage.transaction import Transaction
from questionnaires.content.canonical import Edition, Shelf, edition, edition_from
from questionnaires.content.model import ContentSet, Studio
from questionnaires.interview import Script
from scoring import Model

EDITION, MODEL = "edition", "model"


class Asked(Protocol):
    """What an interview keeps of what it began with."""

    @property
    def questionnaire(self) -> str: ...

    @property
    def content_hash(self) -> str: ...

    @property
    def model_hash(self) -> str: ...


SCRIPTS_KEPT = 64
"""Scripts at hand; of more the one laid out first goes, and is laid out anew when it is asked for."""


class MissingEdition(LookupError):
    """edition {digest} is not in the database; expected every edition an interview began with"""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"edition {digest} is not in the database; expected every one an interview began with"
        )


class MissingModel(LookupError):
    """model {version} is not in the database; expected every model an interview began with"""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"model {version} is not in the database; expected every model an interview began with"
        )


class Scripts:
    """Finds scripts by the edition they belong to. The studio's facts are always today's."""

    def __init__(self, content: ContentSet) -> None:
        """Take today's content."""
        self.studio: Studio = content.studio
        self._today = edition(content)
        self._shelf = Shelf()
        self._compiled: dict[tuple[str, str, str], Script] = {}

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
        """Today's content as it is written."""
        return self._compile(self._today, questionnaire)

    @property
    def foundation(self) -> str:
        """What a calibration is made for: today's profiles and numbers, whatever is asked."""
        return self._today.model(next(iter(self._today.content.questionnaires))).foundation

    def beginning(self, tx: Transaction, questionnaire: str, now: datetime) -> Script:
        """The script of an interview that begins now: today's content, with the calibration in use.

        The calibration is asked for in the database, so that every replica begins with the same one.
        """
        written = self.current(questionnaire)
        chosen = calibrations.in_use(tx, self.foundation)
        if chosen is None or chosen.model_hash is None:
            return written
        script = self._on_the_foundation_of(written, self.learned(tx, chosen.model_hash))
        contents.keep(tx, script.model.version, MODEL, script.model.to_json(), now)
        return script

    def learned(self, tx: Transaction, version: str) -> Model:
        """A model out of the database.

        Raises:
            MissingModel: the database lost it.
        """
        text = contents.body(tx, version)
        if text is None:
            raise MissingModel(version)
        return Model.from_json(text)

    def publish(self, tx: Transaction, now: datetime) -> None:
        """Keep today's edition and its scoring models in the database, under their hashes."""
        contents.keep(tx, self._today.digest, EDITION, self._today.text, now)
        for questionnaire in self._today.content.questionnaires:
            model = self._today.model(questionnaire)
            contents.keep(tx, model.version, MODEL, model.to_json(), now)

    def pinned(self, tx: Transaction, digest: str, questionnaire: str, version: str) -> Script:
        """The script an interview began with: its edition, scored by the model of that version.

        Raises:
            MissingEdition: the database lost it.
            MissingModel: the database lost the model.
        """
        known = self._compiled.get((digest, questionnaire, version))
        if known is not None:
            return known
        written = self.as_written(tx, digest, questionnaire)
        if written.model.version == version:
            return written
        return self._keep(replace(written, model=self.learned(tx, version)))

    def as_written(self, tx: Transaction, digest: str, questionnaire: str) -> Script:
        """An edition's script as its content has it, without anything learned.

        Raises:
            MissingEdition: the database lost it.
        """
        return self._compile(self._edition(tx, digest), questionnaire)

    def beside(self, tx: Transaction, quiz: Asked, brief: Asked) -> tuple[Script, Script]:
        """The scripts of a quiz and of a brief, scored alike: by the quiz's model.

        One of the two may have begun before a calibration was accepted and the other after it; as long as
        their contents read the traits alike, that must not keep them apart.
        """
        pinned = self.pinned(tx, quiz.content_hash, quiz.questionnaire, quiz.model_hash)
        written = self.as_written(tx, quiz.content_hash, quiz.questionnaire)
        other = self.as_written(tx, brief.content_hash, brief.questionnaire)
        if written.model.foundation != other.model.foundation:
            return pinned, other
        return pinned, self._on_the_foundation_of(other, pinned.model)

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
        key = (source.digest, questionnaire, source.model(questionnaire).version)
        return self._compiled.get(key) or self._keep(Script.of(source, questionnaire))

    def _on_the_foundation_of(self, script: Script, model: Model) -> Script:
        """A script scored by another model's profiles, laid out once."""
        moved = script.model.on_the_foundation_of(model)
        key = (script.digest, script.questionnaire.id, moved.version)
        return self._compiled.get(key) or self._keep(replace(script, model=moved))

    def _keep(self, script: Script) -> Script:
        key = (script.digest, script.questionnaire.id, script.model.version)
        kept = self._compiled.setdefault(key, script)
        if len(self._compiled) > SCRIPTS_KEPT:
            self._compiled.pop(next(iter(self._compiled)), None)
        return kept
