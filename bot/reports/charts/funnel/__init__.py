"""A funnel as a picture: a bar for each question, and after how many answers people leave."""

from bot.reports.charts.funnel.picture import draw_funnel
from bot.reports.charts.funnel.sheet import place_name

__all__ = ["draw_funnel", "place_name"]
