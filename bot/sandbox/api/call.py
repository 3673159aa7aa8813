"""One call of a method: typed access to parameters that may come as JSON or as form strings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.api.bodies import Body, Upload
from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import broken_rule


@dataclass(frozen=True, slots=True)
class Call:
    """The method's name in lower case, and what came with it."""

    method: str
    body: Body

    def given(self, name: str) -> bool:
        """Whether the parameter was sent at all."""
        return self.body.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.body.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int) -> int:
        """A whole number, also from its digits."""
        value = self.body.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise broken_rule(f"{name} must be a number, found {value!r}") from None

    def flag(self, name: str) -> bool:
        """A boolean, also from Telegram's spellings in a form."""
        return str(self.body.values.get(name, "")).lower() in ("true", "1", "yes")

    def object(self, name: str) -> Json | None:
        """A JSON object, also from its text in a form."""
        value = self._decoded(name)
        if value is not None and not isinstance(value, dict):
            raise broken_rule(f"object expected as {name}, found {value!r}")
        return value

    def items(self, name: str) -> list[Any]:
        """A JSON list, also from its text in a form; absent means empty."""
        value = self._decoded(name)
        if value is not None and not isinstance(value, list):
            raise broken_rule(f"array expected as {name}, found {value!r}")
        return value or []

    def upload(self, reference: str) -> Upload | None:
        """The file of a name, or of an `attach://name`."""
        return self.body.files.get(reference.removeprefix("attach://"))

    def _decoded(self, name: str) -> Any:
        value = self.body.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise broken_rule(f"can't parse {name}: {value!r} is no JSON") from None
