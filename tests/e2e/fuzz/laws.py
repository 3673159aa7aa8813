"""What holds whatever people do: looked at each time the bot has nothing left to do."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.interviews import Scripts
from bot.sandbox.world.chats import Message
from bot.storage import Transaction
from bot.storage.tables import answers, clients, failed_updates, interviews, people, second_opinions
from bot.telegram.callbacks import Callback, Verb
from questionnaires.interview import Script
from tests.e2e.counting import figures, forget_practice
from tests.e2e.fuzz.walk import OWN_WORDS, Since, Walk
from tests.e2e.stage import TOO_OLD, Stage, read

ANSWERING = (Verb.ANSWER, Verb.BRIEF_ANSWER)
Answers = Mapping[tuple[int, str], str | None]
"""The option that is stored, by interview and question."""


class Errors(logging.Handler):
    """What the bot logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, with its traceback."""
        self.said.append(self.format(record))


@dataclass(frozen=True)
class State:
    """What is stored at one moment. People are named by their Telegram ids."""

    interviews: Mapping[int, Any]
    scripts: Mapping[int, Script]
    """By interview, what it began with."""
    answers: Answers
    telegram_ids: Mapping[int, int]
    """By their id here: who can be written to."""
    leads: frozenset[int]
    entitled: Mapping[str, set[int]]
    """By the name of a client: whose they are, and who is asked for a second opinion about them."""


class Laws:
    """The laws, and what was seen when they were looked at the last time."""

    def __init__(self, stage: Stage, walk: Walk, errors: Errors) -> None:
        self.stage, self.walk, self.errors = stage, walk, errors
        self._seen: dict[tuple[int, int], Message] = {}
        self._before: State | None = None

    async def hold(self) -> None:
        """Look at all of them.

        Raises:
            AssertionError: one is broken.
        """
        assert not self.errors.said, self.errors.said
        assert not await self.stage.rows(failed_updates)
        assert not self.stage.sandbox.world.queries.unanswered
        broken = [each for each in self.stage.sandbox.world.broken_rules if TOO_OLD not in each.description]
        assert not broken, broken
        now = await self._look()
        before = self._before or now
        since, self.walk.since = self.walk.since, Since()
        self._nobody_reads_of_a_strangers_client(before, now)
        self._only_what_was_given_is_stored(since, before, now)
        self._what_was_tapped_is_stored(since, before, now)
        self._what_is_open_is_on_a_screen(now)
        self._before = now

    async def hold_at_the_end(self) -> None:
        """Nothing is left for a later sweep, and practice counts nowhere.

        Raises:
            AssertionError: a law is broken.
        """
        now = await self._look()
        for row in now.interviews.values():
            if row.person_id in now.telegram_ids and not row.progress.get("unseen"):
                assert row.shown_revision == row.revision, f"{row} is not shown"
        with_practice = await self.stage.bot.database.transaction(self._figures)
        await self.stage.bot.database.transaction(forget_practice)
        assert await self.stage.bot.database.transaction(self._figures) == with_practice

    def _figures(self, tx: Transaction) -> list[Any]:
        every = tx.connection.execute(select(clients.c.owner_id, clients.c.id).order_by(clients.c.id))
        return [figures(self.stage, owner, client)(tx) for owner, client in every.all()]

    def _nobody_reads_of_a_strangers_client(self, before: State, now: State) -> None:
        names = before.entitled.keys() | now.entitled.keys()
        for message in self._fresh():
            shown = "\n".join([message.text, *(button.text for button in message.buttons)])
            for name in filter(shown.__contains__, names):
                entitled = before.entitled.get(name, set()) | now.entitled.get(name, set())
                assert message.chat_id in entitled | before.leads | now.leads, (name, shown)

    def _fresh(self) -> Iterable[Message]:
        """What the bot wrote or changed since the last time, in private and in the group."""
        for chat in self.stage.sandbox.world.chats.values():
            for message in chat.messages.values():
                place = (chat.id, message.id)
                if message.from_bot and self._seen.get(place) is not message:
                    self._seen[place] = message
                    yield message

    def _only_what_was_given_is_stored(self, since: Since, before: State, now: State) -> None:
        given = {self._answer(now, callback) for _, callback in since.taps if callback.verb in ANSWERING}
        for (interview, question), option in now.answers.items() - before.answers.items():
            writer = now.telegram_ids.get(now.interviews[interview].person_id)
            is_new = interview not in before.interviews  # asked again: it begins with what was known
            assert (interview, question, option) in given or writer in since.writers or is_new, (
                f"interview {interview}: {question} became {option}, which nobody said"
            )

    def _what_was_tapped_is_stored(self, since: Since, before: State, now: State) -> None:
        """Where nothing else was done since, a tap on the screen as it was is an answer."""
        if since.is_mixed or len({callback for _, callback in since.taps}) != 1:
            return
        phone, tap = since.taps[0]
        asked = before.interviews.get(tap.subject)
        if tap.verb not in ANSWERING or asked is None or tap.subject not in now.interviews:
            return
        is_theirs = before.telegram_ids.get(asked.person_id) == phone.person.user.id
        given = self._answer(now, tap)
        if is_theirs and given and asked.finished_at is None and asked.revision == tap.revision:
            interview, question, option = given
            assert now.answers.get((interview, question), ...) == option, f"{tap}: {question} is not {option}"

    async def _look(self) -> State:
        scripts = self.stage.bot.desk.scripts
        return await self.stage.bot.database.read(lambda tx: _state(tx, scripts))

    def _answer(self, state: State, tap: Callback) -> tuple[int, str, str | None] | None:
        """The interview, the question and the option that a button of an answer speaks of."""
        script = state.scripts.get(tap.subject)
        if script is None:
            return None
        question = list(script.questions)[tap.a]
        return tap.subject, question, list(script.options(question))[tap.b - 1] if tap.b else None

    def _what_is_open_is_on_a_screen(self, now: State) -> None:
        """What somebody has opened is there as it is by now, and once, or comes with the next sweep."""
        for row in now.interviews.values():
            is_opened = row.person_id in now.telegram_ids and not row.progress.get("unseen")
            if row.finished_at is None and is_opened and row.shown_revision == row.revision:
                there = self.stage.sandbox.world.chats[row.chat_id].messages
                verbs = {id: _verbs_of(row, message) for id, message in there.items()}
                assert verbs.get(row.message_id), f"{row} is nowhere to be seen"
                asking = [id for id, carried in verbs.items() if not carried.isdisjoint(ANSWERING)]
                assert asking in ([], [row.message_id]), f"{row} is asked in {asking}"


def _verbs_of(row: Any, message: Message) -> set[Verb]:
    """What the buttons of a message ask for that are about an interview as it is by now."""
    carried = map(read, message.buttons)
    return {each.verb for each in carried if (each.subject, each.revision) == (row.id, row.revision)}


def _state(tx: Transaction, scripts: Scripts) -> State:
    """Read it."""
    everybody = tx.connection.execute(select(people)).all()
    quizzes = {row.id: row for row in tx.connection.execute(select(interviews))}
    given = tx.connection.execute(select(answers)).all()
    return State(
        quizzes,
        {
            id: scripts.pinned(tx, each.content_hash, each.questionnaire, each.model_hash)
            for id, each in quizzes.items()
        },
        {(row.interview_id, row.question_id): row.option_id for row in given},
        {row.id: row.telegram_id for row in everybody if row.telegram_id and not row.blocked_at},
        frozenset(row.telegram_id for row in everybody if row.is_lead),
        _entitled(tx, quizzes, {row.id: row.telegram_id for row in everybody}),
    )


def _entitled(
    tx: Transaction, quizzes: Mapping[int, Any], telegram_ids: Mapping[int, int]
) -> dict[str, set[int]]:
    """Of names that nobody but one of them can have invented."""
    found = defaultdict[str, set[int]](set)
    named = tx.connection.execute(select(clients).where(clients.c.sealed_name.is_not(None))).all()
    names = {row.id: tx.vault.decrypt(row.sealed_name) for row in named}
    for row in named:
        found[names[row.id]].add(telegram_ids[row.owner_id])
    for row in tx.connection.execute(select(second_opinions)):
        if (name := names.get(quizzes[row.first_id].client_id)) is not None:
            found[name].add(telegram_ids[row.asked_id])
    return {name: owners for name, owners in found.items() if OWN_WORDS.fullmatch(name)}
