"""Counts and gauges in Prometheus' text format; labels are words of the program only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.storage.queries.gauges import Gauges
from bot.tally import Spread, Tally

__all__ = ["CONTENT_TYPE_LATEST", "exposed"]


def exposed(tally: Tally, gauges: Gauges, queue_age: float) -> bytes:
    """Everything as text.

    Args:
        tally: what this process has done.
        gauges: where things stand in the database: the same from every replica.
        queue_age: seconds since the oldest delivery fell due that is still to be sent.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Collected([*_done(tally), *_standing(gauges, queue_age)]))
    return generate_latest(registry)


class _Collected(Collector):
    """Metrics that have been made already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _done(tally: Tally) -> Iterator[Metric]:
    updates = CounterMetricFamily(
        "firstcall_updates", "Updates by kind and outcome.", labels=("kind", "outcome")
    )
    deliveries = CounterMetricFamily(
        "firstcall_delivery_tries", "Tries to send a delivery.", labels=("kind", "outcome")
    )
    errors = CounterMetricFamily("firstcall_errors", "Errors in the log, by who wrote them.", labels=("by",))
    for family, counts in ((updates, tally.updates), (deliveries, tally.deliveries)):
        for labels, count in counts.items():
            family.add_metric(labels, count)
        yield family
    for name, count in tally.errors.items():
        errors.add_metric((name,), count)
    yield errors
    yield _histogram("firstcall_batch_size", "Updates committed together.", tally.batch_sizes)
    yield _histogram(
        "firstcall_answer_seconds",
        "From an update to the first message that answers it.",
        tally.answer_seconds,
    )


def _histogram(name: str, meaning: str, spread: Spread) -> Metric:
    bounds = [*(str(bound) for bound in spread.bounds), "+Inf"]
    buckets = list(zip(bounds, accumulate(map(float, spread.counts)), strict=True))
    return HistogramMetricFamily(name, meaning, buckets=buckets, sum_value=spread.total)


def _standing(gauges: Gauges, queue_age: float) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "firstcall_open_interviews", "Unfinished quizzes and briefs.", gauges.open_interviews
    )
    yield _by_kind("firstcall_deliveries_waiting", "Deliveries still to be sent.", gauges.waiting)
    yield _by_kind("firstcall_deliveries_parked", "Deliveries given up.", gauges.parked)
    yield GaugeMetricFamily("firstcall_queue_age_seconds", "Age of the oldest due delivery.", queue_age)
    yield GaugeMetricFamily(
        "firstcall_chats_told_to_wait", "Chats that Telegram wants left alone.", gauges.chats_to_wait
    )
    yield GaugeMetricFamily("firstcall_updates_parked", "Updates given up this month.", gauges.parked_updates)


def _by_kind(name: str, meaning: str, counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=("kind",))
    for kind, count in counts.items():
        family.add_metric((kind,), count)
    return family
