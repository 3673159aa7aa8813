"""Prospects with briefs of two managers, and one who comes to the team: nothing reaches the wrong person."""

from __future__ import annotations

import pytest

from bot.briefs import issuing
from bot.interviews import Scripts
from bot.people.tokens import new_id
from bot.storage.queries import clients, people
from bot.storage.tables import attachments, briefs, notes, standing_links
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Callback, Verb
from questionnaires.content.model import ContentSet
from tests.e2e.prospects import (
    DAYS,
    answers_all,
    begins,
    do,
    link_for,
    png,
    said_to,
    standing_link,
    the_brief,
)
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import deactivates, id_of

WORDS = "Our shop is in Riga"


async def _link_of(stage: Stage, manager: Phone) -> str:
    """A personal link to a brief about a new client of a manager's."""
    owner, now = await id_of(stage, manager), stage.clock()

    def make(tx: Transaction) -> str:
        client = clients.create(tx, new_id(now), owner, "Lotus", now)
        issued = issuing.issue(tx, owner, client.id, "en", now, DAYS)
        assert issued is not None
        return issued.payload

    return str(await do(stage, make))


async def _sent_to_max(stage: Stage) -> Phone:
    """Somebody whose brief Max has, and who may still add to it."""
    anna = stage.phone("Anna")
    await anna.follows(await link_for(stage))
    await anna.press_first()
    await answers_all(anna)
    await anna.taps("Send")
    return anna


async def _reader_of(stage: Stage, interview: int) -> int:
    """Whose brief an interview answers."""
    return next(int(row.owner_id) for row in await stage.rows(briefs) if row.interview_id == interview)


async def test_a_text_belongs_to_the_brief_that_was_touched_last(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    anna = await begins(firstcall)
    of_max = anna.screen
    await anna.follows(await _link_of(firstcall, nora))
    await anna.press_first()
    await answers_all(anna)
    await anna.taps("Send")
    await anna.person.tap_raw(of_max.id, of_max.buttons[0].data or "")
    await anna.person.send(WORDS)
    await firstcall.settle()
    (note,) = await firstcall.rows(notes)
    assert await _reader_of(firstcall, note.interview_id) == await id_of(firstcall, firstcall.max)


async def test_cancel_stops_the_open_brief_and_not_the_one_that_was_sent_later(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    anna = await begins(firstcall)
    await anna.follows(await _link_of(firstcall, nora))
    await anna.press_first()
    await answers_all(anna)
    await anna.taps("Send")
    assert "Stopped" in (await anna.says("/cancel")).text
    assert "Nothing is open" in (await anna.says("/cancel")).text
    stopped = [(await the_brief(firstcall, number)).stopped_at for number in (0, 1)]
    assert stopped[0] is not None and stopped[1] is None


async def test_a_text_is_not_for_a_brief_that_time_ended_meanwhile(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    anna = await begins(firstcall)
    await firstcall.tick(hours=25)
    await firstcall.tick(days=2, hours=23)
    await anna.follows(await _link_of(firstcall, nora))
    await anna.press_first()
    await firstcall.tick(hours=2)
    await anna.says(WORDS)
    (note,) = await firstcall.rows(notes)
    assert await _reader_of(firstcall, note.interview_id) == await id_of(firstcall, nora)


async def test_what_comes_under_an_introduction_is_not_for_another_manager(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    anna = await _sent_to_max(firstcall)
    await anna.follows(await _link_of(firstcall, nora))
    introduction = anna.screen.text
    assert (await anna.says(WORDS)).text == introduction
    await anna.person.send_photo(png())
    await anna.person.share_contact()
    await firstcall.settle()
    assert anna.screen.text == introduction
    assert await firstcall.rows(notes) == [] and await firstcall.rows(attachments) == []


async def test_who_came_to_the_team_still_reaches_the_manager_of_their_brief(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    invitation = await firstcall.lead.says("/invite")
    await anna.follows(next(word for word in invitation.text.split() if word.startswith("https://t.me/")))
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    assert WORDS in said_to(firstcall.max)


async def test_who_comes_back_to_the_team_from_an_introduction_is_understood(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    link = await link_for(firstcall)
    team = await firstcall.lead.says("/team")
    await firstcall.lead.taps(". Nora", team)
    await firstcall.lead.taps("Deactivate")
    await firstcall.lead.taps("Yes, deactivate")
    await nora.follows(link)
    await firstcall.lead.taps("Activate")
    assert "No quiz is open" in (await nora.says("hello")).text


async def test_who_was_on_the_team_finds_what_they_said_among_their_data(firstcall: Stage) -> None:
    nora = await firstcall.manager("Nora")
    await deactivates(firstcall.lead, "Nora")
    await nora.follows(await link_for(firstcall))
    await nora.taps("I agree")
    await nora.says(WORDS)
    await nora.says("/mydata")
    assert WORDS in nora.screen.text


async def test_who_left_the_team_is_told_nothing_that_waited(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await standing_link(firstcall))
    max_ = await id_of(firstcall, firstcall.max)
    await do(firstcall, lambda tx: people.set_quiet(tx, max_, (8, 20)))
    await anna.taps("Write to Max")
    await anna.says(WORDS)
    await deactivates(firstcall.lead, "Max")
    firstcall.clock.forward(hours=14)
    await firstcall.settle()
    assert WORDS not in said_to(firstcall.max)


# --- a studio that asks its clients nothing any more ------------------------------------------------------


def _ask_nothing(stage: Stage, content: ContentSet) -> None:
    """The next edition leaves the brief out."""
    left = {id: each for id, each in content.questionnaires.items() if each.informant != "prospect"}
    stage.bot.desk.scripts = Scripts(content.model_copy(update={"questionnaires": left}))


async def test_links_that_are_out_say_that_they_do_not_work_any_more(
    firstcall: Stage, content: ContentSet
) -> None:
    link = await link_for(firstcall)
    anna, otto = firstcall.phone("Anna"), firstcall.phone("Otto")
    await anna.follows(link)
    _ask_nothing(firstcall, content)
    assert "does not work any more" in (await anna.taps("I agree")).text
    assert "does not work any more" in (await otto.follows(link)).text


async def test_what_was_begun_is_finished_as_it_began(firstcall: Stage, content: ContentSet) -> None:
    anna = await begins(firstcall)
    _ask_nothing(firstcall, content)
    await answers_all(anna)
    assert "Thank you" in (await anna.taps("Send")).text


async def test_no_button_makes_a_link_that_leads_nowhere(firstcall: Stage, content: ContentSet) -> None:
    max_ = firstcall.max
    await link_for(firstcall)
    brief = await the_brief(firstcall)
    _ask_nothing(firstcall, content)
    for verb in (Verb.BRIEF_NEW, Verb.BRIEF_LINK, Verb.BRIEF_RENEW, Verb.BRIEF_PHONE, Verb.MY_LINK_NEW):
        subject = brief.id if verb is Verb.BRIEF_RENEW else brief.client_id
        await max_.forges(Callback(verb, 0 if verb is Verb.MY_LINK_NEW else subject))
        assert "no questions for clients" in max_.screen.text, verb
    assert len(await firstcall.rows(briefs)) == 1 and await firstcall.rows(standing_links) == []


@pytest.mark.parametrize("command", ["/stop", "/quiz", "/outbox", "/"])
async def test_a_command_that_is_none_of_a_clients_is_answered_with_those_that_are(
    on_sqlite: Stage, command: str
) -> None:
    anna = await begins(on_sqlite)
    answer = (await anna.says(command)).text
    assert "/start where you left off" in answer and "ask your team lead" not in answer
