"""What panes want to know, read over the venues; what nobody wants is not read."""

from __future__ import annotations

import numpy as np
import pytest

from services.samples import NOW_MS, calm
from tracker.domain.derivatives import Funding, Liquidation, LongShortRatio, OpenInterest, Side
from tracker.domain.health import Channel, Observed
from tracker.domain.times import H1, HOUR_MS
from tracker.services.pane_views import PaneViews, Topic
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source

SOURCES = [Source.registry[name]() for name in ("binance-spot", "binance", "bybit", "okx", "gate")]
BINANCE, BYBIT, OKX, GATE = (SOURCES[at].market("BTC") for at in (1, 2, 3, 4))


async def read(storage: Storage, *topics: Topic) -> PaneViews:
    await storage.write(calm(NOW_MS, 70_000.0, count=20))
    view = await storage.read(
        lambda reader, journal: Views(reader, journal, SOURCES).chart(
            "BTC", H1, NOW_MS, topics=frozenset(topics)
        )
    )
    return view.panes


async def test_what_nobody_wants_is_not_read(storage: Storage) -> None:
    await storage.write([BYBIT, Funding(BYBIT, NOW_MS, 1e-4, 8.0, settled=True)])
    panes = await read(storage)
    assert {getattr(panes, name) for name in PaneViews.__slots__} == {None}


async def test_what_is_wanted_of_an_empty_cache_is_empty_and_not_zero(storage: Storage) -> None:
    panes = await read(storage, *Topic)
    assert (panes.venues, panes.funding, panes.ratios) == ((), (), ())
    assert panes.interest_candles is not None
    assert len(panes.interest_candles) == 0
    assert panes.median is not None
    assert len(panes.median) == 0


async def test_funding_is_the_median_per_eight_hours(storage: Storage) -> None:
    rows = [
        Funding(BINANCE, NOW_MS, 1e-4, 8.0, settled=True),
        Funding(BYBIT, NOW_MS, 2e-4, 4.0, settled=True),
        Funding(OKX, NOW_MS, 2e-4, 8.0, settled=True),
        Funding(BINANCE, NOW_MS + 8 * HOUR_MS, 3e-4, 8.0, settled=False),
    ]
    await storage.write([BINANCE, BYBIT, OKX, *rows])
    panes = await read(storage, Topic.FUNDING)
    assert panes.funding is not None
    assert [one.venue for one in panes.funding] == ["binance", "bybit", "okx"]
    assert panes.median is not None
    # The newest four hours are those of all three, the four before of the two that pay for eight.
    assert panes.median.value[-4:].tolist() == pytest.approx([2e-4] * 4)
    assert panes.median.value[-8:-4].tolist() == pytest.approx([1.5e-4] * 4)
    assert np.isnan(panes.median.value[:-8]).all()
    assert panes.ratios is None


async def test_the_largest_liquidations_come_over_all_venues(storage: Storage) -> None:
    rows = [
        Liquidation(BYBIT, NOW_MS - HOUR_MS, Side.LONG, 70_000.0, 1.0, 70_000.0),
        Liquidation(BYBIT, NOW_MS - HOUR_MS + 1, Side.LONG, 70_000.0, 0.1, 7_000.0),
        Liquidation(BINANCE, NOW_MS - HOUR_MS + 2, Side.SHORT, 71_000.0, 2.0, 142_000.0),
    ]
    await storage.write([BYBIT, BINANCE, *rows])
    panes = await read(storage, Topic.PRINTS)
    assert panes.prints is not None
    # One a candle and venue, the largest first.
    assert panes.prints.usd.tolist() == [142_000.0, 70_000.0]
    assert panes.prints.is_long.tolist() == [False, True]
    assert panes.prints.price.tolist() == [71_000.0, 70_000.0]


async def test_ratios_are_of_each_venue_by_itself(storage: Storage) -> None:
    few = [LongShortRatio(BINANCE, NOW_MS - HOUR_MS, 0.7)]
    many = [LongShortRatio(GATE, NOW_MS - n * HOUR_MS, 0.6) for n in range(6)]
    await storage.write([BINANCE, GATE, *few, *many])
    panes = await read(storage, Topic.RATIO)
    assert panes.ratios is not None
    assert [one.venue for one in panes.ratios] == ["gate", "binance"]
    assert panes.ratios[0].columns.value[-1] == 0.6


async def test_liquidations_and_open_interest_in_detail(storage: Storage) -> None:
    day = Observed("bybit", Channel.LIQUIDATIONS, NOW_MS - 2 * HOUR_MS, NOW_MS)
    samples = [
        OpenInterest(BYBIT, NOW_MS - HOUR_MS + n * HOUR_MS // 4, coin, None)
        for n, coin in enumerate((10.0, 14.0, 8.0, 11.0, 12.0))
    ]
    forced = Liquidation(BYBIT, NOW_MS - HOUR_MS, Side.LONG, 70_000.0, 0.1, 7_000.0)
    await storage.write([BYBIT, forced, *samples], [day])
    panes = await read(storage, Topic.VENUE_LIQUIDATIONS, Topic.INTEREST_CANDLES)
    assert panes.venues is not None
    assert [one.venue for one in panes.venues] == ["bybit"]
    assert panes.venues[0].columns.long_usd[-1] == 7_000.0
    candles = panes.interest_candles
    assert candles is not None
    columns = (candles.open, candles.high, candles.low, candles.close)
    assert [float(column[-1]) for column in columns] == [10.0, 14.0, 8.0, 12.0]
