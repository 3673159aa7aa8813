"""What a lead decides by: honest advice, changes by size, a caption that fits, a picture that can be read."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from struct import unpack

import numpy as np
import pytest

from bot.calibration import picture
from bot.calibration.study import Advice, Lesson, study
from bot.reports.charts import Names
from bot.telegram.calibration.words import Vocabulary, leaves, study_facts
from bot.telegram.length import CAPTION, units_of_html
from messages import languages, render
from scoring import Judgement
from tests.briefs import cast
from tests.calibration.school import studio
from tests.reports.days import many_names
from tests.reports.test_charts import outside, overlapping, texts

EVIDENCE = studio(cast.scripts())
CONTENT = cast.scripts().today.content


def judged(*losses: float) -> Judgement:
    return Judgement(np.ones((2, 3), np.intp), np.array(losses))


@pytest.mark.parametrize(
    ("before", "after", "advice"),
    [
        ((1.0, 1.1, 0.9, 1.0), (0.5, 0.7, 0.4, 0.6), Advice.ACCEPT),
        ((1.0, 1.0, 1.0, 1.0), (0.1, 1.5, 0.2, 1.6), Advice.WAIT),
        ((1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0), Advice.LEAVE),
        ((0.5, 0.5, 0.5, 0.5), (0.6, 0.5, 0.5, 0.5), Advice.LEAVE),
    ],
)
def test_the_advice_is_as_good_as_the_evidence(
    before: tuple[float, ...], after: tuple[float, ...], advice: Advice
) -> None:
    assert Lesson(EVIDENCE.expert, judged(*before), judged(*after)).advice is advice


def test_a_studio_unlike_the_library_is_advised_to_accept() -> None:
    found = study(EVIDENCE)
    assert found.lesson.advice is Advice.ACCEPT
    sizes = [change.size for change in found.changes]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > 0.05
    figures = found.figures()
    assert figures["confirmed"] == 150 and figures["log_loss"][1] < figures["log_loss"][0]


def test_what_was_worked_out_is_kept_for_the_next_look() -> None:
    again = replace(EVIDENCE, recent=EVIDENCE.recent[:10])
    assert study(again).lesson is study(EVIDENCE).lesson
    assert study(again).flips.count == 10


@pytest.mark.parametrize("language", languages())
def test_the_caption_fits_and_details_are_whole(language: str) -> None:
    words = Vocabulary.of(CONTENT, language)
    found = study(EVIDENCE)
    facts = study_facts(
        replace(EVIDENCE, versions=replace(EVIDENCE.versions, has_earlier=True)), found, words
    )
    longest = {"level": "W" * 44, "trait": "W" * 24, "segment": "W" * 24, "before": 0.11, "after": 0.99}
    for each in (facts, facts | {"changes": [longest] * 3}):
        assert units_of_html(render("calibrate", language, each)) <= CAPTION
    pages = leaves(EVIDENCE, found, words)
    told = [unescape(render("calibrate_details", language, {"blocks": page, "count": 150})) for page in pages]
    assert all(units_of_html(page) <= 4_096 for page in told)
    asked = {question.trait for question in EVIDENCE.expert.questions}
    for trait in [each for each in CONTENT.traits.traits if each.id in asked]:
        assert any(trait.name[language] in page for page in told), trait.id


def sheet(language: str, names: Names, segments: tuple[str, ...], most: int) -> picture.Sheet:
    size = len(segments)
    confusion = np.arange(size * (size + 1)).reshape(size, size + 1) % most
    one = Judgement(confusion.astype(np.intp), np.ones(3))
    return picture.sheet_of(segments, one, one, names, language)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("many", [False, True])
def test_the_picture_can_be_read(language: str, many: bool) -> None:
    names = many_names() if many else Names.of(CONTENT, language)
    segments = tuple(names.segments)[:12]
    drawn = picture.placed(sheet(language, names, segments, 1_000), language)
    assert overlapping(drawn) == [] and outside(drawn) == []
    assert len(texts(drawn)) == 2 + 2 * (1 + 2 * len(segments) + len(segments) ** 2)
    png = picture.draw(sheet(language, names, segments, 60), language)
    width, height = unpack(">II", png[16:24])
    assert width == 1200 and 700 <= height <= 1280
