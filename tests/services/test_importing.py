"""Bulk files in the cache: any split, any order, any number of times, and what need not be fetched."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bulk import (
    AT,
    FORCED,
    FUNDING,
    KLINES,
    METRICS,
    forced,
    kline,
    metrics,
    write,
    zipped,
)
from services.samples import SPOT, add, calm, candle, judged
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M5, MINUTE_MS
from tracker.services.file_market import Markets, UnknownFile, Wish
from tracker.services.importing import ImportedPart, Importer
from tracker.services.storage import Storage
from tracker.sources import register_all
from tracker.sources.base import Source
from tracker.store.bulk_files import BulkPart, parts_of
from tracker.store.journal import Journal
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home
from tracker.store.request_windows import SeriesKey

register_all()
SOURCES = [kind() for kind in Source.registry.values() if not kind.simulated]
USD_M = Market("binance", "BTCUSDT", "BTC", Contract.LINEAR, funding_h=8.0)
LATER_MS = AT + 30 * DAY_MS
TABLES = ("candle", "open_interest", "ratio", "liquidation", "funding")


def take(
    writer: MarketWriter, files: Sequence[Path], wish: Wish | None = None, *, now_ms: int = LATER_MS
) -> list[ImportedPart]:
    importer = Importer(writer, None, SOURCES, wish or Wish(), lambda: now_ms)
    found = []
    for file in files:
        for part in parts_of(file):
            assert isinstance(part, BulkPart)
            found.append(importer.take(part))
    importer.pack()
    return found


@pytest.fixture
def writer(tmp_path: Path) -> object:
    with closing(MarketWriter.open(tmp_path / "market.db")) as opened:
        yield opened


# --- splits and orders -------------------------------------------------------------------------

HOURS = [kline(hour, 90 + hour % 7) for hour in range(30)]
MINUTES = [metrics(minute) for minute in range(0, 150, 5)]
ORDERS = [
    forced(AT + at // 2 * 1_000, "BUY" if at % 3 else "SELL", f"0.{at + 1}") for at in range(30)
]
RATES = [f"{AT + at * 8 * HOUR_MS},8,0.000{at}" for at in range(1, 10)]
KINDS = (
    ("1h", KLINES, HOURS),
    ("metrics", METRICS, MINUTES),
    ("liquidationSnapshot", FORCED, ORDERS),
    ("fundingRate", FUNDING, RATES),
)


def dump(writer: MarketWriter) -> list[list[tuple[object, ...]]]:
    reading = writer._connection
    return [
        reading.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in TABLES
    ]


def expected() -> list[list[tuple[object, ...]]]:
    with (
        tempfile.TemporaryDirectory() as name,
        closing(MarketWriter.open(Path(name) / "m.db")) as one,
    ):
        files = [
            write(Path(name) / "um" / f"BTCUSDT-{what}-2026-02.csv", head, *lines)
            for what, head, lines in KINDS
        ]
        take(one, files)
        return dump(one)


@settings(max_examples=25)
@given(st.data())
def test_any_split_of_the_files_twice_in_any_order_gives_the_same_rows(data: st.DataObject) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        closing(MarketWriter.open(Path(name) / "m.db")) as one,
    ):
        files = []
        for what, head, lines in KINDS:
            order = data.draw(st.permutations(range(len(lines))), label=what)
            cuts = sorted(data.draw(st.sets(st.integers(1, len(lines) - 1), max_size=3)))
            bounds = [0, *cuts, len(lines)]
            for number, (first, last) in enumerate(pairwise(bounds)):
                chosen = [lines[at] for at in order[first:last]]
                make = zipped if data.draw(st.booleans()) else write
                ending = "zip" if make is zipped else "csv"
                path = Path(name) / "um" / f"{number}" / f"BTCUSDT-{what}-2026-02.{ending}"
                files.append(make(path, head, *chosen))
        for file in data.draw(st.permutations([*files, *files])):
            take(one, [file], Wish(interval=H1))
        assert dump(one) == expected()
        assert len(one.reader().candles(USD_M, H1)) == len(HOURS)


# --- what need not be fetched ------------------------------------------------------------------


def asked(writer: MarketWriter, channel: Channel, interval: object) -> list[tuple[int, int]]:
    return writer.windows.in_states(SeriesKey(USD_M, channel, interval), ("complete",))


def test_metrics_that_are_whole_are_not_asked_for_again(
    writer: MarketWriter, tmp_path: Path
) -> None:
    minutes = [*range(0, 130, 5), *range(200, 300, 5)]
    file = write(tmp_path / "BTCUSDT-metrics-2026-02-01.csv", METRICS, *map(metrics, minutes))
    take(writer, [file, file])
    for channel in (Channel.OI, Channel.RATIOS):
        assert asked(writer, channel, M5) == [
            (AT, AT + 130 * MINUTE_MS),
            (AT + 200 * MINUTE_MS, AT + 300 * MINUTE_MS),
        ]
        assert asked(writer, channel, H1) == [
            (AT, AT + 2 * HOUR_MS),
            (AT + 4 * HOUR_MS, AT + 5 * HOUR_MS),
        ]


def test_funding_is_whole_between_settlements(writer: MarketWriter, tmp_path: Path) -> None:
    file = write(tmp_path / "BTCUSDT-fundingRate-2026-02.csv", FUNDING, *RATES[:3], *RATES[5:6])
    take(writer, [file])
    eight = 8 * HOUR_MS
    assert asked(writer, Channel.FUNDING, None) == [
        (AT + eight, AT + 4 * eight),
        (AT + 6 * eight, AT + 7 * eight),
    ]


def test_liquidations_of_a_file_claim_nothing(writer: MarketWriter, tmp_path: Path) -> None:
    file = write(tmp_path / "BTCUSDT-liquidationSnapshot-2026-02-01.csv", FORCED, *ORDERS)
    (found,) = take(writer, [file])
    assert (found.kept, found.refused) == (30, [])
    reader = writer.reader()
    assert reader.observed("binance", Channel.LIQUIDATIONS, 0, LATER_MS) == []
    assert asked(writer, Channel.LIQUIDATIONS, M5) == []
    assert len(reader.events(USD_M, 0, LATER_MS).at_ms) == 30


def test_what_is_of_the_future_is_refused(writer: MarketWriter, tmp_path: Path) -> None:
    file = write(tmp_path / "BTCUSDT-metrics-2026-02-01.csv", METRICS, metrics(0), metrics(60))
    (found,) = take(writer, [file], now_ms=AT + MINUTE_MS)
    assert (found.kept, found.refused) == (1, [(3, "it is of the future")])


# --- markets -----------------------------------------------------------------------------------


def test_candles_of_coins_quoted_by_the_thousand_are_per_coin(
    writer: MarketWriter, tmp_path: Path
) -> None:
    file = write(tmp_path / "um" / "1000PEPEUSDT-1h-2026-02.csv", KLINES, kline(0), kline(1))
    for wish in (Wish(), Wish(symbol="pepe")):
        (found,) = take(writer, [file], wish)
        pepe = Market(
            "binance", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1000, funding_h=8.0
        )
        assert found.market == pepe
        candles = writer.reader().candles(pepe, H1)
        assert (candles.close[0], candles.volume[0], candles.taker_buy[0]) == (
            0.101,
            5000.0,
            3000.0,
        )


@pytest.mark.parametrize(
    ("venue", "told", "asked_for", "symbol"),
    [
        ("binance-spot", "BTCUSDT", None, "BTCUSDT"),
        ("binance", "BTCUSDT", "ETH", "ETHUSDT"),
        ("binance", "BTCUSDT", "btcusdt", "BTCUSDT"),
        ("binance-coinm", "ETHUSD_PERP", None, "ETHUSD_PERP"),
        ("okx", None, "BTC", "BTC-USDT-SWAP"),
        ("okx", "BTC-USDT-SWAP", None, "BTC-USDT-SWAP"),
        ("binance-coinm", "BTCUSD_260327", None, None),
        ("binance", "BTCUSDC", None, None),
        ("binance-spot", "USDT", None, None),
        ("binance-spot", None, None, None),
    ],
)
def test_markets_are_found_by_the_venues_own_names(
    venue: str, told: str | None, asked_for: str | None, symbol: str | None
) -> None:
    markets = Markets(SOURCES, [])
    if symbol is None:
        with pytest.raises(UnknownFile):
            markets.find("x.csv", venue, told, asked_for)
        return
    assert markets.find("x.csv", venue, told, asked_for).symbol == symbol
    known = replace(markets.find("x.csv", venue, told, asked_for), funding_h=4.0)
    again = Markets(SOURCES, [known])
    assert again.find("x.csv", venue, told, asked_for) == known


# --- levels ------------------------------------------------------------------------------------


async def test_candles_that_levels_were_judged_on_are_noted_where_a_file_changes_them(
    storage: Storage, home: Home, tmp_path: Path
) -> None:
    level = await add(storage, 60.0, "hourly")
    at_ms = level.created_ms
    await judged(storage, [*calm(at_ms, 100.0), candle(at_ms, 100.0)], at_ms)
    rows = [kline(0, 99.0, at_ms=at_ms), kline(1, 98.0, at_ms=at_ms)]
    file = write(tmp_path / "spot" / "BTCUSDT-1h-2026-02.csv", *rows)
    with (
        closing(MarketWriter.open(home.market_file)) as writer,
        closing(Journal.open(home.journal_file)) as journal,
    ):
        for revised in (1, 0):
            importer = Importer(writer, journal, SOURCES, Wish(), lambda: LATER_MS)
            (part,) = parts_of(file)
            found = importer.take(part)
            assert (found.changed, found.judged) == (revised, revised)
        assert journal.revised(level.id) == 1
    assert found.market == SPOT
