"""Links in the wrong hands and at the wrong time: each has a clear reply, and no client leaks."""

from __future__ import annotations

import pytest

from bot.storage.tables import briefs, interviews
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import (
    CLIENT,
    OF_ITEMS,
    begins,
    do,
    link_for,
    renewed,
    said_to,
    standing_link,
    the_brief,
    twice,
)
from tests.e2e.stage import Stage, labels, read

CONTACT = "hello@riverbend.example"


async def test_opening_uses_nothing_up_and_of_two_who_agree_the_second_is_told(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    anna, otto = firstcall.phone("Anna"), firstcall.phone("Otto")
    await anna.follows(link)
    await otto.follows(link)
    await anna.touches("I agree")
    await otto.touches("I agree")
    await firstcall.settle()
    assert "to go" in anna.screen.text
    assert "used already" in otto.screen.text and CONTACT in otto.screen.text
    assert len(await firstcall.rows(interviews)) == 1
    assert CLIENT not in said_to(otto) and "Max" not in otto.screen.text


async def test_a_used_link_says_so_kindly_and_how_to_reach_the_studio(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    await firstcall.phone("Anna").follows(link)
    await firstcall.phones[-1].taps("I agree")
    closed = await firstcall.phone("Otto").follows(link)
    assert "used already" in closed.text and CONTACT in closed.text and closed.buttons == ()


async def test_an_expired_link_says_so_and_so_do_its_buttons(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    anna = firstcall.phone("Anna")
    await anna.follows(link)
    firstcall.clock.forward(days=14)
    assert "expired" in (await anna.taps("I agree")).text
    assert "expired" in (await anna.follows(link)).text
    assert await firstcall.rows(interviews) == []


async def test_a_renewed_links_old_introduction_leads_nowhere(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    old = await link_for(firstcall)
    await anna.follows(old)
    new = await renewed(firstcall)
    first = anna.screen
    for label in ("I agree", "Write to Max", "Not now", "Русский"):
        await anna.press(label, first)
        assert "does not work any more" in anna.screen.text, label
    assert "does not work any more" in (await anna.follows(old)).text
    await anna.follows(new)
    assert "to go" in (await anna.taps("I agree")).text


@pytest.mark.parametrize("payload", ["b" + "A" * 32, "s" + "A" * 32])
async def test_an_unknown_link_asks_to_open_it_once_more(firstcall: Stage, payload: str) -> None:
    closed = await firstcall.phone("Otto").follows(payload)
    assert "don't know this link" in closed.text and CONTACT in closed.text


async def test_the_managers_own_look_uses_nothing_up(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    for phone in (firstcall.max, firstcall.lead):
        look = await phone.follows(link)
        assert "what your client will see" in look.text and look.buttons == ()
    brief = await the_brief(firstcall)
    assert brief.opened_at is None and brief.consented_at is None
    anna = firstcall.phone("Anna")
    await anna.follows(link)
    assert "to go" in (await anna.taps("I agree")).text


async def test_a_standing_link_is_a_new_brief_for_each_and_the_same_for_who_comes_again(
    firstcall: Stage,
) -> None:
    link = await standing_link(firstcall)
    anna, otto = firstcall.phone("Anna", "ru"), firstcall.phone("Otto")
    assert "Здравствуйте" in (await anna.follows(link)).text
    await anna.follows(link)
    await otto.follows(link)
    await otto.taps("I agree")
    assert len(await firstcall.rows(briefs)) == 2
    assert "what your client will see" in (await firstcall.max.follows(link)).text


async def test_declining_is_respected_told_and_can_be_thought_better_of(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    declined = await anna.taps("Not now")
    assert "thank you for saying so" in declined.text and "until" in declined.text
    assert (await the_brief(firstcall)).declined_at is not None
    told = len(firstcall.max.chat)
    await anna.taps("‹ Back")
    assert "to go" in (await anna.taps("I agree")).text
    await firstcall.settle()
    assert len(firstcall.max.chat) == told


async def test_opening_the_link_again_goes_on_at_the_bottom(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    link = await link_for(firstcall)
    await anna.follows(link)
    await anna.taps("I agree")
    await anna.press_first()
    question = anna.screen.text
    again = await anna.follows(link)
    assert again.text == question and len([m for m in anna.chat if m.buttons]) == 1


async def test_an_old_introduction_below_shows_where_one_was(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    link = await link_for(firstcall)
    first = await anna.follows(link)
    await anna.follows(link)
    await anna.taps("I agree", anna.screen)
    await anna.press_first()
    question = anna.screen.text
    for label in ("Not now", "I agree"):
        tap = await anna.press(label, first)
        assert "begun already" in (await tap.answer()).text
    assert anna.screen.text == question and "below" in anna.chat[0].text
    assert (await the_brief(firstcall)).declined_at is None


async def test_a_double_tap_on_agreeing_begins_once(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    await anna.touches("I agree")
    await anna.touches("I agree")
    await firstcall.settle()
    assert len(await firstcall.rows(interviews)) == 1 and len(anna.chat) == 1
    assert "to go" in anna.screen.text


@pytest.mark.parametrize("label", ["I agree", "Not now", "Write to Max", "Русский"])
async def test_a_redelivered_tap_on_the_introduction_shows_the_same_again(
    firstcall: Stage, label: str
) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    await anna.touches(label)
    await twice(firstcall)
    assert len(anna.chat) == 1 and len(await firstcall.rows(briefs)) == 1
    assert len(await firstcall.rows(interviews)) == (label == "I agree")


async def test_a_redelivered_start_introduces_once_more_and_makes_nothing_twice(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.person.open_link(await standing_link(firstcall))
    await twice(firstcall)
    assert len(await firstcall.rows(briefs)) == 1 and "would like" in anna.screen.text


async def test_a_redelivered_start_does_not_go_on_with_what_was_stopped_since(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    anna = firstcall.phone("Anna")
    await anna.follows(link)
    await anna.press_first()
    await anna.person.open_link(link)
    await anna.person.send("/cancel")
    await twice(firstcall)
    assert (await firstcall.interview()).state == "cancelled"
    assert (await the_brief(firstcall)).stopped_at is not None


@pytest.mark.parametrize("verb", [Verb.CONSENT, Verb.DECLINE, Verb.WRITE_TO, Verb.INTRO_IN])
async def test_a_forged_button_without_the_links_mark_reaches_no_brief(firstcall: Stage, verb: Verb) -> None:
    await link_for(firstcall)
    brief = await the_brief(firstcall)
    otto = firstcall.phone("Otto")
    await otto.says("hello")
    await otto.forges(Callback(verb, brief.id, other=12345))
    assert "don't know this link" in otto.screen.text
    assert (await the_brief(firstcall)).declined_at is None and await firstcall.rows(interviews) == []


async def test_in_a_group_there_is_nothing_but_where_to_go(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    group = firstcall.sandbox.group("Friends", [anna.person])
    link, username = await link_for(firstcall), firstcall.bot.desk.house.username
    await anna.person.send(f"/start@{username} {link}", chat=group)
    await firstcall.settle()
    said = [message for message in group.messages if message.from_bot]
    assert ["private chat" in message.text for message in said] == [True]
    assert "Max" not in said[0].text and (await the_brief(firstcall)).opened_at is None
    intro = await anna.follows(link)
    await anna.person.tap_raw(said[0].id, intro.buttons[0].data or "", group.chat.id)
    await firstcall.settle()
    assert await firstcall.rows(interviews) == []


async def test_a_text_under_the_introduction_brings_the_introduction_back(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    assert "would like to prepare" in (await anna.says("who are you?")).text
    assert "would like to prepare" in (await anna.says("and why?")).text


async def test_start_without_a_link_says_to_open_the_link(firstcall: Stage) -> None:
    otto = firstcall.phone("Otto")
    assert "link" in (await otto.says("/start")).text
    assert "link" in (await otto.says("/help")).text


async def test_without_a_studios_name_it_is_worded_without(firstcall: Stage) -> None:
    """Neither the setting nor the studio's facts name it."""
    anna = firstcall.phone("Anna")
    house = firstcall.bot.desk.house
    object.__setattr__(house, "studio", None)
    studio = firstcall.bot.desk.scripts.studio
    firstcall.bot.desk.scripts.studio = studio.model_copy(update={"name": None})
    intro = await anna.follows(await link_for(firstcall))
    assert "Hello! Max would like to prepare" in intro.text and "None" not in intro.text


async def test_a_brief_of_somebody_elses_is_not_there(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    otto = await begins(firstcall, "Otto")
    before = await firstcall.rows(interviews)
    theirs = read(anna.screen.buttons[0])
    for verb in Verb:
        if Verb.BRIEF_ANSWER <= verb < Verb.CONSENT or verb in OF_ITEMS:
            tap = await otto.forges(Callback(verb, theirs.subject, 0, theirs.revision, theirs.a, 1))
            assert "not open here" in (await tap.answer()).text, verb
    for verb in (verb for verb in Verb if verb < Verb.NEW_CLIENT):
        await otto.forges(Callback(verb, theirs.subject, 0, theirs.revision, theirs.a, 1))
    assert await firstcall.rows(interviews) == before
    assert labels(anna.screen)[-1] == "Later"


async def test_quiz_buttons_move_no_brief_and_brief_buttons_no_quiz(firstcall: Stage) -> None:
    firstcall.has_forged = True
    anna = await begins(firstcall)
    mine = read(anna.screen.buttons[0])
    await firstcall.max.quiz("Cedar Dental")
    quiz = read(firstcall.max.screen.buttons[0])
    before = await firstcall.rows(interviews)
    for verb in (verb for verb in Verb if verb < Verb.NEW_CLIENT):
        await anna.forges(Callback(verb, mine.subject, 0, mine.revision, mine.a, 1))
    for verb in (verb for verb in Verb if Verb.BRIEF_ANSWER <= verb < Verb.CONSENT or verb in OF_ITEMS):
        await firstcall.max.forges(Callback(verb, quiz.subject, 0, quiz.revision, 0, 1))
    assert await firstcall.rows(interviews) == before


async def test_a_deleted_client_closes_the_brief_kindly(firstcall: Stage) -> None:
    from bot.storage.queries import erasure

    anna = await begins(firstcall)
    brief, now = await the_brief(firstcall), firstcall.clock()
    await do(firstcall, lambda tx: erasure.client(tx, brief.owner_id, brief.client_id, now))
    tap = await anna.press("Skip")
    assert "not open here" in (await tap.answer()).text
    assert "link" in (await anna.says("/start")).text
