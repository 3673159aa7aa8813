"""Who the quiz is about: typed, given with the command, picked, and names that are known already."""

from __future__ import annotations

import pytest

from bot.sandbox.world.chats import Message
from bot.storage.tables import clients, interviews
from tests.e2e.stage import Phone, Stage, labels, read

NAME = "Lotus Bakery"


async def test_a_name_can_be_typed_after_the_question(firstcall: Stage) -> None:
    max_ = firstcall.max
    asked = await max_.says("/quiz")
    assert "Who was the call with?" in asked.text
    first = await max_.says("  Lotus   Bakery ")
    assert first.text.startswith(f"{NAME} · 0 answered")
    assert max_.live == [first]


async def test_new_client_on_the_welcome_asks_for_the_name(firstcall: Stage) -> None:
    asked = await firstcall.max.taps("New client")
    assert "Who was the call with?" in asked.text


async def test_a_recent_client_can_be_picked(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.says("/quiz")
    matching = await max_.taps(NAME)
    assert labels(matching) == [f"Ask again: {NAME}", "‹ Back"]
    first = await max_.taps("Ask again")
    assert first.text.startswith(f"{NAME} · 0 answered")
    assert len(await firstcall.rows(clients)) == 1
    assert len({row.client_id for row in await firstcall.rows(interviews)}) == 1


async def test_a_known_name_in_other_letters_offers_the_client_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    matching = await max_.says("/quiz LOTUS  bakery")
    assert f"You already have {NAME}" in matching.text
    assert labels(matching) == [f"Ask again: {NAME}", "Another client of this name", "‹ Back"]


async def test_continuing_a_known_client_goes_on_with_the_open_quiz(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1, 2])
    held = await firstcall.interview(0)
    await max_.says(f"/quiz {NAME}")
    going_on = await max_.taps(f"Go on: {NAME}")
    assert "2 answered" in going_on.text
    assert (await firstcall.interview(0)).id == read(going_on.buttons[0]).subject == held.id
    assert (await firstcall.interview(1)).state == "cancelled"
    assert max_.live == [going_on]


async def test_a_retake_keeps_the_earlier_answers_where_they_were(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    before = await firstcall.answers((await firstcall.interview()).id)
    await max_.says(f"/quiz {NAME}")
    await max_.taps("Ask again")
    await max_.answers([3, 3])
    assert await firstcall.answers((await firstcall.interview(0)).id) == before
    assert len(await firstcall.answers((await firstcall.interview(1)).id)) == 2


async def test_another_client_of_that_name_is_somebody_else(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    first = await max_.taps("Another client of this name")
    assert first.text.startswith(f"{NAME} · 0 answered")
    assert len({row.client_id for row in await firstcall.rows(interviews)}) == 2
    namesakes = await max_.says(f"/quiz {NAME}")
    assert [label.split(": ")[0] for label in labels(namesakes)] == [
        "Go on",
        "Ask again",
        "Ask again",
        "Another client of this name",
        "‹ Back",
    ]


async def test_another_of_a_name_whose_first_client_is_deleted_is_called_as_the_second(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    for _ in range(2):
        await max_.says(f"/quiz {NAME}")
        if max_.sees("Another"):
            await max_.taps("Another")
    matching = await max_.says(f"/quiz {NAME}")
    await deletes(max_, NAME)
    await max_.taps("Another", matching)
    assert max_.live[-1].text.startswith(f"{NAME} · 0 answered")


async def test_another_of_a_name_that_nobody_has_any_more_is_asked_for_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.taps("Another", await asked_about_who_is_deleted(max_))
    assert "Who was the call with?" in max_.live[-1].text
    assert (await max_.says("Cedar Dental")).text.startswith("Cedar Dental · 0 answered")
    assert sorted(row.deleted_at is None for row in await firstcall.rows(clients)) == [False, True]


async def test_a_choice_of_a_client_who_is_deleted_asks_for_the_name_again(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.taps("Ask again", await asked_about_who_is_deleted(max_))
    assert "Who was the call with?" in max_.live[-1].text


async def asked_about_who_is_deleted(phone: Phone) -> Message:
    """The screen that asks which client of a name it is, of whom none is there any more."""
    await phone.quiz(NAME)
    matching = await phone.says(f"/quiz {NAME}")
    await deletes(phone, NAME)
    return matching


async def deletes(phone: Phone, name: str) -> None:
    """The newest client of a name is deleted, from the list."""
    await phone.says(f"/clients {name}")
    await phone.taps(name)
    await phone.taps("Delete this client")
    await phone.taps("Yes")


async def test_another_managers_client_of_the_same_name_is_not_known_here(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    nina = await firstcall.manager("Nina")
    first = await nina.says(f"/quiz {NAME}")
    assert first.text.startswith(f"{NAME} · 0 answered")
    assert len(await firstcall.rows(clients)) == 2


async def test_back_from_a_known_name_asks_for_the_name_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    assert "Who was the call with?" in (await max_.taps("‹ Back")).text
    assert (await max_.says("Cedar Dental")).text.startswith("Cedar Dental · 0 answered")


async def test_a_name_typed_over_the_offer_of_namesakes_is_taken(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    assert (await max_.says("Cedar Dental")).text.startswith("Cedar Dental · 0 answered")


async def test_a_name_corrected_to_a_known_client_leaves_no_empty_one(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.says("/quiz Lotos Bakry")
    await max_.taps("‹ Back")
    await max_.says(NAME)
    await max_.taps("Ask again")
    assert [row.deleted_at is None for row in await firstcall.rows(clients)].count(True) == 1
    assert "My clients: 1" in (await max_.says("/clients")).text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("x" * 81, "has 81 characters"), ("… !!", "at least one letter or digit"), ("🙂", "at least one")],
)
async def test_a_name_that_is_none_is_asked_for_again(firstcall: Stage, typed: str, answer: str) -> None:
    max_ = firstcall.max
    await max_.says("/quiz")
    assert answer in (await max_.says(typed)).text
    assert (await max_.says("Cedar Dental")).text.startswith("Cedar Dental · 0 answered")


@pytest.mark.parametrize(
    "name",
    [
        "<b>Tags</b> & Sons",
        "محل الزهور",
        "🍞 Bäckerei",
        "パン屋ロータス",
        "a" * 80,
        'O\'Neil "{{ 7*7 }}"',
        "\u202eRLO",
    ],
)
async def test_any_name_is_shown_as_it_was_written(on_sqlite: Stage, name: str) -> None:
    max_ = on_sqlite.max
    assert (await max_.says(f"/quiz {name}")).text.startswith(f"{name} · 0 answered")
    assert (await max_.plays()).text.startswith(name)
    for look in ("Why?", "Playbook", "Message to the client", "For a colleague"):
        assert (await max_.taps(look)).text
        await max_.taps("‹ Card")
    assert name in (await max_.says("/clients")).text
    assert name in (await max_.says(f"/quiz {name}")).text
