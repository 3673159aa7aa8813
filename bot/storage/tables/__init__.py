"""Every table, once. The migrations make them; a test holds the two equal on both databases.

Columns named `sealed_*` hold ciphertext from the vault: names, free text, what is told to people. Nothing
else may hold personal data. A column that holds a keyed hash says in its `info` of which sealed one: both are
made anew when the key changes. Ids of clients, interviews and briefs are given by the caller: an hour and
random bits.
"""

from bot.storage.tables.base import Name, metadata
from bot.storage.tables.findings import calibrations, card_uses, corrections, joint_results, outcomes, results
from bot.storage.tables.talks import (
    answers,
    attachments,
    briefs,
    clients,
    contents,
    interviews,
    notes,
    second_opinions,
)
from bot.storage.tables.team import (
    follow_ups,
    invitations,
    people,
    standing_links,
    subscriptions,
    wrong_links,
)
from bot.storage.tables.traffic import deliveries, failed_updates, flood_waits, processed_updates, settings

__all__ = [
    "Name",
    "answers",
    "attachments",
    "briefs",
    "calibrations",
    "card_uses",
    "clients",
    "contents",
    "corrections",
    "deliveries",
    "failed_updates",
    "flood_waits",
    "follow_ups",
    "interviews",
    "invitations",
    "joint_results",
    "metadata",
    "notes",
    "outcomes",
    "people",
    "processed_updates",
    "results",
    "second_opinions",
    "settings",
    "standing_links",
    "subscriptions",
    "wrong_links",
]
