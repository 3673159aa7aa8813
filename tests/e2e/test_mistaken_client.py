"""A quiz that turns out to be about somebody else: nothing of it stays with the first client."""

from __future__ import annotations

from bot.sandbox.world.chats import Message
from bot.storage.queries import clients
from tests.e2e.prospects import CLIENT, answers_all, begins, do
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import id_of

BETA = "Beta Gas"
WORDS = "we sell purple bread"


async def asks_about(phone: Phone, name: str) -> None:
    """A quiz about somebody who is a client already."""
    await phone.says(f"/quiz {name}")
    await phone.taps("Ask again")


async def card_now(phone: Phone) -> Message:
    await phone.taps("⋯")
    return await phone.taps("The card now")


async def turns_out_to_be(stage: Stage, name: str) -> None:
    """Back to the name, and another client picked."""
    while (await stage.interview()).state != "naming":
        await stage.max.taps("‹ Back")
    await stage.max.taps(name)
    await stage.max.taps("Ask again")


async def test_its_result_is_only_where_the_quiz_is(firstcall: Stage) -> None:
    max_ = firstcall.max
    for name in (CLIENT, BETA):
        await max_.says(f"/brief {name}")
    await asks_about(max_, CLIENT)
    await max_.plays()
    await turns_out_to_be(firstcall, BETA)
    await card_now(max_)
    listed = (await max_.says("/clients")).text
    assert f"{CLIENT} · no quiz yet" in listed and f"{BETA} · no quiz yet" not in listed
    await max_.taps(CLIENT)
    assert "no quiz yet" in max_.screen.text and not max_.sees("Card of")


async def test_the_words_of_one_client_are_on_no_card_of_another(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await anna.says(WORDS)
    await answers_all(anna)
    await anna.taps("Send")
    await max_.says(f"/brief {BETA}")
    await asks_about(max_, CLIENT)
    await max_.answers([1, 1])
    assert WORDS in (await card_now(max_)).text
    await turns_out_to_be(firstcall, BETA)
    card = await card_now(max_)
    assert card.text.startswith(BETA) and WORDS not in card.text
    await max_.says(f"/clients {CLIENT}")
    await max_.taps(CLIENT)
    await max_.taps("Their words")
    alone = await max_.taps("Card")
    assert WORDS in alone.text and "On your answers alone" not in alone.text


async def test_what_was_said_of_one_client_heads_no_card_of_another(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/brief {BETA}")
    await max_.says("/quiz Alpha Oil")
    await max_.answers([1, 1])
    await card_now(max_)
    await max_.taps("Correct the segment")
    await max_.taps("Cautious")
    await max_.taps("Cautious only")
    assert (await max_.taps("‹ Card")).text.startswith("Alpha Oil · Cautious")
    await turns_out_to_be(firstcall, BETA)
    assert not (await card_now(max_)).text.startswith(f"{BETA} · Cautious")


async def test_the_industry_goes_with_it(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/brief {BETA}")
    await max_.quiz("Alpha Oil")
    await turns_out_to_be(firstcall, BETA)
    owner = await id_of(firstcall, max_)
    (beta,) = await do(firstcall, lambda tx: clients.by_name(tx, owner, BETA))
    assert beta.industry is not None
