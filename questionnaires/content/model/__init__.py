"""What a content set may say, file by file, as frozen models.

A content set is a folder of YAML files; each kind of file has its model here, and `ContentSet` is all of them
together. The models check what one value can know about itself; what takes several places or files (a tactic
naming a trait, a question reading a level) is checked by `checks`, and what takes a reader's eye by `lint`.
"""

from __future__ import annotations

from questionnaires.content.model.base import Identifier, Language, Model, Text
from questionnaires.content.model.grading import Criterion, CriterionValue, Grade, Grading, GradingRule, Step
from questionnaires.content.model.numbers import Prior, Scoring, Thresholds
from questionnaires.content.model.questionnaire import (
    FreeQuestion,
    IndustryOption,
    IndustryQuestion,
    Informant,
    Option,
    QualifyingOption,
    QualifyingQuestion,
    Question,
    Questionnaire,
)
from questionnaires.content.model.segments import Level, Manifest, Segment, Segments, Trait, Traits
from questionnaires.content.model.studio import FACTS, Case, Package, Studio
from questionnaires.content.model.tactics import Form, Kind, Phase, Stance, Tactic, Tactics

__all__ = [
    "FACTS",
    "Case",
    "ContentSet",
    "Criterion",
    "CriterionValue",
    "Form",
    "FreeQuestion",
    "Grade",
    "Grading",
    "GradingRule",
    "Identifier",
    "IndustryOption",
    "IndustryQuestion",
    "Informant",
    "Kind",
    "Language",
    "Level",
    "Manifest",
    "Model",
    "Option",
    "Package",
    "Phase",
    "Prior",
    "QualifyingOption",
    "QualifyingQuestion",
    "Question",
    "Questionnaire",
    "Scoring",
    "Segment",
    "Segments",
    "Stance",
    "Step",
    "Studio",
    "Tactic",
    "Tactics",
    "Text",
    "Thresholds",
    "Trait",
    "Traits",
]


class ContentSet(Model):
    """Everything a deployment asks, scores and says. `questionnaires` and `tactics` are keyed by id."""

    manifest: Manifest
    segments: Segments
    traits: Traits
    scoring: Scoring
    questionnaires: dict[Identifier, Questionnaire]
    grading: Grading
    tactics: dict[Identifier, Tactics]
    studio: Studio
