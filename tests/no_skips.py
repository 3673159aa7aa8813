"""In CI a skipped test is a failed one: a machine that lacks something must say so, not stay green.

Loaded by pytest itself (`-p tests.no_skips` in pyproject.toml). Elsewhere skips stay skips.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def _not_in_ci(reason: str) -> str:
    return f"Skipped, which CI does not allow: {reason}"


def _reason(longrepr: object) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = _not_in_ci(_reason(report.longrepr))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test, or an expected failure, into a failed one."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself while it is collected."""
    report = yield
    _fail_if_skipped(report)
    return report
