"""What is wrong in a content file, said so that a head of sales can put it right.

One `ContentError` is one mistake: where it stands, what is there, what was expected and, when there is a
likely cause, a hint. `ContentErrors` carries all mistakes at once. Knows nothing of YAML or pydantic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Step = str | int
Place = tuple[Step, ...]
"""A way into a document: keys and list positions, e.g. `("questions", 2, "label", "ja")`."""

SHOWN = 40
"""Characters of a wrong value that a message repeats."""


@dataclass(frozen=True)
class ContentError:
    """One mistake. `line` counts from 1, 0 where a whole file or folder is meant; `path` may be empty."""

    file: str
    line: int
    path: str
    value: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [part for part in (place, self.path, self.value, f"expected {self.expected}") if part]
        return ": ".join(parts) + (f" ({self.hint})" if self.hint else "")


class ContentErrors(Exception):
    """Every mistake of a content set, in the order of files and lines."""

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file, error.line, error.path)))
        super().__init__("\n".join(map(str, self.errors)))


def show_place(place: Place) -> str:
    """`("questions", 2, "label", "ja")` as `questions[2].label.ja`."""
    shown = ""
    for step in place:
        if isinstance(step, int):
            shown += f"[{step}]"
        elif step.isidentifier() and step.isascii():
            shown += f".{step}" if shown else step
        else:
            shown += f"[{step!r}]"
    return shown


def show_value(value: object) -> str:
    """A value as a message repeats it: one line, shortened, in the words of YAML."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of keys" if value else "an empty group"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = value if isinstance(value, str) else str(value)
    shortened = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return repr(shortened) if isinstance(value, str) else shortened


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """`did you mean 'trust'?` when one of the known names is close, else an empty string."""
    close = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""
