"""`tracker show`: what the cache and the journal hold, as people and programs read it."""

from __future__ import annotations

import csv
import io
from contextlib import closing

import pytest

from commands.conftest import GATE, SPOT, Cli
from tracker.commands import KINDS
from tracker.domain.candle import Candle
from tracker.domain.derivatives import LiquidationBucket, OpenInterest
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, MINUTE_MS, Interval, iso
from tracker.services.judging import judge
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

pytestmark = pytest.mark.usefixtures("filled")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_where_nothing_is_stored_nothing_is_printed(
    cli: Cli, home: Home, kind: str, form: str
) -> None:
    home.market_file.unlink()
    said = cli("show", kind, "BTC", "--format", form)
    assert (said.code, said.out) == (0, "")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "market"])
def test_a_coin_that_nobody_watches_has_no_rows(cli: Cli, kind: str) -> None:
    assert cli("show", kind, "DOGE", "--format", "json").rows() == []


# --- candles ---------------------------------------------------------------------------------------


def test_candles_are_listed_oldest_first_with_the_running_one_marked(
    cli: Cli, hour_ms: int
) -> None:
    rows = cli("show", "candles", "btc", "--format", "json").rows()
    assert len(rows) == 49
    assert rows[0] == {
        "at": iso(hour_ms - 48 * HOUR_MS),
        "open": 70_000.0,
        "high": 70_100.0,
        "low": 69_900.0,
        "close": 70_000.0,
        "volume": 12.5,
        "taker_buy": None,
        "closed": True,
        "venue": "binance-spot",
        "symbol": "BTCUSDT",
    }
    assert [row["closed"] for row in rows] == [True] * 48 + [False]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def test_from_is_inclusive_and_to_is_not(cli: Cli, hour_ms: int) -> None:
    window = ("--from", iso(hour_ms - 5 * HOUR_MS), "--to", str((hour_ms - 2 * HOUR_MS) // 1_000))
    rows = cli("show", "candles", "BTC", *window, "--format", "json").rows()
    assert [row["at"] for row in rows] == [iso(hour_ms - at * HOUR_MS) for at in (5, 4, 3)]


def test_another_venues_candles_are_shown_on_demand(cli: Cli) -> None:
    def venues(*arguments: str) -> set[str]:
        rows = cli("show", "candles", "BTC", *arguments, "--format", "json").rows()
        return {row["venue"] for row in rows}

    assert venues("--venue", "bybit") == {"bybit"}
    assert venues("--venue", "all") == {"binance-spot", "bybit"}
    assert venues("--venue", "gate") == set()
    said = cli("show", "candles", "BTC", "--venue", "nyse")
    assert said.code == 2
    assert said.err.startswith("There is no venue “nyse”; there are binance")


def test_a_table_is_for_people_and_names_its_interval_beside_it(cli: Cli, hour_ms: int) -> None:
    said = cli("show", "candles", "BTC", "--from", "90m")
    heading, *lines = said.out.splitlines()
    assert heading.split() == [
        "at",
        "open",
        "high",
        "low",
        "close",
        "volume",
        "taker_buy",
        "closed",
        "venue",
        "symbol",
    ]
    assert len(lines) in (1, 2)
    assert lines[-1].split()[:2] == [iso(hour_ms), "70,000"]
    assert said.err == "BTC 1h, times UTC\n"


def test_csv_has_a_heading_and_plain_numbers(cli: Cli) -> None:
    said = cli("show", "candles", "BTC", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert (len(rows), rows[0]["open"], rows[-1]["closed"]) == (49, "70000.0", "false")


# --- liquidations ----------------------------------------------------------------------------------


def test_liquidations_are_events_and_a_venues_own_sums_none_twice(cli: Cli, hour_ms: int) -> None:
    rows = cli("show", "liquidations", "BTC", "--format", "json").rows()
    assert rows == [
        {
            "at": iso(hour_ms - 2 * HOUR_MS),
            "width_s": 3_600,
            "venue": "gate",
            "symbol": "BTC_USDT",
            "long_usd": 100.0,
            "short_usd": 50.0,
            "kind": "bucket",
        },
        {
            "at": iso(hour_ms - 90 * MINUTE_MS + 123),
            "venue": "bybit",
            "symbol": "BTCUSDT",
            "side": "long",
            "price": 69_950.0,
            "quantity": 0.5,
            "notional_usd": 34_975.0,
            "kind": "event",
        },
        {
            "at": iso(hour_ms - 30 * MINUTE_MS),
            "venue": "bybit",
            "symbol": "BTCUSDT",
            "side": "short",
            "price": 70_050.0,
            "quantity": 0.1,
            "notional_usd": 7_005.0,
            "kind": "event",
        },
    ]
    gate = cli("show", "liquidations", "BTC", "--venue", "gate", "--format", "json").rows()
    assert gate == rows[:1]
    assert cli("show", "liquidations", "BTC", "--to", "30d", "--format", "json").rows() == []


def test_sums_carry_how_much_was_seen_and_the_unseen_is_unknown(cli: Cli, hour_ms: int) -> None:
    arguments = ("--interval", "1h", "--to", iso(hour_ms + 1_000), "--format", "json")
    rows = cli("show", "liquidations", "BTC", *arguments).rows()
    assert [row["at"] for row in rows] == [iso(hour_ms - at * HOUR_MS) for at in (2, 1, 0)]
    first, second, running = rows
    feeds = len(
        [
            kind
            for kind in Source.registry.values()
            if Channel.LIQUIDATIONS in kind.channels and not kind.simulated
        ]
    )
    # Two venues were seen throughout.
    assert (first["long_usd"], first["short_usd"], first["count"]) == (35_075.0, 50.0, 1)
    assert (first["coverage"], first["venues"], first["lower_bound"]) == (
        pytest.approx(2 / feeds, abs=1e-3),
        ["bybit", "gate"],
        True,
    )
    assert (second["long_usd"], second["short_usd"]) == (0.0, 7_005.0)
    assert second["coverage"] == pytest.approx(1 / feeds, abs=1e-3)
    by_venue = {one.pop("venue"): one for one in first["coverage_by_venue"]}
    assert len(by_venue) == feeds
    assert (by_venue["bybit"]["share"], by_venue["bybit"]["feed"]) == (1.0, "complete")
    assert by_venue["gate"]["feed"] == "stats"
    assert by_venue["gate"]["recorded_since"] is not None
    assert by_venue["binance"] == {
        "share": 0.0,
        "feed": "sampled",
        "capped_share": None,
        "recorded_since": None,
    }
    assert first["capped"] == []
    # Two days are no past to compare with, and so little has no dominant side.
    assert (first["multiple"], first["percentile"], first["seasonally_adjusted"]) == (
        None,
        None,
        False,
    )
    assert (first["largest_usd"], first["dominance"], first["saturated"]) == (34_975.0, None, False)
    assert running["saturated"] is None
    table = cli("show", "liquidations", "BTC", *arguments[:-1], "table").out
    assert "coverage_by_venue" not in table
    assert (running["long_usd"], running["count"], running["coverage"]) == (None, None, 0.0)


def test_bars_are_compared_with_those_before_them(
    cli: Cli, writer: MarketWriter, hour_ms: int
) -> None:
    start_ms = hour_ms - 12 * 24 * HOUR_MS
    writer.write(
        [
            GATE,
            *(
                LiquidationBucket(GATE, at_ms, HOUR_MS, 2e6, 1e6, closed=True)
                for at_ms in range(start_ms, hour_ms, HOUR_MS)
            ),
            OpenInterest(GATE, hour_ms - HOUR_MS, 10.0, 3e9),
        ]
    )
    found = cli("--symbols", "BTC", "show", "liquidations", "BTC", "--interval", "1h")
    assert found.code == 0
    arguments = ("--interval", "1h", "--to", iso(hour_ms), "--format", "json")
    rows = cli("show", "liquidations", "BTC", *arguments).rows()
    assert len(rows) == 12 * 24
    # Of all venues that could contribute one was seen: less than half, and not compared.
    assert {row["multiple"] for row in rows} == {None}
    assert rows[-1]["dominance"] == pytest.approx(2 / 3, abs=0.01)
    assert rows[-1]["bp_of_oi"] == pytest.approx(10, abs=0.1)


# --- the rest --------------------------------------------------------------------------------------


def test_open_interest_is_listed_with_what_is_known(cli: Cli, hour_ms: int) -> None:
    rows = cli("show", "oi", "BTC", "--format", "json").rows()
    assert [(row["venue"], row["oi_coin"], row["oi_usd"]) for row in rows] == [
        ("bybit", 10.0, 700_000.0),
        ("gate", 5.0, None),
    ]
    assert {row["at"] for row in rows} == {iso(hour_ms - HOUR_MS)}
    assert {(row["feed"], row["recorded_since"]) for row in rows} == {
        ("complete", iso(hour_ms - HOUR_MS))
    }
    only = cli("show", "oi", "BTC", "--venue", "gate", "--format", "json").rows()
    assert only == rows[1:]
    table = cli("show", "oi", "BTC").out.splitlines()
    assert table[2].split()[-1] == "–"


def test_funding_belongs_to_its_settlement(cli: Cli, hour_ms: int) -> None:
    rows = cli("show", "funding", "BTC", "--format", "json").rows()
    assert rows == [
        {
            "at": iso(hour_ms - 8 * HOUR_MS),
            "venue": "bybit",
            "symbol": "BTCUSDT",
            "rate": 0.0001,
            "interval_h": 8.0,
            "settled": True,
        },
        {
            "at": iso(hour_ms + HOUR_MS),
            "venue": "gate",
            "symbol": "BTC_USDT",
            "rate": -0.0002,
            "interval_h": None,
            "settled": False,
        },
    ]
    assert cli("show", "funding", "BTC", "--venue", "gate", "--format", "json").rows() == rows[1:]


def test_levels_and_what_happened_at_them(
    cli: Cli, home: Home, filled: MarketWriter, hour_ms: int
) -> None:
    cli("level", "add", "BTC", "69,000", "--rule", "hourly", "--note", "the old high")
    fall = Candle(SPOT, H1, hour_ms, 7e4, 7e4, 68_000.0, 68_000.0, 1.0, closed=True)
    filled.write([fall])
    with closing(Journal.open(home.journal_file)) as journal:
        judge(filled.reader(), journal, SPOT, H1, now_ms=hour_ms + HOUR_MS, holes_ok=False)
    (level,) = cli("show", "levels", "BTC", "--format", "json").rows()
    assert (level["symbol"], level["price"], level["side"]) == ("BTC", 69_000.0, "support")
    assert (level["rules"], level["states"]) == (["hourly"], {"hourly": "BROKEN"})
    assert level["note"] == "the old high"
    pierced, broken = cli("show", "alerts", "BTC", "--format", "json").rows()
    assert pierced["event"] == "pierced"
    assert len(broken.pop("id")) == 20
    assert broken == {
        "at": iso(hour_ms + HOUR_MS),
        "bar_open": iso(hour_ms),
        "symbol": "BTC",
        "level": 69_000.0,
        "side": "support",
        "rule": "hourly",
        "timeframe": "1h",
        "cycle": 1,
        "event": "broken",
        "reason": "extension",
        "state": "BROKEN",
        "price": 68_000.0,
        "extreme": 68_000.0,
        "gap": False,
        "late": False,
    }
    until = cli("show", "alerts", "BTC", "--to", iso(hour_ms), "--format", "json")
    assert until.rows() == []


def test_the_market_is_one_object_or_a_page_for_people(cli: Cli, hour_ms: int) -> None:
    (market,) = cli("show", "market", "BTC", "--format", "json").rows()
    assert market["symbol"] == "BTC"
    assert (market["price"]["value"], market["price"]["as_of"]) == (70_050.0, iso(hour_ms))
    assert {row["venue"] for row in market["funding"]} == {"bybit", "gate"}
    page = cli("show", "market", "BTC").out
    assert "symbol: BTC\n" in page
    assert "  value: 70,050\n" in page
    assert "  mark: unknown\n" in page
    assert "  venue bybit  at " in page
    assert "venues: none" in page


def test_candles_of_an_interval_that_is_not_fetched_are_made_of_shorter_ones(
    cli: Cli, hour_ms: int
) -> None:
    rows = cli("show", "candles", "BTC", "--interval", "12h", "--format", "json").rows()
    first_ms, half_day = hour_ms - 48 * HOUR_MS, Interval.parse("12h")
    opens = range(half_day.floor(first_ms - 1) + half_day.ms, hour_ms + 1, half_day.ms)
    assert [row["at"] for row in rows] == [iso(at) for at in opens]
    assert [row["closed"] for row in rows] == [True] * (len(rows) - 1) + [False]
    assert rows[0]["volume"] == 12 * 12.5
    assert cli("show", "candles", "BTC", "--interval", "3m", "--format", "json").rows() == []


def test_candles_of_a_coin_sold_by_the_thousand_are_shown_by_its_own_name(
    cli: Cli, filled: MarketWriter, hour_ms: int
) -> None:
    pepe = Market("bybit", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1000)
    prices = (0.00001, 0.000012, 0.000009, 0.000011)
    filled.write([Candle(pepe, H1, hour_ms - HOUR_MS, *prices, 5_000.0, closed=True)])
    (row,) = cli("show", "candles", "PEPE", "--format", "json").rows()
    assert (row["symbol"], row["close"], row["volume"]) == ("1000PEPEUSDT", 0.000011, 5_000.0)


# --- stabilisation ---------------------------------------------------------------------------------


def test_of_an_asset_without_a_normal_no_calm_is_claimed(cli: Cli) -> None:
    (row,) = cli("show", "stabilisation", "BTC", "--format", "json").rows()
    assert (row["symbol"], row["phase"], row["checks"], row["timeline"]) == ("BTC", None, None, [])
    assert (row["base_usd"], row["times_base"]) == (None, None)
    assert row["coverage"] < 0.9
    table = cli("show", "stabilisation", "BTC")
    assert table.code == 0
    assert "phase: unknown" in table.out


# --- services beside the venues ----------------------------------------------------------------


@pytest.fixture
def told(writer: MarketWriter, hour_ms: int) -> int:
    """Two hours of a service, and its open interest; when the newer hour began."""
    line = Market("coinalyze", "Binance:BTCUSDT_PERP.A", "BTC", Contract.LINEAR)
    buckets = [
        LiquidationBucket(line, hour_ms - at * HOUR_MS, HOUR_MS, 7e6, 3e6, closed=True)
        for at in (1, 2)
    ]
    writer.write([*buckets, OpenInterest(line, hour_ms, None, 5e9)])
    return hour_ms - HOUR_MS


def test_what_a_service_says_is_shown_under_its_name_alone(cli: Cli, told: int) -> None:
    for kind in ("liquidations", "oi"):
        for more in ((), ("--venue", "all")):
            rows = cli("show", kind, "BTC", "--format", "json", *more).rows()
            assert "coinalyze" not in {row["venue"] for row in rows}
    rows = cli("show", "liquidations", "BTC", "--venue", "coinalyze", "--format", "json").rows()
    assert [row["long_usd"] for row in rows] == [7e6, 7e6]
    assert rows[-1]["at"] == iso(told)
    assert rows[-1]["symbol"] == "Binance:BTCUSDT_PERP.A"
    rows = cli("show", "oi", "BTC", "--venue", "coinalyze", "--format", "json").rows()
    assert [(row["oi_usd"], row["oi_coin"]) for row in rows] == [(5e9, None)]


@pytest.mark.usefixtures("told")
def test_no_sum_holds_what_a_service_says_and_the_market_has_it_beside(cli: Cli) -> None:
    arguments = ("show", "liquidations", "BTC", "--interval", "1h", "--format", "json")
    for row in cli(*arguments).rows():
        assert (row["long_usd"] or 0.0) < 7e6
        assert "coinalyze" not in row["venues"]
    (market,) = cli("show", "market", "BTC", "--format", "json").rows()
    (beside,) = market["beside"]
    assert beside["label"] == "Coinalyze, Binance"
    assert beside["liquidations"]["24h"]["long_usd"] == 14e6
    assert beside["liquidations"]["24h"]["coverage"] == pytest.approx(2 / 24, abs=1e-3)
    assert beside["oi_usd"] == 5e9
    assert "coinalyze" not in market["open_interest"]["venues"]
    assert "coinalyze" not in str(market["liquidations"])
