"""How it ended with a client: one tap says it, words make it more precise, nothing is counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.tables import clients, outcomes
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.ending.typed import NOTE_LENGTH
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import hands_over

LOTUS = "Lotus Bakery"


async def opened(phone: Phone, name: str = LOTUS) -> None:
    """The page of a client's outcome."""
    await phone.says(f"/clients {name}")
    await phone.taps(name)
    await phone.taps("How did it end?")


async def told(stage: Stage) -> list[Any]:
    return sorted(await stage.rows(outcomes), key=lambda row: row.id)


async def said(stage: Stage) -> list[tuple[str, int | None, str | None]]:
    return [(row.kind, row.amount, row.reason) for row in await told(stage)]


async def test_a_won_client_has_the_amount_that_was_written(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    assert "How did it end?" in max_.screen.text
    await max_.taps("Won")
    assert "won" in max_.screen.text and "For how much? Just write it, in $:" in max_.screen.text
    await max_.says("3 500")
    assert "won, $3,500 · Mar 5, 2031" in max_.screen.text
    assert await said(firstcall) == [("won", None, None), ("won", 350_000, None)]
    await max_.says("/clients")
    assert "🏁 won, $3,500" in max_.screen.text
    await max_.taps(LOTUS)
    assert "🏁 won, $3,500" in max_.screen.text


async def test_what_is_no_amount_is_asked_for_again_and_may_be_left_out(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Won")
    await max_.says("quite a lot")
    assert "I can't read an amount" in max_.screen.text
    await max_.says("３．５k")
    assert "won, $3,500" in max_.screen.text
    await max_.says("/clients")
    await max_.says("42")
    assert "won" not in max_.screen.text, "nobody waits for an amount any more"
    assert await said(firstcall) == [("won", None, None), ("won", 350_000, None)]


async def test_an_amount_can_be_put_right_as_the_page_says_and_other_words_are_kept(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Won")
    await max_.says("3.5k")
    assert "If the amount is another one, write it" in max_.screen.text
    await max_.says("4,500")
    assert "won, $4,500" in max_.screen.text
    await max_.says("first invoice on Friday")
    assert "won, $4,500" in max_.screen.text and "first invoice on Friday" in max_.screen.text
    assert "If the amount is another one, write it" in max_.screen.text, "and it still would be taken"
    assert [amount for _, amount, _ in await said(firstcall)] == [None, 350_000, 450_000]


async def test_an_amount_that_replies_to_the_question_is_no_answer_to_the_quiz_that_is_open(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await max_.says("/quiz Cedar Dental")
    await opened(max_)
    question = await max_.taps("Won")
    await max_.says("3", reply_to=question)
    assert await said(firstcall) == [("won", None, None), ("won", 300, None)]
    assert await firstcall.answers((await firstcall.interview()).id) == {}


async def test_a_page_asks_for_nothing_that_it_would_not_take(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Lost")
    assert "write it" in max_.screen.text
    await max_.says("their nephew builds it")
    assert "their nephew builds it" in max_.screen.text and "write it" in max_.screen.text
    await max_.says("and his cousin")
    assert "their nephew builds it\nand his cousin" in max_.screen.text
    await max_.says("/clients")
    await max_.taps(LOTUS)
    assert "his cousin" in max_.screen.text and "write it" not in max_.screen.text


async def test_a_lost_client_has_a_reason_and_a_word(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Lost")
    await max_.says("their nephew builds it")
    await opened(max_)
    await max_.taps("Went with another contractor")
    assert "lost: went with another contractor" in max_.screen.text
    assert "their nephew builds it" in max_.screen.text
    assert await said(firstcall) == [("lost", None, None), ("lost", None, "another_contractor")]
    assert not any(b"nephew" in (row.sealed_note or b"") for row in await told(firstcall))


async def test_what_the_page_asks_for_next_is_taken_too(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Won")
    await max_.says("350")
    assert "If the amount is another one, write it" in max_.screen.text
    await max_.says("3500")
    assert "won, $3,500" in max_.screen.text
    await max_.taps("It ended otherwise")
    await max_.taps("Lost")
    await max_.taps("The price")
    await max_.says("wanted half of it")
    assert "worth keeping" in max_.screen.text
    await max_.says("and next year")
    assert "📝 wanted half of it\nand next year" in max_.screen.text
    await max_.says("w" * NOTE_LENGTH)
    assert str(NOTE_LENGTH) in max_.screen.text, "nothing of it is kept, and nothing lost"
    await opened(max_)
    assert "and next year" in max_.screen.text and "www" not in max_.screen.text


async def test_a_postponed_client_is_asked_about_in_a_month_unless_otherwise_wished(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Postponed")
    assert "postponed until Apr 4, 2031" in max_.screen.text
    await max_.taps("Ask me in three months")
    assert "postponed until Jun 4, 2031" in max_.screen.text
    await max_.taps("Don't ask again")
    assert "🏁 postponed ·" in max_.screen.text
    assert (await told(firstcall))[-1].postponed_until is None


async def test_an_outcome_can_change_and_be_taken_back_and_all_of_it_is_kept(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    assert "Still open after all" not in labels(max_.screen)
    await max_.taps("Lost")
    await max_.taps("It ended otherwise")
    await max_.taps("Won")
    await max_.taps("It ended otherwise")
    await max_.taps("Still open after all")
    assert "How did it end?" in max_.screen.text
    assert [kind for kind, *_ in await said(firstcall)] == ["lost", "won", "undecided"]
    await max_.says("/clients")
    assert "🏁" not in max_.screen.text


async def test_the_second_of_two_taps_changes_nothing(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.touches("Won")
    await max_.touches("Won")
    await firstcall.settle()
    assert await said(firstcall) == [("won", None, None)]
    assert "For how much?" in max_.screen.text


async def test_an_old_button_changes_nothing_and_shows_how_it_stands(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    client = (await firstcall.rows(clients))[0].id
    await opened(max_)
    await max_.taps("Won")
    await max_.says("900")
    old = Callback(Verb.OUTCOME_SET, client, revision=0, a=1)
    tap = await max_.forges(old)
    assert "moved on" in ((await tap.answer()).text or "")
    assert "won, $900" in max_.screen.text
    assert (await said(firstcall))[-1] == ("won", 90_000, None)


@pytest.mark.parametrize(("kind", "detail"), [(0, 1), (1, 6), (2, 3), (3, 1), (4, 0), (65_535, 65_535)])
async def test_what_no_button_of_ours_says_is_not_stored(on_sqlite: Stage, kind: int, detail: int) -> None:
    await on_sqlite.max.quiz(LOTUS)
    client = (await on_sqlite.rows(clients))[0].id
    await opened(on_sqlite.max)
    await on_sqlite.max.forges(Callback(Verb.OUTCOME_SET, client, a=kind, b=detail))
    assert await told(on_sqlite) == []


async def test_nobody_tells_of_somebody_elses_client(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(LOTUS)
    client = (await firstcall.rows(clients))[0].id
    for phone in (nina, firstcall.lead):
        await phone.says("/settings")
        for verb in (Verb.OUTCOME, Verb.OUTCOME_SET):
            tap = await phone.forges(Callback(verb, client))
            assert "not yours" in ((await tap.answer()).text or "")
        assert LOTUS not in phone.screen.text
    assert await told(firstcall) == []


async def test_an_outcome_goes_with_its_client(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(LOTUS)
    await opened(firstcall.max)
    await firstcall.max.taps("Won")
    await hands_over(firstcall.lead, "Max", "Nina")
    await firstcall.max.says("3500")
    assert await said(firstcall) == [("won", None, None)], "Max has no such client any more"
    await opened(nina)
    await nina.says("4k")
    assert await said(firstcall) == [("won", None, None), ("won", 400_000, None)]


async def test_of_an_erased_client_the_note_goes_and_the_figures_stay(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.taps("Lost")
    await max_.taps("The price")
    await max_.says("wanted half of it")
    await max_.taps("‹ Client")
    await max_.taps("Delete this client")
    await max_.taps("Yes, delete")
    assert await said(firstcall) == [("lost", None, None), ("lost", None, "price")]
    assert [row.sealed_note for row in await told(firstcall)] == [None, None]


async def test_a_redelivered_tap_shows_the_page_and_stores_nothing(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await opened(max_)
    await max_.touches("Won")
    batch = await firstcall.bot.bot.call("getUpdates", {"timeout": 0, "allowed_updates": ["callback_query"]})
    await firstcall.bot.counter.take(batch)
    await firstcall.bot.counter.take(batch)
    await firstcall.settle()
    assert await said(firstcall) == [("won", None, None)]
    assert "For how much?" in max_.screen.text
