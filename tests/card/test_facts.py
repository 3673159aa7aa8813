"""The studio's facts, worded for one language and industry; what it did not write does not exist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from questionnaires.card.facts import facts_for, fill, named
from questionnaires.content.model import FACTS, Studio
from tests.card.clients import LANGUAGES, NO_FACTS, example_studio, script


def studio(**facts: Any) -> Studio:
    return Studio.model_validate(facts)


def package(price: float, name: str = "Start", **more: Any) -> dict[str, Any]:
    return {"id": name.lower(), "name": {"en": name}, "price": price, "includes": {"en": "five pages"}} | more


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_studio_that_wrote_nothing_has_no_facts(language: str) -> None:
    assert facts_for(NO_FACTS, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_studio_has_every_fact_in_every_language(language: str) -> None:
    industries = [option.id for option in script().questionnaire.industry.options]  # type: ignore[union-attr]
    found: set[str] = set()
    for industry in industries:
        found |= facts_for(example_studio(), language, industry).keys()
    assert found | {"case_link"} == set(FACTS)


def test_every_fact_has_a_documented_name() -> None:
    for industry in (None, "food"):
        assert facts_for(example_studio(), "en", industry).keys() <= FACTS.keys()


def test_the_cheapest_package_is_the_one_to_start_with() -> None:
    facts = facts_for(studio(packages=[package(2_800.0, "Business"), package(900.0, "Start")]), "en")
    assert (facts["start_name"], facts["start_price"]) == ("Start", "$900")


@pytest.mark.parametrize(
    ("price", "currency", "language", "written"),
    [
        (900.0, "USD", "en", "$900"),
        (900.5, "USD", "en", "$900.50"),
        (1_200.0, "EUR", "ru", "1\xa0200\xa0€"),
        (98_000.0, "JPY", "ja", "￥98,000"),
    ],
)
def test_a_price_is_written_as_the_language_writes_it(
    price: float, currency: str, language: str, written: str
) -> None:
    name = {language: "Start"}
    given = package(price) | {"name": name, "includes": name}
    assert facts_for(studio(packages=[given], currency=currency), language)["start_price"] == written


def test_a_package_without_a_term_promises_none() -> None:
    assert "start_days" not in facts_for(studio(packages=[package(900.0)]), "en")
    assert facts_for(studio(packages=[package(900.0, working_days=15)]), "en")["start_days"] == "15"


def test_a_fact_that_is_not_written_in_a_language_is_absent_there() -> None:
    given = studio(guarantee={"en": "We redo it."})
    assert "guarantee" in facts_for(given, "en")
    assert "guarantee" not in facts_for(given, "ru")


def test_the_stages_are_told_in_order_or_not_at_all() -> None:
    whole = studio(stages=[{"en": "brief"}, {"en": "prototype"}, {"en": "design"}])
    facts = facts_for(whole, "en")
    assert (facts["stages"], facts["stage_count"], facts["first_stage"]) == (
        "brief, prototype, and design",
        "3",
        "brief",
    )
    gap = studio(stages=[{"en": "brief", "ru": "бриф"}, {"en": "prototype"}])
    assert facts_for(gap, "ru") == {}


def test_a_case_is_told_only_to_the_industry_it_fits() -> None:
    given = studio(cases=[{"id": "cafe", "title": {"en": "the Harbour Café site"}, "industries": ["food"]}])
    assert facts_for(given, "en", "food")["case"] == "the Harbour Café site"
    assert "case" not in facts_for(given, "en", "trade")
    assert "case" not in facts_for(given, "en", None)


def test_a_large_case_is_told_whatever_the_industry() -> None:
    given = studio(cases=[{"id": "port", "title": {"en": "the port"}, "size": "large"}])
    assert facts_for(given, "en")["large_case"] == "the port"


def test_a_text_is_filled_only_when_all_its_facts_are_there() -> None:
    text = {"en": "{start_name}: {start_price}"}
    assert fill(text, "en", {"start_name": "Start", "start_price": "$900"}) == "Start: $900"
    assert fill(text, "en", {"start_name": "Start"}) is None
    assert fill(text, "ru", {"start_name": "Start", "start_price": "$900"}) is None
    assert fill(None, "en", {}) is None


def test_the_facts_a_text_names_are_those_in_braces() -> None:
    assert named("{start_name}: {start_price}, {start_name}") == {"start_name", "start_price"}
    assert named("plain") == frozenset()


def test_a_braced_fact_that_holds_braces_is_not_filled_twice() -> None:
    assert fill({"en": "{studio}"}, "en", {"studio": "{contact}"}) == "{contact}"


def test_prices_are_exact_to_the_cent() -> None:
    facts = facts_for(studio(packages=[package(float(Decimal("1234.10")))]), "en")
    assert facts["start_price"] == "$1,234.10"
