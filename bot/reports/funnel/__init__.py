"""Where quizzes and briefs are broken off: question by question, and after how many answers.

`standing` says where one of them stands, `counting` counts (both pure), `figures` is what comes of it,
`reading` gets it from the database. Definitions: docs/reports.md.
"""

from bot.reports.funnel.figures import Funnel, Kind, Length, Place
from bot.reports.funnel.reading import funnel_of

__all__ = ["Funnel", "Kind", "Length", "Place", "funnel_of"]
