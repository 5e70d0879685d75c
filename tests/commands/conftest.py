"""The command line in this process, on a home of the test's own; and a cache that is known by heart."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loopback import Exchange
from loopback.market import calm_shift_ms
from loopback.venues import Market as ServedMarket
from loopback.venues import serve_venues
from tracker.cli import run
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel, Observed
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, MINUTE_MS
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
BYBIT = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
GATE = Market("gate", "BTC_USDT", "BTC", Contract.LINEAR)


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        """One JSON object a line, nothing else, of a command that went well."""
        assert (self.code, self.err) == (0, "")
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TRACKER_GATEWAY", raising=False)
    return Home.under(tmp_path / "home")


@pytest.fixture
def cli(home: Home, capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """Runs a command as the program does."""
    del home

    def command(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    yield command
    # A process writes one log as long as it lives; here it lives on.
    logger = logging.getLogger("tracker")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)


@pytest.fixture
def writer(home: Home) -> Iterator[MarketWriter]:
    """The cache, open for writing."""
    home.make()
    with closing(MarketWriter(open_writer(home.market_file, MIGRATIONS, keep_copy=False))) as open_:
        yield open_


@pytest.fixture
def hour_ms() -> int:
    """When the running hour began."""
    return H1.floor(int(time.time() * 1_000))


@pytest.fixture
def filled(writer: MarketWriter, hour_ms: int) -> MarketWriter:
    """Two days of Bitcoin at 70,000 with the running hour, and a little of everything else."""
    candles = [
        Candle(SPOT, H1, at_ms, 7e4, 70_100.0, 69_900.0, 7e4, 12.5, closed=at_ms < hour_ms)
        for at_ms in range(hour_ms - 48 * HOUR_MS, hour_ms + 1, HOUR_MS)
    ]
    forced = Liquidation(BYBIT, hour_ms - 90 * MINUTE_MS + 123, Side.LONG, 69_950.0, 0.5, 34_975.0)
    writer.write(
        [
            *candles,
            Candle(BYBIT, H1, hour_ms - HOUR_MS, 1.0, 1.0, 1.0, 1.0, 0.0, closed=True),
            Ticker(SPOT, hour_ms, 70_050.0, 69_000.0, None, None, None, None),
            forced,
            forced,
            Liquidation(BYBIT, hour_ms - 30 * MINUTE_MS, Side.SHORT, 70_050.0, 0.1, 7_005.0),
            LiquidationBucket(GATE, hour_ms - 2 * HOUR_MS, HOUR_MS, 100.0, 50.0, closed=True),
            OpenInterest(BYBIT, hour_ms - HOUR_MS, 10.0, 700_000.0),
            OpenInterest(GATE, hour_ms - HOUR_MS, 5.0, None),
            Funding(BYBIT, hour_ms - 8 * HOUR_MS, 0.0001, 8.0, settled=True),
            Funding(GATE, hour_ms + HOUR_MS, -0.0002, None, settled=False),
        ],
        [Observed("bybit", Channel.LIQUIDATIONS, hour_ms - 2 * HOUR_MS, hour_ms)],
    )
    return writer


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@pytest.fixture
def market(exchange: Exchange) -> ServedMarket:
    return serve_venues(exchange, ServedMarket(shift_ms=calm_shift_ms()))
