"""Subscriptions: one open for each chat and topic, told of each window once, ended with who turned it on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.storage import Database, Transaction, tables
from bot.storage.queries import erasure, subscriptions
from bot.storage.queries.subscriptions import Subscription
from tests.storage.samples import NOW, manager, rival

GROUP, TOPIC = -1001234567890, 42
WORKDAYS = frozenset(range(1, 6))
DAY = timedelta(days=1)


def private(tx: Transaction) -> Subscription:
    """Mara's own."""
    mara = manager(tx)
    return subscriptions.subscribe(tx, mara.id, "private", mara.telegram_id, None, WORKDAYS, NOW)


def in_group(tx: Transaction, thread_id: int | None = None) -> Subscription:
    return subscriptions.subscribe(tx, manager(tx).id, "group", GROUP, thread_id, WORKDAYS, NOW)


async def test_a_new_subscription_is_found_by_its_chat_and_has_been_told_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = private(tx)
        assert subscriptions.of_chat(tx, made.chat_id, None) == made == subscriptions.by_id(tx, made.id)
        assert (made.kind, made.empty, made.days, made.last_end) == ("private", "silent", WORKDAYS, None)

    await database.transaction(work)


async def test_turning_on_what_is_on_changes_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = private(tx)
        subscriptions.change(tx, made.id, days={1, 7}, empty="word")
        subscriptions.told(tx, made.id, NOW)
        again = private(tx)
        assert (again.id, again.days) == (made.id, frozenset({1, 7}))
        assert (again.empty, again.last_end) == ("word", NOW)

    await database.transaction(work)


async def test_a_group_and_each_of_its_topics_have_one_of_their_own(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = [in_group(tx), in_group(tx, TOPIC), in_group(tx, TOPIC + 1)]
        assert subscriptions.every_open(tx) == made
        assert subscriptions.end(tx, GROUP, TOPIC, NOW)
        assert not subscriptions.end(tx, GROUP, TOPIC, NOW)
        assert subscriptions.every_open(tx) == [made[0], made[2]]
        assert in_group(tx, TOPIC).id not in {each.id for each in made}

    await database.transaction(work)


async def test_a_window_is_told_once_and_never_an_earlier_one_after_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = private(tx)
        assert subscriptions.told(tx, made.id, NOW)
        assert not subscriptions.told(tx, made.id, NOW)
        assert not subscriptions.told(tx, made.id, NOW - DAY)
        assert subscriptions.told(tx, made.id, NOW + DAY)
        found = subscriptions.by_id(tx, made.id)
        assert found is not None
        assert found.last_end == NOW + DAY

    await database.transaction(work)


async def test_what_somebody_turned_on_ends_with_them_and_nobody_elses_does(database: Database) -> None:
    def work(tx: Transaction) -> None:
        private(tx), in_group(tx)
        rolf = rival(tx)
        theirs = subscriptions.subscribe(tx, rolf.id, "private", rolf.telegram_id, None, WORKDAYS, NOW)
        assert subscriptions.end_all_of_person(tx, manager(tx).id, NOW) == 2
        assert subscriptions.every_open(tx) == [theirs]

    await database.transaction(work)


async def test_of_who_is_erased_no_private_chat_is_remembered(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        private(tx), in_group(tx)
        subscriptions.end(tx, mara.telegram_id, None, NOW)
        private(tx)
        erasure.person(tx, mara.id, NOW)
        assert subscriptions.every_open(tx) == []
        chats = set(tx.connection.scalars(select(tables.subscriptions.c.chat_id)))
        assert chats == {subscriptions.NO_CHAT, GROUP}

    await database.transaction(work)
