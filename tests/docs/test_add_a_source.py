"""docs/add-a-source.md is followed to the letter: its file is a venue that works in the engine."""

from __future__ import annotations

import asyncio
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from loopback import Exchange
from services.conftest import until
from tracker.domain.derivatives import Liquidation, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.times import H1
from tracker.services.collector import Collector, Setup
from tracker.services.storage import Storage
from tracker.services.update import Update
from tracker.sources.base import Source
from tracker.sources.clock import WallClock
from tracker.sources.gateway import Gateway
from tracker.sources.wire import Wire
from tracker.store.paths import Home

PAGE = Path(__file__).parents[2] / "docs" / "add-a-source.md"
API, STREAM = "api.tidewater.example", "stream.tidewater.example"


def code() -> str:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])


@pytest.fixture
def tidewater(tmp_path: Path) -> Iterator[ModuleType]:
    """The page's file, imported as a venue would be, and forgotten afterwards."""
    path = tmp_path / "tidewater.py"
    path.write_text(code(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("tidewater", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tidewater"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["tidewater"]
    del Source.registry["tidewater"]


def examples(function: object) -> list[str]:
    """The envelopes in a parser's docstring."""
    doc = str(function.__doc__)
    return re.findall(r"^\s*([\[{].*[\]}])\.?$", doc, re.MULTILINE)


async def test_the_page_makes_a_venue_that_polls_streams_and_fills_history(
    tidewater: ModuleType, tmp_path: Path
) -> None:
    assert Source.registry["tidewater"] is tidewater.Tidewater
    (ticker,) = examples(tidewater.parse_tickers)
    liquidation, heartbeat = examples(tidewater.parse_frame)
    clock = WallClock()
    now = clock.now_ms()
    hour = H1.floor(now)
    with Exchange() as exchange:
        exchange.rule(API, "/v1/tickers", lambda _query: ticker.encode())
        exchange.rule(
            API,
            "/v1/klines",
            lambda query: [
                [at, "67400", "67510", "67200", "67450", "12.5"]
                for at in range(-(-int(query["start"]) // H1.ms) * H1.ms, int(query["end"]), H1.ms)
            ],
        )
        exchange.rule(API, "/v1/nothing", lambda _query: [])
        gateway = Gateway.parse(exchange.url)
        setup = Setup(
            [tidewater.Tidewater()],
            ("BTC",),
            clock,
            lambda pauses: Wire(clock=clock, gateway=gateway, pauses=pauses),
        )
        updates: list[Update] = []
        collector = Collector(Storage(Home.under(tmp_path / "home")), setup, updates.append)
        task = asyncio.create_task(collector.run())
        try:
            await until(lambda: exchange.sockets and exchange.sockets[0].received)
            assert '"subscribe": "liquidations"' in exchange.sockets[0].received[0]
            exchange.push(STREAM, heartbeat)

            def states() -> dict[Channel, str]:
                return {row.channel: str(row.state) for u in updates for row in u.health}

            await until(lambda: states().get(Channel.LIQUIDATIONS) == "quiet")
            exchange.push(STREAM, liquidation)
            await until(lambda: states().get(Channel.LIQUIDATIONS) == "live")
            await until(lambda: states().get(Channel.TICKERS) == "live")
            await until(lambda: collector.history.progress().finished)
            values = [value for update in updates for value in update.values]
            (event,) = [one for one in values if isinstance(one, Liquidation)]
            assert (event.side, event.notional_usd) == (Side.LONG, 67010.0 * 0.75)
            assert any(isinstance(one, Ticker) and one.last == 67450.5 for one in values)
            assert any(isinstance(one, OpenInterest) and one.coin == 81234.5 for one in values)
            market = tidewater.Tidewater().market("BTC")
            candles = await collector.storage.read(lambda reader, _: reader.candles(market, H1))
            assert int(candles.open_ms[-1]) == hour
            assert len(candles) >= 999
            assert not candles.closed[-1]
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def test_what_the_page_says_of_the_rest_is_true() -> None:
    text = PAGE.read_text(encoding="utf-8")
    root = PAGE.parents[1]
    for name in re.findall(r"`((?:src|tests)/[\w/.-]+)`", text):
        assert (root / name).exists(), name
    assert "Venues do not know each other" in (root / "pyproject.toml").read_text(encoding="utf-8")
