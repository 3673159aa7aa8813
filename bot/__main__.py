"""`python -m bot` is `firstcall`."""

from bot.cli import app

app(prog_name="firstcall")
