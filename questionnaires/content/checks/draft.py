"""A content set before it is known to be valid: its files, and the names they define."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from questionnaires.content import model
from questionnaires.content.errors import Place
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find, value_at

Names = Mapping[str, int]
"""Names something may refer to, each with the layer of the file that defines it."""


@dataclass(frozen=True)
class Draft:
    """The files of a set by name."""

    files: Mapping[str, File]
    left_out: tuple[File, ...] = ()
    """Questionnaires of earlier folders that the set's manifest does without."""

    def of(self, shape: type[model.Model]) -> Iterator[File]:
        """The files of one kind that could be read."""
        return (
            file for file in self.files.values() if file.shape is shape and file.document.value is not None
        )

    def find(self, shape: type[model.Model], pattern: str) -> Iterator[tuple[File, Place, object]]:
        """Every match of the pattern in every file of one kind."""
        for file in self.of(shape):
            for place, value in find(file.document.value, pattern):
                yield file, place, value

    def names(self, shape: type[model.Model], pattern: str) -> dict[str, int]:
        """The words that match the pattern."""
        return {
            str(value): file.layer for file, _, value in self.find(shape, pattern) if isinstance(value, str)
        }

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The declared languages in order; empty when there is no readable manifest."""
        return tuple(self.names(model.Manifest, "languages[*]"))

    @cached_property
    def segments(self) -> Names:
        """Segment ids."""
        return self.names(model.Segments, "segments[*].id")

    @cached_property
    def traits(self) -> Mapping[str, Names]:
        """Trait ids, each with its level ids."""
        found: dict[str, Names] = {}
        for file, place, _ in self.find(model.Traits, "traits[*]"):
            name = value_at(file.document.value, (*place, "id"))
            levels = find(value_at(file.document.value, (*place, "levels")), "[*].id")
            found[str(name)] = {str(level): file.layer for _, level in levels}
        return found

    @cached_property
    def trait_names(self) -> Names:
        """Trait ids alone."""
        return {name: max(levels.values(), default=0) for name, levels in self.traits.items()}

    @cached_property
    def marks(self) -> Names:
        """The marks of the scale."""
        pairs = self.find(model.Scoring, "scale.*")
        return {str(place[-1]): file.layer for file, place, _ in pairs}

    @cached_property
    def criteria(self) -> Names:
        """Criterion ids."""
        return self.names(model.Grading, "criteria[*].id")

    @cached_property
    def steps(self) -> Names:
        """Ids of recommended steps."""
        return self.names(model.Grading, "steps[*].id")

    @cached_property
    def industries(self) -> Names:
        """Ids of industries that any questionnaire offers."""
        return self.names(model.Questionnaire, "industry.options[*].id")
