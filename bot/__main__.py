"""`firstcall`, also as `python -m bot`: `run` goes its short way, everything else by the command line."""

import sys


def main() -> None:
    """Do what the arguments of the process say."""
    if sys.argv[1:] == ["run"]:
        from bot.running import run

        sys.exit(run())
    from bot.cli import app

    app(prog_name="firstcall")


if __name__ == "__main__":
    main()
