"""Waiting for whichever of several events comes first, and leaving nobody behind who waits for the others."""

from __future__ import annotations

import asyncio


async def any_of(*events: asyncio.Event, within: float) -> None:
    """Wait until one of the events is set, but no longer than so many seconds."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:  # whoever is cancelled here would leave them pending for ever
        for each in waiting:
            each.cancel()
