"""How fast the whole bot is, beside other ways to build one: from a tap to its screen, answers committed.

    python -m benchmarks.end_to_end [--peers-python PATH] [--people 200] [--rounds 3] [--repeats 3]

Every bot is a process of its own on the same lean Bot API server, with so many people who tap as soon as
they see a screen, round after round. Ours is `firstcall run` as anybody runs it, on a SQLite file with
synchronous=FULL; at the end the database is compared with what each person tapped. Peers ask ten of the same
questions and keep the answers in memory (and, one of them, in a pickle once a minute). They run in a Python
of their own: `python -m venv PEERS && PEERS/bin/pip install -r benchmarks/requirements.txt`, then
`--peers-python PEERS/bin/python`; without it only ours and the ceiling run. The ceiling is the server with a
client that does nothing.

Bots alternate, repeat after repeat, because a shared machine is never as fast as a moment ago; each figure is
the median of its repeats, and a ratio is the median of the ratios within one repeat. Loopback only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

import psutil

from benchmarks.race.contenders import ROOT, Contender, contenders, write_quiz
from benchmarks.race.far_end import FIRST_PERSON

PATIENCE = 10.0
"""Seconds in which a bot has to end when it is asked to."""


@dataclass(frozen=True)
class Sizes:
    """What is run."""

    people: int
    rounds: int
    repeats: int
    bound: float
    """Seconds for one bot."""


@dataclass(frozen=True)
class Figures:
    """One bot in one race."""

    rate: float
    """Updates a second, from the first poll to the last screen."""
    cpu: float
    """Milliseconds of processor time an update, threads included."""
    p50: float
    """Milliseconds from a tap to its screen, and below."""
    p95: float
    p99: float
    start: float
    """Seconds from the start of the process to its first poll."""
    before: float
    """MiB of memory at the first poll."""
    after: float
    """MiB of memory at the end."""
    wrong: float
    """Conversations that do not have exactly the answers that were tapped."""


def race(contender: Contender, sizes: Sizes, folder: Path) -> Figures:
    """Start the far end and one bot, wait until everybody is done, and look at what was kept."""
    write_quiz(folder)
    with _far_end(contender, sizes, folder) as far_end:
        url = f"http://127.0.0.1:{_said(far_end)['port']}"
        began = time.monotonic()
        with _bot(contender, url, sizes, folder) as bot:
            polled = _said(far_end)["polled"]
            before, cpu = bot.memory_info().rss, sum(bot.cpu_times()[:2])
            found = _said(far_end)
            cpu, after = sum(bot.cpu_times()[:2]) - cpu, bot.memory_info().rss
        told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return Figures(
        rate=found["updates"] / found["seconds"],
        cpu=cpu / found["updates"] * 1000,
        p50=found["p50"],
        p95=found["p95"],
        p99=found["p99"],
        start=polled - began,
        before=before / 2**20,
        after=after / 2**20,
        wrong=contender.wrong(folder, told),
    )


@contextmanager
def _far_end(contender: Contender, sizes: Sizes, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.race.far_end", "--taste", contender.taste]
    size = [f"--people={sizes.people}", f"--rounds={sizes.rounds}", f"--bound={sizes.bound}"]
    size.append(f"--told={folder / 'told.json'}")
    process = subprocess.Popen(
        command + size, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
        process.communicate("\n", PATIENCE)
    finally:
        process.kill()
        process.wait()


@contextmanager
def _bot(contender: Contender, url: str, sizes: Sizes, folder: Path) -> Iterator[psutil.Process]:
    people = range(FIRST_PERSON, FIRST_PERSON + sizes.people)
    with (folder / "bot.log").open("wb") as log:
        process = psutil.Popen(
            contender.command,
            cwd=folder,
            env=contender.environment(url, folder, people),
            stdout=log,
            stderr=log,
        )
    try:
        yield process
        process.terminate()
        process.wait(PATIENCE)
    finally:
        if process.is_running():
            process.kill()
        process.wait()


def _said(far_end: subprocess.Popen[str]) -> dict[str, float]:
    assert far_end.stdout is not None
    line = far_end.stdout.readline()
    if not line:
        raise RuntimeError("the far end ended early; expected a line of figures")
    said: dict[str, float] = json.loads(line)
    return said


def in_turns(bots: Sequence[Contender], sizes: Sizes) -> dict[str, list[Figures]]:
    """Everybody once, then everybody once more."""
    found: dict[str, list[Figures]] = {bot.name: [] for bot in bots}
    for repeat in range(sizes.repeats):
        for bot in bots:
            with tempfile.TemporaryDirectory() as folder:
                found[bot.name].append(race(bot, sizes, Path(folder)))
            print(f"  {repeat + 1}. {_row(bot.name, found[bot.name][-1:])}", file=sys.stderr, flush=True)
    return found


def _row(name: str, found: Sequence[Figures]) -> str:
    shown = [f"{median(getattr(each, field.name) for each in found):>9.4g}" for field in fields(Figures)]
    return f"{name:<17}" + "".join(shown)


def report(found: dict[str, list[Figures]]) -> None:
    """Print the medians, then ours as a ratio to each of the others."""
    print(f"{'':<17}" + "".join(f"{field.name:>9}" for field in fields(Figures)))
    for name, figures in found.items():
        print(_row(name, figures))
    ours, *others = found
    for other in others:
        pairs = list(zip(found[ours], found[other], strict=True))
        rate, cpu, p95 = (
            median(getattr(one, name) / getattr(two, name) for one, two in pairs)
            for name in ("rate", "cpu", "p95")
        )
        print(f"{ours} to {other}: updates/s {rate:.2f}, CPU an update {cpu:.2f}, p95 {p95:.2f}")


def main() -> None:
    """Read the arguments and race."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--peers-python", help="a Python with benchmarks/requirements.txt")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3, help="quizzes each person answers")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", action="append", help="run only this one; may be given several times")
    parser.add_argument("--bound", type=float, default=300, help="seconds for one bot")
    given = parser.parse_args()
    bots = [
        bot
        for bot in contenders(given.peers_python or "")
        if (bot.command[0]) and (not given.only or bot.name in given.only)
    ]
    report(in_turns(bots, Sizes(given.people, given.rounds, given.repeats, given.bound)))


if __name__ == "__main__":
    main()
