"""What people do twice, late or by mistake costs them nothing: lost answers, double taps, slips in a name."""

from __future__ import annotations

import pytest

from bot.storage.tables import clients, corrections, interviews, invitations, notes, people
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.outgoing import Post
from tests.e2e.stage import Stage, labels, read

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


# --- links, groups, languages -----------------------------------------------------------------------------


async def test_a_member_who_opens_an_invitation_leaves_it_to_whom_it_is_meant_for(on_sqlite: Stage) -> None:
    link = (await on_sqlite.lead.says("/invite")).text.split()[-1]
    assert "Vera" in (await on_sqlite.lead.follows(link)).text
    await on_sqlite.max.follows(link)
    nina = on_sqlite.phone("Nina")
    await nina.follows(link)
    assert nina.sees("New client")


async def test_nothing_is_stored_of_a_bystander_in_a_group_who_is_still_told_where_quizzes_are(
    on_sqlite: Stage,
) -> None:
    pat, before = on_sqlite.phone("Pat"), len(await on_sqlite.rows(people))
    group = on_sqlite.sandbox.group("Everybody", [pat.person])
    await pat.person.send("talk among people", chat=group)
    await pat.person.send("/start", chat=group)
    await on_sqlite.settle()
    assert not [each for each in group.messages if each.from_bot]
    await pat.person.send(f"/quiz@{on_sqlite.bot.desk.house.username}", chat=group)
    await on_sqlite.settle()
    assert len([each for each in group.messages if each.from_bot]) == 1
    assert len(await on_sqlite.rows(people)) == before


@pytest.mark.parametrize(("hint", "language"), [("ru", "ru"), ("xx", "en"), (None, "en")])
def test_an_apology_is_in_a_language_the_bot_speaks(
    on_sqlite: Stage, hint: str | None, language: str
) -> None:
    (post,) = on_sqlite.bot.desk.apologise(Incoming(1, Sender(1, "Pat", hint), 1, is_private=True))
    assert isinstance(post, Post) and post.page.language == language


# --- double taps ------------------------------------------------------------------------------------------


async def test_new_client_tapped_twice_begins_one_quiz(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    offer = await max_.says("/quiz")
    await max_.touches("New client", offer)
    await max_.touches("New client", offer)
    await on_sqlite.settle()
    assert sorted(row.state for row in await on_sqlite.rows(interviews)) == ["asking", "naming"]
    assert len(max_.live) == 2


async def test_asking_again_tapped_twice_begins_one_quiz(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.quiz(NAME)
    await max_.says("/clients")
    page = await max_.taps(NAME)
    await max_.touches("New quiz", page)
    await max_.touches("New quiz", page)
    await on_sqlite.settle()
    assert sorted(row.state for row in await on_sqlite.rows(interviews)) == ["asking", "finished"]
    assert "0 answered" in max_.screen.text


async def test_invite_tapped_twice_makes_one_link_and_later_another(on_sqlite: Stage) -> None:
    lead = on_sqlite.lead
    team, before = await lead.says("/team"), len(await on_sqlite.rows(invitations))
    await lead.touches("Invite", team)
    await lead.touches("Invite", team)
    await on_sqlite.settle()
    assert len(await on_sqlite.rows(invitations)) == before + 1
    on_sqlite.clock.forward(minutes=1)
    await lead.taps("Invite", team)
    assert len(await on_sqlite.rows(invitations)) == before + 2


async def test_a_correction_counts_once_and_only_on_the_card_it_was_made_on(on_sqlite: Stage) -> None:
    max_, on_sqlite.has_forged = on_sqlite.max, True
    await max_.quiz(NAME)
    row = await on_sqlite.interview()
    await max_.forges(Callback(Verb.CORRECT_SECOND, row.id, 0, row.revision - 1, 1))
    assert not await on_sqlite.rows(corrections)
    for _ in range(2):
        await max_.forges(Callback(Verb.CORRECT_SECOND, row.id, 0, row.revision, 1))
    assert len(await on_sqlite.rows(corrections)) == 1


# --- names and texts --------------------------------------------------------------------------------------


async def test_a_slip_for_a_name_leaves_the_namesakes_on_the_screen(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    assert "name" in (await max_.says("???")).text
    assert (await on_sqlite.interview()).state == "matching"
    assert "0 answered" in (await max_.says("Cedar Dental")).text


async def test_a_text_to_a_cancelled_quiz_opens_it_and_is_kept(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1])
    cancelled = await max_.says("/cancel")
    screen = await max_.says("the budget is small", reply_to=cancelled)
    assert "the budget is small" in screen.text and "1 answered" in screen.text
    assert len(await on_sqlite.rows(notes)) == 1


async def test_a_wrong_number_to_a_cancelled_quiz_opens_it_all_the_same(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    cancelled = await max_.says("/cancel")
    assert "0 answered" in (await max_.says("99", reply_to=cancelled)).text


async def test_an_endless_search_is_answered(on_sqlite: Stage) -> None:
    assert "None found" in (await on_sqlite.max.says("/clients " + "z" * 4_000)).text


async def test_of_many_namesakes_the_last_touched_are_offered(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    for _ in range(9):
        await max_.says(f"/quiz {NAME}")
        await max_.taps("Another")
    assert len(await on_sqlite.rows(clients)) == 10
    screen = await max_.says(f"/quiz {NAME}")
    assert len({read(button).other for button in screen.buttons} - {0}) == 8


async def test_a_line_break_after_a_command_is_as_good_as_a_space(on_sqlite: Stage) -> None:
    screen = await on_sqlite.max.says(f"/quiz\n{NAME}")
    assert NAME in screen.text and "0 answered" in screen.text


async def test_a_tap_and_the_words_it_asks_for_may_come_at_once(on_sqlite: Stage) -> None:
    """The bot was away for a moment: both are in one batch, and the second words are no reason any more."""
    max_ = on_sqlite.max
    await max_.quiz(NAME)
    await max_.taps("Correct")
    await max_.taps("Nimble")
    await max_.touches("Nimble only")
    await max_.person.send("they asked for a contract")
    await max_.person.send("call back on Monday")
    await on_sqlite.settle()
    assert len([row for row in await on_sqlite.rows(corrections) if row.sealed_reason]) == 1
    assert await on_sqlite.rows(notes) == []
    assert "New client" in labels(max_.screen)[0], "the second words belong to nothing, and that is said"
