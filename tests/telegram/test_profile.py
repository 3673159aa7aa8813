"""What people see before they press START, and which commands they find."""

from __future__ import annotations

import pytest

from bot.people.access import Standing
from bot.telegram.outgoing import Menu
from bot.telegram.profile import described, menu_of
from messages import languages

LONGEST = {"setMyDescription": 512, "setMyShortDescription": 120}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("studio", [None, "Riverbend", "W" * 200])
def test_who_got_a_link_reads_whose_bot_it_is(language: str, studio: str | None) -> None:
    for method, content in described(studio, language):
        (text,) = content.values()
        assert len(text) <= LONGEST[method]
        assert (studio or "")[:60] in text


def test_everybody_finds_the_commands_that_suit_them() -> None:
    found = {standing: _commands(standing) for standing in Standing}
    assert {"brief", "mylink", "mydata", "forget", "privacy"} <= found[Standing.MANAGER]
    for_leads = {"summary", "funnel", "segments", "report", "calibrate", "team", "invite"}
    assert found[Standing.LEAD] - found[Standing.MANAGER] == for_leads
    assert "cancel" in found[Standing.STRANGER] and "quiz" not in found[Standing.STRANGER]
    assert found[Standing.FORMER] == set()


def _commands(standing: Standing) -> set[str]:
    method, content = menu_of(Menu(5, "en", standing))
    assert method == ("setMyCommands" if "commands" in content else "deleteMyCommands")
    return {each["command"] for each in content.get("commands", [])}
