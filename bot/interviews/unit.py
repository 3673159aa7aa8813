"""One transaction's worth of interviews: loaded once, moved event by event, written back together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from bot.interviews.conversation import Conversation
from bot.interviews.records import interview_of, language_of, row_of
from bot.interviews.scripts import Scripts
from bot.people.tokens import new_id
from bot.storage.queries import clients, deliveries, interviews, second_opinions
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.interviews import InterviewRow, Key
from bot.storage.transaction import Transaction
from questionnaires.interview import Interview, Script, State, effects, events, receive

QUIZ = "manager_quiz"

CarryOut = Callable[[effects.Effect, Conversation, "Unit"], None]
"""What does what an effect asks for, in the unit's transaction; `bot.effects` has it."""


class Unit:
    """The interviews a batch touches. Nothing is written before `flush`, except what effects ask for."""

    def __init__(
        self,
        tx: Transaction,
        scripts: Scripts,
        now: datetime,
        zone: tzinfo,
        carry_out: CarryOut,
    ) -> None:
        """Begin empty; `bot.effects.unit_of_work` is the way that carries effects out.

        Args:
            tx: the transaction everything happens in.
            scripts: where scripts come from.
            now: the moment that everything in the batch happens at.
            zone: where the studio's days begin: in quiet hours nothing is delivered.
            carry_out: is given each effect, in order.
        """
        self.tx = tx
        self.scripts = scripts
        self.now = now
        self.zone = zone
        self._carry_out = carry_out
        self.update_id: int | None = None
        """The update being handled, so that what is written can name its cause."""
        self._open: dict[Key, Conversation] = {}
        self._touched: dict[Key, None] = {}
        """What moved in this transaction, the last moved at the end."""
        self._absent: set[Key] = set()

    def new_id(self) -> int:
        """An id for a new interview, brief or client."""
        return new_id(self.now)

    # --- getting hold of one ------------------------------------------------------------------------------

    def preload(self, keys: Iterable[Key]) -> None:
        """Load what a batch is going to touch, at once."""
        wanted = {key for key in keys if key not in self._open and key not in self._absent}
        if not wanted:
            return
        found = self._called(interviews.load(self.tx, wanted))
        there = {key: row for key, row in found.items() if not _is_erased(row)}
        for row in there.values():
            self._hold(row)
        self._absent |= wanted - there.keys()

    def _called(self, found: Mapping[Key, InterviewRow]) -> dict[Key, InterviewRow]:
        """The same, where a second opinion has the name that its invitation shares."""
        nameless = {key: row for key, row in found.items() if row.practice and row.client_name is None}
        shared = second_opinions.calls(self.tx, [row.id for row in nameless.values()])
        return {
            **found,
            **{key: row._replace(client_name=shared.get(row.id)) for key, row in nameless.items()},
        }

    def get(self, key: Key) -> Conversation | None:
        """The person's interview; None where there is none, it is not theirs, or its client is erased."""
        self.preload([key])
        return self._open.get(key)

    def _all(self, keys: Sequence[Key]) -> list[Conversation]:
        """Those of the interviews that are there, in the order of the keys, loaded at once."""
        self.preload(keys)
        return [self._open[key] for key in keys if key in self._open]

    def open_of(self, person: int) -> list[Conversation]:
        """The person's unfinished quizzes, the last touched first, as they are in this transaction."""
        return [held for held in self._waiting(person) if not held.is_brief]

    def at_hand(self, person: int) -> Conversation | None:
        """The unfinished quiz or brief that the person touched last; none that they have not seen yet."""
        return next((held for held in self._waiting(person) if not held.is_unseen), None)

    def _waiting(self, person: int) -> list[Conversation]:
        here = [key for key in reversed(self._touched) if key[1] == person]
        keys = dict.fromkeys([*here, *interviews.open_of(self.tx, person)])
        return [held for held in self._all([*keys]) if held.is_open]

    def touched_last(self, keys: Sequence[Key]) -> Conversation | None:
        """Of some interviews the one touched last, here or before; one that was stopped comes last."""
        here = {key: place for place, key in enumerate(self._touched)}
        return max(
            self._all(keys),
            key=lambda one: (
                one.is_open or one.interview.sent,
                here.get(one.loaded.key, -1),
                one.loaded.touched_at,
            ),
            default=None,
        )

    def is_open_on(self, person: int, chat: int, message: int) -> bool:
        """Whether a message shows something unfinished of the person's. Nothing is locked for it."""
        here = (
            each for each in self._open.values() if (each.loaded.chat_id, each.message) == (chat, message)
        )
        held = next(here, None)
        return interviews.is_open_on(self.tx, person, chat, message) if held is None else held.is_open

    def of_message(self, person: int, chat: int, message: int) -> Conversation | None:
        """The person's interview that a message shows."""
        key = interviews.by_message(self.tx, person, chat, message)
        return None if key is None else self.get(key)

    def start(self, person: int, chat: int) -> Conversation:
        """A new quiz, at its first screen."""
        return self._begin(self._new(self._beginning(QUIZ), person, chat))

    def start_practice(self, person: int, chat: int) -> Conversation:
        """A new quiz that counts nowhere, at its first screen."""
        return self._begin(self._new(self._beginning(QUIZ), person, chat)._replace(practice=True))

    def start_second(self, person: int, chat: int, first: Conversation) -> Conversation:
        """A second opinion on the call of a finished quiz, at its first question; it counts nowhere.

        It is asked by the same script, so that the two can be laid side by side whatever was edited since.
        """
        script = first.interview.script
        blank = self._new(script, person, chat)._replace(practice=True, client_name=first.client_name)
        opened = Interview.begin_second(blank.id, script, tuple(first.interview.answers))
        return self._begin(row_of(blank, opened, None, None, self.now))

    def start_brief(self, person: int, chat: int, client: int, *, brief_owner: int) -> Conversation:
        """A new brief about a client, at its first question.

        Args:
            person: who answers: the prospect, or the manager who asks on the phone.
            chat: where it is shown.
            client: whom it is about.
            brief_owner: the manager whose client that is.

        Raises:
            LookupError: there is no such client, or the studio asks prospects nothing.
        """
        known = clients.get(self.tx, brief_owner, client)
        if known is None or self.scripts.brief is None:
            raise LookupError(f"no brief can be started about client {client} of person {brief_owner}")
        script = self._beginning(self.scripts.brief)
        blank = self._new(script, person, chat)._replace(client_name=known.name, client_owner=known.owner_id)
        first = Interview.begin_brief(blank.id, script, client)
        return self._begin(row_of(blank, first, None, None, self.now))

    def _beginning(self, questionnaire: str) -> Script:
        return self.scripts.beginning(self.tx, questionnaire, self.now)

    def _new(self, script: Script, person: int, chat: int) -> InterviewRow:
        return InterviewRow(
            id=self.new_id(),
            client_id=None,
            person_id=person,
            chat_id=chat,
            message_id=None,
            questionnaire=script.questionnaire.id,
            content_hash=script.digest,
            model_hash=script.model.version,
            state=str(State.NAMING),
            progress={},
            revision=1,
            shown_revision=0,
            practice=False,
            created_at=self.now,
            touched_at=self.now,
        )

    def _begin(self, row: InterviewRow) -> Conversation:
        conversation = self._hold(row)
        self._touch(row.key)
        interviews.create(self.tx, [row])
        return conversation

    # --- moving it ----------------------------------------------------------------------------------------

    def receive(self, conversation: Conversation, event: events.Event) -> list[effects.Effect]:
        """Let an event happen and carry out its effects.

        Returns:
            The effects, for what is to be said about them.

        Raises:
            questionnaires.interview.NotNow: nothing has moved.
        """
        done = receive(conversation.interview, event)
        self._touch(conversation.loaded.key)
        for effect in done:
            self._carry_out(effect, conversation, self)
        return done

    def namesakes(self, conversation: Conversation, name: str) -> tuple[events.Namesake, ...]:
        """The manager's clients of that name, but for the one this interview created; practice meets none."""
        if conversation.interview.practice:
            return ()
        own = conversation.interview.client if conversation.interview.made_client else None
        known = [client.id for client in clients.by_name(self.tx, conversation.person, name)]
        return self._with_open(conversation, [client for client in known if client != own])

    def namesake(self, conversation: Conversation, client: int) -> events.Namesake:
        """A client of the manager's, with the quiz about them that is still open."""
        (known,) = self._with_open(conversation, [client])
        return known

    def _with_open(self, conversation: Conversation, known: Sequence[int]) -> tuple[events.Namesake, ...]:
        """Clients of the manager's, each with the quiz about them that was touched last of the open ones."""
        others = self.open_of(conversation.person) if known else []
        waiting = {
            other.interview.client: other.id for other in reversed(others) if other.id != conversation.id
        }
        return tuple(events.Namesake(client, waiting.get(client)) for client in known)

    def flush(self) -> None:
        """Write back what moved."""
        moved = [held for held in self._open.values() if self._has_moved(held)]
        before = {held.loaded.key: held.loaded for held in moved}
        interviews.save(self.tx, before, [self._row(held) for held in moved])

    def tell(self, draft: DeliveryDraft) -> None:
        """Let something reach somebody else, with what causes it or not at all."""
        deliveries.enqueue(self.tx, [draft], self.now)

    def forget_client(self, client: int) -> None:
        """Let go of interviews about a client who was just erased; they are loaded again when asked for."""
        for key, held in list(self._open.items()):
            if held.interview.client == client:
                del self._open[key]

    def release(self) -> None:
        """Write back what moved and let go of everything: what is theirs is about to change hands."""
        self.flush()
        self._open.clear()
        self._touched.clear()
        self._absent.clear()

    # --- small parts --------------------------------------------------------------------------------------

    def _touch(self, key: Key) -> None:
        self._touched.pop(key, None)
        self._touched[key] = None

    def _hold(self, row: InterviewRow) -> Conversation:
        script = self.scripts.pinned(self.tx, row.content_hash, row.questionnaire, row.model_hash)
        held = Conversation(
            interview_of(row, script), row, row.client_name, row.message_id, row.notes > 0, language_of(row)
        )
        self._open[row.key] = held
        return held

    def _has_moved(self, held: Conversation) -> bool:
        return (
            held.interview.revision != held.loaded.revision
            or held.message != held.loaded.message_id
            or held.interview.client != held.loaded.client_id
        )

    def _row(self, held: Conversation) -> InterviewRow:
        return row_of(held.loaded, held.interview, held.message, held.language, self.now)

    def save(self, held: Conversation) -> None:
        """Write one back at once, where something must not find it as it was."""
        row = self._row(held)
        interviews.save(self.tx, {held.loaded.key: held.loaded}, [row])
        held.loaded = row

    def save_about(self, client: int) -> None:
        """Write back at once what moved about a client, where all of it is to be found as it is."""
        for held in list(self._open.values()):
            if held.interview.client == client and self._has_moved(held):
                self.save(held)


def _is_erased(row: InterviewRow) -> bool:
    """Whether the client or the call was erased: figures remain, and there is nothing to show any more."""
    was_named = row.client_id is not None or (row.practice and _had_a_name(row))
    return was_named and row.client_name is None


def _had_a_name(row: InterviewRow) -> bool:
    """Whether a practice quiz got as far as a name; what was erased while it was open keeps no progress."""
    is_emptied = row.finished_at is not None and not row.progress
    return is_emptied or bool(row.progress.get("made_client") or row.progress.get("asked"))
