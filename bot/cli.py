"""The command line: one function per command, each importing what it needs only when it is called.

Exit codes: 0 all is well, 1 something in the input is not (the rest was done), 2 it could not start,
75 (EX_TEMPFAIL) `run` could not start just now: what is out of reach may be there at the next try.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from questionnaires.content.canonical import Edition

app = typer.Typer(
    help="Firstcall: after a first call, who this client is and what to say next.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ContentDir = Annotated[
    Path | None,
    typer.Option(
        "--content-dir", help="Your own content over the library's; default: the setting CONTENT_DIR."
    ),
]


@app.command()
def check(content_dir: ContentDir = None) -> None:
    """Validate all content: every mistake with its file, line and place, then a summary."""
    from bot.check import check_content

    raise typer.Exit(check_content(_folders(content_dir), typer.echo))


@app.command()
def score(
    file: Annotated[Path, typer.Argument(help="JSON lines; - is stdin.")] = Path("-"),
    content_dir: ContentDir = None,
    questionnaire: Annotated[str, typer.Option(help="For lines that name none.")] = "manager_quiz",
    adaptive: Annotated[
        bool,
        typer.Option("--adaptive", help="Ask whole cases in the adaptive order until the stop rule holds."),
    ] = False,
) -> None:
    """Score JSON lines of answers, offline: one result a line, in the same order."""
    from bot.score import Asking, Scorer, score_stream

    scorer = Scorer(_edition(content_dir), questionnaire, Asking.ADAPTIVE if adaptive else Asking.AS_GIVEN)
    if file == Path("-"):
        raise typer.Exit(score_stream(sys.stdin.buffer, scorer, sys.stdout.buffer, sys.stderr))
    try:
        lines = file.open("rb")
    except OSError as error:
        _refuse(f"{file}: {error.strerror}: expected a file of JSON lines, or - for stdin")
    with lines:
        raise typer.Exit(score_stream(lines, scorer, sys.stdout.buffer, sys.stderr))


@app.command()
def run() -> None:
    """Run the bot: needs BOT_TOKEN and DATA_KEY, in the environment or in .env."""
    from bot import running

    raise typer.Exit(running.run())


@app.command("try")
def try_(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Of the page, on 127.0.0.1.")] = 8765,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Try the bot in a browser, without a token: nothing leaves this machine."""
    from bot.commands import Trial, try_bot

    raise typer.Exit(try_bot(Trial(port, browser), typer.echo, _refuse))


@app.command()
def demo_data(
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How far back it goes.")] = 365,
    per_day: Annotated[
        float, typer.Option(min=0, max=1_000, help="First talks on an average working day.")
    ] = 6.0,
    managers: Annotated[int, typer.Option(min=1, max=1_000, help="How many invented managers.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Another one gives another history.")] = 1,
) -> None:
    """Fill an empty database with an invented history, for looking at reports."""
    from bot.inventing import Invention, fill_database

    raise typer.Exit(fill_database(Invention(days, per_day, managers, seed), typer.echo, _refuse))


@app.command()
def report(
    day: Annotated[
        str | None, typer.Option(help="Of which day, as 2026-11-30; default: the last one over.")
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", help="The first of several days.")] = None,
    to: Annotated[str | None, typer.Option(help="The last of them; default: today.")] = None,
    as_: Annotated[str, typer.Option("--as", help="txt, png, pdf (one page), xlsx or csv.")] = "txt",
    language: Annotated[str | None, typer.Option(help="Default: the setting LANGUAGE.")] = None,
    names: Annotated[bool, typer.Option("--names", help="Name clients: txt, xlsx and csv only.")] = False,
    output: Annotated[Path | None, typer.Option(help="The file; a text goes to the terminal.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write the summary of a day, or of several, to a file: needs DATABASE_URL and DATA_KEY, no token."""
    from bot.reporting import report as write_report
    from bot.reporting import wanted

    asked = wanted(_refuse, as_, (day, from_, to), language, output, is_named=names, is_forced=force)
    raise typer.Exit(write_report(asked, typer.echo, _refuse))


keys = typer.Typer(help="Keys that encrypt personal data.", invoke_without_command=True)
app.add_typer(keys, name="keys")


@keys.callback()
def new_key(context: typer.Context) -> None:
    """Make a key for DATA_KEY and print it; keep it apart from the database and its backups."""
    from bot.storage.vault import Vault

    if context.invoked_subcommand is None:
        typer.echo(Vault.new_key())


@keys.command()
def rotate() -> None:
    """Encrypt everything with the first key of DATA_KEY, while the bot runs; then older ones may go."""
    from bot.safekeeping import rotate_keys

    raise typer.Exit(rotate_keys(typer.echo, _refuse))


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="A new file; default: named after the moment.")] = None,
) -> None:
    """Copy the whole database to a file, while the bot runs."""
    from bot.safekeeping import back_up

    raise typer.Exit(back_up(file, typer.echo, _refuse))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="Made by `firstcall backup`.")]) -> None:
    """Bring a backup back, into an empty database only; the bot must not be running.

    A backup of a SQLite file goes into PostgreSQL as well.
    """
    from bot.safekeeping import restore as bring_back

    raise typer.Exit(bring_back(file, typer.echo, _refuse))


db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")


@db.command()
def upgrade() -> None:
    """Bring the database's tables to this release; `run` does it too when it starts."""
    from bot.commands import upgrade_database

    raise typer.Exit(upgrade_database(typer.echo, _refuse))


@app.command()
def schema() -> None:
    """Write the JSON Schemas of the content files, for editors."""
    from questionnaires.content.schema import write_schemas

    for written in write_schemas():
        typer.echo(written.name)


def _folders(content_dir: Path | None) -> tuple[Path, ...]:
    """The library and, over it, the studio's own folder if there is one."""
    from questionnaires.content.files.folders import LIBRARY

    own = content_dir or _setting()
    return (LIBRARY, own) if own else (LIBRARY,)


def _setting() -> Path | None:
    from bot.config import ConfigError, load_settings

    try:
        return load_settings().content_dir
    except ConfigError as error:
        _refuse(str(error))


def _edition(content_dir: Path | None) -> Edition:
    from questionnaires.content.canonical import edition
    from questionnaires.content.errors import ContentErrors
    from questionnaires.content.loader import load

    try:
        return edition(load(*_folders(content_dir)))
    except ContentErrors as error:
        _refuse(str(error))


def _refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)
