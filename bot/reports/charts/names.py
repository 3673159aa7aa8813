"""What segments are called and which colour is theirs, the same in every picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.content.model import ContentSet

UNKNOWN = "#8d97a1"
"""Of a segment that today's content does not have any more."""


@dataclass(frozen=True, slots=True)
class Names:
    """Segments as one reader knows them."""

    segments: Mapping[str, tuple[str, str]]
    """Segment id -> (name in the reader's language, colour as "#rrggbb")."""

    @classmethod
    def of(cls, content: ContentSet, language: str) -> Names:
        """The names in a language; in the content's first one where it is not written in that."""
        first = content.manifest.languages[0]
        return cls(
            {
                each.id: (each.name.get(language, each.name[first]), each.color)
                for each in content.segments.segments
            }
        )

    def name(self, segment: str) -> str:
        """What a segment is called; the id of one that is not known."""
        return self.segments[segment][0] if segment in self.segments else segment

    def colour(self, segment: str) -> str:
        """Its colour."""
        return self.segments[segment][1] if segment in self.segments else UNKNOWN
