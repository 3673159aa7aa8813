"""Links cannot be guessed: few wrong ones are looked up, nothing tells which, and nobody else is kept out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.people import guessing
from bot.people.tokens import LinkKind, new_token, payload
from bot.storage import Transaction
from bot.storage.queries import wrong_links as stored
from bot.storage.tables import people, wrong_links
from bot.telegram.callbacks import Verb
from tests.e2e.prospects import link_for
from tests.e2e.stage import Phone, Stage, read
from tests.e2e.team import id_of, row_of


async def invitation(stage: Stage) -> str:
    return (await stage.lead.says("/invite")).text.split()[-1]


async def guesses(phone: Phone, count: int) -> list[str]:
    """Wrong links of all kinds, one after the other; what each was answered."""
    kinds: Iterator[str] = iter([new_token(), payload(LinkKind.PERSONAL, new_token())] * count)
    return [(await phone.follows(next(kinds))).text for _ in range(count)]


async def test_a_good_link_after_too_many_wrong_ones_reads_like_a_wrong_one(firstcall: Stage) -> None:
    link = await invitation(firstcall)
    otto = firstcall.phone("Otto")
    said = await guesses(otto, guessing.EACH)
    after = await otto.follows(link)
    assert after.text in said and after.buttons == ()
    assert not (await row_of(firstcall, otto)).is_manager
    firstcall.clock.forward(hours=1)
    assert "Hello, Otto!" in (await otto.follows(link)).text


async def test_one_who_guesses_keeps_nobody_else_out(firstcall: Stage) -> None:
    link = await link_for(firstcall)
    await guesses(firstcall.phone("Otto"), guessing.EACH + 5)
    anna = firstcall.phone("Anna")
    await anna.follows(link)
    assert Verb.CONSENT in [read(button).verb for button in anna.screen.buttons]


async def test_what_is_tried_beyond_the_limit_is_not_even_counted(firstcall: Stage) -> None:
    await guesses(firstcall.phone("Otto"), guessing.EACH + 5)
    assert len(await firstcall.rows(wrong_links)) == guessing.EACH


async def test_many_who_guess_together_are_stopped_and_who_did_not_is_let_in(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd of accounts, each below its own limit."""
    monkeypatch.setattr(guessing, "ALL", 6)
    firstcall.clock.time = firstcall.clock.time.replace(second=0)
    link = await invitation(firstcall)
    crowd = [firstcall.phone(f"Guest {number}") for number in range(3)]
    for phone in crowd:
        await guesses(phone, 2)
    assert "don't know this link" in (await crowd[0].follows(link)).text
    assert "Hello, Nina!" in (await firstcall.phone("Nina").follows(link)).text


async def test_all_replicas_count_together(firstcall: Stage) -> None:
    """The count is in the database, not in the process."""
    otto = firstcall.phone("Otto")
    await otto.says("hello")
    link, own = await invitation(firstcall), await id_of(firstcall, otto)

    def elsewhere(tx: Transaction) -> None:
        for _ in range(guessing.EACH):
            stored.note(tx, own, firstcall.clock.time)

    await firstcall.bot.database.transaction(elsewhere)
    assert "don't know this link" in (await otto.follows(link)).text


async def test_a_link_that_was_good_once_is_no_guess(firstcall: Stage) -> None:
    """Used, expired and withdrawn are told apart to who has the link: whose it was is not said."""
    link = await invitation(firstcall)
    await firstcall.phone("Nina").follows(link)
    said = await firstcall.phone("Otto").follows(link)
    assert "used already" in said.text and "Nina" not in said.text and "Vera" not in said.text
    assert await firstcall.rows(wrong_links) == []


async def test_what_was_tried_goes_with_the_person_and_after_a_day(firstcall: Stage) -> None:
    otto, olga = firstcall.phone("Otto"), firstcall.phone("Olga")
    await guesses(otto, 2)
    await guesses(olga, 1)
    await otto.says("/forget")
    await otto.taps("Yes")
    assert len(await firstcall.rows(wrong_links)) == 1
    await firstcall.tick(days=1, hours=1)
    assert await firstcall.rows(wrong_links) == []
    assert len(await firstcall.rows(people)) >= 3
