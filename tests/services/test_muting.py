"""Muted by the user: held over restarts, then one digest; urgent ones as in quiet hours."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, timedelta, timezone

import pytest

from services.samples import NOW_MS, add
from services.test_alerts import Desk, fall, found, keep_rule
from services.test_alerts import desk as desk_fixture
from tracker.domain.alert import Priority
from tracker.domain.quiet import Mute, QuietHours, next_morning
from tracker.domain.times import HOUR_MS, MINUTE_MS, parse_iso
from tracker.services.alerts import Manners
from tracker.services.muting import Muting
from tracker.services.storage import Storage
from tracker.store.database import StoreError
from tracker.store.journal import Journal

desk = desk_fixture


class Switch:
    """Muting over a desk's alerts, and all that it told."""

    def __init__(self, desk: Desk) -> None:
        self.told: list[int] = []
        self.muting = Muting(
            desk.storage,
            desk.manners,
            now_ms=lambda: desk.now_ms,
            follow=desk.alerts.follow,
            tell=self.told.append,
        )


async def test_what_happens_while_muted_comes_as_one_digest_after_it(desk: Desk) -> None:
    switch = Switch(desk)
    for price in (69_000.0, 66_000.0):
        await add(desk.storage, price)
    desk.now_ms = NOW_MS + HOUR_MS - MINUTE_MS
    await switch.muting.mute(desk.now_ms + 3 * HOUR_MS)
    desk.now_ms = NOW_MS + HOUR_MS
    await desk.happens(fall(68_000.0))
    desk.now_ms += HOUR_MS
    await desk.happens(fall(60_000.0, NOW_MS + HOUR_MS))
    await desk.alerts.tick()
    assert desk.shown == []
    assert [str(one.event) for one in desk.told].count("broken") == 2
    desk.now_ms = NOW_MS + 4 * HOUR_MS
    await desk.alerts.tick()
    (notice,) = desk.shown
    assert notice.title == "While muted"
    assert len(notice.ids) == 2
    assert notice.late
    await desk.alerts.stamp(notice.ids)
    await desk.alerts.tick()
    assert len(desk.shown) == 1
    assert await desk.undelivered() == 0


async def test_unmuting_brings_what_was_held_at_once(desk: Desk) -> None:
    switch = Switch(desk)
    await add(desk.storage, 69_000.0)
    desk.now_ms = NOW_MS + HOUR_MS - MINUTE_MS
    await switch.muting.mute(desk.now_ms + 4 * HOUR_MS)
    desk.now_ms = NOW_MS + HOUR_MS
    await desk.happens(fall(68_000.0))
    assert desk.shown == []
    desk.now_ms += MINUTE_MS
    await switch.muting.unmute()
    await desk.alerts.tick()
    assert [one.title for one in desk.shown] == ["Held while muted: BTC"]
    assert switch.told == [NOW_MS + 5 * HOUR_MS - MINUTE_MS, 0]
    await switch.muting.unmute()  # there is nothing to end
    assert len(switch.told) == 2


async def test_a_mute_holds_over_a_restart_and_a_longer_one_keeps_what_is_held(
    desk: Desk,
) -> None:
    switch = Switch(desk)
    await add(desk.storage, 69_000.0)
    desk.now_ms = NOW_MS + HOUR_MS - MINUTE_MS
    await switch.muting.mute(desk.now_ms + HOUR_MS)
    desk.now_ms = NOW_MS + HOUR_MS
    await desk.happens(fall(68_000.0))
    again = Desk(desk.storage, now_ms=NOW_MS + HOUR_MS + MINUTE_MS)
    after = Switch(again)
    await after.muting.begin()
    assert after.told == [NOW_MS + 2 * HOUR_MS - MINUTE_MS]
    await again.alerts.deliver()
    assert again.shown == []
    await after.muting.mute(again.now_ms + HOUR_MS)
    again.now_ms += HOUR_MS
    await again.alerts.tick()
    assert [one.title for one in again.shown] == ["Held while muted: BTC"]
    late = Switch(again)
    await late.muting.begin()
    assert late.told == [0]  # it is over


async def test_urgent_alerts_break_it_where_they_break_the_quiet_hours(desk: Desk) -> None:
    desk = Desk(desk.storage, manners=Manners(quiet_lets_urgent=True))
    switch = Switch(desk)
    await switch.muting.mute(desk.now_ms + HOUR_MS)
    rule = await keep_rule(desk.storage, priority=Priority.HIGH)
    await found(desk.storage, rule)
    await desk.alerts.deliver()
    assert [one.title for one in desk.shown] == ["ETH moved"]


async def test_other_quiet_hours_hold_beside_a_mute(desk: Desk) -> None:
    switch = Switch(desk)
    await add(desk.storage, 69_000.0)
    await switch.muting.keep_quiet(QuietHours(0, 1_439), lets_urgent=False)
    await desk.happens(fall(68_000.0))
    assert desk.shown == []
    await switch.muting.keep_quiet(None, lets_urgent=False)
    await desk.alerts.tick()
    assert len(desk.shown) == 1


async def test_nothing_kept_is_not_muted(storage: Storage) -> None:
    switch = Switch(Desk(storage))
    await switch.muting.begin()
    assert switch.told == []


@pytest.mark.parametrize("kept", [None, b"", b"7", b"[]", b"{", b'["a", "b"]', b"\xff"])
def test_nonsense_in_the_journal_is_no_mute(kept: bytes | None) -> None:
    assert Mute.unpack(kept) is None


def test_a_mute_survives_the_journal() -> None:
    mute = Mute(5, 9)
    assert Mute.unpack(mute.pack()) == mute
    assert [mute.covers(at) for at in (4, 5, 8, 9)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ("2026-02-04T15:00:00Z", UTC, "2026-02-05T08:00:00Z"),
        ("2026-02-04T02:00:00Z", UTC, "2026-02-04T08:00:00Z"),
        ("2026-02-04T08:00:00Z", UTC, "2026-02-05T08:00:00Z"),
        ("2026-02-04T23:30:00Z", timezone(timedelta(hours=2)), "2026-02-05T06:00:00Z"),
    ],
)
def test_the_next_morning_is_on_the_users_wall_clock(
    now: str, zone: timezone, morning: str
) -> None:
    assert next_morning(parse_iso(now), zone) == parse_iso(morning)


async def test_what_happens_while_it_is_being_written_is_held_already(desk: Desk) -> None:
    switch = Switch(desk)
    await add(desk.storage, 69_000.0)
    writing = threading.Event()
    busy = asyncio.ensure_future(desk.storage.journal(lambda _: writing.wait(20)))
    muting = asyncio.ensure_future(switch.muting.mute(desk.now_ms + HOUR_MS))
    judging = asyncio.ensure_future(desk.happens(fall(68_000.0)))
    await asyncio.sleep(0)
    assert switch.told == [desk.now_ms + HOUR_MS]
    assert not muting.done()
    writing.set()
    await asyncio.gather(busy, muting, judging)
    assert desk.shown == []


async def test_a_mute_that_cannot_be_written_does_not_hold(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = Switch(desk)
    await add(desk.storage, 69_000.0)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "keep", full)
        with pytest.raises(StoreError, match="the disk is full"):
            await switch.muting.mute(desk.now_ms + HOUR_MS)
    assert switch.told == [desk.now_ms + HOUR_MS, 0]
    await desk.happens(fall(68_000.0))
    assert len(desk.shown) == 1


async def test_a_mute_that_was_not_written_takes_no_later_one_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch, keep, tries = Switch(desk), Journal.keep, []

    def full_once(journal: Journal, name: str, packed: bytes) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        keep(journal, name, packed)

    monkeypatch.setattr(Journal, "keep", full_once)
    until_ms = [desk.now_ms + hours * HOUR_MS for hours in (1, 2)]
    done = await asyncio.gather(
        *(switch.muting.mute(one) for one in until_ms), return_exceptions=True
    )
    assert [type(one) for one in done] == [StoreError, type(None)]
    assert switch.told == until_ms
