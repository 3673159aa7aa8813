"""What every model of a content file shares: ids, texts in several languages, and strictness."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""Lower-case words joined by `_`, at most 32 characters: stable, stored in the database, never shown."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""A two-letter language code, as Telegram sends it."""

Text = dict[Language, Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]]
"""One sentence or label, once per declared language. May name studio facts in braces: `{start_price}`."""


class Model(BaseModel):
    """Frozen; an unknown key or a number in quotes is an error: a typing mistake must not pass silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
