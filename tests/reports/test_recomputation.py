"""Every figure of a summary is what a slow recomputation from plain data finds, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reports import conversion
from bot.reports.conversion import Conversion, Conversions
from bot.reports.summary import Summary, summary_of
from bot.storage import Database, Transaction, Vault
from tests.briefs.cast import scripts
from tests.reports import slowly
from tests.reports.histories import OWNERS, SEGMENTS, History, Setting, Stored, histories, settings_of, store


class Undo(Exception):
    """Takes back what an example stored."""


@contextmanager
def opened(url: str, vault: Vault) -> Iterator[tuple[asyncio.Runner, Database]]:
    with asyncio.Runner() as runner:
        database = runner.run(Database.open(url, vault))
        try:
            yield runner, database
        finally:
            runner.run(database.close())


def figures_of(summary: Summary) -> dict[str, Any]:
    """The same shape as `slowly.everything`."""
    kinds = {count.id: count for count in (summary.cases, *summary.segments, summary.open)}
    kinds |= {f"grade {count.id}": count for count in summary.grades}
    return {
        "counts": {kind: count.count for kind, count in kinds.items()},
        "usual": {kind: count.usual for kind, count in kinds.items()},
        "mixes": [((mix.predominant, mix.secondary), mix.count) for mix in summary.mixes],
        "briefs": asdict(summary.briefs),
        "trend": [bar.cases for bar in summary.trend],
        "actions": {(str(action.rule), action.client_id) for action in summary.actions},
    }


def test_figures_are_what_a_slow_recomputation_finds(database_url: str, vault: Vault) -> None:
    with opened(database_url, vault) as (runner, database):

        @settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
        @given(data=st.data(), setting=settings_of())
        def holds(data: st.DataObject, setting: Setting) -> None:
            history = data.draw(histories(setting.now))
            owner = data.draw(st.sampled_from([None, 0, 1]))
            every = slowly.ends(setting)
            back = data.draw(st.integers(2, 4), label="the last window that was told ended so many ends ago")
            day, end = every[-1]
            span = (every[-back][1], end)
            expected = slowly.everything(history, setting, span, day, owner)
            assert figures_of(_read(runner, database, history, setting, every[-back][1], owner)) == expected

        holds()


def conversions_in(found: Conversions) -> dict[tuple[str, ...], slowly.Figures]:
    """The same shape as `slowly.conversions`; sums and medians are compared besides."""
    kinds = {("segment", *each.ids): each for each in found.segments if each.cases}
    kinds |= {("grade", *each.ids): each for each in found.grades}
    kinds |= {("mix", *each.ids): each for each in found.mixes}
    return {kind: _plainly(each) for kind, each in {(): found.all, **kinds}.items() if each.cases}


def _plainly(each: Conversion) -> slowly.Figures:
    return slowly.Figures(each.cases, each.decided, each.won, [each.amounts, each.total])


def test_conversions_are_what_a_slow_recomputation_finds(
    database_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "ENOUGH", 1)  # else no mix of so short a history would be told
    monkeypatch.setattr(conversion, "MOST_MIXES", 100)
    with opened(database_url, vault) as (runner, database):

        @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
        @given(data=st.data(), setting=settings_of())
        def holds(data: st.DataObject, setting: Setting) -> None:
            history = data.draw(histories(setting.now))
            every = slowly.ends(setting)
            span = (every[-data.draw(st.integers(2, 20))][1], every[-1][1])
            expected = slowly.conversions(history, span)
            for kind, figures in list(expected.items()):
                if kind[:1] == ("mix",) and not figures.decided:
                    del expected[kind]
                figures.amounts = [len(figures.amounts), sum(figures.amounts)]
            found = _stored(runner, database, history, setting, _Conversions(setting, span))
            assert conversions_in(found) == expected

        holds()


@dataclass(frozen=True)
class _Conversions:
    setting: Setting
    span: slowly.Span

    def __call__(self, tx: Transaction, _: Stored) -> Conversions:
        return conversion.conversions(tx, SEGMENTS, self.setting.schedule.between(*self.span))


def _stored(
    runner: asyncio.Runner,
    database: Database,
    history: History,
    setting: Setting,
    read: Callable[[Transaction, Stored], Any],
) -> Any:
    """What is read of a history in a database that is empty before and after."""
    found: list[Any] = []

    def work(tx: Transaction) -> None:
        found.append(read(tx, store(tx, history, setting.now)))
        raise Undo

    try:
        runner.run(database.transaction(work))
    except Undo:
        return found[0]
    raise AssertionError("an example was kept")


def _read(
    runner: asyncio.Runner,
    database: Database,
    history: History,
    setting: Setting,
    last_end: Any,
    owner: int | None,
) -> Summary:
    def summary(tx: Transaction, stored: Stored) -> Summary:
        assert len(stored.owners) == OWNERS
        window = setting.schedule.due(setting.now, last_end)
        assert window is not None
        owner_id = None if owner is None else stored.owners[owner]
        return summary_of(tx, scripts(), setting.schedule, window, owner_id)

    found: Summary = _stored(runner, database, history, setting, summary)
    return found
