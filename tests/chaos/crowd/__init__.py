"""A crowd that answers at once, as people do: double taps, stale taps, second thoughts, and a memory.

What each person meant is kept here, apart from the bot, to be compared with what it stored.
"""

from tests.chaos.crowd.gathering import all_play, crowd, moments, prospects_of
from tests.chaos.crowd.habits import PLAIN, RESTLESS, Habits, Tally
from tests.chaos.crowd.member import Member
from tests.chaos.crowd.prospect import REPLY_PATIENCE, Prospect

__all__ = [
    "PLAIN",
    "REPLY_PATIENCE",
    "RESTLESS",
    "Habits",
    "Member",
    "Prospect",
    "Tally",
    "all_play",
    "crowd",
    "moments",
    "prospects_of",
]
