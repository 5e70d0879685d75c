"""`tracker status`: every channel of every venue, as the engine that runs or ran left it."""

from __future__ import annotations

import os
import time

from msgspec.structs import replace

from commands.conftest import Cli
from tracker.domain.health import Channel, Filled, Health, State
from tracker.domain.times import iso
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.sources.context import ContextSource
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

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
    everybody = [
        *Source.registry.values(),
        *Aggregator.services.values(),
        *ContextSource.context_registry.values(),
    ]
    kinds = [kind for kind in everybody if not kind.simulated]
    return {(kind.venue, str(channel)) for kind in kinds for channel in kind.channels}


def by_channel(cli: Cli) -> dict[tuple[str, str], dict[str, object]]:
    rows = cli("status", "--json").rows()
    return {(row.pop("venue"), row.pop("channel")): row for row in rows}


def test_before_the_first_run_every_declared_channel_is_off(cli: Cli) -> None:
    rows = by_channel(cli)
    assert set(rows) == declared()
    optional = {kind.venue for kind in ContextSource.context_registry.values() if kind.terms}
    for (venue, _), row in rows.items():
        assert row["state"] == "off"
        if venue in optional:
            assert row["reason"].startswith("Off until you agree to its terms: ")
        else:
            assert row["reason"] == "No Tracker has run here yet."
        assert (row["last_event_at"], row["retry_at"]) == (None, None)
    assert rows["bybit", "liquidations"]["expected_cadence_s"] is None
    table = cli("status").out.splitlines()
    assert table[0].split()[:3] == ["venue", "channel", "state"]
    assert len(table) == 1 + len(declared())


def test_while_an_engine_runs_its_word_is_passed_on(cli: Cli, writer: MarketWriter) -> None:
    writer.beat(os.getpid(), NOW_MS - 60_000, int(time.time() * 1_000))
    writer.write([], health=[LIVE, DOWN])
    writer.note_filled(Filled("bybit", "30 days of hours", 0.82), NOW_MS)
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
        "history_stage": "30 days of hours",
        "history_share": 0.82,
    }
    assert rows["okx", "oi"]["history_share"] is None
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


def test_beneath_the_table_stands_how_far_the_past_is_and_what_is_kept(
    cli: Cli, writer: MarketWriter
) -> None:
    writer.note_filled(Filled("bybit", "30 days of hours", 0.82), NOW_MS)
    writer.note_filled(Filled("okx", "years of candles and rates", 1.0), NOW_MS)
    assert "not measured by kind yet." in cli("status").err
    writer.note_sizes({"candles_1m": 310_000_000, "liquidation_sums": 20_000_000}, NOW_MS)
    first, second = cli("status").err.splitlines()
    assert first == "Bybit: 30 days of hours 82\u202f% · complete: OKX"
    assert second.startswith("Cache ")
    assert second.endswith(
        "of at most 4\u202fGB: 1m candles 310\u202fMB, liquidation sums 20\u202fMB."
    )


def test_each_kind_has_its_bytes_and_how_long_it_is_kept(
    cli: Cli, writer: MarketWriter, home: Home
) -> None:
    home.config_file.write_text('[keep]\nliquidations = "30d"\nsize = "1GB"\n')
    before = {row["kind"]: row for row in cli("status", "--storage", "--json").rows()}
    assert before["liquidations"]["bytes"] is None
    writer.note_sizes({"liquidations": 4_096, "rest": 8_192}, NOW_MS)
    rows = {row["kind"]: row for row in cli("status", "--storage", "--json").rows()}
    found = rows["liquidations"]
    assert (found["bytes"], found["keep"]) == (4_096, "30d")
    assert found["measured_at"] == iso(NOW_MS)
    assert rows["liquidation_sums"]["keep"] == rows["candles"]["keep"] == "for ever"
    assert rows["rest"]["keep"] is None
    assert rows["total"]["bytes"] > 0
    assert rows["total"]["bound_bytes"] == 10**9
    assert cli("status", "--storage").out.splitlines()[0].split()[:3] == ["kind", "bytes", "keep"]
