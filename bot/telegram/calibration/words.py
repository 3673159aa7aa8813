"""From a study to facts that a template can tell in any language: names for ids, shares for figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.calibration.evidence import ENOUGH, Evidence
from bot.calibration.study import Change, Study
from bot.reports.charts.names import Names
from bot.telegram.summaries.words import short
from questionnaires.content.model import ContentSet
from questionnaires.interview.script import in_language

Facts = dict[str, Any]
TOLD = 3
"""Changes in the caption."""
LEVEL, SEGMENT = 44, 24
"""Characters of their names in a caption."""
LEAF = 2_400
"""Characters of a page of details; Telegram takes 4,096 in all."""


@dataclass(frozen=True)
class Vocabulary:
    """What the content calls its segments, traits and levels, in one language."""

    segments: Names
    traits: Mapping[str, str]
    levels: Mapping[tuple[str, str], str]
    """By trait and level."""

    @classmethod
    def of(cls, content: ContentSet, language: str) -> Vocabulary:
        """Today's names."""
        traits = content.traits.traits
        return cls(
            Names.of(content, language),
            {trait.id: in_language(trait.name, language) for trait in traits},
            {(t.id, level.id): in_language(level.name, language) for t in traits for level in t.levels},
        )


def evidence_facts(evidence: Evidence, words: Vocabulary) -> Facts:
    """How many confirmed clients there are, of which segments, and what is missing."""
    counts = evidence.by_segment()
    return {
        **_standing(evidence),
        "needed": ENOUGH,
        "segments": [
            {"name": short(words.segments.name(id), SEGMENT), "count": count} for id, count in counts.items()
        ],
    }


def _standing(evidence: Evidence) -> Facts:
    """How many confirmed clients there are, and what is in use."""
    return {
        "count": len(evidence.confirmed),
        "version": evidence.versions.number,
        "has_earlier": evidence.versions.has_earlier,
    }


def study_facts(evidence: Evidence, study: Study, words: Vocabulary) -> Facts:
    """What a lead decides by."""
    before, after = study.lesson.before, study.lesson.after
    return {
        **_standing(evidence),
        "advice": None if is_in_use(evidence, study) else str(study.lesson.advice),
        "hits": [judged.hits / judged.count for judged in (before, after)],
        "log_loss": [before.log_loss, after.log_loss],
        "flips": study.flips,
        "changes": [_change(each, words) for each in study.changes[:TOLD] if _shows(each.before, each.after)],
    }


def is_in_use(evidence: Evidence, study: Study) -> bool:
    """Whether there is nothing to accept: new interviews begin with just this already."""
    return evidence.in_use.foundation == study.lesson.learned.foundation


def _change(change: Change, words: Vocabulary) -> Facts:
    return {
        "level": short(words.levels[change.trait, change.level], LEVEL),
        "trait": short(words.traits[change.trait], SEGMENT),
        "segment": short(words.segments.name(change.segment), SEGMENT),
        "before": change.before,
        "after": change.after,
    }


def leaves(evidence: Evidence, study: Study, words: Vocabulary) -> list[list[Facts]]:
    """Every change by trait and level, in parts that fit a message; at least one part, which may be empty."""
    parts: list[list[Facts]] = [[]]
    for block in _blocks(evidence, study, words):
        if parts[-1] and sum(map(_length, [*parts[-1], block])) > LEAF:
            parts.append([])
        parts[-1].append(block)
    return parts


def _blocks(evidence: Evidence, study: Study, words: Vocabulary) -> Iterator[Facts]:
    """How common the segments are, then each trait with what moves in it."""
    even = (1 / len(evidence.expert.segments),) * len(evidence.expert.segments)
    rates = [model.numbers.base_rates or even for model in (evidence.in_use, study.lesson.learned)]
    moves = [
        {"name": words.segments.name(id), "before": before, "after": after}
        for id, before, after in zip(evidence.expert.segments, *rates, strict=True)
        if _shows(before, after)
    ]
    if moves:
        yield {"trait": None, "levels": [{"level": None, "moves": moves}]}
    for trait in evidence.expert.traits:
        levels = [_level(study, trait.id, level, words) for level in trait.levels]
        if moving := [level for level in levels if level["moves"]]:
            yield {"trait": words.traits[trait.id], "levels": moving}


def _shows(before: float, after: float) -> bool:
    """Whether a change is one in whole percent, as people read it."""
    return round(100 * before) != round(100 * after)


def _level(study: Study, trait: str, level: str, words: Vocabulary) -> Facts:
    moves = [
        {"name": words.segments.name(each.segment), "before": each.before, "after": each.after}
        for each in study.changes
        if (each.trait, each.level) == (trait, level) and _shows(each.before, each.after)
    ]
    return {"level": words.levels[trait, level], "moves": moves}


def _length(block: Facts) -> int:
    """About how long it will be."""
    names = sum(len(each["level"] or "") + 4 for each in block["levels"])
    return (
        len(block["trait"] or "")
        + names
        + sum(len(move["name"]) + 16 for each in block["levels"] for move in each["moves"])
    )
