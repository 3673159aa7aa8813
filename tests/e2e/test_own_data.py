"""/mydata and /forget, for everybody: what is held is told, and what is forgotten is gone."""

from __future__ import annotations

from bot.storage.tables import clients, interviews, metadata, notes, people
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import appoints, deactivates, id_of

NAME = "Lotus Bakery"
WAY_IN = "ask your team lead for an invitation link"


async def forgets(phone: Phone) -> None:
    """Have oneself erased."""
    await phone.says("/forget")
    await phone.taps("Yes, delete everything")


async def cells_with(stage: Stage, value: object) -> list[str]:
    """The tables with a cell that holds a value."""
    return [
        name for name, table in metadata.tables.items() for row in await stage.rows(table) if value in row
    ]


async def test_a_stranger_reads_what_is_held_about_them_and_has_it_erased(firstcall: Stage) -> None:
    otto = firstcall.phone("Otto", "de")
    page = await otto.says("/mydata")
    for told in (str(otto.person.user.id), "Otto", "not on the team", "hello@riverbend.example"):
        assert told in page.text
    assert "In your hands" not in page.text
    await otto.taps("Delete my data")
    await otto.taps("Yes, delete everything")
    assert "knows nothing about you" in otto.screen.text and otto.screen.buttons == ()
    assert otto.person.user.id not in [row.telegram_id for row in await firstcall.rows(people)]


async def test_a_manager_reads_counts_and_no_judgement_of_anybody(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.says("asked the price twice")
    await max_.plays()
    page = await max_.says("/mydata")
    assert "clients 1, quizzes 1, notes 1" in page.text and "730 days" in page.text
    assert NAME not in page.text and "novice" not in page.text.lower() and "Grade" not in page.text


async def test_a_manager_who_is_forgotten_leaves_the_clients_to_the_lead_who_serves_longest(
    firstcall: Stage,
) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    nina = await firstcall.manager("Nina")
    await appoints(lead, "Nina")
    card = await max_.quiz(NAME)
    explained = await max_.says("/forget")
    assert "go to Vera" in explained.text
    await max_.taps("Yes, delete everything")
    assert "None yet" in (await nina.says("/clients")).text
    assert NAME in (await lead.says("/clients")).text
    await lead.taps(NAME)
    assert (await lead.taps("Card of")).text == card.text
    assert "Max" not in (await lead.says("/team")).text


async def test_who_was_forgotten_is_a_stranger_afterwards_and_their_buttons_are_dead(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    before = await id_of(firstcall, max_)
    card = await max_.quiz(NAME)
    await forgets(max_)
    assert await cells_with(firstcall, max_.person.user.id) == []
    tap = await max_.forges(card.buttons[0].data or "", card)
    assert "not known here" in (await tap.answer()).text
    assert WAY_IN in (await max_.says("/clients")).text
    assert await id_of(firstcall, max_) != before
    assert "not on the team" in (await max_.says("/mydata")).text


async def test_counts_stay_when_a_person_is_forgotten(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    await firstcall.max.says("/quiz")
    counted = {table.name: len(await firstcall.rows(table)) for table in (people, clients, interviews)}
    await forgets(firstcall.max)
    assert {
        table.name: len(await firstcall.rows(table)) for table in (people, clients, interviews)
    } == counted


async def test_a_word_in_the_same_batch_comes_from_a_stranger(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/forget")
    await max_.touches("Yes, delete everything")
    await max_.person.send(f"/quiz {NAME}")
    await firstcall.settle()
    assert WAY_IN in max_.screen.text
    assert await firstcall.rows(clients) == []


async def test_blocking_the_bot_after_being_forgotten_makes_nobody_known_again(firstcall: Stage) -> None:
    await forgets(firstcall.max)
    firstcall.max.person.block()
    await firstcall.settle()
    assert await cells_with(firstcall, firstcall.max.person.user.id) == []
    firstcall.max.person.unblock()


async def test_the_tap_that_erased_makes_nobody_known_when_it_comes_again(firstcall: Stage) -> None:
    await firstcall.max.says("/forget")
    tap = await firstcall.max.touches("Yes, delete everything")
    batch = await firstcall.bot.bot.call("getUpdates", {"timeout": 0})
    await firstcall.bot.counter.take(batch)
    await firstcall.quieten()
    await firstcall.bot.counter.take(batch)
    await firstcall.settle()
    assert tap.answered
    assert await cells_with(firstcall, firstcall.max.person.user.id) == []


async def test_nobody_is_erased_by_somebody_elses_hand(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    stranger = firstcall.phone("Otto")
    await stranger.says("hello")
    target = await id_of(firstcall, max_)
    before = sorted(tuple(row) for row in await firstcall.rows(people))
    for phone in (lead, stranger, await firstcall.manager("Nina")):
        for verb in (Verb.FORGET, Verb.FORGET_YES, Verb.MY_DATA):
            tap = await phone.forges(Callback(verb, target))
            assert "not known here" in (await tap.answer()).text
            assert str(max_.person.user.id) not in phone.screen.text
    assert sorted(tuple(row) for row in await firstcall.rows(people))[: len(before)] == before


async def test_changing_ones_mind_changes_nothing(firstcall: Stage) -> None:
    await firstcall.max.says("/forget")
    assert "What is held about you" in (await firstcall.max.taps("No, leave it as it is")).text
    assert "2. Max" in (await firstcall.lead.says("/team")).text


async def test_the_last_lead_is_told_what_to_do_and_can_go_afterwards(firstcall: Stage) -> None:
    lead = firstcall.lead
    refused = await lead.says("/forget")
    assert "only team lead" in refused.text and labels(refused) == ["Team"]
    await lead.forges(Callback(Verb.FORGET_YES, await id_of(firstcall, lead)))
    assert "only team lead" in lead.screen.text
    await appoints(lead, "Max")
    await forgets(lead)
    assert "1. Max (you) · team lead" in (await firstcall.max.says("/team")).text


async def test_a_manager_who_was_deactivated_can_still_be_forgotten(firstcall: Stage) -> None:
    await deactivates(firstcall.lead, "Max")
    assert "not active" in (await firstcall.max.says("/mydata")).text
    await forgets(firstcall.max)
    assert "Max" not in (await firstcall.lead.says("/team")).text


async def test_notes_on_clients_stay_with_the_clients(firstcall: Stage) -> None:
    await firstcall.max.says(f"/quiz {NAME}")
    await firstcall.max.says("asked the price twice")
    await forgets(firstcall.max)
    assert len(await firstcall.rows(notes)) == 1
    await firstcall.lead.says("/clients")
    await firstcall.lead.taps(NAME)
    await firstcall.lead.taps("Go on with the quiz")
    assert "asked the price twice" in firstcall.lead.screen.text
