"""What people do twice, late or by mistake costs them nothing: lost answers, double taps, slips in a name."""

from __future__ import annotations

import pytest

from bot.storage.tables import invitations
from tests.e2e.stage import Stage

NAME = "Lotus Bakery"


async def _lost_then_again(stage: Stage) -> None:
    """Committed, not sent, process gone, and Telegram delivers it again."""
    batch = list(stage.sandbox.world.updates.pending)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.bot.courier, "submit", lambda _: None)
        await stage.bot.counter.take(batch)
    await stage.bot.counter.take(batch)
    await stage.quieten()
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/start", "Vera"),
        ("/help", "/quiz"),
        ("/clients", "My clients"),
        ("/team", "Max"),
        ("/mydata", "Vera"),
        ("/nonsense", "/nonsense"),
        ("/cancel", "Vera"),
        ("/invite", "Open invitations"),
    ],
)
async def test_a_command_whose_answer_was_lost_is_answered_when_it_comes_again(
    on_sqlite: Stage, command: str, answer: str
) -> None:
    before = len(on_sqlite.lead.chat)
    await on_sqlite.lead.person.send(command)
    await _lost_then_again(on_sqlite)
    assert len(on_sqlite.lead.chat) == before + 1
    assert answer in on_sqlite.lead.screen.text


async def test_a_newcomer_whose_welcome_was_lost_is_welcomed_when_the_link_comes_again(
    on_sqlite: Stage,
) -> None:
    link = (await on_sqlite.lead.says("/invite")).text.split()[-1]
    nina = on_sqlite.phone("Nina")
    await nina.person.open_link(link)
    await _lost_then_again(on_sqlite)
    assert nina.sees("New client")


@pytest.mark.parametrize(
    ("button", "answer"), [("My clients", "My clients"), ("Team", "Max"), ("Invite", "Open")]
)
async def test_a_button_whose_answer_was_lost_is_answered_when_it_comes_again(
    on_sqlite: Stage, button: str, answer: str
) -> None:
    lead = on_sqlite.lead
    await lead.says("/start")
    before = len(await on_sqlite.rows(invitations))
    await lead.touches(button)
    await _lost_then_again(on_sqlite)
    assert answer in lead.screen.text
    assert len(await on_sqlite.rows(invitations)) == before + (button == "Invite")


async def test_a_text_that_comes_again_shows_the_quiz_and_is_kept_once(on_sqlite: Stage) -> None:
    await on_sqlite.max.says(f"/quiz {NAME}")
    await on_sqlite.max.person.send("a note, once")
    await _lost_then_again(on_sqlite)
    assert on_sqlite.max.screen.text.count("a note, once") == 1
