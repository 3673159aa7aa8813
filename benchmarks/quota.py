"""A share of a processor for each of several processes, by the kernel's own quota (control groups).

Needs root, and the control groups of Linux: of the first kind, as tried, or of the second, which is written
by its documentation alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD = 20_000
"""Microseconds: short, so that nobody stands still for long in one piece."""


@contextmanager
def limited(pids: Sequence[int], share: float) -> Iterator[None]:
    """Let each process have so much of one processor and no more.

    Raises:
        OSError: the kernel does not let us.
    """
    groups = [_group(pid, int(share * PERIOD)) for pid in pids]
    try:
        yield
    finally:
        for pid, group in zip(pids, groups, strict=True):
            (group.parent / "cgroup.procs").write_text(str(pid))
            group.rmdir()


def _group(pid: int, quota: int) -> Path:
    first_kind = ROOT / "cpu"
    group = (first_kind if first_kind.is_dir() else ROOT) / f"firstcall-{os.getpid()}-{pid}"
    group.mkdir()
    if first_kind.is_dir():
        (group / "cpu.cfs_period_us").write_text(str(PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(quota))
    else:
        (group / "cpu.max").write_text(f"{quota} {PERIOD}")
    (group / "cgroup.procs").write_text(str(pid))
    return group
