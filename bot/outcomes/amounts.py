"""Amounts of money as people write them, and as they read them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from unicodedata import normalize

from babel import Locale
from babel.numbers import format_currency, format_decimal

HUNDREDTHS = 100
LARGEST = Decimal(10) ** 12
"""In whole units: more than any website costs in any currency."""
MULTIPLIERS: Mapping[str, int] = {
    **dict.fromkeys(("k", "к", "тыс", "тысяч", "тысячи", "тысяча", "千", "т"), 10**3),
    **dict.fromkeys(("万",), 10**4),
    **dict.fromkeys(("m", "mln", "млн", "миллион", "миллиона", "миллионов", "百万"), 10**6),
    **dict.fromkeys(("億",), 10**8),
}
MONEY = r"[$€£¥₽₸₴₩₹]|円|руб(?:лей|ля|ль)?|р|[a-z]{3}"
"""A sign, a word or a code of a currency: a studio has one, so none is asked for and any is passed over."""
_WORDS = "|".join(sorted(MULTIPLIERS, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?:{MONEY})?\.? ?(?P<number>[0-9][0-9 .,'’]*) ?(?P<word>{_WORDS})?\.? ?(?:{MONEY})?\.?", re.IGNORECASE
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[ .,'’][0-9]{3})+")


def read_amount(text: str) -> int | None:
    """The amount that somebody wrote.

    Digits of any width, groups by blanks, points, commas or apostrophes, one decimal separator, a word for
    thousands or millions, a currency that is passed over. One separator before three digits groups them,
    unless such a word follows: "3.500" is what "3,500" is, and "3.5k" is as much.

    Returns:
        Hundredths of the currency's unit, more than 0; None for what is no amount.
    """
    line = " ".join(normalize("NFKC", text).split())
    written = _WRITTEN.fullmatch(line)
    if written is None:
        return None
    word = written["word"]
    number = _number(written["number"].strip(), is_counted_in=word is not None)
    if number is None:
        return None
    amount = number * (MULTIPLIERS[word.lower()] if word else 1)
    hundredths = int((amount * HUNDREDTHS).to_integral_value())
    return hundredths if 0 < hundredths <= LARGEST * HUNDREDTHS else None


def _number(digits: str, *, is_counted_in: bool) -> Decimal | None:
    """The number behind digits and separators; None where the separators make no sense."""
    if _GROUPED.fullmatch(digits) and len(set(re.sub("[0-9]", "", digits))) == 1 and not is_counted_in:
        return Decimal(re.sub("[^0-9]", "", digits))
    whole, separator, rest = _split(digits)
    if not (_GROUPED.fullmatch(whole) or whole.isdecimal()) or (separator and not rest.isdecimal()):
        return None
    if separator and separator in whole:
        return None  # one sign cannot both group and divide
    return Decimal(f"{re.sub('[^0-9]', '', whole)}.{rest or 0}")


def _split(digits: str) -> tuple[str, str, str]:
    """Before the last point or comma, that sign, and what follows; all of it where there is none."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def money(hundredths: float, currency: str | None, language: str) -> str:
    """An amount to be read: with its currency, or a plain number where the studio has named none.

    Args:
        hundredths: of the currency's unit.
        currency: its code, as in "USD"; None = not named.
        language: the reader's.
    """
    amount = Decimal(str(hundredths)) / HUNDREDTHS
    is_whole = amount == amount.to_integral_value()
    if currency is None:
        return str(format_decimal(amount, "#,##0" if is_whole else "#,##0.00", locale=language))
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    if is_whole:
        pattern = pattern.replace("0.00", "0")
    return str(format_currency(amount, currency, pattern, locale=language, currency_digits=not is_whole))
