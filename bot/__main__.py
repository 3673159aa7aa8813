"""`firstcall`, also as `python -m bot`: `run` goes its short way, everything else by the command line."""

import sys

from bot import stopping


def main() -> None:
    """Do what the arguments of the process say."""
    if sys.argv[1:] == ["run"]:
        stopping.end_when_asked()
        from bot.running import run

        try:
            sys.exit(run())
        finally:
            stopping.ask_no_more()
    from bot.cli import app

    app(prog_name="firstcall")


if __name__ == "__main__":
    main()
