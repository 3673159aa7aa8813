"""The director's page: how some days went, on one sheet of A4, for who was not there.

`sheet` words it (pure), `layout` places it on the paper of `charts`. It names no client and ranks nobody.
"""

from bot.reports.onepage.page import draw
from bot.reports.onepage.reader import Reader

__all__ = ["Reader", "draw"]
