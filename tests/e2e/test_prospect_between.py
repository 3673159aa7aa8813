"""Prospects with briefs of two managers, and one who comes to the team: nothing reaches the wrong person."""

from __future__ import annotations

from bot.briefs import issuing
from bot.people.tokens import new_id
from bot.storage.database import Transaction
from bot.storage.queries import clients
from bot.storage.tables import attachments, briefs, notes
from tests.e2e.prospects import DAYS, answers_all, begins, do, link_for, png, said_to
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import id_of

WORDS = "Our shop is in Riga"


async def _link_of(stage: Stage, manager: Phone) -> str:
    """A personal link to a brief about a new client of a manager's."""
    owner, now = await id_of(stage, manager), stage.clock()

    def make(tx: Transaction) -> str:
        client = clients.create(tx, new_id(), owner, "Lotus", now)
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
    return next(row.owner_id for row in await stage.rows(briefs) if row.interview_id == interview)


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
    assert "apolog" not in (await nora.says("hello")).text.lower()
