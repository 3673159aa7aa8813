"""`.env.example` says what the settings say."""

from __future__ import annotations

from datetime import time
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr

from bot.config import Settings, load_settings
from tests.house.places import ROOT

EXAMPLE = ROOT / ".env.example"


def _written(default: Any) -> str:
    if default is None or default == ():
        return ""
    if isinstance(default, time):
        return f"{default:%H:%M}"
    if isinstance(default, frozenset):
        return "mon-fri"  # that it means the default is the other test's
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def test_it_names_every_setting_in_order_with_its_default() -> None:
    expected = {name.upper(): _written(field.default) for name, field in Settings.model_fields.items()}

    assert list(dotenv_values(EXAMPLE).items()) == list(expected.items())


def test_copied_as_it_is_it_changes_nothing() -> None:
    assert load_settings({}, EXAMPLE) == Settings()


def test_every_group_of_settings_begins_with_a_comment() -> None:
    groups = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")

    assert all(group.startswith("# ") for group in groups)
