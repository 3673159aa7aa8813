"""A button never lies: every tap is answered, counts once, and only on the screen that it belongs to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.tables import answers, interviews, notes, results
from bot.telegram.callbacks import Callback, Verb, write
from tests.e2e.stage import Stage, read

NAME = "Lotus Bakery"
NUMBERS = {"q": 2**63 - 1, "I": 2**32 - 1, "H": 2**16 - 1}


async def test_a_double_tap_counts_once_in_one_batch_and_in_two(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    for together in (True, False):
        where, button = max_.find("1 · ")
        for _ in range(2):
            await max_.person.tap_raw(where.id, button.data or "")
            if not together:
                await firstcall.settle()
        await firstcall.settle()
    assert len(await firstcall.rows(answers)) == 2
    assert "2 answered" in max_.screen.text and max_.live == [max_.screen]


async def test_two_options_tapped_at_once_leave_the_first(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.touches("1 · ")
    await max_.touches("2 · ")
    wanted = read(max_.find("1 · ")[1])
    await firstcall.settle()
    script = firstcall.bot.desk.scripts.current("manager_quiz")
    (row,) = await firstcall.rows(answers)
    assert row.option_id == script.questions[list(script.questions)[wanted.a]].options[0].id


async def test_a_button_of_an_earlier_screen_changes_nothing_and_shows_where_things_stand(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    first = await max_.says(f"/quiz {NAME}")
    await max_.answers([1, 1, 1])
    before = await firstcall.rows(answers)
    tap = await max_.forges(first.buttons[1].data or "", first)
    assert "Here is where things stand" in (await tap.answer()).text
    assert await firstcall.rows(answers) == before and "3 answered" in max_.screen.text


async def test_a_tap_on_a_message_that_moved_on_shows_the_one_below(firstcall: Stage) -> None:
    max_ = firstcall.max
    old = await max_.says(f"/quiz {NAME}")
    stale = old.buttons[0].data or ""
    below = await max_.says("a note that brings the quiz below")
    tap = await max_.forges(stale, old)
    assert (await tap.answer()) is not None
    assert [message.id for message in max_.live] == [below.id]
    assert await firstcall.rows(answers) == []


async def test_a_tap_that_crosses_a_screen_on_its_way_leaves_one_live_message(firstcall: Stage) -> None:
    """The bot has sent the quiz anew, and not yet heard of it in the database, when the old one is tapped."""
    max_ = firstcall.max
    old = await max_.says(f"/quiz {NAME}")
    await max_.person.send("a note")
    await firstcall.take_batch()
    await firstcall.bot.courier.drain()
    await max_.person.tap_raw(old.id, old.buttons[0].data or "")
    await firstcall.settle()
    assert len(max_.live) == 1 and "0 answered" in max_.live[0].text


async def test_two_notes_in_a_row_leave_one_live_message(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    for text in ("one", "two", "three"):
        await max_.person.send(text)
        await firstcall.take_batch()
        await firstcall.bot.courier.drain()
    await firstcall.settle()
    assert len(max_.live) == 1 and "three" in max_.screen.text
    assert len(await firstcall.rows(notes)) == 3


async def test_everything_at_once_in_one_batch_is_taken_in_order(firstcall: Stage) -> None:
    max_ = firstcall.max
    screen = await max_.says(f"/quiz {NAME}")
    first = screen.buttons[0].data or ""
    await max_.person.tap_raw(screen.id, first)
    await max_.person.send("a note on the second question")
    await max_.person.tap_raw(screen.id, first)
    await max_.person.send("1")
    await max_.person.send("/help")
    await firstcall.settle()
    (note,) = await firstcall.rows(notes)
    rows = sorted(await firstcall.rows(answers), key=lambda row: row.position)
    assert [row.question_id for row in rows][1] == note.question_id
    assert len(rows) == 2 and len(max_.live) == 1


async def test_the_same_tap_from_a_hundred_thumbs_counts_once(firstcall: Stage) -> None:
    max_ = firstcall.max
    screen = await max_.says(f"/quiz {NAME}")
    for _ in range(100):
        await max_.person.tap_raw(screen.id, screen.buttons[0].data or "")
    await firstcall.settle()
    assert len(await firstcall.rows(answers)) == 1
    assert firstcall.sandbox.world.queries.unanswered == ()


WALK = """
/quiz Cedar Dental | 1 · | Don't know | ‹ Back | ⋯ | Back to the question | ⋯ | Remind | ⋯ | See my answers
| Payment | 2 · | ‹ Back | ⋯ | The card now, as it is | Change answers | Show the result | Why? | ‹ Card
| Playbook | Growing | ‹ Card | Message to the client | Русский | ‹ Card | For a colleague | ‹ Card
| Correct the segment | Novices | + Pros | ‹ Card | ➕ New client | Cedar Dental | Ask again | 1 · | ⋯
| Cancel this quiz | Resume the quiz | /start | My clients | Cedar Dental | Card of | /clients | Cedar Dental
| Go on with the quiz | /clients | Cedar Dental | Delete this client | No, keep | /start | Settings | English
| /start | Help
"""
TEAM_AND_OWN_DATA = {verb for verb in Verb if Verb.TEAM <= verb <= Verb.TRY_AGAIN}
BRIEFS = {verb for verb in Verb if verb >= Verb.BRIEF_ANSWER}
ELSEWHERE = {
    *(Verb.CONTINUE, Verb.ANOTHER, Verb.INVITE, Verb.DELETE_YES, Verb.ASK_AGAIN),
    *(*TEAM_AND_OWN_DATA, *BRIEFS),
}
"""Pressed in the tests of naming, strangers, the team, the outbox, own data, briefs, and of the story."""


async def test_every_button_works_on_a_walk_through_every_screen(on_sqlite: Stage) -> None:
    max_, pressed = on_sqlite.max, set[Verb]()
    for step in WALK.replace("\n", " ").split("|"):
        if step.strip().startswith("/"):
            await max_.says(step.strip())
            continue
        where, button = max_.find(step.strip())
        tap = await max_.forges(button.data or "", where)
        assert "moved on" not in (await tap.answer()).text, step
        pressed.add(read(button).verb)
    while not max_.sees("Sharpen the mix"):
        await max_.taps("1 · ") if max_.sees("1 · ") else await max_.says("/quiz Another one")
    await max_.taps("Sharpen the mix")
    assert set(Verb) - pressed - ELSEWHERE == {Verb.SHARPEN, Verb.SHOW_RESULT}


async def test_an_answer_that_comes_too_late_is_no_error(firstcall: Stage) -> None:
    max_ = firstcall.max
    screen = await max_.says(f"/quiz {NAME}")
    await max_.person.tap_raw(screen.id, screen.buttons[0].data or "")
    firstcall.clock.forward(minutes=30)
    await firstcall.settle()
    firstcall.may_leave_unanswered = True
    assert "1 answered" in max_.screen.text
    assert timedelta(minutes=15) == firstcall.sandbox.world.queries.lifetime


# --- forged -----------------------------------------------------------------------------------------------

forged_numbers = st.tuples(
    st.integers(-NUMBERS["q"] - 1, NUMBERS["q"]),
    st.integers(-NUMBERS["q"] - 1, NUMBERS["q"]),
    st.integers(0, NUMBERS["I"]),
    st.integers(0, NUMBERS["H"]),
    st.integers(0, NUMBERS["H"]),
)
small = st.integers(0, 40) | st.sampled_from([255, 32_767, 65_535])


async def test_no_forged_data_breaks_anything(on_sqlite: Stage) -> None:
    """Any data a tampered client can send is answered, and nothing but one's own open quiz may move."""
    max_, on_sqlite.has_forged = on_sqlite.max, True
    card = await max_.quiz("Cedar Dental")
    nina = await on_sqlite.manager("Nina")
    theirs = await nina.quiz("Willow Law")
    await max_.says(f"/quiz {NAME}")
    mine = (await on_sqlite.interview()).id
    held = [row.id for row in await on_sqlite.rows(interviews)] + [
        row.client_id for row in await on_sqlite.rows(interviews) if row.client_id
    ]
    data = st.one_of(
        st.text(min_size=1, max_size=64).filter(lambda text: 0 < len(text.encode()) <= 64),
        st.builds(lambda verb, n: write(Callback(verb, *n)), st.sampled_from(Verb), forged_numbers),
        st.builds(
            lambda verb, subject, other, revision, a, b: write(
                Callback(verb, subject, other, revision, a, b)
            ),
            st.sampled_from([verb for verb in Verb if verb is not Verb.DELETE_YES]),
            st.sampled_from(held),
            st.sampled_from([0, *held]),
            st.integers(0, 60),
            small,
            small,
        ),
    )
    others = {
        row.id: row for row in await on_sqlite.rows(interviews) if row.person_id != 2 and row.id != mine
    }
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(data, min_size=1, max_size=5))
    def tap_all(forged: list[str]) -> None:
        async def act() -> None:
            for one in forged:
                await max_.person.tap_raw(max_.chat[0].id, one)
            await on_sqlite.settle()

        asyncio.run_coroutine_threadsafe(act(), loop).result(60)

    await asyncio.to_thread(tap_all)
    after = {row.id: row for row in await on_sqlite.rows(interviews)}
    assert {id: tuple(after[id]) for id in others} == {id: tuple(row) for id, row in others.items()}
    assert nina.screen == theirs and card.id in {message.id for message in max_.chat} | {card.id}
    assert not on_sqlite.sandbox.world.queries.unanswered
    assert not any("Willow" in message.text for message in max_.chat)
    assert await on_sqlite.rows(results)
    await max_.says("/quiz A fresh one")
    assert max_.live
