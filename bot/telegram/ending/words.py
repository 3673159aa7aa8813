"""An outcome in a few words, for a list, a page and a message."""

from __future__ import annotations

from babel.numbers import get_currency_symbol

from bot.outcomes.amounts import money
from bot.storage.queries.outcomes import Outcome
from bot.telegram.visit import Visit
from messages import label


def in_words(visit: Visit, outcome: Outcome) -> str:
    """What was said, with what is known of it: the amount, the reason, or until when."""
    match outcome.kind:
        case "won" if outcome.amount is not None:
            return label("outcome_won_for", visit.language, amount=amount_in_words(visit, outcome.amount))
        case "lost" if outcome.reason is not None:
            reason = label(f"outcome_reason_{outcome.reason}", visit.language)
            return label("outcome_lost_for", visit.language, reason=reason)
        case "postponed" if outcome.postponed_until is not None:
            date = visit.page("date", moment=visit.local(outcome.postponed_until)).text
            return label("outcome_postponed_until", visit.language, date=date)
        case _:
            return label(f"outcome_{outcome.kind}", visit.language)


def amount_in_words(visit: Visit, hundredths: float) -> str:
    """An amount with the studio's currency, where it has named one."""
    return money(hundredths, visit.unit.scripts.studio.named_currency, visit.language)


def currency_sign(visit: Visit) -> str | None:
    """The studio's currency as amounts carry it, where it has named one."""
    currency = visit.unit.scripts.studio.named_currency
    return None if currency is None else str(get_currency_symbol(currency, visit.language))
