"""`firstcall report`: its options, and what it tells of the database."""

from bot.reporting.options import Wanted, wanted
from bot.reporting.telling import report

__all__ = ["Wanted", "report", "wanted"]
