"""`tracker status`: every channel of every venue, as the engine that runs or ran left it."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from commands.conftest import Cli
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import iso
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.sources.context import ContextSource
from tracker.store.market_writer import MarketWriter

NOW_MS = int(time.time()) * 1_000
LIVE = Health(
    "bybit", Channel.TICKERS, State.LIVE, NOW_MS - 500, 5.0, skew_ms=250, budget_used=0.25
)
DOWN = Health(
    "okx",
    Channel.OI,
    State.DOWN,
    None,
    30.0,
    "It cannot be reached.",
    NOW_MS + 10_000,
    http=503,
    failures=3,
)


def declared() -> set[tuple[str, str]]:
    kinds = [kind for kind in Source.registry.values() if not kind.simulated]
    kinds += [*Aggregator.services.values(), *ContextSource.context_registry.values()]
    kinds = [kind for kind in kinds if not kind.simulated]
    return {(kind.venue, str(channel)) for kind in kinds for channel in kind.channels}


def by_channel(cli: Cli) -> dict[tuple[str, str], dict[str, object]]:
    rows = cli("status", "--json").rows()
    return {(row.pop("venue"), row.pop("channel")): row for row in rows}


def test_before_the_first_run_every_declared_channel_is_off(cli: Cli) -> None:
    rows = by_channel(cli)
    assert set(rows) == declared()
    for row in rows.values():
        assert row["state"] == "off"
        assert str(row["reason"]).startswith(("No Tracker has run here yet.", "Off until you"))
        assert (row["last_event_at"], row["retry_at"]) == (None, None)
    assert rows["bybit", "liquidations"]["expected_cadence_s"] is None
    table = cli("status").out.splitlines()
    assert table[0].split()[:3] == ["venue", "channel", "state"]
    assert len(table) == 1 + len(declared())


def test_while_an_engine_runs_its_word_is_passed_on(cli: Cli, writer: MarketWriter) -> None:
    writer.beat(os.getpid(), NOW_MS - 60_000, int(time.time() * 1_000))
    writer.write([], health=[LIVE, DOWN])
    rows = by_channel(cli)
    assert rows["bybit", "tickers"] == {
        "state": "live",
        "last_event_at": iso(NOW_MS - 500),
        "expected_cadence_s": 5.0,
        "reason": None,
        "retry_at": None,
        "http": None,
        "failures": 0,
        "skew_ms": 250,
        "budget_used": 0.25,
    }
    assert rows["okx", "oi"]["reason"] == "It cannot be reached."
    assert rows["okx", "oi"]["retry_at"] == iso(NOW_MS + 10_000)
    assert (rows["okx", "oi"]["http"], rows["okx", "oi"]["failures"]) == (503, 3)
    assert rows["gate", "oi"]["reason"] == "Not asked yet."


def test_when_no_engine_runs_nothing_is_live_and_what_was_wrong_stays_said(
    cli: Cli, writer: MarketWriter
) -> None:
    writer.beat(os.getpid(), NOW_MS - 60_000, NOW_MS)
    writer.stop(os.getpid(), NOW_MS)
    writer.write([], health=[LIVE, replace(DOWN, reason=None)])
    since = f"No Tracker runs since {iso(NOW_MS)}"
    rows = by_channel(cli)
    assert rows["bybit", "tickers"]["state"] == "off"
    assert rows["bybit", "tickers"]["reason"] == f"{since}; it was live then."
    assert (rows["okx", "oi"]["state"], rows["okx", "oi"]["reason"]) == ("down", f"{since}.")


def test_an_engine_that_was_killed_is_missed_after_ten_seconds(
    cli: Cli, writer: MarketWriter
) -> None:
    writer.beat(os.getpid(), NOW_MS - 60_000, NOW_MS - 10_001)
    writer.write([], health=[LIVE])
    row = by_channel(cli)["bybit", "tickers"]
    assert row["state"] == "off"
    assert row["reason"] == f"No Tracker runs since {iso(NOW_MS - 11_000)}; it was live then."
