"""Rules beside levels over a real store: what fires, once, also over restarts, pauses and holes."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from loopback import Exchange
from loopback.venues import Market as ServedMarket
from loopback.venues import force_order, mark_frame
from services.conftest import Running, loaded, until
from services.samples import NOW_MS, SPOT, HandClock, candle, candles
from tracker.analysis import numerals
from tracker.analysis.conditions import KINDS, BadCondition, Condition, Kind, add_kind
from tracker.analysis.triggers import Direction, Memory, Sample, Trigger
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.candle import Candle
from tracker.domain.derivatives import Funding, Liquidation, OpenInterest, Side
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, MINUTE_MS, SECOND_MS
from tracker.domain.translating import use_translator
from tracker.services import rules as rules_module
from tracker.services.lane import Turn
from tracker.services.probe import PROBES, Look, Probe, Told, add_probe
from tracker.services.rule_wish import RuleWish
from tracker.services.rules import (
    NoSuchRule,
    RuleWatch,
    candles_since,
    find_rule,
    make_rule,
    remove_rule,
    snooze_rule,
)
from tracker.services.sleep import Jump
from tracker.services.storage import Storage
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS
from tracker.store.paths import Home

SOURCES = [
    Source.registry[venue]() for venue in ("binance-spot", "binance", "bybit", "okx", "gate")
]
BINANCE, BYBIT, OKX = (SOURCES[at].market("BTC") for at in (1, 2, 3))
KLINES, FSTREAM = "data-stream.binance.vision", "fstream.binance.com"


def plain(text: str) -> str:
    """With ordinary spaces instead of narrow ones."""
    return text.replace("\u202f", " ")


class Desk:
    """A watch over the store, with a clock and feeds' health that the test turns."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.clock = HandClock()
        self.health: list[Health] = []
        self.alerts: list[Alert] = []
        self.watch = self._made()

    def _made(self) -> RuleWatch:
        return RuleWatch(
            self.storage,
            SOURCES,
            now_ms=self.clock.now_ms,
            health=lambda: self.health,
            on_alerts=self._take,
        )

    async def _take(self, alerts: list[Alert]) -> None:
        self.alerts += alerts

    @property
    def titles(self) -> list[str]:
        return [plain(one.title) for one in self.alerts]

    @property
    def bodies(self) -> list[str]:
        return [plain(one.body) for one in self.alerts]

    async def add(self, condition: str, asset: str = "BTC", **wish: object) -> AlertRule:
        wanted = RuleWish(asset, condition, **{"cooldown_ms": 0, **wish})
        now_ms = self.clock.ms
        rule = await self.storage.journal(lambda one: make_rule(one, SOURCES, wanted, now_ms))
        await self.watch.changed()
        await self.watch.begin()
        return rule

    async def at(self, offset_ms: int, *rows: object, observed: Sequence[Observed] = ()) -> None:
        """Store what came, let it be so much after the beginning, and look."""
        await self.storage.write(list(rows), observed)
        self.clock.ms = NOW_MS + offset_ms
        await self.watch.look()

    async def restart(self) -> None:
        """Forget everything but the files."""
        self.watch = self._made()
        await self.watch.changed()
        await self.watch.begin()

    async def memory(self, rule: AlertRule) -> Memory:
        kept = await self.storage.journal(lambda journal: journal.alerts.memory(rule.id))
        return Memory.read(kept)

    async def listed(self) -> list[Alert]:
        return await self.storage.journal(lambda journal: journal.alerts.found(None, 0, FOREVER_MS))


@pytest.fixture
def desk(storage: Storage) -> Desk:
    return Desk(storage)


def minute(number: int, close: float) -> Candle:
    """A minute candle that closes so many minutes after the beginning."""
    return candle(NOW_MS + (number - 1) * M1.ms, close, interval=M1)


def calm_hour(close: float = 70_000.0) -> list[Candle]:
    return [minute(number, close) for number in range(-70, 1)]


def forced(at_ms: int, usd: float, side: Side = Side.LONG, market: Market = BYBIT) -> Liquidation:
    return Liquidation(market, at_ms, side, 70_000.0, usd / 70_000, usd)


def seen(end_ms: int, venue: str = "bybit", *, since_ms: int = NOW_MS - 2 * DAY_MS) -> Observed:
    return Observed(venue, Channel.LIQUIDATIONS, since_ms, end_ms)


# --- moves -------------------------------------------------------------------------------------


async def test_what_was_found_is_told_in_the_language_of_whoever_reads_it(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%", note="Mind the range.")
    try:
        use_translator(lambda text, _comment, _count: text.replace(" in ", " binnen "))
        numerals.use(numerals.Numerals(",", "."))
        await desk.at(1 * M1.ms, minute(1, 67_800))
        (found,) = desk.alerts
        assert plain(found.title) == "BTC −3,1 % binnen 1h"
        assert await desk.listed() == [found]
    finally:
        use_translator(None)
        numerals.use(numerals.PLAIN)
    (listed,) = await desk.listed()
    assert plain(listed.title) == "BTC −3.1 % in 1h"
    assert plain(listed.body).startswith("67,800 on binance-spot, from 70,000 at ")
    assert listed.body.endswith(" Mind the range.")
    assert "\x02" not in listed.title + listed.body


async def test_a_fall_is_told_once_with_what_how_far_and_since_when(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    rule = await desk.add("move:1h-3%", priority=Priority.HIGH, note="Mind the range.")
    await desk.at(1 * M1.ms, minute(1, 70_100))
    await desk.at(2 * M1.ms, minute(2, 67_900))
    await desk.at(3 * M1.ms, minute(3, 67_800))
    (found,) = desk.alerts
    assert (found.rule_id, found.at_ms, found.late) == (rule.id, NOW_MS + 2 * M1.ms, False)
    assert plain(found.title) == "BTC −3.1 % in 1h"
    assert plain(found.body) == (
        "67,900 on binance-spot, from 70,100 at 4 Feb 16:01 UTC, the highest close of 1h. "
        "Mind the range."
    )
    assert found.priority is Priority.HIGH
    assert found.value == pytest.approx(-3.138, abs=1e-3)
    assert await desk.listed() == desk.alerts


async def test_a_minute_waits_for_its_candle(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    await desk.at(1 * M1.ms)
    await desk.at(1 * M1.ms + SECOND_MS, minute(1, 67_000))
    assert [one.at_ms for one in desk.alerts] == [NOW_MS + 1 * M1.ms]


async def test_a_candle_that_never_comes_is_not_waited_for_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    await desk.at(2 * M1.ms, minute(2, 67_000))
    assert desk.alerts == []
    monkeypatch.setattr(rules_module, "_PATIENCE_S", 0.0)
    await desk.watch.look()
    assert [one.at_ms for one in desk.alerts] == [NOW_MS + 2 * M1.ms]
    assert "98 % of the window's candles are known" in desk.bodies[0]


async def test_what_was_missed_while_nothing_ran_is_found_late_and_once(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    # Nobody looks for two hours, in which it falls, comes back, and falls again.
    await desk.storage.write(
        [minute(number, 67_000 if number in (10, 100) else 70_000) for number in range(1, 121)]
    )
    desk.clock.ms = NOW_MS + 120 * M1.ms
    await desk.restart()
    await desk.restart()
    assert [(one.at_ms - NOW_MS) // M1.ms for one in desk.alerts] == [10, 100]
    assert all(one.late for one in desk.alerts)
    assert [one.cycle for one in desk.alerts] == [1, 2]
    assert len(await desk.listed()) == 2


async def test_nothing_is_looked_at_while_history_is_fetched(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    desk.watch.hold()
    await desk.at(1 * M1.ms, minute(1, 67_000))
    assert desk.alerts == []
    await desk.watch.begin()
    assert len(desk.alerts) == 1


async def test_restarts_between_any_two_minutes_change_nothing(desk: Desk) -> None:
    closes = [70_000, 67_500, 70_000, 70_000, 67_000, 66_000, 70_000, 67_000]
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    for number, close in enumerate(closes, 1):
        await desk.at(number * M1.ms, minute(number, close))
        await desk.restart()
    assert [(one.at_ms - NOW_MS) // M1.ms for one in desk.alerts] == [2, 5, 8]
    assert len({one.id for one in desk.alerts}) == 3


async def test_a_long_window_uses_longer_candles(desk: Desk) -> None:
    hours = candles(NOW_MS - 8 * DAY_MS, [70_000] * (8 * 24))
    await desk.at(0, *hours)
    await desk.add("move:7d-5%")
    await desk.at(H1.ms, candle(NOW_MS, 66_000))
    assert desk.titles == ["BTC −5.7 % in 1w"]


async def test_where_minutes_are_missing_longer_candles_stand_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules_module, "_PATIENCE_S", 0.0)
    fives = [
        candle(NOW_MS + (number - 1) * M5.ms, 67_000 if number == 3 else 70_000, interval=M5)
        for number in range(-13, 13)
    ]
    await desk.at(0, *fives)
    await desk.add("move:1h-3%")
    await desk.at(61 * M1.ms)
    await desk.watch.look()
    assert desk.titles == ["BTC −4.3 % in 1h"]
    assert desk.bodies[0].startswith("67,000 on binance-spot, from 70,000 at 4 Feb 16:10 UTC")
    assert desk.alerts[0].coverage == 1.0


# --- liquidations ------------------------------------------------------------------------------


async def test_liquidations_over_a_window_with_their_coverage(desk: Desk) -> None:
    await desk.at(0, SPOT, BYBIT, observed=[seen(NOW_MS)])
    await desk.add("liquidations:15m:long>1M")
    row = forced(NOW_MS + 5_000, 1.5e6)
    await desk.at(
        10_000, row, forced(NOW_MS + 6_000, 9e6, Side.SHORT), observed=[seen(NOW_MS + 10_000)]
    )
    await desk.at(20_000, observed=[seen(NOW_MS + 20_000)])
    (found,) = desk.alerts
    # One of four venues was heard: what is said is a lower bound.
    assert plain(found.title) == "BTC ≥ $1.50M of longs liquidated in 15m"
    assert plain(found.body) == "Longs $1.50M, shorts $9.00M. 25 % of the window was recorded."
    assert (found.value, found.coverage) == (1.5e6, 0.25)


async def test_a_feed_that_was_lost_proves_no_calm(desk: Desk) -> None:
    await desk.at(0, BYBIT, observed=[seen(NOW_MS)])
    rule = await desk.add("liquidations:15m>1M")
    await desk.at(10_000, forced(NOW_MS + 5_000, 2e6), observed=[seen(NOW_MS + 10_000)])
    # Half an hour later the sum has left the window, but nobody listened.
    await desk.at(30 * MINUTE_MS)
    assert (await desk.memory(rule)).place == "beyond"
    back_ms = NOW_MS + 46 * MINUTE_MS
    listens = seen(back_ms, since_ms=NOW_MS + 30 * MINUTE_MS)
    await desk.at(46 * MINUTE_MS, observed=[listens])
    assert (await desk.memory(rule)).place == "armed"
    assert len(desk.alerts) == 1


async def test_a_multiple_of_normal_needs_ten_days_of_listening(desk: Desk) -> None:
    hours = range(-12 * 24, 0)
    usual = [forced(NOW_MS + hour * HOUR_MS + 1, 100_000) for hour in hours]
    await desk.at(0, BYBIT, *usual, observed=[seen(NOW_MS, since_ms=NOW_MS - 13 * DAY_MS)])
    await desk.add("liquidations:1h>5x")
    burst = [forced(NOW_MS + 30_000 + at, 100_000) for at in range(6)]
    listened = seen(NOW_MS + HOUR_MS, since_ms=NOW_MS - 13 * DAY_MS)
    await desk.at(MINUTE_MS, *burst, observed=[listened])
    (found,) = desk.alerts
    assert found.value == pytest.approx(6.0)
    assert found.body.startswith("6.0 times the 30-day median of $100K. Longs $600K, shorts $0.")


async def test_a_venue_that_has_just_begun_is_no_multiple_of_the_others(desk: Desk) -> None:
    hours = range(-12 * 24, 0)
    usual = [forced(NOW_MS + hour * HOUR_MS + 1, 100_000) for hour in hours]
    since = NOW_MS - 13 * DAY_MS
    await desk.at(0, BYBIT, OKX, *usual, observed=[seen(NOW_MS, since_ms=since)])
    await desk.add("liquidations:1h>5x")
    listened = [
        seen(NOW_MS + HOUR_MS, since_ms=since),
        seen(NOW_MS + HOUR_MS, "okx"),
    ]
    new = [replace(forced(NOW_MS + 30_000 + at, 100_000), market=OKX) for at in range(9)]
    await desk.at(MINUTE_MS, *new, observed=listened)
    assert desk.alerts == []
    burst = [forced(NOW_MS + 70_000 + at, 100_000) for at in range(6)]
    await desk.at(2 * MINUTE_MS, *burst, observed=listened)
    (found,) = desk.alerts
    assert found.value == pytest.approx(6.0)
    assert found.body.startswith("6.0 times the 30-day median of $100K of bybit alone.")


async def test_without_ten_days_no_multiple_is_known(desk: Desk) -> None:
    listened = seen(NOW_MS + HOUR_MS, since_ms=NOW_MS - 5 * DAY_MS)
    usual = [forced(NOW_MS + hour * HOUR_MS + 1, 100_000) for hour in range(-5 * 24, 0)]
    await desk.at(0, BYBIT, *usual, observed=[listened])
    rule = await desk.add("liquidations:1h>5x")
    await desk.at(10 * MINUTE_MS, forced(NOW_MS + 1, 50e6), observed=[listened])
    assert desk.alerts == []
    assert (await desk.memory(rule)).place == "new"


async def test_the_long_share_speaks_only_above_the_floor_and_rests_below_it(desk: Desk) -> None:
    listened = seen(NOW_MS + DAY_MS)
    await desk.at(0, BYBIT, observed=[listened])
    await desk.add("longs:15m>80%")
    await desk.at(10_000, forced(NOW_MS + 1_000, 0.9e6))
    assert desk.alerts == []
    await desk.at(
        20_000, forced(NOW_MS + 11_000, 0.3e6), forced(NOW_MS + 12_000, 0.2e6, Side.SHORT)
    )
    assert desk.titles == ["BTC longs are 86 % of liquidations in 15m"]
    # Calm again, and a second wave: it is told anew.
    await desk.at(20 * MINUTE_MS)
    await desk.at(21 * MINUTE_MS, forced(NOW_MS + 20 * MINUTE_MS + 1, 5e6))
    assert [round(one.value or 0) for one in desk.alerts] == [86, 100]


# --- funding and open interest -----------------------------------------------------------------


def good_funding(*venues: str) -> list[Health]:
    return [Health(venue, Channel.FUNDING, State.LIVE) for venue in venues]


async def test_funding_is_the_mean_per_eight_hours_and_crosses(desk: Desk) -> None:
    soon_ms = NOW_MS + HOUR_MS
    venues = ("binance", "bybit", "okx", "gate")
    await desk.storage.write([], health=good_funding(*venues))
    await desk.at(0, Funding(BINANCE, soon_ms, 0.0001, 8, settled=False))
    await desk.at(0, Funding(BYBIT, soon_ms, 0.0001, 4, settled=False))
    await desk.add("funding>0.05%")
    # 0.08 % per eight hours, and 0.03 % per four.
    await desk.at(
        MINUTE_MS,
        Funding(BINANCE, soon_ms, 0.0008, 8, settled=False),
        Funding(BYBIT, soon_ms, 0.0003, 4, settled=False),
    )
    (found,) = desk.alerts
    assert plain(found.title) == "BTC funding +0.0700 % per 8 h, above +0.0500 %"
    assert plain(found.body) == "Mean of binance +0.0800 %, bybit +0.0600 %."


async def test_funding_of_one_venue_in_four_is_unknown(desk: Desk) -> None:
    await desk.storage.write([], health=good_funding("binance"))
    soon_ms = NOW_MS + HOUR_MS
    await desk.at(0, Funding(BINANCE, soon_ms, 0.0001, 8, settled=False))
    rule = await desk.add("funding>0.05%")
    await desk.at(MINUTE_MS, Funding(BINANCE, soon_ms, 0.009, 8, settled=False))
    assert desk.alerts == []
    assert (await desk.memory(rule)).place == "new"


async def test_of_the_past_the_settled_rates_are_known(desk: Desk) -> None:
    await desk.add("funding<0%")
    eight = 8 * HOUR_MS
    for market in (BINANCE, BYBIT):
        rates = [0.0001, 0.0001, -0.0002, -0.0002]
        settled = [
            Funding(market, NOW_MS + number * eight, rate, 8, settled=True)
            for number, rate in enumerate(rates)
        ]
        await desk.storage.write(settled)
    desk.clock.ms = NOW_MS + 3 * eight
    await desk.restart()
    (found,) = desk.alerts
    assert (found.at_ms, found.late) == (NOW_MS + 2 * eight, True)
    assert plain(found.title) == "BTC funding −0.0200 % per 8 h, below 0.0000 %"


async def test_positions_and_not_usd_decide_and_a_lost_venue_is_no_deleveraging(desk: Desk) -> None:
    def interest(market: Market, minutes: int, coin: float, price: float) -> OpenInterest:
        return OpenInterest(market, NOW_MS + minutes * MINUTE_MS, coin, coin * price)

    for market in (BINANCE, BYBIT, OKX):
        rows = [interest(market, at, 100, 70_000) for at in range(-250, 1, 5)]
        await desk.storage.write(rows)
    await desk.at(0)
    await desk.add("oi:4h-5%")
    # The price halves and nobody trades; OKX is not heard any more.
    await desk.at(5 * MINUTE_MS, *(interest(one, 5, 100, 35_000) for one in (BINANCE, BYBIT)))
    await desk.at(15 * MINUTE_MS, *(interest(one, 15, 100, 35_000) for one in (BINANCE, BYBIT)))
    assert desk.alerts == []
    await desk.at(20 * MINUTE_MS, interest(BINANCE, 20, 80, 35_000), interest(BYBIT, 20, 100, 1))
    (found,) = desk.alerts
    assert plain(found.title) == "BTC open interest −10.0 % in 4h"
    assert plain(found.body) == (
        "Positions, counted in contracts: binance −20.0 %, bybit 0.0 %. "
        "Left out, since not known at both ends: okx."
    )


# --- feeds -------------------------------------------------------------------------------------


async def test_a_feed_that_stays_down_and_comes_back_is_told_both_times(desk: Desk) -> None:
    def binance(state: State, reason: str | None = None) -> list[Health]:
        return [Health("binance", Channel.LIQUIDATIONS, state, reason=reason)]

    desk.health = binance(State.LIVE)
    rule = await desk.add("feed:binance", cooldown_ms=10 * MINUTE_MS)
    assert rule.asset == ""
    desk.health = binance(State.DOWN, "The connection was refused.")
    await desk.at(10_000)
    # Back within a minute: streams reconnect once a day.
    desk.health = binance(State.QUIET)
    await desk.at(40_000)
    desk.health = binance(State.DOWN, "The connection was refused.")
    await desk.at(60_000)
    await desk.at(110_000)
    assert desk.alerts == []
    await desk.at(120_000)
    desk.health = binance(State.OFF)
    await desk.at(150_000)
    desk.health = binance(State.LIVE)
    await desk.at(300_000)
    assert [(one.title, one.body) for one in desk.alerts] == [
        (
            "Binance is down",
            "liquidations since 4 Feb 16:01 UTC. The connection was refused.",
        ),
        ("Binance is back", "Something was down since 4 Feb 16:01 UTC."),
    ]
    assert [one.cycle for one in desk.alerts] == [1, 2]


async def test_candles_are_kept_whole_from_where_a_rule_looked_last(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    await desk.add("move:1h+3%", lasts_ms=DAY_MS)
    await desk.add("oi:4h-5%")
    week = await desk.add("move:7d-5%", "ETH")
    since = await desk.storage.journal(lambda one: candles_since(one, NOW_MS + DAY_MS))
    assert since == {
        ("BTC", M1): NOW_MS - HOUR_MS - M1.ms,
        ("ETH", H1): NOW_MS - 7 * DAY_MS - H1.ms,
    }
    # What lies longer back than a rule looks is not fetched.
    later = await desk.storage.journal(lambda one: candles_since(one, NOW_MS + 90 * DAY_MS))
    assert later["ETH", H1] == NOW_MS + 53 * DAY_MS - H1.ms
    assert week.asset == "ETH"


async def test_any_feed_names_those_that_are_down(desk: Desk) -> None:
    def rows(state: State) -> list[Health]:
        return [
            Health("binance", Channel.OI, state, reason="It answered with HTTP 503."),
            Health("okx", Channel.OI, state),
            Health("okx", Channel.CANDLES, State.LIVE),
        ]

    desk.health = rows(State.LIVE)
    await desk.add("feed:any/oi", "")
    desk.health = rows(State.STALE)
    await desk.at(10_000)
    await desk.at(70_000)
    desk.health = rows(State.LIVE)
    await desk.at(80_000)
    assert desk.titles == ["Binance and OKX are stale", "Every feed of oi is back"]
    assert desk.bodies[0] == "oi since 4 Feb 16:00 UTC. It answered with HTTP 503."
    use_translator(
        lambda text, _comment, _count: text.replace("It answered with", "Antwortete mit")
    )
    try:
        listed = await desk.listed()
        assert any(one.body.endswith("Antwortete mit HTTP 503.") for one in listed)
    finally:
        use_translator(None)


async def test_a_rule_that_this_program_does_not_know_is_left_alone(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    later = AlertRule(0, "BTC", "weather>5", NOW_MS)
    await desk.storage.journal(lambda journal: journal.alerts.add(later))
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%")
    await desk.at(1 * M1.ms, minute(1, 67_000))
    assert len(desk.alerts) == 1
    assert "“weather>5” is not a condition" in caplog.text


# --- rules -------------------------------------------------------------------------------------


async def test_an_expired_rule_is_not_looked_at_and_finds_what_was_before(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    await desk.add("move:1h-3%", lasts_ms=5 * MINUTE_MS)
    await desk.storage.write([minute(number, 70_000) for number in range(1, 5)])
    await desk.at(9 * M1.ms, minute(5, 60_000), minute(6, 60_000), minute(7, 60_000))
    assert desk.alerts == []
    assert (await desk.watch._storage.journal(lambda one: one.alerts.rules()))[0].expires_ms


async def test_a_rule_that_was_removed_meanwhile_says_nothing(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    rule = await desk.add("move:1h-3%")
    await desk.storage.journal(lambda journal: remove_rule(journal, rule.id, NOW_MS))
    await desk.at(1 * M1.ms, minute(1, 60_000))
    assert desk.alerts == []
    assert await desk.listed() == []
    with pytest.raises(NoSuchRule, match="no alert with the number"):
        await desk.storage.journal(lambda journal: remove_rule(journal, rule.id, NOW_MS))
    with pytest.raises(NoSuchRule, match="no alert with the number"):
        await desk.storage.journal(lambda journal: snooze_rule(journal, rule.id, NOW_MS))


async def test_rules_that_make_no_sense_are_refused(storage: Storage) -> None:
    def refused(asset: str, condition: str) -> str:
        raised: list[str] = []

        def make(journal: Journal) -> None:
            try:
                make_rule(journal, SOURCES, RuleWish(asset, condition), NOW_MS)
            except BadCondition as error:
                raised.append(error.sentence)

        storage._writing.put(Turn.USUAL, lambda: make(storage._journal)).result()
        return raised[0] if raised else ""

    assert refused("BTC", "oi:4h-5%") == ""
    assert "already such an alert" in refused("BTC", "oi:240m-5.0%")
    assert refused("ETH", "oi:4h-5%") == ""
    assert "needs a coin" in refused("", "oi:4h-5%")
    assert "no venue “nowhere”" in refused("", "feed:nowhere")


async def test_a_snoozed_rule_goes_on_looking(desk: Desk) -> None:
    await desk.at(0, *calm_hour())
    rule = await desk.add("move:1h-3%")
    await desk.storage.journal(lambda one: snooze_rule(one, rule.id, NOW_MS + HOUR_MS))
    await desk.watch.changed()
    await desk.at(1 * M1.ms, minute(1, 60_000))
    assert len(desk.alerts) == 1
    kept = await desk.storage.journal(lambda one: find_rule(one, rule.id))
    assert kept.snoozed_until_ms == NOW_MS + HOUR_MS


async def test_a_further_kind_plugs_in_without_touching_the_framework(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.analysis.conditions.KINDS", KINDS.copy())
    monkeypatch.setattr(rules_module, "KINDS", kinds := KINDS.copy())
    monkeypatch.setattr(rules_module, "PROBES", probes := PROBES.copy())
    monkeypatch.setattr("tracker.services.probe.PROBES", probes)

    class Severity(Probe):
        def step_ms(self, condition: Condition) -> int:
            del condition
            return MINUTE_MS

        def samples(
            self, look: Look, asset: str, condition: Condition, moments: Sequence[int]
        ) -> list[Sample]:
            del look, asset, condition
            return [Sample(int(at), 70.0 if at > NOW_MS else 0.0) for at in moments]

        def tell(self, look: Look, asset: str, condition: Condition, firing: object) -> Told:
            del look, firing
            return Told(f"{asset} {condition.kind}", "Severity 70.", 70.0)

    trigger = Trigger(Direction.ABOVE, 60, 25)
    made = Condition("cascade", "cascade>60", trigger, "")
    kinds["cascade"] = add_kind(
        Kind("cascade", ("cascade>60",), lambda _: made, lambda _: "a cascade")
    )
    add_probe("cascade", Severity())
    await desk.add("cascade>60")
    await desk.at(MINUTE_MS)
    assert desk.titles == ["BTC cascade"]


# --- the whole engine --------------------------------------------------------------------------


def alerts(running: Running) -> list[Alert]:
    return [one for update in running.updates for one in update.alerts]


async def test_the_engine_finds_what_was_missed_late_and_not_again_after_a_restart(
    start: object, market: ServedMarket, home: Home
) -> None:
    home.make()
    journal = Journal.open(home.journal_file)
    now_ms = M1.floor(market.now_ms())
    make_rule(journal, SOURCES, RuleWish("BTC", "move:1h-3%"), now_ms - 10 * M1.ms)
    journal.close()
    market.closes["BTC", "1m", now_ms - 5 * M1.ms] = 66_000.0
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: alerts(running))
    (found,) = alerts(running)
    assert (found.at_ms, found.late) == (now_ms - 4 * M1.ms, True)
    async with start(venues=("binance-spot",)) as again:
        await until(again.collector.rules.inputs)
        await until(lambda: not again.collector.rules._is_held)
        await again.collector.rules.look()
        kept = await again.collector.storage.journal(
            lambda one: one.alerts.found(None, 0, FOREVER_MS)
        )
    assert kept == [found]


async def test_a_rule_from_another_process_fires_while_the_engine_runs(
    start: object,
    exchange: Exchange,
    market: ServedMarket,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.services.probes.liquidations._sum_step_ms", lambda _: SECOND_MS)
    async with start(venues=("binance-spot", "binance")) as running:
        await until(lambda: loaded(running))
        journal = Journal.open(home.journal_file)
        now_ms = int(time.time() * 1_000)
        rule = make_rule(journal, SOURCES, RuleWish("BTC", "liquidations:15m>1M"), now_ms)

        def armed() -> bool:
            # Every frame proves the stream alive, and lengthens what was listened to.
            exchange.push(FSTREAM, mark_frame(market, "BTC"))
            return Memory.read(journal.alerts.memory(rule.id)).place == "armed"

        await until(armed)
        journal.close()
        order = force_order("BTC", int(time.time() * 1_000), "SELL", 68_000.0, 100.0)
        exchange.push(FSTREAM, order)
        await until(lambda: alerts(running))
        (found,) = alerts(running)
        assert plain(found.title) == "BTC ≥ $6.80M liquidated in 15m"
        assert not found.late


@pytest.mark.usefixtures("market")
async def test_after_a_sleep_rules_look_again_once_what_was_missed_is_there(start: object) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: loaded(running))
        collector = running.collector
        await until(lambda: not collector.rules._is_held)
        collector._jumped(Jump(3_600.0))
        assert collector.rules._is_held
        await until(lambda: not collector.rules._is_held)
