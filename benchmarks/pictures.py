"""What a summary's picture costs: loading matplotlib, the first picture, and each one after it.

    python -m benchmarks.pictures [rounds]

In seconds of one core (so other work on the machine does not count), with the file's size in kB.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import process_time

from bot.reports.charts import Names, draw
from bot.reports.summary import Summary
from messages import languages
from tests.reports.days import hard_days, many_names, names

ROUNDS = 10
DAYS = ("one case", "ordinary", "twelve segments")
LOADING = "from time import process_time as t; b = t(); {}; print(t() - b)"
MATPLOTLIB = "from matplotlib.figure import Figure; import matplotlib.backends.backend_agg"


def loading(statement: str) -> float:
    """Seconds that an import takes in a new process."""
    command = [sys.executable, "-c", LOADING.format(statement)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def drawing(summary: Summary, known: Names, language: str) -> tuple[float, int]:
    """Seconds and bytes of one picture."""
    begun = process_time()
    picture = draw(summary, known, language)
    return process_time() - begun, len(picture)


def main(rounds: int = ROUNDS) -> None:
    """Print a line for each kind of day and language: the median of the rounds."""
    print(f"{median(loading(MATPLOTLIB) for _ in range(3)):6.2f} s  loading matplotlib")
    days = hard_days()
    print(f"{drawing(days['ordinary'], names('en'), 'en')[0]:6.2f} s  the first picture, loading included")
    for day in DAYS:
        for language in languages():
            known = names(language) if len(days[day].segments) == 4 else many_names()
            costs = [drawing(days[day], known, language) for _ in range(rounds)]
            seconds, size = median(cost for cost, _ in costs), costs[0][1]
            print(f"{seconds:6.2f} s {size / 1000:6.0f} kB  {day}, {language}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
