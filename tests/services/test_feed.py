"""The one intake: batches, what was new in them, and coins priced by the venue's own mark."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.samples import ALPHA, NOW_MS, SPOT, calm, candle
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.times import H1
from tracker.services.feed import Feed, Stored, channel_of
from tracker.services.judging import Series
from tracker.services.storage import Along, Storage

FORCED = Liquidation(ALPHA, NOW_MS, Side.LONG, 70_000.0, 1.0, 70_000.0)


@pytest.fixture
def batches() -> list[Stored]:
    return []


@pytest.fixture
def feed(storage: Storage, batches: list[Stored]) -> Feed:
    async def keep(batch: Stored) -> None:
        batches.append(batch)

    return Feed(storage, keep)


async def interest(storage: Storage) -> list[tuple[float, float]]:
    columns = await storage.read(lambda reader, _: reader.interest(ALPHA, 0, NOW_MS + 1))
    return list(zip(columns.coin.tolist(), columns.usd.tolist(), strict=True))


async def test_a_flush_is_one_batch_and_an_event_is_handed_on_once(
    feed: Feed, batches: list[Stored]
) -> None:
    running = candle(NOW_MS, 70_000.0, closed=False)
    feed.take([FORCED, running])
    feed.take([FORCED, *calm(NOW_MS, 70_000.0, count=1)])
    await feed.flush()
    # A candle that has closed first: levels are judged on it.
    assert [[type(one) for one in batch.values] for batch in batches] == [
        [Candle],
        [Liquidation, Candle],
    ]
    # Received once more, after a reconnect.
    feed.take([FORCED])
    await feed.flush()
    assert batches[2] == Stored()


async def test_what_goes_on_beside_sees_the_candles_that_closed_and_no_others_wait_for_them(
    storage: Storage, batches: list[Stored]
) -> None:
    heard: list[object] = []

    @asynccontextmanager
    async def closing(series: frozenset[Series]) -> AsyncIterator[Along]:
        yield lambda reader, _: heard.append((series, len(reader.candles(SPOT, H1))))
        heard.append("left")

    async def keep(batch: Stored) -> None:
        batches.append(batch)
        heard.append("told")

    feed = Feed(storage, keep, closing)
    feed.take([FORCED, *calm(NOW_MS, 70_000.0, count=2)])
    assert feed.pressing.is_set()
    await feed.flush_closed()
    assert heard == [(frozenset({(SPOT, H1)}), 2), "left", "told"]
    assert not feed.pressing.is_set()
    await feed.flush_closed()
    await feed.flush()
    assert [[type(one) for one in batch.values] for batch in batches] == [
        [Candle, Candle],
        [Liquidation],
    ]


async def test_nothing_to_say_is_not_said(feed: Feed, batches: list[Stored]) -> None:
    await feed.flush()
    assert batches == []


async def test_what_was_observed_and_how_channels_are_is_stored_with_the_batch(
    feed: Feed, storage: Storage, batches: list[Stored]
) -> None:
    health = Health("alpha", Channel.TICKERS, State.DOWN, None, 5.0, "It cannot be reached.", 7)
    await feed.flush([Observed("alpha", Channel.LIQUIDATIONS, 1_000, 5_000)], [health])
    assert batches == [Stored(health=(health,))]
    assert await storage.read(lambda reader, _: reader.health()) == [health]
    seen = await storage.read(
        lambda reader, _: reader.observed("alpha", Channel.LIQUIDATIONS, 0, 9_000)
    )
    assert seen == [(1_000, 5_000)]


@pytest.mark.parametrize(
    ("age_ms", "usd"), [(0, 700_000.0), (300_000, 700_000.0), (-300_000, 700_000.0)]
)
async def test_coins_are_priced_by_the_mark_of_their_time(
    feed: Feed, storage: Storage, age_ms: int, usd: float
) -> None:
    feed.take([Mark(ALPHA, NOW_MS - age_ms, 70_000.0), OpenInterest(ALPHA, NOW_MS, 10.0, None)])
    await feed.flush()
    assert await interest(storage) == [(10.0, usd)]


async def test_contracts_of_usd_are_worth_so_many_coins_at_the_mark(
    feed: Feed, storage: Storage
) -> None:
    feed.take([Mark(ALPHA, NOW_MS, 50.0), OpenInterest(ALPHA, NOW_MS, None, 200.0)])
    await feed.flush()
    assert await interest(storage) == [(4.0, 200.0)]


@pytest.mark.parametrize(
    ("mark", "value", "stored"),
    [
        (None, OpenInterest(ALPHA, NOW_MS, 10.0, None), (10.0, None)),
        (Mark(ALPHA, NOW_MS - 300_001, 9.0), OpenInterest(ALPHA, NOW_MS, 10.0, None), (10.0, None)),
        (Mark(ALPHA, NOW_MS, 9.0), OpenInterest(ALPHA, NOW_MS, 10.0, 123.0), (10.0, 123.0)),
        (Mark(ALPHA, NOW_MS, 9.0), OpenInterest(ALPHA, NOW_MS, None, None), (None, None)),
        (Mark(SPOT, NOW_MS, 9.0), OpenInterest(ALPHA, NOW_MS, 10.0, None), (10.0, None)),
        (None, OpenInterest(ALPHA, NOW_MS, None, 200.0), (None, 200.0)),
    ],
    ids=[
        "no mark",
        "an old mark",
        "the venue says it",
        "no coins either",
        "another venue's mark",
        "no mark for contracts of USD",
    ],
)
async def test_what_is_not_known_is_not_guessed(
    feed: Feed,
    storage: Storage,
    mark: Mark | None,
    value: OpenInterest,
    stored: tuple[float | None, float | None],
) -> None:
    feed.take([one for one in (mark, value) if one is not None])
    await feed.flush()
    (got,) = await interest(storage)
    assert [None if math.isnan(one) else one for one in got] == list(stored)


async def test_a_page_of_the_past_is_stored_but_not_told_value_by_value(
    feed: Feed, storage: Storage, batches: list[Stored]
) -> None:
    await feed.store_history(calm(NOW_MS, 70_000.0, count=3))
    assert batches == []
    columns = await storage.read(lambda reader, _: reader.candles(SPOT, H1))
    assert len(columns) == 3


def test_every_kind_of_value_has_its_channel_and_a_mark_has_none() -> None:
    values = {
        Channel.CANDLES: candle(NOW_MS, 1.0),
        Channel.TICKERS: Ticker(ALPHA, NOW_MS, 1.0, None, None, None, None, None),
        Channel.OI: OpenInterest(ALPHA, NOW_MS, 1.0, None),
        Channel.FUNDING: Funding(ALPHA, NOW_MS, 0.0001, 8.0, settled=False),
        Channel.RATIOS: LongShortRatio(ALPHA, NOW_MS, 0.6),
        Channel.INSTRUMENTS: ALPHA,
    }
    assert {channel: channel_of(value) for channel, value in values.items()} == {
        channel: channel for channel in values
    }
    bucket = LiquidationBucket(ALPHA, NOW_MS, 300_000, 1.0, 2.0, closed=True)
    assert channel_of(FORCED) is channel_of(bucket) is Channel.LIQUIDATIONS
    assert channel_of(Mark(ALPHA, NOW_MS, 1.0)) is None
