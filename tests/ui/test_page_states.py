"""The four pages while something is missing: nothing known, being read, partly, old, unreadable, offline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from tracker.analysis.episode import Memory, Pace, Phase, Reading
from tracker.analysis.pace import Fast
from tracker.analysis.recovery_checks import check
from tracker.analysis.sessions import SessionState
from tracker.domain.cascade import Episode
from tracker.domain.context import Holding, Series
from tracker.domain.context import Reading as ContextReading
from tracker.domain.derivatives import Side
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import use_translator
from tracker.services.context_view import (
    UNTOLD,
    ContextView,
    IndexStanding,
    Standing,
    TreasuryStanding,
    treasury_result,
)
from tracker.services.kept import Kept
from tracker.services.monitor import Monitor
from tracker.services.update import Progress
from tracker.store.sizes import StoredSizes
from tracker.ui.monitor_words import figures, named
from tracker.ui.panels.cascades import CascadePage
from tracker.ui.panels.health import HealthPage
from tracker.ui.panels.health_words import Column
from tracker.ui.panels.market_state import MarketStatePage
from tracker.ui.panels.recovery import RecoveryPage
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.panels.state_mark import MARK_PX
from tracker.ui.theme import DARK, SMALL_PX, text_width
from ui.bench import Bench
from ui.samples import NOW_MS, Asked, has_color, picture

LATER_MS = 65 * MINUTE_MS
LOCKED = "The cache is locked."
REFUSED = "It cannot be reached: the connection was refused."
PAGES = ("cascades", "health", "market-state", "recovery")


def page_of(bench: Bench, name: str) -> QWidget:
    """The page of a name, open and seen."""
    pages = bench.window.pages
    pages.open(name)
    owner = {
        "cascades": pages.cascading,
        "health": pages.feeds,
        "market-state": pages.state,
        "recovery": pages.recovering,
    }[name]
    page = owner.page
    assert page is not None
    assert page.isVisible()
    return page


def bar_of(page: QWidget) -> StateBar:
    return page.state  # type: ignore[attr-defined,no-any-return]


def later(bench: Bench, ms: int = LATER_MS) -> None:
    """Time went by, and nobody told anything."""
    bench.clock.at_ms += ms
    bench.window.pages.tell()


def rows(state: State, reason: str | None = None) -> list[Health]:
    """Every channel of both venues and of a service."""
    channels = (Channel.CANDLES, Channel.LIQUIDATIONS, Channel.SENTIMENT)
    return [
        Health(venue, channel, state, NOW_MS, 60.0, reason)
        for venue in ("spot", "alpha", "beta")
        for channel in channels
    ]


def hear(bench: Bench, found: list[Health]) -> None:
    bench.desk.health_grown.emit(found)
    bench.window.pages.tell()


# --- all of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_heard_is_said_on_each_page_and_no_more_once_they_are(
    bench: Bench, name: str
) -> None:
    hear(bench, rows(State.LIVE))
    page = page_of(bench, name)
    assert bar_of(page).isHidden()
    hear(bench, [one for one in rows(State.DOWN, REFUSED) if one.venue == "alpha"])
    assert bar_of(page).note.text.startswith("Not heard now: Alpha (down).")
    assert bar_of(page).note.role == "warn"
    hear(bench, rows(State.DOWN, REFUSED))
    assert bar_of(page).note.text.startswith("Nobody is heard")
    assert REFUSED in bar_of(page).note.text
    assert bar_of(page).isVisible()
    hear(bench, rows(State.LIVE))
    assert bar_of(page).isHidden()


@pytest.mark.parametrize("name", PAGES)
def test_the_end_of_the_engine_is_said_on_each_page(bench: Bench, name: str) -> None:
    hear(bench, rows(State.LIVE))
    page = page_of(bench, name)
    bench.window.show_ended("The disk is full.")
    assert bar_of(page).note.text.startswith("Nobody is asked any more: The disk is full.")
    # Another engine tells of venues again.
    hear(bench, rows(State.LIVE))
    assert bar_of(page).isHidden()


@pytest.mark.parametrize("name", ["cascades", "recovery"])
def test_history_on_its_way_is_said_where_pages_live_of_it(bench: Bench, name: str) -> None:
    hear(bench, rows(State.LIVE))
    page = page_of(bench, name)
    bench.desk.progress_grown.emit(Progress(100, 400))
    bench.window.pages.tell()
    assert bar_of(page).note.text.startswith("History is loading, 25")
    bench.desk.progress_grown.emit(Progress(400, 400))
    bench.window.pages.tell()
    assert bar_of(page).isHidden()


def last(asked: list[Asked], act: Callable[[], object]) -> Asked:
    """What is asked by that."""
    before = len(asked)
    act()
    assert len(asked) > before, "nothing was asked"
    return asked[-1]


def fail(one: Asked) -> None:
    assert one.failed is not None
    one.failed(LOCKED)


# --- cascades ------------------------------------------------------------------------------------


def episode(**changes: object) -> Episode:
    one = Episode(
        asset="BTC",
        window_ms=4 * HOUR_MS,
        on_ms=NOW_MS - 3 * HOUR_MS,
        off_ms=None,
        start_ms=NOW_MS - 4 * HOUR_MS,
        end_ms=NOW_MS - HOUR_MS,
        peak_ms=NOW_MS - 2 * HOUR_MS,
        index=71.4,
        long_usd=9e8,
        short_usd=1e8,
        side=Side.LONG,
        move=-0.146,
        change=-0.098,
        venues=("alpha",),
        share=0.9,
        lower_bound=True,
        feedback=None,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def cascades(bench: Bench) -> CascadePage:
    page = page_of(bench, "cascades")
    assert isinstance(page, CascadePage)
    return page


def test_cascades_are_being_read_until_they_were(bench: Bench) -> None:
    page = cascades(bench)
    assert page._said.isVisible()
    assert page._said.text() == "Reading the list…"
    # Neither another look nor other colours make an answer of it.
    bench.window.toggle_zone()
    bench.window.toggle_theme()
    assert page._said.text() == "Reading the list…"
    page.show_episodes([], {"BTC": NOW_MS})
    page.show_learnt("BTC", 3.2)
    assert page._said.text().splitlines()[1:] == [
        "Of BTC 3 of 10 are known.",
        f"Looked through up to {_moment(bench)}.",
    ]
    page.show_learnt("BTC", 30.0)
    assert len(page._said.text().splitlines()) == 2


def _moment(bench: Bench) -> str:
    from tracker.ui.zones import moment

    return moment(NOW_MS, bench.window.pages.cascading._zone)


def test_a_list_that_cannot_be_read_says_so_and_is_tried_again(bench: Bench) -> None:
    hear(bench, rows(State.LIVE))
    engine = bench.engine
    fail(last(engine.asked, lambda: cascades(bench)))
    page = cascades(bench)
    assert page._said.text() == "The list of cascades could not be read yet."
    assert page.state.note.text == f"It cannot be read: {LOCKED} It is tried again by itself."
    again = last(engine.asked, bench.window.pages.tell)
    again.then(([episode()], {"BTC": NOW_MS}))
    assert page.table.isVisible()
    assert page.state.isHidden()
    fail(last(engine.asked, bench.desk.episodes_changed.emit))
    assert page.table.isVisible(), "what was read before stays"
    assert "What stands here was read before" in page.state.note.text


def test_a_search_that_is_behind_is_said_to_be(bench: Bench) -> None:
    hear(bench, rows(State.LIVE))
    page = cascades(bench)
    page.show_episodes([episode()], {"BTC": NOW_MS, "ETH": NOW_MS})
    bench.window.pages.tell()
    assert page.state.isHidden()
    assert "Looked through up to 12 Feb" in page._note.text()
    assert page.table.item(0, 2).text() == "3 h so far", "it may go on"
    later(bench)
    assert page.state.note.role == "warn"
    assert "65 min ago: BTC, ETH. A cascade since then" in page.state.note.text


def test_minutes_that_cannot_be_read_do_not_stay_being_read(bench: Bench) -> None:
    page = cascades(bench)
    page.show_episodes([episode()])
    fail(last(bench.engine.asked, lambda: page.table.selectRow(0)))
    assert (
        page.detail() == f"The minutes around it cannot be read: {LOCKED} Choose it again to retry."
    )


# --- health --------------------------------------------------------------------------------------


def health_page(bench: Bench) -> HealthPage:
    page = page_of(bench, "health")
    assert isinstance(page, HealthPage)
    return page


def test_states_of_an_hour_ago_are_not_of_now(bench: Bench) -> None:
    hear(bench, rows(State.LIVE))
    page = health_page(bench)
    state = page.table.model().index(0, Column.STATE)
    assert state.data() == "live"
    assert "live" in page._count.text()
    later(bench)
    assert state.data() == "was live"
    assert page._count.text() == ""
    assert "65 min ago: states are of then." in page.state.note.text
    assert not has_color(picture(page.table), DARK.color("good"))
    hear(bench, [replace(one, last_event_at_ms=bench.clock.at_ms) for one in rows(State.LIVE)])
    assert state.data() == "live"
    assert page.state.isHidden()


def test_what_the_cache_holds_says_what_it_waits_for(bench: Bench) -> None:
    asked = last(bench.engine.asked, lambda: health_page(bench))
    page = health_page(bench)
    assert page.kept() == "How far the past is filled is being read…"
    fail(asked)
    assert page.kept().startswith(f"How far the past is filled cannot be read: {LOCKED}")
    bench.desk.kept_shown.emit(None)
    assert page.kept() == "There is no cache yet: it begins with the first answer of a venue."
    bench.desk.kept_shown.emit(Kept(StoredSizes({}, None), ()))
    assert page.kept().startswith("Cache 412")


def test_no_state_is_cut_in_any_language(bench: Bench) -> None:
    words = {"down": "ganz und gar ausgefallen", "Expected": "Erwartet wird es so oft"}
    use_translator(lambda text, _comment, _count: words.get(text, text))
    try:
        page = health_page(bench)
        state, expected = (page.table.columnWidth(one) for one in (Column.STATE, Column.EXPECTED))
    finally:
        use_translator(None)
    assert state > text_width(words["down"], 12) + MARK_PX
    assert expected > text_width(words["Expected"], SMALL_PX)


# --- the state of the market ---------------------------------------------------------------------


def context(*, age_ms: int = HOUR_MS // 2) -> ContextView:
    def standing(series: Series, value: float) -> Standing:
        one = ContextReading("mood", series, "", NOW_MS - age_ms, NOW_MS - age_ms, value)
        return Standing(one, replace(one, at_ms=one.at_ms - DAY_MS, value=value * 1.1), False)

    holding = Holding("mood", "BTC", "Strategy", "MSTR", NOW_MS, 1_000.0, 5e7)
    return ContextView(
        asset="BTC",
        now_ms=NOW_MS,
        price=67_450.0,
        price_venue="spot",
        price_at_ms=NOW_MS,
        standings={
            Series.MARKET_CAP: standing(Series.MARKET_CAP, 1.3e12),
            Series.FEAR_GREED: standing(Series.FEAR_GREED, 9.0),
        },
        indices=(),
        treasuries=(TreasuryStanding(holding, treasury_result(1_000.0, 5e7, 67_450.0), False),),
        interest_to_cap=0.03,
        interest_venues=("alpha",),
        feeds=(),
    )


def market(bench: Bench) -> MarketStatePage:
    page = page_of(bench, "market-state")
    assert isinstance(page, MarketStatePage)
    return page


def test_before_it_was_read_every_figure_says_so_and_names_its_coin(bench: Bench) -> None:
    page = market(bench)
    assert all("being read from the cache…" in text for text in page.texts())
    bench.desk.context_unread.emit(LOCKED)
    assert all("cannot be read now" in text for text in page.texts())
    assert page.state.note.text.startswith(f"It cannot be read: {LOCKED}")
    assert page.series[Series.DOMINANCE].words.startswith("BTC dominance")
    asked = last(bench.engine.asked, bench.window.pages.tell)
    asked.then(context())
    assert "$1.30T" in page.series[Series.MARKET_CAP].words
    assert LOCKED not in page.state.note.text


def test_figures_grow_old_while_nobody_reads_them_anew(bench: Bench) -> None:
    page = market(bench)
    bench.desk.context_shown.emit(context())
    assert has_color(picture(page.holders), DARK.color("up"))
    assert "30 min ago" in page.series[Series.MARKET_CAP].words
    assert "3.0" in page.interest.words
    later(bench, 2 * HOUR_MS)
    cap = page.series[Series.MARKET_CAP].words
    assert cap.startswith("BTC market cap   stale")
    assert "2 h ago" in cap
    assert "no fresh market cap or open interest" in page.interest.words
    assert page._treasuries.text().endswith("at 67,450, spot, 2 h ago")
    assert not has_color(picture(page.holders), DARK.color("up")), "a result of then is no gain now"
    assert not has_color(picture(page.series[Series.MARKET_CAP]), DARK.color("down"))
    # A price of now makes them results of now.
    bench.desk.context_shown.emit(replace(context(), now_ms=bench.clock.at_ms))
    page.show_context(context().at_price(67_450.0, NOW_MS))
    assert has_color(picture(page.holders), DARK.color("up"))


def test_an_index_that_has_closed_twice_since_says_no_risk_off() -> None:
    reading = ContextReading("mood", Series.DAX, "", NOW_MS, NOW_MS, 24_000.0)
    session = SessionState(is_open=True, day=date(2026, 2, 12))
    index = IndexStanding(Series.DAX, Standing(reading, None, False), session, None, True)
    view = replace(context(), indices=(index,))
    assert view.at_time(NOW_MS + HOUR_MS).risk_off == (Series.DAX,)
    later = view.at_time(NOW_MS + 5 * DAY_MS)
    assert later.risk_off is None, "what another session may have undone is old news"
    assert not later.indices[0].session.is_open
    assert later.standings[Series.MARKET_CAP].is_stale
    assert later.treasuries[0].is_stale
    assert later.interest_to_cap is None


def test_a_service_that_has_not_answered_is_not_nobody(bench: Bench) -> None:
    page = market(bench)
    empty = replace(
        context(),
        standings={},
        treasuries=(),
        interest_to_cap=None,
        tells={"mood": frozenset({Series.FEAR_GREED})},
        feeds=(Health("mood", Channel.TREASURIES, State.DOWN, reason=REFUSED),),
    )
    bench.desk.context_shown.emit(empty)
    assert UNTOLD in page.series[Series.FEAR_GREED].words
    assert "Nobody is asked for it." in page.series[Series.VIX].words
    assert page.holders.text == f"Nobody has told what companies hold of this coin. {REFUSED}"


# --- recovery ------------------------------------------------------------------------------------


def monitor(at_ms: int = NOW_MS, **changes: object) -> Monitor:
    reading = Reading(at_ms, Pace(12e6, 10e6, 10e6), Pace(4e6, 10e6, 10e6), ("alpha",), 1.0)
    memory = Memory(
        phase=Phase.EASING,
        at_ms=at_ms - HOUR_MS,
        since_ms=at_ms - 9 * HOUR_MS,
        episode=1,
        base_usd=10e6,
        peak_usd=400e6,
        extreme=60_500,
        extreme_ms=at_ms - 30 * HOUR_MS,
    )
    one = Monitor("BTC", memory, reading, check(memory, reading), Fast(8e6, 1.0), memory.at_ms)
    return replace(one, **changes)  # type: ignore[arg-type]


def recovery(bench: Bench) -> RecoveryPage:
    page = page_of(bench, "recovery")
    assert isinstance(page, RecoveryPage)
    return page


def test_where_a_coin_stands_is_being_read_until_it_was(bench: Bench) -> None:
    page = recovery(bench)
    assert page.said().startswith("Nothing was received of BTC yet."), "there is no cache"
    page.show_monitor(monitor())
    assert page.said() == ""
    bench.desk.asset = "ETH"
    bench.window.pages.tell()
    assert page.said() == "Where ETH stands is being read…", "nothing of another coin is left"
    page.show_monitor(replace(monitor(), asset="ETH"))
    assert page.said() == ""


def test_a_sentence_alone_is_seen_in_a_small_dock(bench: Bench) -> None:
    page = recovery(bench)
    assert page.said()
    alone = page.minimumSizeHint().height()
    page.show_monitor(monitor())
    assert alone < 120 < page.minimumSizeHint().height()


def test_venues_have_the_names_that_people_know() -> None:
    one = monitor()
    assert one.reading is not None
    dead = replace(one.reading, dead=("alpha",))
    said = named(replace(one, reading=dead, checks=check(one.memory, dead)), {"alpha": "Alpha"})
    assert "counted over Alpha" in figures(said)
    assert said.checks is not None
    assert said.checks.pace.dead == ("Alpha",)
    assert named(replace(one, reading=None, checks=None), {}).reading is None


def test_where_it_cannot_be_read_that_is_said_and_tried_again(bench: Bench) -> None:
    hear(bench, rows(State.LIVE))
    studied = bench.engine.studied
    page = recovery(bench)
    fail(studied[-1])
    assert page.said() == "Where BTC stands could not be read yet."
    assert page.state.note.text.startswith(f"It cannot be read: {LOCKED}")
    last(studied, bench.window.pages.tell)
    page.show_monitor(monitor())
    assert page.said() == ""
    assert page.state.isHidden()
    fail(studied[-1])
    assert page.said() == "", "what was read before stays"
    assert "read before" in page.state.note.text


def test_figures_of_an_hour_ago_are_pale_and_say_their_time(bench: Bench) -> None:
    hear(bench, rows(State.LIVE))
    page = recovery(bench)
    page.show_monitor(monitor())
    bench.window.pages.tell()
    assert page.state.isHidden()
    assert "?" in page.marks()
    assert has_color(picture(page), DARK.color("warn"))
    later(bench)
    assert "65 min ago; how it stands now is not known." in page.state.note.text
    assert not any(has_color(picture(one), DARK.color("warn")) for one in page._marks)
    page.show_monitor(monitor(bench.clock.at_ms))
    assert page.state.isHidden()
    assert any(has_color(picture(one), DARK.color("warn")) for one in page._marks)


def test_hours_that_nobody_judged_are_no_calm_and_venues_have_their_names(bench: Bench) -> None:
    page = recovery(bench)
    unjudged = replace(monitor(), memory=Memory(), checks=None)
    page.show_monitor(unjudged)
    assert page.text().count("no episode is known") == 2
    assert page._no_turns.text() == "No hour was judged lately."
    behind = monitor()
    page.show_monitor(replace(behind, memory=replace(behind.memory, at_ms=NOW_MS - DAY_MS)))
    assert "Judged up to 11 Feb 09:30 UTC" in page.text()
