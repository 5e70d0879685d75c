"""Windows from the cache: read once and then what is new, against reading everything anew."""

from __future__ import annotations

import pytest

from services.samples import NOW_MS
from tracker.analysis.minutes import MinuteColumns, minutes_of
from tracker.domain.derivatives import Liquidation, LiquidationBucket, OpenInterest, Side
from tracker.domain.health import Channel, Observed
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.services.paces import AssetPace, Paces
from tracker.services.recorded import read_minutes
from tracker.services.storage import Storage
from tracker.services.summary import Json, market_summary
from tracker.services.views import Views
from tracker.sources.base import Source

SOURCES = [Source.registry[one]() for one in ("binance-spot", "binance", "bybit", "gate")]
BINANCE, BYBIT, GATE = (SOURCES[at].market("BTC") for at in (1, 2, 3))
SEEN = [
    Observed(one, Channel.LIQUIDATIONS, NOW_MS - 61 * DAY_MS, NOW_MS + DAY_MS)
    for one in ("binance", "bybit")
]


def forced(at_ms: int, usd: float, side: Side = Side.LONG, market: object = BYBIT) -> Liquidation:
    assert market in {BYBIT, BINANCE}
    kind = BYBIT if market is BYBIT else BINANCE
    return Liquidation(kind, at_ms, side, 70_000.0, usd / 70_000.0, usd)


async def read(
    storage: Storage, paces: Paces, now_ms: int = NOW_MS, since_ms: int | None = None
) -> AssetPace:
    return await storage.read(
        lambda reader, journal: paces.read(Views(reader, journal, SOURCES), "BTC", now_ms, since_ms)
    )


def said(pace: AssetPace) -> list[tuple[object, ...]]:
    return [
        (
            one.name,
            one.total.long_usd,
            one.total.short_usd,
            one.total.count,
            one.total.largest_usd,
            one.largest_day,
            one.multiple,
            one.percentile,
            one.corrected_count,
            one.total.coverage,
        )
        for one in pace.windows
    ]


async def test_windows_are_exact_at_their_edges(storage: Storage) -> None:
    now_ms = NOW_MS + 12_345
    for span, usd in ((5 * MINUTE_MS, 1.0), (HOUR_MS, 10.0), (DAY_MS, 100.0)):
        await storage.write([forced(now_ms - span, usd), forced(now_ms - span - 1, usd * 1_000)])
    await storage.write([forced(now_ms - 1, 7.0), forced(now_ms, 9_999.0)], SEEN)
    found = await read(storage, Paces(), now_ms)
    assert found.window("5m").total.usd == 8.0
    assert found.window("15m").total.usd == 1_008.0
    assert found.window("1h").total.usd == 1_018.0
    assert found.window("24h").total.usd == 11_118.0
    assert found.window("7d").total.usd == 111_118.0
    assert [one.notional_usd for one in found.prints][:2] == [10_000.0, 1_000.0]


async def test_reading_on_is_reading_anew(storage: Storage) -> None:
    await storage.write(
        [forced(NOW_MS - at * HOUR_MS - 1_234, 1_000.0 * (at % 7 + 1)) for at in range(24 * 40)],
        SEEN,
    )
    paces = Paces()
    await read(storage, paces)
    later_ms = NOW_MS + 90 * MINUTE_MS + 5_678
    await storage.write(
        [
            forced(NOW_MS + 80 * MINUTE_MS, 5e5),
            forced(NOW_MS - 7 * MINUTE_MS, 3e5, Side.SHORT),  # late by less than ten minutes
        ]
    )
    on, anew = await read(storage, paces, later_ms), await read(storage, Paces(), later_ms)
    assert said(on) == said(anew)
    # What is much later is told, and read again from there.
    late_ms = NOW_MS - 3 * DAY_MS + 77
    await storage.write([forced(late_ms, 8e6)])
    assert said(await read(storage, paces, later_ms)) == said(on)
    again = await read(storage, paces, later_ms, late_ms)
    assert said(again) == said(await read(storage, Paces(), later_ms))
    assert again.window("7d").total.usd == on.window("7d").total.usd + 8e6
    # A clock that was put back begins anew.
    assert said(await read(storage, paces)) == said(await read(storage, Paces()))


async def test_pace_and_open_interest_reach_the_figures(storage: Storage) -> None:
    # One million an hour, of which the last hour holds three.
    rows = [forced(NOW_MS - at * HOUR_MS - 1_000, 1e6) for at in range(24 * 61)]
    extra = forced(NOW_MS - 30 * MINUTE_MS, 2e6, Side.SHORT)
    stats = [
        LiquidationBucket(GATE, at_ms, HOUR_MS, 0.0, 0.0, closed=True)
        for at_ms in range(NOW_MS - 61 * DAY_MS, NOW_MS, HOUR_MS)
    ]
    interest = OpenInterest(BYBIT, NOW_MS - MINUTE_MS, 10_000.0, 1e9)
    await storage.write([*rows, extra, *stats, interest], SEEN)
    hour = (await read(storage, Paces())).window("1h")
    assert (hour.total.usd, hour.multiple, hour.percentile) == (3e6, 3.0, 100.0)
    assert (hour.seasonally_adjusted, hour.seasonal_multiple) == (True, 3.0)
    assert hour.bp_of_oi == pytest.approx(30)
    assert hour.dominance == pytest.approx(1 / 3)
    assert [one.coverage.parts[0].venue for one in hour.parts] == ["binance", "bybit", "gate"]
    found: Json = await storage.read(
        lambda reader, journal: market_summary(
            Views(reader, journal, SOURCES), reader, SOURCES, "BTC", NOW_MS, model=True
        )
    )
    window = found["liquidations"]["1h"]
    assert (window["multiple"], window["percentile"], window["seasonally_adjusted"]) == (
        3,
        100,
        True,
    )
    assert (window["bp_of_oi"], window["saturated"], window["corrected_count"]) == (30, False, 2)
    assert window["history_days"] >= 30
    # The rate of the venues that publish everything and were seen: of Bybit alone, as Gate's open
    # interest is unknown.
    assert window["model_usd"] == 3e6
    month = found["liquidations"]["30d"]
    assert month["largest_day"] == {"day": "2026-01-06", "usd": 24e6}
    assert month["seasonally_adjusted"] is None
    assert month["percentile"] is None  # 61 days hold one day of windows before it
    assert "model_usd" not in (await _plain(storage))["liquidations"]["1h"]


async def _plain(storage: Storage) -> Json:
    return await storage.read(
        lambda reader, journal: market_summary(
            Views(reader, journal, SOURCES), reader, SOURCES, "BTC", NOW_MS
        )
    )


async def test_stored_minutes_are_those_of_the_events(storage: Storage) -> None:
    """What the store sums up as it writes, against one pure function over the events."""
    rows = [
        forced(NOW_MS - DAY_MS + at * 7_919, 10.0 * (at % 13 + 1), list(Side)[at % 2])
        for at in range(2_000)
    ]
    await storage.write([*reversed(rows), *rows[:100]], SEEN)
    window = (NOW_MS - DAY_MS, NOW_MS)
    stored, made = await storage.read(
        lambda reader, _: (
            read_minutes(reader, BYBIT, *window),
            minutes_of(reader.events(BYBIT, *window)),
        )
    )
    for name in MinuteColumns.__slots__:
        assert getattr(stored, name).tolist() == pytest.approx(getattr(made, name).tolist()), name


async def test_a_capped_feed_is_named(storage: Storage) -> None:
    prints = [forced(NOW_MS - MINUTE_MS + at * 1_000, 10.0, market=BINANCE) for at in range(30)]
    await storage.write(prints, SEEN)
    window = (await read(storage, Paces())).window("5m")
    assert window.saturated is True
    assert window.total.coverage.capped == ("binance",)
    assert window.total.count == 30
    assert window.corrected_count == pytest.approx(41.6, abs=0.1)


async def test_without_a_cache_nothing_is_known() -> None:
    found = Paces().read(Views(None, None, SOURCES), "BTC", NOW_MS)
    assert not any(one.is_seen for one in found.windows)
    assert (found.prints, found.interest_usd) == ((), None)


async def test_so_many_coins_are_kept(storage: Storage) -> None:
    paces = Paces()
    for asset in ("BTC", "ETH", "SOL", "XRP", "BNB", "DOGE", "ADA", "LTC", "DOT"):
        await storage.read(
            lambda reader, journal, one=asset: paces.read(
                Views(reader, journal, SOURCES), one, NOW_MS
            )
        )
    assert len(paces._kept) == 8
    assert "BTC" not in paces._kept
