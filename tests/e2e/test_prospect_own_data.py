"""What prospects learn about themselves, how they are forgotten, and that no judgement ever reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.sandbox.world.changes import Answered, Change, Shown
from bot.storage.tables import attachments, notes, people, results
from questionnaires.content.canonical import edition
from questionnaires.interview import Script
from scoring import Verdict, score
from tests.e2e.prospects import CLIENT, answers_all, begins, png, said_to, sends, the_brief
from tests.e2e.stage import Phone, Stage, labels
from tests.house.test_provenance import TOKENS, content, names_of_segments, says

SEGMENTS = tuple(segment.id for segment in content().segments.segments)
COMMANDS = ("/start", "/help", "/privacy", "/mydata", "/forget", "/settings", "/cancel", "hello")


# --- no judgement reaches them ----------------------------------------------------------------------------


@cache
def brief() -> Script:
    """The library's questions to prospects."""
    return Script.of(edition(content()), "prospect_brief")


def paths() -> Iterator[dict[str, str]]:
    """A spread of ways through the brief: each option of each question is on one of them."""
    order = list(brief().questionnaire.questions)
    most = max(len(question.options) for question in order)
    for shift in range(most):
        for step in range(most):
            chosen: dict[str, str] = {}
            for place, question in enumerate(order):
                if brief().applies(question.id, chosen):
                    options = question.options
                    chosen[question.id] = options[(shift + place * step) % len(options)].id
            yield chosen


def typical(segment: str) -> dict[str, str]:
    """For each question the option that speaks most for a segment."""
    chosen: dict[str, str] = {}
    for question in brief().questionnaire.questions:
        if brief().applies(question.id, chosen):
            shares = {
                option.id: score(brief().model, {question.id: option.id}).confidence[segment]
                for option in question.options
            }
            chosen[question.id] = max(shares, key=lambda id: shares[id])
    return chosen


def label_of(question: str, option: str) -> str:
    return brief().option(question, option).label["en"]


async def fills_in(anna: Phone, chosen: dict[str, str]) -> None:
    """Answer as chosen, then send."""
    for question, option in chosen.items():
        await anna.taps(label_of(question, option))
    await anna.taps("Send")


def ever_told(stage: Stage, anna: Phone) -> list[str]:
    """Collects everything that is ever shown to somebody from now on: messages, edits, buttons, toasts."""
    told: list[str] = []

    def notice(change: Change) -> None:
        if isinstance(change, Shown) and change.message.from_bot:
            told.append(change.message.text)
            told.extend(labels(change.message))
        elif isinstance(change, Answered) and change.query.answer is not None:
            told.append(change.query.answer.text or "")

    stage.sandbox.world.watchers.add(notice, anna.person.chat.id)
    return told


def suspicious(told: list[str]) -> list[tuple[str, str]]:
    tokens = [*TOKENS["en"], *names_of_segments("en"), "Lotus"]
    return [(token, text) for text in told for token in tokens if says(text, token, "en")]


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_whoever_they_are_nothing_that_they_ever_see_says_so(on_sqlite: Stage, segment: str) -> None:
    anna = await begins(on_sqlite)
    told = ever_told(on_sqlite, anna)
    await fills_in(anna, typical(segment))
    assert (await on_sqlite.rows(results))[-1].predominant == segment
    await anna.taps("Add something")
    await anna.taps("That's all")
    for command in COMMANDS:
        await anna.says(command)
    on_sqlite.clock.forward(hours=25)
    await anna.says("/start")
    assert len(told) > 60 and suspicious(told) == []


@pytest.mark.parametrize("segment", SEGMENTS)
async def test_the_next_step_suits_who_is_clear(on_sqlite: Stage, segment: str) -> None:
    anna = await begins(on_sqlite)
    await fills_in(anna, typical(segment))
    drawn = (await on_sqlite.rows(results))[-1]
    meant = next(each for each in content().segments.segments if each.id == segment)
    assert meant.next_step is not None
    beginning = meant.next_step["en"].split("{")[0][:30]
    assert (beginning in anna.screen.text) is (drawn.verdict == Verdict.CLEAR)
    assert ("What happens next" in anna.screen.text) is (drawn.verdict != Verdict.CLEAR)


def test_some_of_them_are_clear_and_some_are_not() -> None:
    verdicts = {score(brief().model, dict(path)).verdict for path in paths()}
    verdicts |= {score(brief().model, dict(typical(segment))).verdict for segment in SEGMENTS}
    assert Verdict.CLEAR in verdicts and len(verdicts) > 1


async def test_who_is_not_clear_reads_the_neutral_step(on_sqlite: Stage) -> None:
    path = next(path for path in paths() if score(brief().model, dict(path)).verdict is Verdict.OPEN)
    anna = await begins(on_sqlite)
    await fills_in(anna, path)
    assert "What happens next: Max reads them before you talk" in anna.screen.text


# --- what is held about them ------------------------------------------------------------------------------


async def test_their_data_are_their_answers_words_and_files_and_whom_to_ask(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake <b>bread</b>")
    await anna.person.send_document("brief.pdf", b"%PDF", "application/pdf")
    await anna.person.send_photo(png())
    await firstcall.settle()
    await answers_all(anna)
    await anna.taps("Send")
    seen = len(anna.chat)
    await anna.says("/mydata")
    told = "\n".join(message.text for message in anna.chat[seen:])
    for said in ("Name: Anna", "730 days", "hello@riverbend.example", "brief.pdf", "📎 photo"):
        assert said in told, said
    assert "We bake <b>bread</b>" in told and "Earlier websites: No, this is the first one" in told
    assert CLIENT not in told


async def test_their_data_have_what_they_wrote_under_files(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_photo(png(), "Our shop in Riga")
    await firstcall.settle()
    await anna.says("/mydata")
    assert "Our shop in Riga" in said_to(anna)


async def test_forgetting_is_asked_first_and_then_everything_is_gone(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.says("We bake bread")
    await anna.person.send_photo(png())
    await firstcall.settle()
    asked = await anna.says("/forget")
    assert "Max sees that you have withdrawn, and nothing of what you said" in asked.text
    assert "held about you" in "".join([(await anna.taps("No, leave it")).text, said_to(anna)])
    await anna.says("/forget")
    forgotten = await anna.taps("Yes, delete everything")
    assert "knows nothing about you" in forgotten.text
    assert await firstcall.rows(notes) == [] and await firstcall.rows(attachments) == []
    held = [row for row in await firstcall.rows(people) if row.telegram_id == anna.person.user.id]
    assert held == [] and (await the_brief(firstcall)).withdrawn_at is not None


async def test_after_forgetting_every_button_is_dead_and_the_bot_knows_nobody(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.says("/forget")
    await anna.taps("Yes, delete everything")
    for label in ("Change my answers", "Write to Max"):
        tap = await anna.press(label)
        assert "not open here" in (await tap.answer()).text
    assert "link" in (await anna.says("/start")).text


async def test_privacy_before_agreeing_says_what_would_be_stored(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    told = await anna.says("/privacy")
    assert "What is stored" in told.text and "A program sorts the answers" in told.text


# --- left lying -------------------------------------------------------------------------------------------


async def test_one_gentle_nudge_and_never_a_second_then_it_ends_kindly(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    question = anna.screen.text
    for _ in range(30):
        await firstcall.tick(hours=1)
    assert said_to(anna).count("the only reminder") == 1 and anna.screen.text == question
    for _ in range(80):
        await firstcall.tick(hours=1)
    assert said_to(anna).count("the only reminder") == 1
    assert "closed the questions" in anna.screen.text and labels(anna.screen)[0] == "Go on"
    assert "to go" in (await anna.taps("Go on")).text
