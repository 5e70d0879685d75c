"""What is said of a break: once, in one notice a candle, and late ones in one digest."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from services.samples import NOW_MS, SPOT, add, calm, candle, candles, judged
from tracker.domain.candle import Candle
from tracker.domain.level import Transition
from tracker.domain.times import D1, H1, HOUR_MS, M1, MINUTE_MS, Interval, parse_iso
from tracker.services.alerts import Alerts, Notice
from tracker.services.storage import Storage

CALM = 70_000.0


@dataclass
class Desk:
    """Alerts over a store, and all that they showed and told."""

    storage: Storage
    now_ms: int = NOW_MS + HOUR_MS
    quiet_before_ms: int = 0
    shown: list[Notice] = field(default_factory=list)
    told: list[Transition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alerts = Alerts(
            self.storage,
            now_ms=lambda: self.now_ms,
            show=self._show,
            tell=self._tell,
            quiet_before_ms=self.quiet_before_ms,
        )

    async def _show(self, notice: Notice) -> None:
        self.shown.append(notice)

    async def _tell(self, transition: Transition) -> None:
        self.told.append(transition)

    async def happens(
        self, rows: list[Candle], *, interval: Interval = H1, holes_ok: bool = False
    ) -> None:
        """Store candles, judge them at the desk's present, and deliver."""
        await judged(self.storage, rows, self.now_ms, interval=interval, holes_ok=holes_ok)
        await self.alerts.deliver()

    async def undelivered(self) -> int:
        return len(await self.storage.journal(lambda journal: journal.undelivered()))


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
    await desk.happens(fall(68_000.0))
    (notice,) = desk.shown
    assert notice.title == "BTC 69,000 broken (hourly)"
    assert notice.body == "Closed far below, 68,000. Next support 60,000, −11.8\u202f%."
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
    assert notice.body.endswith("No further support is on the list.")
    assert len(notice.ids) == 2


async def test_a_broken_resistance_looks_up(desk: Desk) -> None:
    for price in (71_000.0, 75_000.0):
        await add(desk.storage, price, "close:1h*2")
    rise = candles(NOW_MS, [71_500.0, 71_600.0])
    desk.now_ms = NOW_MS + 2 * HOUR_MS
    await desk.happens(rise)
    (notice,) = desk.shown
    assert notice.title == "BTC 71,000 broken (close:1h*2)"
    assert notice.body == "2 closes above, 71,600. Next resistance 75,000, +4.7\u202f%."


async def test_a_touch_says_how_far_it_traded(desk: Desk) -> None:
    await desk.storage.write(calm(NOW_MS, CALM, interval=M1))
    await add(desk.storage, 69_900.0, "touch")
    desk.now_ms = NOW_MS + MINUTE_MS
    wick = Candle(SPOT, M1, NOW_MS, CALM, CALM, 69_850.0, CALM, 1.0, closed=True)
    await desk.happens([wick], interval=M1)
    (notice,) = desk.shown
    assert notice.title == "BTC 69,900 broken (touch)"
    assert notice.body.startswith("Traded below, to 69,850.")


async def test_a_decisive_break_is_urgent(desk: Desk) -> None:
    midnight = parse_iso("2026-02-04T00:00:00Z")
    await desk.storage.write(calm(midnight, CALM, interval=D1))
    await add(desk.storage, 69_000.0, "decisive", created_ms=midnight)
    desk.now_ms = midnight + D1.ms
    await desk.happens([candle(midnight, 68_000.0, opened=CALM, interval=D1)], interval=D1)
    (notice,) = desk.shown
    assert notice.urgent
    assert notice.title == "BTC 69,000 decisively broken"
    assert notice.body.startswith("Close below, 68,000.")


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
    quiet = Desk(desk.storage, quiet_before_ms=NOW_MS + HOUR_MS)
    await quiet.happens(fall(68_000.0))
    assert [str(one.event) for one in quiet.told] == ["pierced", "broken"]
    assert quiet.shown == []
    assert await quiet.undelivered() == 0


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
