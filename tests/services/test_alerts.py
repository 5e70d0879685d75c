"""What is said of a break: once, in one notice a candle, and late ones in one digest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import pytest
from msgspec.structs import replace

from services.samples import NOW_MS, SPOT, add, calm, candle, candles, judged
from tracker.analysis.columns import CandleColumns
from tracker.domain.alert import Alert, AlertRule, Priority
from tracker.domain.candle import Candle
from tracker.domain.level import Transition
from tracker.domain.quiet import QuietHours
from tracker.domain.times import D1, DAY_MS, H1, HOUR_MS, M1, MINUTE_MS, Interval, parse_iso
from tracker.services.alerts import Alerts, Manners
from tracker.services.notices import DailyAtrs, Notice
from tracker.services.storage import Storage
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

CALM = 70_000.0


@dataclass
class Desk:
    """Alerts over a store, and all that they showed and told."""

    storage: Storage
    now_ms: int = NOW_MS + HOUR_MS
    manners: Manners = field(default_factory=Manners)
    steady_s: float = 0.0
    shown: list[Notice] = field(default_factory=list)
    told: list[Transition | Alert] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alerts = Alerts(
            self.storage,
            now_ms=lambda: self.now_ms,
            show=self._show,
            tell=self._tell,
            manners=self.manners,
            steady_s=lambda: self.steady_s,
        )

    async def _show(self, notices: Sequence[Notice]) -> None:
        self.shown += notices

    async def _tell(self, found: Transition | Alert) -> None:
        self.told.append(found)

    async def happens(
        self, rows: list[Candle], *, interval: Interval = H1, holes_ok: bool = False
    ) -> None:
        """Store candles, judge them at the desk's present, and deliver."""
        await judged(self.storage, rows, self.now_ms, interval=interval, holes_ok=holes_ok)
        await self.alerts.deliver()

    async def undelivered(self) -> int:
        return await self.storage.journal(
            lambda journal: len(journal.undelivered()) + len(journal.alerts.undelivered())
        )


@pytest.fixture
async def desk(storage: Storage) -> Desk:
    await storage.write(calm(NOW_MS, CALM))
    return Desk(storage)


def fall(to: float, open_ms: int = NOW_MS) -> list[Candle]:
    """One hourly candle from the calm price down."""
    return [candle(open_ms, to, opened=CALM)]


# --- one notice ------------------------------------------------------------------------------------


async def test_a_break_says_what_how_where_and_what_comes_next(desk: Desk) -> None:
    for price in (69_000.0, 60_000.0):
        await add(desk.storage, price)
    await add(desk.storage, 65_000.0, expires_ms=NOW_MS)  # it is not watched any more
    await desk.happens(fall(68_000.0))
    (notice,) = desk.shown
    assert notice.title == "BTC 69,000 broken (hourly)"
    assert (
        notice.body == "Closed far below, 68,000, −1.4\u202f%. Next support 60,000, −11.8\u202f%."
    )
    assert (notice.asset, notice.at_ms) == ("BTC", NOW_MS + HOUR_MS)
    assert not notice.urgent
    assert not notice.late
    assert [str(one.event) for one in desk.told] == ["pierced", "broken"]


async def test_levels_that_break_in_one_candle_are_one_notice(desk: Desk) -> None:
    for price in (69_000.0, 68_500.0):
        await add(desk.storage, price)
    await desk.happens(fall(66_000.0))
    (notice,) = desk.shown
    assert notice.title == "BTC 69,000 and 68,500 broken (hourly)"
    assert notice.body == (
        "Closed far below, 66,000, −3.6\u202f% from 68,500. No further support is on the list."
    )
    assert len(notice.ids) == 2


async def test_two_rules_on_one_candle_are_one_notice_that_names_both(desk: Desk) -> None:
    await add(desk.storage, 69_000.0, "hourly", "close:1h")
    await add(desk.storage, 68_500.0, "hourly")
    await desk.happens(fall(66_000.0))
    (notice,) = desk.shown
    assert notice.title == "BTC 69,000 and 68,500 broken (hourly) and 69,000 broken (close:1h)"
    assert len(notice.ids) == 3


async def test_the_next_level_is_told_in_daily_ranges_too(desk: Desk) -> None:
    midnight = D1.floor(NOW_MS)
    days = candles(midnight - 30 * D1.ms, [70_000.0, 71_000.0] * 15, interval=D1)
    await desk.storage.write(days)
    for price in (69_000.0, 66_000.0):
        await add(desk.storage, price)
    await desk.happens(fall(68_000.0))
    (notice,) = desk.shown
    assert notice.body.endswith("Next support 66,000, −2.9\u202f%, 2.0 daily ATR.")


async def test_a_broken_resistance_looks_up(desk: Desk) -> None:
    for price in (71_000.0, 75_000.0):
        await add(desk.storage, price, "close:1h*2")
    rise = candles(NOW_MS, [71_500.0, 71_600.0])
    desk.now_ms = NOW_MS + 2 * HOUR_MS
    await desk.happens(rise)
    (notice,) = desk.shown
    assert notice.title == "BTC 71,000 broken (close:1h*2)"
    assert notice.body == (
        "2 closes above, 71,600, +0.8\u202f%; first above it 16:00 UTC. "
        "Next resistance 75,000, +4.7\u202f%."
    )


async def test_a_touch_says_how_far_it_traded(desk: Desk) -> None:
    await desk.storage.write(calm(NOW_MS, CALM, interval=M1))
    await add(desk.storage, 69_900.0, "touch")
    desk.now_ms = NOW_MS + MINUTE_MS
    wick = Candle(SPOT, M1, NOW_MS, CALM, CALM, 69_850.0, CALM, 1.0, closed=True)
    await desk.happens([wick], interval=M1)
    (notice,) = desk.shown
    assert notice.title == "BTC 69,900 broken (touch)"
    assert notice.body.startswith("Traded below, to 69,850, −0.1\u202f%. ")


async def test_a_decisive_break_is_urgent(desk: Desk) -> None:
    midnight = parse_iso("2026-02-04T00:00:00Z")
    await desk.storage.write(calm(midnight, CALM, interval=D1))
    await add(desk.storage, 69_000.0, "decisive", created_ms=midnight)
    desk.now_ms = midnight + D1.ms
    await desk.happens([candle(midnight, 68_000.0, opened=CALM, interval=D1)], interval=D1)
    (notice,) = desk.shown
    assert notice.urgent
    assert notice.title == "BTC 69,000 decisively broken"
    assert notice.body.startswith("Close below, 68,000, −1.4\u202f%. ")


async def test_a_break_behind_a_hole_says_so(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    desk.now_ms = NOW_MS + 3 * HOUR_MS
    await desk.happens(fall(68_000.0, NOW_MS + 2 * HOUR_MS), holes_ok=True)
    (notice,) = desk.shown
    assert notice.body.endswith("A hole in the candles came before it.")


async def test_what_is_no_break_is_told_and_stamped_but_not_shown(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    await desk.happens(fall(68_950.0))
    assert [str(one.event) for one in desk.told] == ["pierced"]
    assert desk.shown == []
    assert await desk.undelivered() == 0


# --- late ------------------------------------------------------------------------------------------


async def test_all_that_was_found_late_is_one_digest(desk: Desk) -> None:
    for price in (69_000.0, 68_000.0, 67_000.0, 66_000.0, 65_000.0, 50_000.0):
        await add(desk.storage, price)
    desk.now_ms = NOW_MS + 9 * HOUR_MS
    await desk.happens(candles(NOW_MS, [68_200.0, 67_200.0, 66_200.0, 65_200.0, 60_000.0]))
    (notice,) = desk.shown
    assert notice.late
    assert notice.title == "While Tracker was away"
    assert notice.body == (
        "1 earlier; BTC 68,000 broken (hourly) 4 Feb 18:00 UTC; "
        "BTC 67,000 broken (hourly) 4 Feb 19:00 UTC; "
        "BTC 66,000 broken (hourly) 4 Feb 20:00 UTC; "
        "BTC 65,000 broken (hourly) 4 Feb 21:00 UTC. "
        "Last close 60,000. Next support 50,000, −16.7\u202f%."
    )
    assert len(notice.ids) == 5
    assert all(one.late for one in desk.told)


async def test_a_single_late_break_names_its_coin(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    desk.now_ms = NOW_MS + HOUR_MS + 2 * MINUTE_MS + 1
    await desk.happens(fall(68_000.0))
    (notice,) = desk.shown
    assert notice.late
    assert notice.title == "Found late: BTC"


async def test_nothing_that_is_older_than_two_hours_pops_up_on_its_own(desk: Desk) -> None:
    for price in (69_000.0, 66_000.0):
        await add(desk.storage, price)
    # Found in time, but the program ended before anything was shown.
    await judged(desk.storage, fall(68_000.0), NOW_MS + HOUR_MS)
    await judged(desk.storage, fall(60_000.0, NOW_MS + HOUR_MS), NOW_MS + 2 * HOUR_MS)
    again = Desk(desk.storage, now_ms=NOW_MS + 3 * HOUR_MS)
    await again.alerts.deliver()
    assert [one.title for one in again.shown] == [
        "BTC 69,000 broken (hourly)",
        "BTC 66,000 broken (hourly)",
    ]
    later = Desk(desk.storage, now_ms=NOW_MS + 4 * HOUR_MS + 1)
    await later.alerts.deliver()
    (digest,) = later.shown
    assert digest.late
    assert digest.title == "While Tracker was away"
    assert set(digest.ids) == {one for notice in again.shown for one in notice.ids}


async def test_a_simulated_past_is_listed_but_is_no_news(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    quiet = Desk(desk.storage, manners=Manners(quiet_before_ms=NOW_MS + HOUR_MS))
    await quiet.happens(fall(68_000.0))
    assert [str(one.event) for one in quiet.told] == ["pierced", "broken"]
    assert quiet.shown == []
    assert await quiet.undelivered() == 0


async def test_late_breaks_and_alerts_are_one_digest(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    rule = await keep_rule(desk.storage)
    desk.now_ms = NOW_MS + 9 * HOUR_MS
    await found(desk.storage, rule, NOW_MS + 2 * HOUR_MS, late=True, title="ETH −5\u202f% in 1h")
    await desk.happens(fall(68_000.0))
    (notice,) = desk.shown
    assert notice.title == "While Tracker was away"
    assert notice.body == (
        "BTC 69,000 broken (hourly) 4 Feb 17:00 UTC; ETH −5\u202f% in 1h 4 Feb 18:00 UTC. "
        "Last close 68,000. No further support is on the list."
    )
    assert len(notice.ids) == 2


# --- alerts of rules -------------------------------------------------------------------------------


async def keep_rule(storage: Storage, asset: str = "ETH", **changes: Any) -> AlertRule:
    given = AlertRule(0, asset, "move", NOW_MS - DAY_MS, **changes)
    return await storage.journal(lambda journal: journal.alerts.add(given))


async def found(
    storage: Storage, rule: AlertRule, at_ms: int = NOW_MS + HOUR_MS, **changes: Any
) -> Alert:
    """A rule finds something."""
    given: dict[str, Any] = {
        "rule_id": rule.id,
        "cycle": 1,
        "asset": rule.asset,
        "condition": rule.condition,
        "at_ms": at_ms,
        "title": f"{rule.asset} moved",
        "body": "Far, since 15:00 UTC.",
        "priority": rule.priority,
        **changes,
    }
    alert = Alert(**given)
    await storage.journal(
        lambda journal: journal.alerts.keep(rule.id, "{}", [alert], found_ms=at_ms)
    )
    return alert


async def test_an_alert_is_a_notice_of_its_own_told_and_stamped_once(desk: Desk) -> None:
    rule = await keep_rule(desk.storage, priority=Priority.HIGH)
    alert = await found(desk.storage, rule)
    await desk.alerts.deliver()
    await desk.alerts.deliver()
    (notice,) = desk.shown
    assert (notice.title, notice.body) == ("ETH moved", "Far, since 15:00 UTC.")
    assert (notice.asset, notice.ids, notice.urgent) == ("ETH", (alert.id,), True)
    assert desk.told == [alert]
    assert await desk.undelivered() == 1
    await desk.alerts.stamp(notice.ids)
    assert await desk.undelivered() == 0


async def test_what_is_snoozed_is_listed_and_not_shown(desk: Desk) -> None:
    snoozed = await add(desk.storage, 69_000.0)
    await add(desk.storage, 68_500.0)
    until_ms = NOW_MS + 2 * HOUR_MS
    await desk.storage.journal(
        lambda journal: journal._connection.execute(
            "UPDATE level SET snoozed_until_ms = ? WHERE id = ?", (until_ms, snoozed.id)
        )
    )
    rule = await keep_rule(desk.storage, snoozed_until_ms=until_ms)
    await found(desk.storage, rule)
    await desk.happens(fall(66_000.0))
    (notice,) = desk.shown
    assert notice.title == "BTC 68,500 broken (hourly)"
    assert len(desk.told) == 5
    assert await desk.undelivered() == 1
    desk.now_ms = until_ms
    await found(desk.storage, rule, until_ms, cycle=2, title="ETH moved again")
    await desk.alerts.deliver()
    assert desk.shown[-1].title == "ETH moved again"


# --- quiet hours -----------------------------------------------------------------------------------

#: From 16:30 UTC on; the samples' hour closes at 17:00.
AFTERNOON = QuietHours(16 * 60 + 30, 20 * 60)


async def test_quiet_hours_hold_over_a_restart_and_then_tell_one_digest(desk: Desk) -> None:
    manners = Manners(AFTERNOON, zone=UTC)
    desk = Desk(desk.storage, manners=manners)
    for price in (69_000.0, 66_000.0):
        await add(desk.storage, price)
    rule = await keep_rule(desk.storage, priority=Priority.HIGH)
    await desk.happens(fall(68_000.0))
    await found(desk.storage, rule)
    await desk.alerts.deliver()
    assert desk.shown == []
    assert [str(one.event) for one in desk.told if isinstance(one, Transition)] == [
        "pierced",
        "broken",
    ]
    again = Desk(desk.storage, manners=manners, now_ms=NOW_MS + 2 * HOUR_MS)
    await again.happens(fall(60_000.0, NOW_MS + HOUR_MS))
    await again.alerts.tick()
    assert again.shown == []
    again.now_ms = NOW_MS + 4 * HOUR_MS
    await again.alerts.tick()
    (notice,) = again.shown
    assert notice.title == "In quiet hours"
    assert notice.late
    assert len(notice.ids) == 3
    await again.alerts.stamp(notice.ids)
    await again.alerts.tick()
    assert len(again.shown) == 1
    assert await desk.undelivered() == 0


async def test_urgent_alerts_may_break_the_quiet_where_the_user_says_so(desk: Desk) -> None:
    desk = Desk(desk.storage, manners=Manners(AFTERNOON, quiet_lets_urgent=True, zone=UTC))
    await add(desk.storage, 69_000.0)
    rule = await keep_rule(desk.storage, priority=Priority.HIGH)
    await found(desk.storage, rule)
    await desk.happens(fall(68_000.0))
    assert [one.title for one in desk.shown] == ["ETH moved"]
    await desk.alerts.stamp(desk.shown[0].ids)
    desk.now_ms = NOW_MS + 4 * HOUR_MS
    await desk.alerts.tick()
    assert [one.title for one in desk.shown] == ["ETH moved", "Held in quiet hours: BTC"]


# --- storms ----------------------------------------------------------------------------------------


async def storm(desk: Desk, count: int) -> None:
    rule = await keep_rule(desk.storage)
    for cycle in range(1, count + 1):
        await found(desk.storage, rule, cycle=cycle, title=f"ETH moved {cycle}")
        await desk.alerts.deliver()


async def test_a_storm_becomes_one_line_that_counts_and_loses_nothing(desk: Desk) -> None:
    await storm(desk, 27)
    assert len(desk.shown) == 15
    assert len(desk.told) == 27
    desk.steady_s = 179.0
    await desk.alerts.tick()
    assert len(desk.shown) == 15
    desk.steady_s = 180.0
    await desk.alerts.tick()
    await desk.alerts.tick()
    line = desk.shown[15]
    assert len(desk.shown) == 16
    assert line.title == "12 more alerts in 3 min"
    assert line.body == "ETH. The list of alerts has them all; the last is ETH moved 27."
    stamped = [one for notice in desk.shown for one in notice.ids]
    assert len(stamped) == len(set(stamped)) == 27
    await desk.alerts.stamp(stamped)
    assert await desk.undelivered() == 0


async def test_a_storm_that_nobody_was_told_of_comes_again_after_a_restart(desk: Desk) -> None:
    await storm(desk, 20)
    await desk.alerts.stamp([one for notice in desk.shown for one in notice.ids])
    again = Desk(desk.storage)
    await again.alerts.deliver()
    assert [one.title for one in again.shown] == [f"ETH moved {at}" for at in range(16, 21)]


async def test_a_storm_that_quiet_hours_overtake_is_held_with_all_the_others(desk: Desk) -> None:
    desk = Desk(desk.storage, manners=Manners(QuietHours(17 * 60 + 1, 20 * 60), zone=UTC))
    await storm(desk, 18)
    desk.now_ms, desk.steady_s = NOW_MS + HOUR_MS + MINUTE_MS, 180.0
    await desk.alerts.tick()
    await desk.alerts.deliver()
    assert len(desk.shown) == 15
    desk.now_ms = NOW_MS + 4 * HOUR_MS
    await desk.alerts.tick()
    assert len(desk.shown) == 16
    assert desk.shown[-1].late
    assert len(desk.shown[-1].ids) == 3


async def test_the_urgent_ones_of_a_storm_come_first(desk: Desk) -> None:
    rule = await keep_rule(desk.storage)
    for cycle in range(1, 18):
        priority = Priority.HIGH if cycle == 17 else Priority.NORMAL
        await found(desk.storage, rule, cycle=cycle, priority=priority)
    await desk.alerts.deliver()
    assert [one.urgent for one in desk.shown] == [True, *[False] * 14]


# --- once ------------------------------------------------------------------------------------------


async def test_a_notice_is_shown_once_and_stamped_once(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    await desk.happens(fall(68_000.0))
    await asyncio.gather(*(desk.alerts.deliver() for _ in range(3)))
    assert len(desk.shown) == 1
    assert await desk.undelivered() == 1
    await desk.alerts.stamp(desk.shown[0].ids)
    await desk.alerts.stamp(())
    assert await desk.undelivered() == 0
    after_restart = Desk(desk.storage)
    await after_restart.alerts.deliver()
    assert (after_restart.shown, after_restart.told) == ([], [])


async def test_what_nobody_saw_is_shown_after_a_restart(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    await desk.happens(fall(68_000.0))
    after_crash = Desk(desk.storage)
    await after_crash.alerts.deliver()
    assert [one.ids for one in after_crash.shown] == [one.ids for one in desk.shown]
    # Only the break was left: what needs no notice was stamped at once.
    assert [str(one.event) for one in after_crash.told] == ["broken"]


async def test_the_same_candles_judged_again_are_no_news(desk: Desk) -> None:
    await add(desk.storage, 69_000.0)
    for _ in range(3):
        await desk.happens(fall(68_000.0))
    assert len(desk.shown) == 1
    assert len(desk.told) == 2


async def test_the_daily_atr_is_made_anew_only_when_a_day_has_closed(storage: Storage) -> None:
    days = [candle(NOW_MS // DAY_MS * DAY_MS - at * DAY_MS, CALM, interval=D1) for at in range(3)]
    await storage.write(days[1:])
    atrs = DailyAtrs()

    async def atr() -> tuple[float | None, int]:
        """It, and how many rows were read for it."""
        rows = 0

        def read(reader: MarketReader, _: Journal) -> float | None:
            nonlocal rows
            whole = reader.candles

            def counted(*args: Any, **named: Any) -> CandleColumns:
                nonlocal rows
                found = whole(*args, **named)
                rows += len(found)
                return found

            reader.candles = counted  # type: ignore[method-assign]
            return atrs.of(reader, "BTC", SPOT.venue)

        return await storage.judge(read), rows

    first, rows = await atr()
    assert first is not None
    assert rows == 2
    assert await atr() == (first, 0)
    wide = replace(days[0], high=CALM * 1.2, low=CALM * 0.8)
    await storage.write([wide])
    second, rows = await atr()
    assert second is not None
    assert second > first
    assert rows == 3
    unknown = await storage.judge(lambda reader, _: atrs.of(reader, "DOGE", SPOT.venue))
    assert unknown is None
