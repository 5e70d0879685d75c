"""`tracker status`: every channel of every venue, as the running engine sees it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from tracker.app import App
from tracker.commands.output import Row, write_rows
from tracker.domain.health import Health, State
from tracker.domain.times import iso
from tracker.services.presence import engine_runs
from tracker.sources.base import Service
from tracker.store.market_reader import EngineState, MarketReader


def status(app: App, *, json: bool) -> int:
    """Print one row a venue and channel."""
    reader = MarketReader.open(app.home.market_file)
    engine, rows = None, []
    if reader is not None:
        engine, rows = reader.engine(), reader.health()
        reader.close()
    asked = [*app.sources, *app.services]
    found = describe(asked, engine, rows, int(time.time() * 1_000))
    for kind in app.optional_services:
        reason = f"Off until you agree to its terms: {kind.terms}"
        found += [
            Health(kind.venue, channel, State.OFF, None, spec.cadence_s, reason=reason)
            for channel, spec in kind.channels.items()
        ]
    write_rows((_row(one) for one in found), "json" if json else "table")
    return 0


def describe(
    sources: Sequence[Service], engine: EngineState | None, rows: Sequence[Health], now_ms: int
) -> list[Health]:
    """The state of every declared channel.

    While no engine runs, nothing is live: what was good is off, and what was wrong stays said.
    """
    known = {(row.venue, row.channel): row for row in rows}
    running = engine is not None and engine_runs(engine, now_ms)
    result = []
    for source in sources:
        for channel, spec in source.channels.items():
            row = known.get((source.venue, channel))
            if row is None:
                reason = "Not asked yet." if running else "No Tracker has run here yet."
                row = Health(source.venue, channel, State.OFF, None, spec.cadence_s, reason=reason)
            elif not running and engine is not None:
                row = _stopped(row, engine)
            result.append(row)
    return result


def _stopped(row: Health, engine: EngineState) -> Health:
    at = iso((engine.stopped_ms or engine.beat_ms) // 1_000 * 1_000)
    if row.state.is_good:
        reason = f"No Tracker runs since {at}; it was {row.state} then."
        return replace(row, state=State.OFF, reason=reason, retry_at_ms=None)
    return replace(row, reason=f"{row.reason or ''} No Tracker runs since {at}.".strip())


def _row(health: Health) -> Row:
    return {
        "venue": health.venue,
        "channel": str(health.channel),
        "state": str(health.state),
        "last_event_at": _iso(health.last_event_at_ms),
        "expected_cadence_s": health.expected_cadence_s,
        "reason": health.reason,
        "retry_at": _iso(health.retry_at_ms),
        "http": health.http,
        "failures": health.failures,
        "skew_ms": health.skew_ms,
        "budget_used": health.budget_used,
    }


def _iso(at_ms: int | None) -> str | None:
    return iso(at_ms) if at_ms is not None else None
