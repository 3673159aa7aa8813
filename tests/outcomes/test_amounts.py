"""Amounts as people write them, and as they read them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.outcomes.amounts import HUNDREDTHS, money, read_amount
from messages import languages


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3500", 3_500),
        ("3 500", 3_500),
        ("3,500", 3_500),
        ("3.500", 3_500),
        ("3’500", 3_500),
        ("3,500.50", 3_500.5),
        ("3.500,50 €", 3_500.5),
        ("3 500,5", 3_500.5),
        ("3,50", 3.5),
        ("1.234.567,8", 1_234_567.8),
        ("3.5k", 3_500),
        ("3.500k", 3_500),
        ("3 тыс", 3_000),
        ("3,5 тыс. руб.", 3_500),
        ("5 000р.", 5_000),
        ("2 млн", 2_000_000),
        ("35万円", 350_000),
        ("¥350,000", 350_000),
        ("３５００", 3_500),
        ("１２万", 120_000),
        ("$3,500", 3_500),
        ("USD 3500", 3_500),
        ("  3500  ", 3_500),
    ],
)
def test_it_is_read_as_it_was_meant(text: str, amount: float) -> None:
    assert read_amount(text) == amount * HUNDREDTHS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a lot",
        "0",
        "0.004",
        "-5",
        "3..5",
        "1.2.3",
        "12,34,567",
        "3 5",
        "k",
        "2031-03-05",
        "5-6",
        "3500 or 4000",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_amount(text) is None


def test_more_than_anything_costs_is_a_slip() -> None:
    assert read_amount("1" + "0" * 12) == 10**14
    assert read_amount("1" + "0" * 13) is None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("currency", ["USD", "EUR", "RUB", "JPY", None])
@given(st.integers(1, 10**9), st.sampled_from([0, 5, 50, 99]))
def test_what_is_shown_can_be_written_back(
    language: str, currency: str | None, units: int, hundredths: int
) -> None:
    amount = HUNDREDTHS * units + (0 if currency == "JPY" else hundredths)
    assert read_amount(money(amount, currency, language)) == amount


@given(st.text(max_size=30))
@example("9" * 400 + "k")
def test_whatever_is_written_it_is_an_amount_or_none(text: str) -> None:
    found = read_amount(text)
    assert found is None or 0 < found <= 10**14


def test_an_amount_reads_as_the_language_and_the_studio_have_it() -> None:
    said = {language: money(350_000, "USD", language).replace("\xa0", " ") for language in languages()}
    assert said == {"en": "$3,500", "ru": "3 500 $", "ja": "$3,500"}
    assert money(350_050, "USD", "en") == "$3,500.50"
    assert money(350_000, None, "en") == "3,500", "a studio that named no currency is given none"
