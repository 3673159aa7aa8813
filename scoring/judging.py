"""Whether what was learned is better: held-out log loss, hits, a confusion matrix, and what would flip.

Log loss is the mean of -log P(confirmed predominant | answers) in nats (Good 1952): lower is better, and
to be sure of the wrong segment costs most. What a model says of clients it has learned from flatters it,
so each client is judged by what was learned from the others: cross-validation in FOLDS parts, dealt out by
what the clients are and not by chance, so that the same clients always give the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.batch import Cases, score_batch
from scoring.compiled import Floats
from scoring.learning import KAPPA, Confirmed, Places, learn
from scoring.model import Model

FOLDS = 5

Counts = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Judgement:
    """How well a model tells the confirmed predominants of clients it has not learned from."""

    confusion: Counts
    """[S, S + 1]: confirmed segment by computed one; the last column counts those without an answer."""
    losses: Floats
    """[n] nats: of each client, in their order."""

    @property
    def log_loss(self) -> float:
        """Their mean; 0 of nobody."""
        return float(self.losses.mean()) if len(self.losses) else 0.0

    @property
    def count(self) -> int:
        """How many clients were judged."""
        return int(self.confusion.sum())

    @property
    def hits(self) -> int:
        """How often the computed segment was the confirmed one."""
        return int(np.trace(self.confusion))


@dataclass(frozen=True)
class Flips:
    """How many of some results another model would change."""

    count: int
    """Results looked at."""
    predominant: int
    """Of them: another predominant segment."""
    verdict: int
    """Of them: the same predominant segment, another verdict."""


def judge(model: Model, confirmed: Confirmed) -> Judgement:
    """A model that has learned from none of these clients: the expert's."""
    told = score_batch(model, confirmed.cases)
    return _judgement(confirmed, told.predominant, told.confidence)


def judge_learning(
    expert: Model, confirmed: Confirmed, kappa: float = KAPPA, folds: int = FOLDS
) -> Judgement:
    """What is learned from clients, each judged by what was learned from the other folds."""
    fold = deal(confirmed, folds)
    predominant = np.empty(len(confirmed), np.int8)
    confidence = np.empty((len(confirmed), len(expert.segments)))
    for each in np.unique(fold):
        held_out = fold == each
        told = score_batch(learn(expert, confirmed[~held_out], kappa), confirmed.cases[held_out])
        predominant[held_out], confidence[held_out] = told.predominant, told.confidence
    return _judgement(confirmed, predominant, confidence)


def deal(confirmed: Confirmed, folds: int = FOLDS) -> Counts:
    """[n]: the fold of each client; like clients go to different folds, whatever order they come in."""
    keys = (*confirmed.cases.T[::-1], confirmed.secondary, confirmed.predominant)
    fold = np.empty(len(confirmed), np.intp)
    fold[np.lexsort(keys)] = np.arange(len(confirmed)) % folds
    return fold


def flips(before: Model, after: Model, cases: Cases) -> Flips:
    """What would change of the results of some cases; both models ask the same questions."""
    was, would_be = score_batch(before, cases), score_batch(after, cases)
    turned = was.predominant != would_be.predominant
    renamed = ~turned & (was.verdict != would_be.verdict)
    return Flips(len(cases), int(turned.sum()), int(renamed.sum()))


def _judgement(confirmed: Confirmed, predominant: Places, confidence: Floats) -> Judgement:
    segments = confidence.shape[1]
    confusion = np.zeros((segments, segments + 1), np.intp)
    np.add.at(confusion, (confirmed.predominant, predominant), 1)
    sure = confidence[np.arange(len(confirmed)), confirmed.predominant]
    return Judgement(confusion, -np.log(sure))
