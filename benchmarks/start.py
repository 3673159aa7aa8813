"""How long a start takes: from the start of the process to its first poll, and to its first answer.

    python -m benchmarks.start [--starts 10] [--beside FOLDER]

The bot is `firstcall run` as anybody runs it, on a SQLite file, and Telegram is in this process, on loopback.
A start is measured with a fresh database, whose tables are made, and with one that is there already; and,
with an update waiting, until that update is answered: what is only put off is seen there. Beside it runs the
yardstick, a Python that loads five of the libraries and ends: a shared machine is never as fast as a moment
ago, but ratios to the yardstick of the same turn can be compared. FOLDER holds another state of the code,
which takes its turns with the same interpreter.

Processor time is what the system counted for the process when it is killed, which is as soon as the awaited
call has come. Python's compiled files are made before anything is measured, as any second start finds them.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from statistics import median

from bot.storage import Vault

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "messages", "questionnaires", "scoring")
BOT = (sys.executable, "-m", "bot", "run")
YARDSTICK = (sys.executable, "-c", "import telegram, sqlalchemy, numpy, jinja2, yaml")
DATABASE = "start.sqlite3"
BOUND = 60.0
"""Seconds in which the awaited call has to come."""
NUMBERS = count(812_345_678)
"""Of updates: one that comes again would be answered in another way."""
ME = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "start_bot"}
ANNA = {"id": 1001, "first_name": "Anna"}
HELP = {
    "message_id": 1,
    "date": 1_900_000_000,
    "chat": ANNA | {"type": "private"},
    "from": ANNA | {"is_bot": False, "language_code": "en"},
    "text": "/help",
    "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
}


@dataclass(frozen=True)
class Case:
    """What is started, and what is waited for."""

    name: str
    root: Path
    awaited: str
    """The method of the Bot API whose call ends the measurement."""
    has_tables: bool
    """Whether the database is there before."""


@dataclass(frozen=True)
class Taken:
    """One start, in seconds."""

    wall: float
    cpu: float


class Telegram(ThreadingHTTPServer):
    """A Bot API server with one update waiting, that notes when a method is called first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self._calls: dict[str, float] = {}
        self._called = threading.Condition()
        self.ended = threading.Event()
        """Set when nobody waits for anything any more."""

    @property
    def url(self) -> str:
        """The root of the Bot API."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, method: str) -> None:
        """A call has come."""
        with self._called:
            self._calls.setdefault(method, time.monotonic())
            self._called.notify_all()

    def wait_for(self, method: str) -> float:
        """When it was called first, by the monotonic clock.

        Raises:
            TimeoutError: it was not called in time.
        """
        with self._called:
            if not self._called.wait_for(lambda: method in self._calls, BOUND):
                raise TimeoutError(f"no {method} within {BOUND:.0f} s; the bot called {list(self._calls)}")
            return self._calls[method]

    def forget(self) -> None:
        """As if nothing had been called."""
        with self._called:
            self._calls.clear()

    def handle_error(self, request: object, client_address: object) -> None:
        """A bot that is killed breaks its connections; what else goes wrong here ends in a `TimeoutError`."""


class _Call(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Telegram

    def do_POST(self) -> None:
        """One call of the Bot API."""
        method = self.path.rpartition("/")[2]
        self.server.note(method)
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        if "offset" in content:  # the update came already: from now on there is nothing
            self.server.ended.wait(BOUND)
        body = json.dumps({"ok": True, "result": _result(method, content)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _result(method: str, content: dict[str, object]) -> object:
    match method:
        case "getMe":
            return ME
        case "getUpdates":
            return [{"update_id": next(NUMBERS), "message": HELP}]
        case "sendMessage":
            return {"message_id": 2, "date": 1_900_000_000, "chat": HELP["chat"], "text": "."}
    return True


@contextmanager
def telegram() -> Iterator[Telegram]:
    """A Bot API server while the block runs."""
    with Telegram() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()


class Place:
    """Where one case is started again and again: a folder and the settings."""

    def __init__(self, case: Case, server: Telegram, folder: Path) -> None:
        """Make the tables, where they are to be there."""
        self._case, self._server, self._folder = case, server, folder
        self._settings = _settings(case.root, server.url, folder)
        if case.has_tables:
            self._start()

    def start(self) -> Taken:
        """Start the bot once."""
        if not self._case.has_tables:
            for file in self._folder.glob(f"{DATABASE}*"):
                file.unlink()
        return self._start()

    def _start(self) -> Taken:
        return _until(self._case.awaited, BOT, self._settings, self._folder, self._server)


def _until(
    awaited: str, command: Sequence[str], settings: dict[str, str], folder: Path, server: Telegram
) -> Taken:
    server.forget()
    with (folder / "bot.log").open("wb") as log:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log)
    try:
        ended = server.wait_for(awaited)
    except TimeoutError:
        print((folder / "bot.log").read_text(encoding="utf-8"), file=sys.stderr)
        raise
    finally:
        process.kill()
        cpu = _reaped(process)
    return Taken(ended - began, cpu)


def yardstick() -> Taken:
    """Load five libraries once, in a process of their own."""
    began = time.monotonic()
    process = subprocess.Popen(YARDSTICK, env={"PATH": os.environ.get("PATH", "")})
    cpu = _reaped(process)
    return Taken(time.monotonic() - began, cpu)


def _reaped(process: subprocess.Popen[bytes]) -> float:
    """Wait for its end; the seconds of processor time that all of its threads took."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def _settings(root: Path, url: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(root),
        "BOT_TOKEN": "42:start",
        "BOT_API_URL": url,
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "DATA_KEY": Vault.new_key(),
    }


def cases(roots: Sequence[Path]) -> list[Case]:
    """What is measured in each turn."""
    return [
        Case(f"{what}{f' of {root.name}' if root != ROOT else ''}", root, awaited, has_tables)
        for what, awaited, has_tables in (
            ("poll, fresh database", "getUpdates", False),
            ("poll", "getUpdates", True),
            ("answer", "sendMessage", True),
        )
        for root in roots
    ]


def in_turns(measured: Sequence[Case], starts: int) -> dict[str, list[Taken]]:
    """Everything once, then everything once more."""
    with telegram() as server, ExitStack() as folders:
        places = {
            case.name: Place(case, server, Path(folders.enter_context(tempfile.TemporaryDirectory())))
            for case in measured
        }
        found: dict[str, list[Taken]] = {"yardstick": [], **{name: [] for name in places}}
        for turn in range(starts):
            found["yardstick"].append(yardstick())
            for name, place in places.items():
                found[name].append(place.start())
            print(f"  {turn + 1} of {starts}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return found


def report(found: dict[str, list[Taken]]) -> None:
    """Print seconds, and the median of the ratios of processor time to the yardstick of the same turn."""
    print(f"{'seconds':<32}{'wall: least':>12}{'median':>8}{'cpu: least':>12}{'median':>8}{'ratio':>8}")
    for name, taken in found.items():
        wall, cpu = [each.wall for each in taken], [each.cpu for each in taken]
        ratio = median(one.cpu / two.cpu for one, two in zip(taken, found["yardstick"], strict=True))
        print(
            f"{name:<32}{min(wall):>12.3f}{median(wall):>8.3f}{min(cpu):>12.3f}{median(cpu):>8.3f}{ratio:>8.2f}"
        )


def main() -> None:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--beside", type=Path, action="append", default=[], help="another state of the code")
    given = parser.parse_args()
    roots = [ROOT, *(folder.resolve() for folder in given.beside)]
    for package in (root / name for root in roots for name in PACKAGES):
        compileall.compile_dir(package, quiet=1)
    report(in_turns(cases(roots), given.starts))


if __name__ == "__main__":
    main()
