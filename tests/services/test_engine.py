"""The whole engine through real sockets: what the exchange served is what is stored and told."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from loopback import Exchange, Reply
from loopback.venues import (
    ASSETS,
    Market,
    bybit_liquidation,
    force_order,
    gate_stats,
    kline_frame,
    mark_frame,
)
from services.conftest import Running, loaded, until
from tracker.domain.candle import Candle
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.errors import EngineBusy
from tracker.domain.health import Channel
from tracker.domain.market import Contract
from tracker.domain.market import Market as TradedMarket
from tracker.domain.times import D1, H1, HOUR_MS, INTERVALS, M1, M5
from tracker.services.levels import LevelEdit, LevelWish, NoSuchLevel
from tracker.services.views import Views
from tracker.sources.base import Source

SPOT, FAPI, FSTREAM = "data-api.binance.vision", "fapi.binance.com", "fstream.binance.com"
KLINES, BYBIT, BYBIT_WS = "data-stream.binance.vision", "api.bybit.com", "stream.bybit.com"
OKX, GATE = "www.okx.com", "api.gateio.ws"
BTC = TradedMarket("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)


async def test_candles_of_every_interval_are_those_that_the_exchange_served(
    start: object, market: Market
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        for interval in INTERVALS:
            columns = await running.collector.storage.read(
                lambda reader, _, one=interval: reader.candles(BTC, one)
            )
            assert len(columns) >= 990, interval
            for at in (0, len(columns) // 2, len(columns) - 2):
                open_ms = int(columns.open_ms[at])
                _, opened, high, low, close, volume = market.candle("BTC", interval.name, open_ms)
                assert columns.open[at] == pytest.approx(opened)
                assert columns.high[at] == pytest.approx(high)
                assert columns.low[at] == pytest.approx(low)
                assert columns.close[at] == pytest.approx(close)
                assert columns.volume[at] == pytest.approx(volume)


async def test_the_running_candle_is_never_stored_as_closed(start: object, market: Market) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        for interval in INTERVALS:
            columns = await running.collector.storage.read(
                lambda reader, _, one=interval: reader.candles(BTC, one, newest=2)
            )
            running_ms = interval.floor(market.now_ms())
            over = columns.open_ms + interval.ms <= market.now_ms()
            assert not columns.closed[columns.open_ms == running_ms].any(), interval
            assert columns.closed[over].all(), interval


async def test_closedness_follows_the_venues_clock_not_ours(
    start: object, exchange: Exchange, market: Market
) -> None:
    # The exchange's hour ended long ago by our clock, but not by its own.
    market.offset_ms = -2 * HOUR_MS
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        columns = await running.collector.storage.read(
            lambda reader, _: reader.candles(BTC, H1, newest=1)
        )
        assert int(columns.open_ms[0]) == H1.floor(market.now_ms())
        assert not columns.closed[0]
    assert exchange.asked(SPOT, "/api/v3/time")


async def test_a_live_candle_replaces_the_running_one_and_closes_it(
    start: object, exchange: Exchange, market: Market
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        open_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", open_ms] = 71_234.5
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))

        def told() -> bool:
            return any(
                isinstance(one, Candle) and one.closed and one.close == 71_234.5
                for one in running.values
            )

        await until(told)
        columns = await running.collector.storage.read(
            lambda reader, _: reader.candles(BTC, H1, newest=1)
        )
        assert columns.closed[0]
        assert columns.close[0] == 71_234.5


async def test_liquidations_of_all_venues_arrive_with_their_sides_and_sums(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    market.liquidations = [
        ("BTC", now - HOUR_MS, "long", 69_000.0, 0.5),
        ("BTC", now - 2 * HOUR_MS, "short", 71_000.0, 0.25),
        ("BTC", now - 30 * HOUR_MS, "long", 50_000.0, 9.0),
    ]
    async with start() as running:
        frame = force_order("BTC", now, "SELL", 68_000.5, 1.5)
        await until(lambda: exchange.push(FSTREAM, frame) == 1)
        exchange.push(FSTREAM, force_order("BTC", now + 1, "BUY", 68_100.0, 0.5))
        await until(lambda: any("public/linear" in one.target for one in exchange.sockets))
        exchange.push(BYBIT_WS, bybit_liquidation("BTC", now, "Buy", 67_900.0, 2.0))
        wanted = {
            ("binance", Side.LONG, 68_000.5, 1.5),
            ("binance", Side.SHORT, 68_100.0, 0.5),
            ("bybit", Side.LONG, 67_900.0, 2.0),
            ("okx", Side.LONG, 69_000.0, 0.5),
            ("okx", Side.SHORT, 71_000.0, 0.25),
        }

        def got() -> set[tuple[str, Side, float, float]]:
            return {
                (one.market.venue, one.side, one.price, one.quantity)
                for one in running.values
                if isinstance(one, Liquidation)
            }

        await until(lambda: wanted <= got())


async def test_what_is_replayed_or_read_again_is_stored_and_told_once(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = market.now_ms()
    market.liquidations = [("BTC", now - HOUR_MS, "long", 69_000.0, 0.5)]

    async def count(running: Running) -> int:
        rows = await running.collector.storage.read(
            lambda reader, _: reader.listed("liquidation", "BTC", 0, now + HOUR_MS)
        )
        return len(rows)

    for attempt in range(2):
        async with start(venues=("binance", "okx")) as running:
            await until(lambda: exchange.push(FSTREAM, mark_frame(market, "BTC")) == 1)
            for _ in range(5):
                exchange.push(FSTREAM, force_order("BTC", now, "SELL", 68_000.5, 1.5))
            await until(lambda: running.states().get(("okx", "liquidations")) in ("quiet", "live"))
            await until(lambda: running.states().get(("binance", "liquidations")) == "live")
            told = [one for one in running.values if isinstance(one, Liquidation)]
            assert await count(running) == 2
            assert len(told) == (2 if attempt == 0 else 0)


async def test_open_interest_is_one_sided_in_coins_and_usd_for_every_venue(
    start: object, market: Market
) -> None:
    async with start() as running:
        sources = [kind() for kind in Source.registry.values() if not kind.simulated]
        venues = {source.venue for source in sources if Channel.OI in source.channels}
        assert venues >= {"binance", "bybit", "okx", "gate"}
        await until(lambda: all(running.states().get((one, "oi")) == "live" for one in venues))
        # A channel is live with the first coin that comes; this one may be another.
        async with asyncio.timeout(60):
            while True:
                view = await running.collector.storage.read(
                    lambda reader, journal: Views(reader, journal, sources).asset(
                        "BTC", market.now_ms()
                    )
                )
                if set(view.interest_venues) >= venues:
                    break
                await asyncio.sleep(0.02)
        now = market.now_ms()
        assert set(view.interest_venues) == venues
        assert view.interest_coin == pytest.approx(
            len(venues) * market.interest("BTC", now), rel=1e-4
        )
        expected = view.interest_coin * market.price("BTC", now)
        assert view.interest_usd == pytest.approx(expected, rel=1e-3)


async def test_gate_sums_are_the_venues_own_and_the_newest_bucket_is_read_again(
    start: object, market: Market
) -> None:
    async with start(venues=("gate",)) as running:
        await until(lambda: loaded(running))
        await until(lambda: running.states().get(("gate", "liquidations")) == "live")
        gate = TradedMarket("gate", "BTC_USDT", "BTC", Contract.LINEAR)
        now = market.now_ms()
        buckets = await running.collector.storage.read(
            lambda reader, _: reader.buckets(gate, now - 3 * HOUR_MS, now)
        )
        fine = next(one for one in buckets if one.width_ms == M5.ms)
        row = gate_stats(market, "BTC", "5m", int(fine.start_ms[0]))
        assert fine.long_usd[0] == pytest.approx(float(row["long_liq_usd_new"]))
        assert fine.short_usd[0] == pytest.approx(500 / 12)
        assert int(fine.start_ms[-1]) == M5.floor(now)


async def test_funding_of_every_venue_has_its_settlement_and_interval(
    start: object, market: Market
) -> None:
    settled_ms = market.now_ms() // (8 * HOUR_MS) * 8 * HOUR_MS
    sources = [kind for kind in Source.registry.values() if not kind.simulated]
    paying = {source.venue for source in sources if Channel.FUNDING in source.channels}
    async with start() as running:

        async def rows() -> list[tuple[object, ...]]:
            return await running.collector.storage.read(
                lambda reader, _: reader.listed("funding", "BTC", 0, market.now_ms() + 9 * HOUR_MS)
            )

        found: list[tuple[object, ...]] = []
        while len({(venue, settled) for venue, *_, settled in found}) < 2 * len(paying):
            await asyncio.sleep(0.05)
            found = await rows()
        newest = {
            venue: (at, rate, hours) for venue, _, at, rate, hours, settled in found if settled
        }
        coming = {venue: rate for venue, _, _, rate, _, settled in found if not settled}
        assert newest["binance"] == (settled_ms, 0.00008, 8)
        assert newest["gate"] == (settled_ms, 0.00006, 8)
        assert newest["okx"] == (settled_ms, 0.00007, 8)
        assert newest["bybit"][:2] == (settled_ms, 0.00009)
        told = {"binance": 0.0001, "bybit": 0.00012, "okx": 0.00011, "gate": 0.00013}
        assert coming.items() >= told.items()
        assert set(coming) == paying


async def test_missed_candles_are_fetched_on_the_next_start(
    start: object, exchange: Exchange, market: Market
) -> None:
    market.offset_ms = -9 * HOUR_MS
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
    before = len(exchange.asked(SPOT, "/api/v3/klines"))
    market.offset_ms = 0
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        columns = await running.collector.storage.read(lambda reader, _: reader.candles(BTC, H1))
        steps = columns.open_ms[1:] - columns.open_ms[:-1]
        assert (steps == H1.ms).all()
        assert int(columns.open_ms[-1]) == H1.floor(market.now_ms())
    asked = exchange.asked(SPOT, "/api/v3/klines")[before:]
    hourly = [one for one in asked if one.query["interval"] == "1h"]
    spans = [int(one.query["endTime"]) - int(one.query["startTime"]) for one in hourly]
    assert 0 < sum(spans) <= 12 * HOUR_MS


async def test_a_hole_that_the_venue_cannot_fill_stays_a_hole_and_is_not_asked_again(
    start: object, exchange: Exchange, market: Market
) -> None:
    missing = H1.floor(market.now_ms()) - 50 * HOUR_MS
    market.missing.add(("1h", missing))
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        columns = await running.collector.storage.read(lambda reader, _: reader.candles(BTC, H1))
        assert missing not in columns.open_ms
        assert missing - HOUR_MS in columns.open_ms
    before = len(exchange.asked(SPOT, "/api/v3/klines"))
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
    for one in exchange.asked(SPOT, "/api/v3/klines")[before:]:
        if one.query["interval"] == "1h":
            assert int(one.query["startTime"]) > missing


async def test_an_hourly_break_is_told_once_and_a_restart_does_not_repeat_it(
    start: object, exchange: Exchange, market: Market
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        level, _ = await running.collector.levels.add(LevelWish("BTC", 69_000.0))
        assert str(level.role) == "support"
        open_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", open_ms] = 67_500.0
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))
        await until(lambda: running.notices)
        assert [str(one.event) for one in running.transitions] == ["pierced", "broken"]
        notice = running.notices[0]
        assert notice.title == "BTC 69,000 broken (hourly)"
        assert "67,500" in notice.body
        await running.collector.stamp(notice)
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))
        await running.collector.judge_all()
        assert running.notices == []
        assert running.transitions == []


async def test_a_break_while_the_program_was_off_arrives_late_as_one_digest(
    start: object, market: Market
) -> None:
    market.offset_ms = -6 * HOUR_MS
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        for price in (69_000.0, 68_500.0, 60_000.0):
            await running.collector.levels.add(LevelWish("BTC", price))
    broken_at = H1.floor(market.now_ms())
    market.offset_ms = 0
    for step in range(7):
        market.closes["BTC", "1h", broken_at + step * HOUR_MS] = 67_000.0
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: running.notices)
        assert len(running.notices) == 1
        notice = running.notices[0]
        assert notice.late
        assert notice.title == "While Tracker was away"
        assert "69,000" in notice.body
        assert "68,500" in notice.body
        assert "Next support 60,000" in notice.body
        broken = [one for one in running.transitions if str(one.event) == "broken"]
        assert {one.level for one in broken if one.rule == "hourly"} == {69_000.0, 68_500.0}
        assert all(one.late for one in broken)


async def test_a_level_added_by_another_process_is_noticed(
    start: object, exchange: Exchange, market: Market, home: object
) -> None:
    from tracker.services.levels import make_level
    from tracker.store.journal import Journal

    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))

        def from_outside() -> None:
            journal = Journal.open(home.journal_file)
            sources = [Source.registry["binance-spot"]()]
            make_level(None, journal, sources, LevelWish("BTC", 69_000.0), market.now_ms())
            journal.close()

        await asyncio.to_thread(from_outside)
        await until(lambda: any(update.levels_changed for update in running.updates))
        open_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", open_ms] = 67_500.0
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))
        await until(lambda: running.notices)


@pytest.mark.usefixtures("market")
async def test_candles_that_another_process_imports_are_noticed_and_all_coins_stay_watched(
    start: object, home: object, tmp_path: object
) -> None:
    from bulk import AT, kline, write
    from tracker.services.file_market import Wish
    from tracker.services.importing import Importer
    from tracker.store.bulk_files import parts_of
    from tracker.store.market_writer import MarketWriter

    def from_outside() -> None:
        file = write(tmp_path / "BTCUSDT-1h-2026-02.csv", *(kline(hour) for hour in range(50)))
        writer = MarketWriter.open(home.market_file)
        importer = Importer(
            writer, None, [Source.registry["binance-spot"]()], Wish(), lambda: AT * 2
        )
        for part in parts_of(file):
            assert importer.take(part).fresh == 50
        writer.close()

    home.make()
    from_outside()
    async with start(("BTC", "ETH"), venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        (runner,) = running.collector._runners.values()
        assert [market.asset for market in runner.markets()] == ["BTC", "ETH"]
        ether = runner.source.market("ETH")
        newest = await running.collector.storage.read(
            lambda reader, _: reader.newest_candle_ms(ether, H1)
        )
        assert newest is not None
        grown = sum(len(update.grown) for update in running.updates)
        await asyncio.to_thread(_touch_cache, home)
        await until(lambda: sum(len(update.grown) for update in running.updates) > grown)


def _touch_cache(home: object) -> None:
    from tracker.store.market_writer import MarketWriter

    writer = MarketWriter.open(home.market_file)
    writer.write([BTC])
    writer.close()


@pytest.mark.usefixtures("market")
async def test_a_moved_level_is_a_new_one_with_a_history_of_its_own(start: object) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        engine = running.collector
        level, _ = await engine.levels.add(LevelWish("BTC", 69_000.0, ("hourly",), "the old high"))
        moved = await engine.levels.move(level.id, 68_000.0)
        assert moved.id != level.id
        assert (moved.price, moved.rules, moved.note) == (68_000.0, ("hourly",), "the old high")
        assert await engine.storage.journal(lambda journal: journal.levels()) == [moved]
        for change in (engine.levels.move(level.id, 67_000.0), engine.levels.remove(level.id)):
            with pytest.raises(NoSuchLevel, match=f"number {level.id}"):
                await change
        await engine.levels.remove(moved.id)
        assert await engine.storage.journal(lambda journal: journal.levels()) == []


@pytest.mark.usefixtures("market")
async def test_older_candles_are_fetched_when_a_chart_is_dragged_back(
    start: object, exchange: Exchange
) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        engine = running.collector
        first_ms = await engine.storage.read(lambda reader, _: reader.oldest_candle_ms(BTC, H1))
        before = len(exchange.asked(SPOT, "/api/v3/klines"))
        await engine.plan.fetch_older(BTC, H1, first_ms)
        columns = await engine.storage.read(lambda reader, _: reader.candles(BTC, H1, 0, first_ms))
        assert len(columns) == 1_000
        assert int(columns.open_ms[-1]) == first_ms - HOUR_MS
        asked = exchange.asked(SPOT, "/api/v3/klines")[before:]
        await engine.plan.fetch_older(BTC, H1, first_ms)
        assert exchange.asked(SPOT, "/api/v3/klines")[before:] == asked


async def test_a_candle_beyond_a_hole_waits_until_the_hole_is_filled(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = M1.floor(market.now_ms())
    late = [now - 2 * M1.ms, now - M1.ms]
    market.missing = {("1m", at) for at in late}
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        await running.collector.levels.add(LevelWish("BTC", 69_000.0, ("close:1m*2",)))
        # The venue has them now; the stream tells only of the minute after.
        market.missing.clear()
        for at in (*late, now):
            market.closes["BTC", "1m", at] = 68_000.0
        exchange.push(KLINES, kline_frame(market, "BTC", "1m", now, closed=True))
        await until(lambda: "broken" in [str(one.event) for one in running.transitions])
        broken = next(one for one in running.transitions if str(one.event) == "broken")
        assert broken.bar_open_ms == late[1]
        assert not broken.gap


async def test_a_hole_that_cannot_be_filled_is_judged_across_and_marked(
    start: object, exchange: Exchange, market: Market
) -> None:
    now = M1.floor(market.now_ms())
    market.missing = {("1m", now - M1.ms)}
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        await running.collector.levels.add(LevelWish("BTC", 69_000.0, ("close:1m",)))
        market.closes["BTC", "1m", now] = 68_000.0
        exchange.push(KLINES, kline_frame(market, "BTC", "1m", now, closed=True))
        await until(lambda: "broken" in [str(one.event) for one in running.transitions])
        assert all(one.gap for one in running.transitions)


async def test_quitting_takes_under_two_seconds_and_leaves_nothing_behind(
    start: object, exchange: Exchange
) -> None:
    before = {thread.name for thread in threading.enumerate()}
    async with start() as running:
        await until(lambda: len(exchange.sockets) >= 3)
        del running
        began = time.monotonic()
    assert time.monotonic() - began < 2.0
    await until(lambda: not exchange.sockets)
    after = {thread.name for thread in threading.enumerate()}
    assert not {name for name in after - before if name.startswith("store")}
    assert len(asyncio.all_tasks()) == 1


async def test_a_second_engine_on_the_same_home_is_refused_with_a_sentence(
    start: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(venues=("binance-spot",)):
        monkeypatch.setattr("tracker.services.presence.os.getpid", lambda: 1)
        with pytest.raises(EngineBusy, match="already fills this cache"):
            async with start(venues=("binance-spot",)):
                pass


async def test_only_the_sampled_feed_makes_a_fully_seen_sum_a_lower_bound(
    start: object, market: Market
) -> None:
    sources = [kind() for kind in Source.registry.values() if not kind.simulated]
    kinds = {
        source.venue: spec.feed
        for source in sources
        if (spec := source.channels.get(Channel.LIQUIDATIONS)) is not None
    }
    declared = {
        "binance": FeedKind.SAMPLED,
        "bybit": FeedKind.COMPLETE,
        "okx": FeedKind.COMPLETE,
        "gate": FeedKind.STATS,
    }
    assert kinds.items() >= declared.items()
    async with start() as running:
        wanted = {"okx": ("quiet", "live"), "gate": ("live",), "bybit": ("quiet",)}
        await until(
            lambda: all(
                running.states().get((venue, "liquidations")) in states
                for venue, states in wanted.items()
            )
        )
        # Nothing is being fetched yet is settled too: wait for what was planned, not for a series.
        await until(lambda: loaded(running), 60)
        view = await running.collector.storage.read(
            lambda reader, journal: Views(reader, journal, sources).asset("BTC", market.now_ms())
        )
        shares = {part.venue: part.share for part in view.liquidations_24h.coverage.parts}
        assert shares["gate"] == pytest.approx(1.0, abs=0.01)
        assert shares["okx"] == pytest.approx(1.0, abs=0.01)
        assert shares["bybit"] < 0.01
        assert view.liquidations_24h.coverage.lower_bound


def test_the_exchange_trades_all_default_assets() -> None:
    assert list(ASSETS) == ["BTC", "ETH", "BNB", "SOL", "XRP"]
    assert D1.ms == 24 * HOUR_MS
    assert Reply({}).raw() == b"{}"


@pytest.mark.usefixtures("market")
async def test_levels_are_changed_imported_undone_and_rebuilt_while_it_runs(start: object) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        engine = running.collector
        level, _ = await engine.levels.add(LevelWish("BTC", 69_000.0, ("hourly",)))
        edited = await engine.levels.edit(level.id, LevelEdit(color="teal", rules=("touch",)))
        assert (edited.color, edited.rules) == ("teal", ("touch",))
        # The series of the new rule is judged from now on.
        assert {interval for _, interval in engine._judged} == {M1}
        made = await engine.levels.import_all(
            [LevelWish("BTC", 1_000.0), LevelWish("BTC", 69_000.0)]
        )
        assert [one.price for one in made] == [1_000.0]

        async def prices() -> list[float]:
            levels = await engine.storage.journal(lambda journal: journal.levels())
            return [one.price for one in levels]

        assert await engine.levels.undo() == "importing 2 levels"
        assert await prices() == [69_000.0]
        assert await engine.levels.redo() == "importing 2 levels"
        assert await engine.levels.redo() is None
        assert await prices() == [69_000.0, 1_000.0]
        rebuilt = await engine.levels.rebuild(level.id)
        assert (rebuilt.id, rebuilt.generation) == (level.id, 2)
        found = await engine.levels.suggest("BTC")
        assert found.market == BTC
        assert found.found.levels
        assert not running.notices
