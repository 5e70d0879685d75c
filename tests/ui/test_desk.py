"""What the window shows now: late answers fall, little is asked, nothing lands on another coin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from tracker.domain.derivatives import Mark, OpenInterest
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel
from tracker.domain.times import H1, H4, HOUR_MS, M1, Interval
from tracker.services.flows import Flows
from tracker.services.lane import Haste
from tracker.services.pane_views import Topic
from tracker.services.update import Grown, Progress, Update
from tracker.ui.desk import Desk, _warning
from tracker.ui.flows import flows_of
from ui.samples import (
    NOW_MS,
    FakeEngine,
    FixedClock,
    asset_view,
    bare_view,
    candle,
    chart_view,
    health,
    level_row,
    liquidation,
    market,
    notice,
    transition,
    unknown_view,
)


class Ears:
    """All that the desk says, by signal."""

    NAMES = (
        "assets_shown",
        "chart_shown",
        "candles_grown",
        "older_shown",
        "flows_grown",
        "flows_unread",
        "chart_placed",
        "beside_wanted",
        "levels_shown",
        "tape_begun",
        "tape_grown",
        "found_shown",
        "found_grown",
        "health_grown",
        "progress_grown",
        "notice_wanted",
        "said",
        "warned",
    )

    def __init__(self, desk: Desk) -> None:
        self.heard: dict[str, list[Any]] = {name: [] for name in self.NAMES}
        for name in self.NAMES:
            getattr(desk, name).connect(lambda *args, to=self.heard[name]: to.append(args))

    def __getitem__(self, name: str) -> list[Any]:
        return self.heard[name]


@pytest.fixture
def engine(qapp: object) -> FakeEngine:
    del qapp
    return FakeEngine()


@pytest.fixture
def desk(engine: FakeEngine) -> Iterator[Desk]:
    desk = Desk(engine, [], ["BTC", "ETH", "SOL"], FixedClock(), lambda query: query(None, None))  # type: ignore[arg-type]
    engine.is_ready = False  # as it is when the window opens
    desk.set_on_screen(True)
    engine.is_ready = True
    yield desk
    desk._timer.stop()


@pytest.fixture
def ears(desk: Desk) -> Ears:
    return Ears(desk)


def closes(columns: Any) -> list[float]:
    return list(columns.close)


# --- late answers ---------------------------------------------------------------------------------


def test_a_late_answer_for_the_coin_before_falls(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.load_chart()
    desk.choose("ETH", H1)
    assert len(engine.asked) == 1  # the chart of BTC
    engine.asked[0].then(chart_view("BTC"))
    assert ears["chart_shown"] == []
    waiting = engine.asked[-1]
    waiting.then(chart_view("ETH"))
    assert [view.asset for view, _ in ears["chart_shown"]] == ["ETH"]


def test_a_late_answer_for_the_interval_before_falls(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.load_chart()
    desk.choose("BTC", H4)
    engine.asked[0].then(chart_view("BTC", H1))
    assert ears["chart_shown"] == []
    engine.asked[-1].then(chart_view("BTC", H4))
    assert [view.interval for view, _ in ears["chart_shown"]] == [H4]


def test_fifty_choices_end_on_the_last_and_ask_little(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    for number in range(50):
        desk.choose(("ETH", "SOL", "BTC")[number % 3], (H1, H4)[number % 2])
    assert len(engine.asked) == 1
    assert (desk.asset, desk.interval) == ("SOL", H4)
    chart = next(one for one in engine.asked if _is(one, "chart"))
    chart.then(chart_view("ETH", H1))
    engine.asked[-1].then(chart_view("SOL", H4))
    assert [(view.asset, view.interval) for view, _ in ears["chart_shown"]] == [("SOL", H4)]
    assert len(engine.asked) == 3


def test_live_candles_of_a_chosen_coin_wait_for_its_chart(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.choose("ETH", H1)
    engine.updated.emit(Update(values=[candle(1_950.0, asset="ETH")]))
    assert ears["candles_grown"] == []
    desk.show_chart(chart_view("ETH"))
    engine.updated.emit(Update(values=[candle(1_951.0, asset="ETH")]))
    assert [closes(columns) for (columns,) in ears["candles_grown"]] == [[1_951.0]]


def test_live_candles_of_others_stay_off_the_chart(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    engine.updated.emit(Update(values=[candle(1.0)]))  # there is no chart yet
    desk.show_chart(chart_view("BTC"))
    engine.updated.emit(
        Update(
            values=[
                candle(2.0, asset="ETH"),
                candle(3.0, interval=H4),
                candle(4.0, venue="elsewhere"),
                candle(5.0),
                candle(6.0),
            ]
        )
    )
    assert [closes(columns) for (columns,) in ears["candles_grown"]] == [[6.0]]


def test_a_chart_of_a_longer_interval_grows_by_what_it_is_made_of(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    two_hours = Interval.parse("2h")
    start_ms = two_hours.floor(NOW_MS)
    hour = chart_view("BTC", count=1).candles
    hour.open_ms[:] = start_ms
    desk.choose("BTC", two_hours)
    desk.show_chart(chart_view("BTC", two_hours, parts=hour))
    engine.updated.emit(
        Update(values=[candle(5.0, interval=H4), candle(70.0, at_ms=start_ms + HOUR_MS)])
    )
    ((grown,),) = ears["candles_grown"]
    assert (grown.interval_ms, grown.open_ms.tolist()) == (two_hours.ms, [start_ms])
    assert (closes(grown), grown.closed.tolist()) == ([70.0], [False])
    assert grown.volume.tolist() == [hour.volume[0] + 3.0]


def test_a_chart_of_a_longer_interval_is_read_again_when_its_parts_come_or_are_lost(
    desk: Desk, engine: FakeEngine
) -> None:
    two_hours = Interval.parse("2h")
    desk.choose("BTC", two_hours)
    desk.show_chart(chart_view("BTC", two_hours))
    for interval, again in ((two_hours, False), (H4, False), (H1, True)):
        desk._stale.chart = False
        grown = Grown(Channel.CANDLES, market("BTC"), interval)
        engine.updated.emit(Update(grown=[grown]))
        assert desk._stale.chart is again
    desk._stale.chart = False
    minute = chart_view("BTC", count=1).candles
    three = Interval.parse("3m")
    desk.choose("BTC", three)
    minute.open_ms[:] = three.floor(NOW_MS)
    desk.show_chart(chart_view("BTC", three, parts=replace(minute, interval_ms=M1.ms)))
    desk._stale.chart = False
    late = candle(9.0, interval=M1, at_ms=three.floor(NOW_MS) + 2 * M1.ms)
    engine.updated.emit(Update(values=[late]))
    assert desk._stale.chart


def test_late_levels_of_the_coin_before_fall(desk: Desk, engine: FakeEngine, ears: Ears) -> None:
    desk.show_chart(chart_view("BTC"))
    desk._refresh()
    levels = next(one for one in engine.asked if _is(one, "levels"))
    desk.choose("ETH", H1)
    shown = len(ears["levels_shown"])
    levels.then([])
    assert len(ears["levels_shown"]) == shown
    # Levels of the new coin come with its chart, and not onto the old one before.
    desk._refresh()
    assert not [one for one in engine.asked if _is(one, "levels") and one is not levels]


def _is(asked: Any, kind: str) -> bool:
    """Which reading a question belongs to: by the function it was made in."""
    return f"load_{kind}" in asked.query.__qualname__


def test_late_liquidations_and_flows_of_the_coin_before_fall(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.load_tape()
    desk._load_flows(desk.chart)  # type: ignore[arg-type]
    tape, flows = engine.asked[-2:]
    desk.choose("ETH", H1)
    desk.show_chart(chart_view("ETH"))
    tape.then([liquidation()])
    flows.then("flows")
    assert ears["tape_grown"] == []
    assert ears["flows_grown"] == []
    desk._load_flows(desk.chart)  # type: ignore[arg-type]
    engine.asked[-1].then("flows of ETH")
    assert ears["flows_grown"] == [("flows of ETH",)]


def test_a_level_is_made_on_the_coin_that_is_seen(desk: Desk, engine: FakeEngine) -> None:
    wishes: list[Any] = []

    class Levels:
        async def add(self, wish: Any) -> None:
            wishes.append(wish)

    class Collector:
        levels = Levels()

    desk.show_chart(chart_view("BTC"))
    desk.choose("ETH", H1)  # whose chart is not there yet
    desk.add_level(70_000.0)
    work, _, failed = engine.submitted[-1]
    coroutine = work(Collector())
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert (wishes[-1].asset, wishes[-1].price) == ("BTC", 70_000.0)
    failed("There is already a level at 70,000 (number 1).")


# --- candles first, what stands under them second ---------------------------------------------------


def _flows(included: str = "alpha") -> Flows:
    whole = chart_view()
    return replace(flows_of(whole), interest=replace(whole.interest, included=(included,)))


def test_a_chart_is_shown_before_what_stands_under_it(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    order: list[str] = []
    for name in ("chart_shown", "chart_placed", "flows_grown", "beside_wanted"):
        getattr(desk, name).connect(lambda *_, name=name: order.append(name))
    desk.choose("ETH", H1)
    (candles,) = engine.asked
    assert candles.haste is Haste.FIRST
    assert not desk.is_complete
    candles.then(bare_view("ETH"))
    assert order == ["chart_shown", "chart_placed"]
    view, kept = ears["chart_shown"][-1]
    assert (view.asset, view.is_whole, kept) == ("ETH", False, False)
    flows = engine.asked[-1]
    assert flows.haste is Haste.SOON
    assert not desk.is_complete
    found = _flows()
    flows.then(found)
    assert ears["flows_grown"] == [(found,)]
    # Panels are read last.
    assert order == ["chart_shown", "chart_placed", "flows_grown", "beside_wanted"]
    assert [one for one in engine.asked if _is(one, "tape")]
    assert desk.is_complete


@pytest.mark.parametrize("to", [("ETH", H1), ("BTC", H4)])
def test_what_stands_under_the_chart_before_lands_on_no_other(
    desk: Desk, engine: FakeEngine, ears: Ears, to: tuple[str, Interval]
) -> None:
    desk.choose("BTC", H1)
    engine.asked[-1].then(bare_view("BTC"))
    late = engine.asked[-1]
    desk.choose(*to)
    # Its turn comes when nobody wants it any more: nothing is read.
    assert late.query(None, None) is None
    engine.asked[-1].then(bare_view(*to))
    late.then(_flows("of the chart before"))
    assert ears["flows_grown"] == []
    assert not desk.is_complete
    engine.asked[-1].then(_flows("its own"))
    assert [flows.interest.included for (flows,) in ears["flows_grown"]] == [("its own",)]


def test_back_on_the_same_coin_at_once_the_first_answer_may_not_be_missed(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.choose("BTC", H1)
    engine.asked[-1].then(bare_view("BTC"))
    first = engine.asked[-1]
    desk.choose("ETH", H1)
    skipped = first.query(None, None)
    desk.choose("BTC", H1)
    engine.asked[-1].then(bare_view("ETH"))  # of which nothing is shown
    engine.asked[-1].then(bare_view("BTC"))
    first.then(skipped)
    assert ears["flows_grown"] == []
    engine.asked[-1].then(_flows())
    assert len(ears["flows_grown"]) == 1
    assert [view.asset for view, _ in ears["chart_shown"]] == ["BTC", "BTC"]


def test_the_same_chart_anew_keeps_what_stands_under_it_until_that_is_read(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.choose("BTC", H1)
    engine.asked[-1].then(bare_view("BTC"))
    found = _flows()
    engine.asked[-1].then(found)
    desk.load_chart()
    engine.asked[-1].then(bare_view("BTC"))
    view, kept = ears["chart_shown"][-1]
    assert (view.is_whole, kept, view.interest) == (True, True, found.interest)
    assert desk.is_complete
    assert _is(engine.asked[-1], "flows")
    assert len(ears["chart_placed"]) == 1
    read: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.ui.live_flows.read_flows", lambda _, asked: read.append(asked))
        engine.asked[-1].query(None, None)
    assert len(read) == 1  # anew, whatever was known


def test_what_cannot_be_read_is_said_once_and_ends_the_waiting(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    done: list[str] = []
    desk.choose("BTC", H1)
    desk.when_complete(lambda: done.append("whole"))
    engine.asked[-1].then(bare_view("BTC"))
    assert done == []
    failed = engine.asked[-1].failed
    assert failed is not None
    failed("The disk is full.")
    assert ears["said"] == [("The disk is full.",)]
    assert ears["flows_unread"] == [()]
    assert done == ["whole"]
    desk.choose("ETH", H1)
    desk.when_complete(lambda: done.append("no chart"))
    failed = engine.asked[-1].failed
    assert failed is not None
    failed("The disk is full.")
    assert done == ["whole", "no chart"]


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_window_that_looks_on_shows_candles_first_where_anyone_sees_them(
    desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, is_seen: bool
) -> None:
    def chart(_views: object, asset: str, *_: object, whole: bool = True, **__: object) -> Any:
        return chart_view(asset) if whole else bare_view(asset)

    monkeypatch.setattr("tracker.ui.store_desk.Views.chart", chart)
    monkeypatch.setattr("tracker.ui.live_flows.read_flows", lambda *_: _flows())
    engine.is_ready = False
    desk.set_on_screen(is_seen)
    order: list[str] = []
    for name in ("chart_shown", "chart_placed", "flows_grown", "tape_begun", "tape_grown"):
        getattr(desk, name).connect(lambda *_, name=name: order.append(name))
    desk.choose("ETH", H1)
    flows = ["flows_grown"] if is_seen else []
    assert order == ["chart_shown", "chart_placed", *flows, "tape_begun", "tape_grown"]
    assert desk.is_complete


def test_nobody_waits_for_an_engine_that_has_ended(
    desk: Desk, engine: FakeEngine, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    desk.choose("BTC", H1)
    desk.when_complete(lambda: done.append("no chart"))
    engine.is_ready = False
    desk._refresh()
    assert done == ["no chart"]
    engine.is_ready = True
    desk.load_chart()
    engine.asked[-1].then(bare_view("BTC"))
    desk.when_complete(lambda: done.append("whole"))
    assert done == ["no chart"]
    # What stands under its candles is read from the files then.
    monkeypatch.setattr("tracker.ui.live_flows.read_flows", lambda *_: _flows())
    engine.is_ready = False
    desk._refresh()
    desk._refresh()
    assert len(ears["flows_grown"]) == 1
    assert done == ["no chart", "whole"]


def test_what_a_new_pane_wants_is_read_soon_and_that_it_could_not_be_is_said(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.set_topics(frozenset({Topic.FUNDING}))
    asked = engine.asked[-1]
    assert asked.haste is Haste.SOON
    assert asked.failed is not None
    asked.failed("The disk is full.")
    assert ears["flows_unread"] == [()]


def test_while_the_first_answer_is_on_its_way_nothing_newer_is_asked(
    desk: Desk, engine: FakeEngine
) -> None:
    desk.choose("BTC", H1)
    engine.asked[-1].then(bare_view("BTC"))
    asked = len([one for one in engine.asked if _is(one, "flows")])
    desk._stale.flows_since(0)
    desk._refresh()
    assert len([one for one in engine.asked if _is(one, "flows")]) == asked == 1
    next(one for one in engine.asked if _is(one, "flows")).then(_flows())
    desk._refresh()
    assert len([one for one in engine.asked if _is(one, "flows")]) == 2


# --- what is read again ---------------------------------------------------------------------------


def test_the_same_chart_anew_keeps_the_time_in_view(desk: Desk, ears: Ears) -> None:
    desk.show_chart(chart_view("BTC", count=0))
    desk.show_chart(chart_view("BTC"))
    desk.show_chart(chart_view("BTC"))
    desk.asset = "ETH"
    desk.show_chart(chart_view("ETH"))
    assert [keep for _, keep in ears["chart_shown"]] == [False, False, True, False]
    assert len(ears["levels_shown"]) == 4


def test_stored_history_of_the_chart_is_read_again_once(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk._stale.assets = desk._stale.levels = False
    grown = [Grown(Channel.CANDLES, market("BTC"), H1), Grown(Channel.CANDLES, market("SOL"), H1)]
    engine.updated.emit(Update(grown=grown))
    desk._stale.assets = False
    desk._refresh()
    desk._refresh()
    charts = [one for one in engine.asked if _is(one, "chart")]
    assert len(charts) == 1
    charts[0].then(chart_view("BTC"))
    assert ears["chart_shown"][-1][1]


def test_open_interest_makes_flows_and_figures_stale_but_marks_do_not(
    desk: Desk, engine: FakeEngine
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk._stale.assets = desk._stale.levels = False
    engine.updated.emit(Update(values=[Mark(market("BTC"), NOW_MS, 67_000.0)]))
    desk._refresh()
    assert engine.asked == []
    engine.updated.emit(Update(values=[OpenInterest(market("ETH"), NOW_MS, 1.0, 2.0)]))
    assert (desk._stale.assets, desk._stale.flows_ms) == (True, None)
    engine.updated.emit(Update(values=[OpenInterest(market("BTC"), NOW_MS, 1.0, 2.0)]))
    desk._refresh()
    assert [one.query.__qualname__.split(".")[1] for one in engine.asked] == [
        "_load_flows",
        "_load_assets_of",
    ]
    # Not again within the next seconds, however often it grows.
    engine.updated.emit(Update(values=[OpenInterest(market("BTC"), NOW_MS, 1.0, 2.0)]))
    desk._refresh()
    assert len(engine.asked) == 2


def test_nothing_is_looked_for_while_no_engine_runs(desk: Desk, engine: FakeEngine) -> None:
    engine.is_ready = False
    desk._refresh()
    assert desk._stale.assets


def test_a_figure_that_is_newer_than_the_view_is_shown_at_once(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_assets([asset_view("BTC", 67_000.0), asset_view("ETH", None, change_24h=None)])
    desk._stale.assets = desk._stale.levels = False
    fresh = candle(67_670.0, interval=M1)
    engine.updated.emit(Update(values=[fresh, candle(1_900.0, asset="ETH", interval=M1)]))
    desk._refresh()
    (views,) = ears["assets_shown"][-1]
    assert views[0].price == 67_670.0
    assert views[0].change_24h == pytest.approx((1 - 0.0137) * 1.01 - 1)
    assert views[1].price is None
    engine.updated.emit(
        Update(values=[candle(1.0, interval=M1, at_ms=NOW_MS - HOUR_MS)])  # from long ago
    )
    desk._refresh()
    assert ears["assets_shown"][-1][0][0].price == 67_670.0


def test_a_price_without_a_known_change_stays_without_one(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_assets([asset_view("BTC", 67_000.0, change_24h=None)])
    desk._stale.assets = desk._stale.levels = False
    engine.updated.emit(Update(values=[candle(67_670.0, interval=M1)]))
    desk._refresh()
    (views,) = ears["assets_shown"][-1]
    assert (views[0].price, views[0].change_24h) == (67_670.0, None)


def test_levels_that_changed_are_read_again(desk: Desk, engine: FakeEngine, ears: Ears) -> None:
    desk.show_chart(chart_view("BTC"))
    desk._stale.assets = desk._stale.levels = False
    engine.updated.emit(Update(levels_changed=True))
    desk._refresh()
    rows = [level_row(65_000.0)]
    engine.asked[-1].then(rows)
    assert ears["levels_shown"][-1] == (rows,)


def test_what_nobody_sees_is_not_read_and_once_when_it_is_seen_again(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.show_assets([asset_view("BTC")])
    desk._refresh()
    for one in engine.asked:  # they grow meanwhile: figures are read coin by coin
        one.then([])
    engine.asked.clear()
    shown = len(ears["assets_shown"])
    desk.set_on_screen(False)
    news = Update(
        values=[candle(5.0), candle(6.0, interval=M1), liquidation()],
        grown=[Grown(Channel.CANDLES, market("BTC"), H1)],
        levels_changed=True,
        transitions=[transition()],
        health=[health()],
        notices=[notice()],
    )
    for _ in range(3):
        engine.updated.emit(news)
        desk._refresh()
    assert engine.asked == []
    assert ears["candles_grown"] == []
    assert ears["tape_grown"] == []
    assert len(ears["assets_shown"]) == shown
    assert len(ears["notice_wanted"]) == len(ears["found_grown"]) == 3
    assert len(ears["health_grown"]) == 3
    desk.set_on_screen(True)
    desk.set_on_screen(True)
    kinds = [one.query.__qualname__.split(".")[1] for one in engine.asked]
    assert kinds == ["load_tape", "load_chart", "_load_assets_of"]


def test_the_figures_under_the_mouse_at_the_tray_stay_fresh(
    desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [1_000.0]
    monkeypatch.setattr("tracker.ui.reading.time.monotonic", lambda: now_s[0])
    desk.set_on_screen(False)
    asked = []
    for now_s[0] in range(1_000, 1_125, 5):
        engine.updated.emit(Update(values=[OpenInterest(market("ETH"), NOW_MS, 1.0, 2.0)]))
        desk._refresh()
        for one in engine.asked:
            assert _is(one, "assets")
            asked.append(now_s[0])
            one.then([asset_view("BTC")])
        engine.asked.clear()
    assert asked == [at for at in (1_000, 1_060, 1_120) for _ in desk.assets]


def test_at_the_tray_figures_are_read_soon_until_there_is_a_price_and_prices_follow(
    desk: Desk, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [1_000.0]
    monkeypatch.setattr("tracker.ui.reading.time.monotonic", lambda: now_s[0])
    desk.set_on_screen(False)
    asked = []
    for now_s[0] in range(1_000, 1_012, 3):
        engine.updated.emit(Update(values=[OpenInterest(market("ETH"), NOW_MS, 1.0, 2.0)]))
        desk._refresh()
        asked += [now_s[0] for _ in engine.asked[:1]]
        while engine.asked:
            engine.asked.pop(0).then([unknown_view("BTC")])
    assert asked == [1_000, 1_003, 1_006, 1_009]
    shown: list[float | None] = []
    desk.show_assets([asset_view("BTC")])
    desk.assets_shown.connect(lambda views: shown.append(views[0].price))
    for now_s[0] in (1_020, 1_022, 1_026):
        engine.updated.emit(Update(values=[candle(now_s[0] + 66_000.0, interval=M1)]))
        desk._refresh()
    assert shown == [67_020.0, 67_026.0]


def test_figures_are_read_coin_by_coin_so_that_a_chart_need_not_wait_for_all(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    views = [asset_view(asset) for asset in desk.assets]
    desk._load_assets()
    for number, view in enumerate(views, start=1):
        assert len(engine.asked) == number
        assert not ears["assets_shown"]
        engine.asked[-1].then([view])
    assert [view.asset for view in ears["assets_shown"][-1][0]] == desk.assets


def test_figures_that_are_wished_anew_are_not_mixed_with_older_ones(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk._load_assets()
    desk._load_assets()  # waits for its turn
    engine.asked[0].then([asset_view(desk.assets[0], 1.0)])
    for number, asset in enumerate(desk.assets, start=1):
        engine.asked[number].then([asset_view(asset, 2.0)])
    assert len(engine.asked) == 1 + len(desk.assets)
    assert [view.price for view in ears["assets_shown"][-1][0]] == [2.0] * len(desk.assets)
    assert len(ears["assets_shown"]) == 1


# --- older candles --------------------------------------------------------------------------------


def test_older_candles_come_from_the_cache_page_by_page(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.load_older(0)
    assert engine.asked == []  # there is no chart yet
    desk.show_chart(chart_view("BTC"))
    first_ms = int(desk.chart.candles.open_ms[0])  # type: ignore[union-attr]
    for page in range(1, 3):
        desk.load_older(first_ms - page)
        older = chart_view("BTC").candles
        older.open_ms[:] -= page * 1_000 * HOUR_MS
        engine.asked[-1].then(older)
        assert desk._oldest_ms == int(older.open_ms[0])
    assert len(ears["older_shown"]) == 2
    assert engine.submitted == []
    # Read anew, the chart still reaches as far back.
    desk.load_chart()
    starts: list[object] = []
    _run_views(engine.asked[-1], starts)
    assert starts == [desk._oldest_ms]


def test_each_page_back_is_as_long_as_all_before_it(desk: Desk, engine: FakeEngine) -> None:
    desk.show_chart(chart_view("BTC", count=1_000))
    asked: list[int] = []

    class Views:
        def __init__(self, *_: object) -> None:
            pass

        def older_candles(self, _market: object, _interval: object, _at: int, most: int) -> None:
            asked.append(most)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.ui.store_desk.Views", Views)
        for page in range(4):
            desk.load_older(-page)
            older = chart_view("BTC", count=1_000 * 2**page).candles
            older.open_ms[:] -= 2 ** (page + 1) * 1_000 * HOUR_MS
            engine.asked[-1].query(None, None)
            engine.asked[-1].then(older)
    assert asked == [1_000, 2_000, 4_000, 8_000]


def _run_views(asked: Any, starts: list[object]) -> None:
    import tracker.ui.store_desk as module

    class Views:
        def __init__(self, *_: object) -> None:
            pass

        def chart(self, *_: object, **named: object) -> None:
            starts.append(named.get("start_ms"))

    before, module.Views = module.Views, Views  # type: ignore[misc,assignment]
    try:
        asked.query(None, None)
    finally:
        module.Views = before  # type: ignore[misc]


def test_where_the_cache_ends_older_candles_are_fetched_once(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.load_older(5)
    desk.load_older(5)  # asked already
    assert len(engine.asked) == 1
    nothing = chart_view("BTC", count=0).candles
    engine.asked[0].then(nothing)
    assert len(engine.submitted) == 1
    _, then, _ = engine.submitted[0]
    then(None)
    engine.asked[1].then(nothing)  # the venue has no more
    assert len(engine.submitted) == 1
    assert ears["older_shown"] == []


def test_older_candles_of_the_coin_before_fall(desk: Desk, engine: FakeEngine, ears: Ears) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.load_older(5)
    asked = engine.asked[-1]
    desk.choose("ETH", H1)
    desk.show_chart(chart_view("ETH"))
    asked.then(chart_view("BTC").candles)
    assert ears["older_shown"] == []


# --- what the engine tells ------------------------------------------------------------------------


def test_news_is_passed_on(desk: Desk, engine: FakeEngine, ears: Ears) -> None:
    del desk
    row, one, told = health(), transition(), notice()
    engine.updated.emit(
        Update(health=[row], transitions=[one], notices=[told], progress=Progress(1, 9))
    )
    assert ears["health_grown"] == [([row],)]
    assert ears["found_grown"] == [([one],)]
    assert ears["notice_wanted"] == [(told,)]
    assert ears["progress_grown"] == [(Progress(1, 9),)]


def test_liquidations_of_the_chosen_coin_go_to_the_tape(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    del desk
    mine, other = liquidation(), liquidation(asset="ETH")
    engine.updated.emit(Update(values=[mine, other]))
    assert ears["tape_grown"] == [([mine],)]


# --- what the user does ---------------------------------------------------------------------------


def test_moving_a_level_is_said_and_a_failure_brings_the_lines_back(
    desk: Desk, engine: FakeEngine, ears: Ears
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk._stale.levels = False
    desk.move_level(1, 71_000.0)
    _, moved, failed = engine.submitted[-1]
    moved(None)
    assert ears["said"] == [("The level was moved: it begins a new history.",)]
    failed("There is no level with the number 1.")
    assert ears["said"][-1] == ("There is no level with the number 1.",)
    assert desk._stale.levels


@pytest.mark.parametrize("call", ["move", "remove", "stop", "shown"])
def test_what_the_user_does_reaches_the_engine(desk: Desk, engine: FakeEngine, call: str) -> None:
    done: list[object] = []

    class History:
        def drop_pending(self) -> None:
            done.append("stop")

    class Levels:
        async def move(self, level_id: int, price: float) -> None:
            done.append(("move", level_id, price))

        async def remove(self, level_id: int) -> None:
            done.append(("remove", level_id))

    class Collector:
        history = History()
        levels = Levels()

        async def stamp(self, one: object) -> None:
            done.append(("shown", one))

    told = notice()
    calls = {
        "move": (lambda: desk.move_level(3, 1.5), ("move", 3, 1.5)),
        "remove": (lambda: desk.remove_level(3), ("remove", 3)),
        "stop": (desk.stop_loading, "stop"),
        "shown": (lambda: desk.shown(told), ("shown", told)),
    }
    act, expected = calls[call]
    act()
    coroutine = engine.submitted[-1][0](Collector())
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert done == [expected]


@pytest.mark.parametrize("is_quick", [True, False])
def test_choosing_another_coin_shows_its_known_figures_at_once_and_panels_after_its_chart(
    desk: Desk, engine: FakeEngine, ears: Ears, is_quick: bool
) -> None:
    desk.show_chart(chart_view("BTC"))
    desk.show_assets([asset_view("BTC"), asset_view("ETH", 1_950.0)])
    order: list[str] = []
    for name in ("chart_placed", "tape_begun"):
        getattr(desk, name).connect(lambda *_, name=name: order.append(name))
    desk.choose("ETH", H1)
    assert len(ears["assets_shown"]) == 2
    engine.updated.emit(Update(values=[liquidation(asset="ETH")]))
    # On the tape of BTC it would be wrong; it is read with the others.
    assert ears["tape_grown"] == []
    assert order == []
    candles = engine.asked[-1]
    if is_quick:
        candles.then(bare_view("ETH"))
        assert order == ["chart_placed", "tape_begun"]
    else:
        desk._refresh()
        candles.then(bare_view("ETH"))
        assert order == ["tape_begun", "chart_placed"]
    assert desk.selected(ears["assets_shown"][-1][0]).price == 1_950.0  # type: ignore[union-attr]
    assert ears["tape_begun"] == [("ETH", [])]
    assert desk.selected([asset_view("BTC")]) is None


def test_a_picture_is_of_the_chart_that_is_seen(desk: Desk, engine: FakeEngine, ears: Ears) -> None:
    got: list[Any] = []
    desk.load_picture(0, 1, got.append)
    assert ears["said"] == [("There is no chart to save yet.",)]
    desk.show_chart(chart_view("BTC", count=0))
    desk.load_picture(0, 1, got.append)
    assert engine.asked == []
    desk.show_chart(chart_view("BTC"))
    desk.load_picture(5, 9, got.append)
    engine.asked[-1].then("view")
    assert got == ["view"]


# --- the beginning --------------------------------------------------------------------------------


def test_before_the_engine_runs_the_files_are_shown(
    desk: Desk, engine: FakeEngine, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.is_ready = False
    views = {"chart": chart_view("BTC", count=0), "asset": asset_view("BTC", None)}
    monkeypatch.setattr(
        "tracker.ui.store_desk.Views.chart", lambda *_args, **_named: views["chart"], raising=True
    )
    monkeypatch.setattr("tracker.ui.store_desk.Views.asset", lambda *_args: views["asset"])
    desk.load_chart()
    desk.load_beside()
    assert ears["chart_shown"] == [(views["chart"], False)]
    assert ears["found_shown"] == [([], frozenset())]
    assert ears["tape_grown"] == [([],)]
    assert len(ears["assets_shown"][0][0]) == 3


def test_at_the_start_the_candles_are_read_alone_and_the_rest_beside_them(
    desk: Desk, engine: FakeEngine, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.is_ready = False
    whole: list[bool] = []

    def chart(*_args: object, **named: Any) -> Any:
        whole.append(named["whole"])
        return bare_view("BTC")

    monkeypatch.setattr("tracker.ui.store_desk.Views.chart", chart)
    monkeypatch.setattr("tracker.ui.store_desk.Views.asset", lambda *_: asset_view("BTC", None))
    monkeypatch.setattr("tracker.ui.live_flows.read_flows", lambda *_: _flows())
    desk.load_chart(alone=True)
    assert (whole, len(ears["chart_shown"]), ears["flows_grown"]) == ([False], 1, [])
    assert not desk.is_complete
    desk.load_beside()
    assert (len(ears["chart_shown"]), len(ears["flows_grown"])) == (1, 1)
    assert desk.is_complete


def test_files_that_cannot_be_read_are_a_sentence(engine: FakeEngine) -> None:
    def broken(_query: object) -> Any:
        raise TrackerError("journal.db cannot be read: it is damaged.")

    engine.is_ready = False
    desk = Desk(engine, [], ["BTC"], FixedClock(), broken)  # type: ignore[arg-type]
    ears = Ears(desk)
    desk.load_chart()
    desk.load_beside()
    assert set(ears["said"]) == {("journal.db cannot be read: it is damaged.",)}
    desk._timer.stop()


def test_all_is_read_when_the_engine_is_ready_and_no_one_waits_for_one_that_ended(
    desk: Desk, engine: FakeEngine, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[Any] = []
    monkeypatch.setattr("tracker.ui.desk.QTimer.singleShot", lambda _ms, call: later.append(call))
    engine.is_ready = False
    desk.load_when_ready()
    assert later == [desk.load_when_ready]
    engine.is_running = False
    desk.load_when_ready()
    assert len(later) == 1
    engine.is_ready = engine.is_running = True
    desk.load_when_ready()
    kinds = [one.query.__qualname__.split(".")[1] for one in engine.asked]
    assert kinds == ["load_tape", "load_found", "load_chart", "_load_assets_of"]
    _, then, _ = engine.submitted[-1]
    then(None)
    assert ears["warned"] == []
    then("The market cache was damaged.")
    assert ears["warned"] == [("The market cache was damaged.",)]


async def test_a_mended_store_has_a_warning() -> None:
    class Storage:
        warning = "mended"

    class Collector:
        storage = Storage()

    assert await _warning(Collector()) == "mended"  # type: ignore[arg-type]
