"""A content set as one canonical text under its hash, so that an interview can be finished as it began.

An `Edition` is what an interview pins: questions, texts, profiles, numbers, grading and tactics, all but the
studio's facts, which are always today's. A field once released must stay readable: old editions are JSON of
these models.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import scoring
from questionnaires.content.model import ContentSet, Studio
from questionnaires.content.scoring_model import grade_table, scoring_model


@dataclass(frozen=True, eq=False)
class Edition:
    """One version of the content, with the models made from it; `text` and `digest` stand for each other."""

    content: ContentSet
    """Without studio facts: `with_facts` puts them in."""
    text: str
    """Canonical JSON: sorted keys, no spaces, every default written out."""
    _models: dict[str, scoring.Model] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """64 hex digits: the SHA-256 of `text`."""
        return digest(self.text)

    @cached_property
    def grades(self) -> scoring.GradeTable:
        """The decision table of the lead grade."""
        return grade_table(self.content)

    def model(self, questionnaire: str) -> scoring.Model:
        """The scoring model of a questionnaire, made once; KeyError for an unknown id."""
        if questionnaire not in self._models:
            self._models[questionnaire] = scoring_model(self.content, questionnaire)
        return self._models[questionnaire]

    def with_facts(self, studio: Studio) -> ContentSet:
        """This edition's content speaking of a studio as it is today."""
        return self.content.model_copy(update={"studio": studio})


def edition(content: ContentSet) -> Edition:
    """The edition of this content. Two sets that differ in the studio's facts alone have the same one."""
    return Edition(content.model_copy(update={"studio": Studio()}), canonical_json(content))


def edition_from(text: str) -> Edition:
    """Rebuild an edition from its canonical text; a pydantic ValidationError when it is not one."""
    return Edition(ContentSet.model_validate_json(text), text)


def canonical_json(content: ContentSet) -> str:
    """The text that stands for this content: the same for equal content, on every platform."""
    plain = content.model_copy(update={"studio": Studio()}).model_dump(mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """64 hex digits: the SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Shelf:
    """The editions used last, by digest, so that a tap needs neither the database nor parsing."""

    def __init__(self, capacity: int = 8) -> None:
        self._capacity = capacity
        self._editions: OrderedDict[str, Edition] = OrderedDict()

    def find(self, wanted: str) -> Edition | None:
        """The edition of this digest if it is at hand. Another thread may be putting one there."""
        found = self._editions.get(wanted)
        if found is not None:
            with suppress(KeyError):
                self._editions.move_to_end(wanted)
        return found

    def keep(self, kept: Edition) -> Edition:
        """Put an edition on the shelf; the one not used for longest makes room."""
        self._editions[kept.digest] = kept
        self._editions.move_to_end(kept.digest)
        while len(self._editions) > self._capacity:
            self._editions.popitem(last=False)
        return kept
