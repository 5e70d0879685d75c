"""`tracker status`: every channel of every venue, as the running engine sees it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import closing

from msgspec.structs import replace

from tracker.app import App
from tracker.commands.output import Row, write_rows
from tracker.domain.health import Filled, Health, State
from tracker.domain.times import iso
from tracker.services.kept import Kept, SizeRow, cache_words, filled_words, read_kept, size_rows
from tracker.services.presence import engine_runs
from tracker.sources.base import Service
from tracker.store.market_reader import EngineState, MarketReader
from tracker.store.sizes import StoredSizes, file_bytes

_NOTHING = Kept(StoredSizes({}, None), ())


def status(app: App, *, json: bool) -> int:
    """Print one row a venue and channel; beneath a table, how far the past is and what is kept."""
    reader = MarketReader.open(app.home.market_file)
    engine, rows, kept = None, [], _NOTHING
    if reader is not None:
        with closing(reader):
            engine, rows, kept = reader.engine(), reader.health(), read_kept(reader)
    asked = [*app.sources, *app.aggregators, *app.services]
    found = describe(asked, engine, rows, int(time.time() * 1_000))
    for kind in app.optional_services:
        reason = f"Off until you agree to its terms: {kind.terms}"
        found += [
            Health(kind.venue, channel, State.OFF, None, spec.cadence_s, reason=reason)
            for channel, spec in kind.channels.items()
        ]
    if json:
        filled = {one.venue: one for one in kept.filled}
        write_rows((_json_row(one, filled.get(one.venue)) for one in found), "json")
        return 0
    write_rows((_row(one) for one in found), "table")
    titles = {source.venue: source.title for source in app.sources}
    sentences = [filled_words(kept.filled, titles)]
    if reader is not None:
        size = file_bytes(app.home.market_file)
        sentences.append(f"Cache {cache_words(kept, size, app.settings.keep)}")
    for sentence in filter(None, sentences):
        print(sentence, file=sys.stderr)
    return 0


def storage(app: App, *, json: bool) -> int:
    """Print one row a kind of data: bytes on disk, how long it is kept; the total last."""
    reader = MarketReader.open(app.home.market_file)
    kept = _NOTHING
    if reader is not None:
        with closing(reader):
            kept = read_kept(reader)
    rows = size_rows(kept, file_bytes(app.home.market_file), app.settings.keep)
    write_rows((_cells(one) for one in rows), "json" if json else "table")
    return 0


def _cells(row: SizeRow) -> Row:
    return {name: row.get(name) for name in ("kind", "bytes", "keep", "measured_at", "bound_bytes")}


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


def _json_row(health: Health, filled: Filled | None) -> Row:
    """With how far the venue's past is filled: the stage it is in, and the share of it."""
    return {
        **_row(health),
        "history_stage": filled.stage if filled is not None else None,
        "history_share": filled.share if filled is not None else None,
    }


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
