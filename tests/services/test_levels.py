"""Making levels: the market that judges them, the side they are on, and what cannot be made."""

from __future__ import annotations

import math

import pytest

from services.samples import NOW_MS, SPOT, Alpha, calm, candle
from tracker.domain.derivatives import Ticker
from tracker.domain.level import Level, LevelState, Role
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, HOUR_MS, M1, MINUTE_MS
from tracker.services.levels import (
    BadLevel,
    LevelWish,
    NoSuchLevel,
    known_price,
    make_level,
    reference_market,
    remove_level,
)
from tracker.services.storage import Storage
from tracker.sources.base import Source

SPOT_VENUE = Source.registry["binance-spot"]()
SOURCES = [Alpha(), SPOT_VENUE]


class Aside(Alpha):
    """A venue that no chart may use."""

    reference_rank = None


async def made(storage: Storage, wish: LevelWish, now_ms: int = NOW_MS) -> Level:
    return await storage.judge(
        lambda reader, journal: make_level(reader, journal, SOURCES, wish, now_ms)
    )


async def price(storage: Storage) -> tuple[float, int] | None:
    return await storage.read(lambda reader, _: known_price(reader, SPOT))


def ticker(at_ms: int, last: float) -> Ticker:
    return Ticker(SPOT, at_ms, last, None, None, None, None, None)


def test_the_first_declared_venue_is_the_reference() -> None:
    assert SPOT_VENUE.reference_rank == 0
    assert reference_market(SOURCES, "BTC") == SPOT
    assert reference_market([Aside(), Alpha()], "ETH") == Market(
        "alpha", "ETH-PERP", "ETH", Contract.LINEAR
    )


def test_without_a_reference_there_are_no_levels() -> None:
    with pytest.raises(BadLevel, match="No venue can serve as the reference market"):
        reference_market([Aside()], "BTC")


async def test_the_newest_price_is_that_of_whatever_is_youngest(storage: Storage) -> None:
    assert await price(storage) is None
    await storage.write(calm(NOW_MS, 70_000.0))
    assert await price(storage) == (70_000.0, NOW_MS - HOUR_MS)
    await storage.write([candle(NOW_MS - MINUTE_MS, 70_100.0, interval=M1)])
    assert await price(storage) == (70_100.0, NOW_MS - MINUTE_MS)
    await storage.write([ticker(NOW_MS, 70_200.0)])
    assert await price(storage) == (70_200.0, NOW_MS)


@pytest.mark.parametrize(
    ("wanted", "role", "state"),
    [
        (69_000.0, Role.SUPPORT, LevelState.ARMED),
        (71_000.0, Role.RESISTANCE, LevelState.ARMED),
        (69_950.0, Role.SUPPORT, LevelState.TESTING),
    ],
)
async def test_a_level_is_placed_at_once_on_what_the_cache_holds(
    storage: Storage, wanted: float, role: Role, state: LevelState
) -> None:
    await storage.write(calm(NOW_MS, 70_000.0))
    level = await made(storage, LevelWish("BTC", wanted, ("hourly",), "the round one"))
    assert (level.role, level.venue, level.note) == (role, SPOT.venue, "the round one")
    (rule,) = await storage.journal(lambda journal: journal.states(level.id))
    assert (rule.rule, rule.state) == ("hourly", state)
    assert await storage.journal(lambda journal: journal.undelivered()) == []


async def test_a_level_has_both_default_rules_and_each_rule_once(storage: Storage) -> None:
    assert (await made(storage, LevelWish("BTC", 1.0, ()))).rules == ("hourly", "decisive")
    rules = ("close:60m*1", "CLOSE:1h", "touch")
    assert (await made(storage, LevelWish("BTC", 2.0, rules))).rules == ("close:1h", "touch")


async def test_without_a_fresh_price_the_side_waits(storage: Storage) -> None:
    await storage.write(calm(NOW_MS - 2 * DAY_MS, 70_000.0))
    level = await made(storage, LevelWish("BTC", 69_000.0))
    assert level.role is None
    assert await storage.journal(lambda journal: journal.states(level.id)) == []
    without_cache = await storage.journal(
        lambda journal: make_level(None, journal, SOURCES, LevelWish("BTC", 68_000.0), NOW_MS)
    )
    assert without_cache.role is None


async def test_a_ticker_alone_says_the_side_and_candles_follow(storage: Storage) -> None:
    await storage.write([ticker(NOW_MS - MINUTE_MS, 70_000.0)])
    level = await made(storage, LevelWish("BTC", 71_000.0))
    assert level.role is Role.RESISTANCE
    assert await storage.journal(lambda journal: journal.states(level.id)) == []


@pytest.mark.parametrize("nonsense", [0.0, -1.0, math.nan, math.inf])
async def test_a_level_is_a_price(storage: Storage, nonsense: float) -> None:
    with pytest.raises(BadLevel, match="above zero"):
        await made(storage, LevelWish("BTC", nonsense))


async def test_the_same_level_twice_is_refused_by_its_number(storage: Storage) -> None:
    first = await made(storage, LevelWish("BTC", 69_000.0))
    with pytest.raises(BadLevel, match=rf"already a level at 69,000 \(number {first.id}\)"):
        await made(storage, LevelWish("BTC", 69_000.0, ("touch",)))
    assert (await made(storage, LevelWish("ETH", 69_000.0))).asset == "ETH"


async def test_a_level_made_again_has_a_history_of_its_own(storage: Storage) -> None:
    first = await made(storage, LevelWish("BTC", 69_000.0))
    await storage.journal(lambda journal: remove_level(journal, first.id, NOW_MS))
    second = await made(storage, LevelWish("BTC", 69_000.0))
    assert (first.generation, second.generation) == (1, 2)
    assert second.id != first.id


async def test_what_is_not_there_cannot_be_removed(storage: Storage) -> None:
    level = await made(storage, LevelWish("BTC", 69_000.0))
    await storage.journal(lambda journal: remove_level(journal, level.id, NOW_MS))
    for number in (level.id, 77):
        with pytest.raises(NoSuchLevel, match=f"no level with the number {number}"):
            await storage.journal(
                lambda journal, number=number: remove_level(journal, number, NOW_MS)
            )
