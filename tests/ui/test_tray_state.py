"""The rule of the tray icon: what is shown of what holds."""

from __future__ import annotations

import pytest

from tracker.domain.alert import Priority
from tracker.domain.health import Channel, Health, State
from tracker.domain.level import Event
from tracker.services.views import AssetView
from tracker.ui.tray_state import Glance, TrayState, glance
from ui.samples import alert, asset_view, health, level_row, transition, unknown_view

FRESH = [health("spot")]
#: 67,450 with a level at 70,000.
FAR = asset_view("BTC", daily_atr=2_000.0)


def seen(
    *views: AssetView,
    rows: list[Health] | None = None,
    unread: tuple[object, ...] = (),
    paused: bool = False,
) -> Glance:
    table = {(row.venue, row.channel): row for row in (FRESH if rows is None else rows)}
    return glance(views, table, unread, paused=paused)  # type: ignore[arg-type]


def test_far_from_every_level_is_calm() -> None:
    assert seen(FAR) == Glance(TrayState.CALM, "Calm: no level is near.")
    assert seen(asset_view("BTC", nearest=None)).state is TrayState.CALM


@pytest.mark.parametrize(
    ("price", "atr", "state"),
    [
        (69_000.0, 2_000.0, TrayState.WATCH),  # half a daily ATR
        (68_990.0, 2_000.0, TrayState.CALM),
        (71_000.0, 2_000.0, TrayState.WATCH),  # from the other side
        (69_310.0, None, TrayState.WATCH),  # one percent
        (69_290.0, None, TrayState.CALM),
    ],
)
def test_a_level_within_half_a_daily_range_is_near(
    price: float, atr: float | None, state: TrayState
) -> None:
    assert level_row().level.price == 70_000
    assert seen(asset_view("BTC", price, daily_atr=atr)).state is state


def test_the_nearest_level_of_all_coins_is_named() -> None:
    near = asset_view("ETH", 69_900.0, daily_atr=2_000.0)
    nearer = asset_view("SOL", 69_950.0, daily_atr=2_000.0)
    said = seen(FAR, near, nearer)
    assert said.sentence == "SOL is near 70,000: +0.1\u202f%, 0.0 daily ATR."
    unknown = asset_view("ETH", 69_900.0, daily_atr=None)
    assert seen(unknown).sentence == "ETH is near 70,000: +0.1\u202f%."


def test_a_break_that_was_not_seen_comes_before_what_is_near_or_stale() -> None:
    near = asset_view("BTC", 69_900.0, daily_atr=2_000.0)
    said = seen(near, rows=[], unread=(transition(), transition(id="older", level=1.0)))
    assert said == Glance(TrayState.BREAK, "BTC 70,000 broken (hourly), not seen yet.")
    assert seen(near, unread=(alert(priority=Priority.HIGH),)).state is TrayState.BREAK
    assert seen(near, unread=(alert(),)).state is TrayState.WATCH
    assert seen(near, unread=(transition(Event.RECLAIMED),)).state is TrayState.WATCH


@pytest.mark.parametrize("state", [State.STALE, State.DOWN, State.BLOCKED, State.OFF])
def test_a_price_that_is_not_fresh_is_never_calm(state: State) -> None:
    other = health("beta", Channel.LIQUIDATIONS)
    live = health("alpha")
    said = seen(FAR, rows=[health("spot", state=state), other, live])
    assert said == Glance(TrayState.STALE, "Stale: no fresh price of BTC.")
    many = [asset_view(name) for name in ("BTC", "ETH", "SOL", "XRP", "BNB")]
    said = seen(*many, rows=[health("spot", state=state), other, live])
    assert said.sentence == "Stale: no fresh price of BTC, ETH, SOL and 2 others."


def test_nothing_heard_at_all_is_said_apart() -> None:
    assert seen(FAR, rows=[]) == Glance(TrayState.STALE, "No venue has answered yet.")
    off = [health("spot", state=State.OFF, reason="Connecting.")]
    assert seen(FAR, rows=off).sentence == "No venue has answered yet."
    down = [health(name, state=State.DOWN) for name in ("spot", "alpha")]
    assert seen(FAR, rows=down) == Glance(TrayState.STALE, "Offline: no venue answers.")
    assert seen(unknown_view("BTC")).sentence == "No price is known yet."


def test_paused_comes_before_all() -> None:
    said = seen(FAR, rows=[], unread=(transition(),), paused=True)
    assert said == Glance(TrayState.PAUSED, "Paused: no venue is asked.")
