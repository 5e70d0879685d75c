"""The context tile and the page of the market's state: what they say, what they do not, and how one gets there."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.analysis.context import Correlation, treasury_result
from tracker.analysis.sessions import SessionState
from tracker.domain.context import Holding, Reading, Series
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services.context_view import (
    ContextView,
    IndexStanding,
    Standing,
    TreasuryStanding,
)
from tracker.sources.context import ContextSource
from tracker.ui.market_state import ContextParts, MarketState
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.context_tiles import say_strip
from tracker.ui.panels.market_state import MarketStatePage, Offer
from tracker.ui.panels.tile import Tile
from tracker.ui.theme import DARK, LIGHT, style_sheet
from ui.bench import MakeBench
from ui.samples import NOW_MS, asset_view, click, has_color, picture

N = "\u202f"
TITLES = {"mood": "Mood Inc.", "quotes": "Quotes", "keeper": "Keeper"}
OFFER = Offer("quotes", "Quotes", "Personal use only.")


def standing(series: Series, value: float, before: float | None = None, age_h: int = 9) -> Standing:
    at_ms = NOW_MS - age_h * HOUR_MS
    words = "Extreme Fear" if series is Series.FEAR_GREED else ""
    one = Reading("mood", series, "", at_ms, at_ms, value, words=words)
    known = Reading("mood", series, "", at_ms - DAY_MS, at_ms - DAY_MS, before or value)
    return Standing(one, known if before is not None else None, is_stale=False)


def index(series: Series, change: float, *, risk_off: bool | None, is_open: bool) -> IndexStanding:
    correlated = Correlation(0.52, 0.25, 0.71, 42, 0, NOW_MS)
    session = SessionState(is_open, parse_day("2026-02-11"))
    return IndexStanding(
        series, standing(series, 6_000 * (1 + change), 6_000.0), session, correlated, risk_off
    )


def parse_day(text: str):  # noqa: ANN201
    from datetime import date

    return date.fromisoformat(text)


def context(**changes: object) -> ContextView:
    price = 67_450.0
    cost = 714_644 * 76_056.0
    kept = Holding("keeper", "BTC", "Strategy", "MSTR", NOW_MS - HOUR_MS, 714_644.0, cost)
    silent = Holding("keeper", "BTC", "Silent", "", NOW_MS - HOUR_MS, 500.0, None)
    view = ContextView(
        asset="BTC",
        now_ms=NOW_MS,
        price=price,
        price_venue="spot",
        price_at_ms=NOW_MS,
        standings={
            Series.FEAR_GREED: standing(Series.FEAR_GREED, 9.0, 11.0),
            Series.DOMINANCE: standing(Series.DOMINANCE, 0.573, 0.572),
            Series.US_10Y: standing(Series.US_10Y, 0.0431, 0.043),
        },
        indices=(
            index(Series.STOXX_50, -0.004, risk_off=False, is_open=True),
            index(Series.DAX, -0.0121, risk_off=True, is_open=True),
        ),
        treasuries=tuple(
            TreasuryStanding(one, treasury_result(one.coins, one.cost_usd, price), is_stale=False)
            for one in (kept, silent)
        ),
        interest_to_cap=0.0306,
        interest_venues=("alpha", "beta"),
        feeds=(
            Health("cboe", Channel.VOLATILITY, State.BLOCKED, reason="It refuses this region."),
        ),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


EMPTY = context(standings={}, indices=(), treasuries=(), interest_to_cap=None, feeds=())


@pytest.fixture
def tile(qtbot: QtBot) -> Tile:
    made = Tile("Context", DARK)
    qtbot.addWidget(made)
    made.resize(240, made.height())
    return made


@pytest.fixture
def page(qtbot: QtBot) -> MarketStatePage:
    made = MarketStatePage(TITLES, ["Powered by Mood Inc."], [OFFER], DARK)
    made.setStyleSheet(style_sheet(DARK))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


# --- the tile ----------------------------------------------------------------------------------------


def test_the_tile_says_mood_the_index_that_falls_and_the_largest_holder(tile: Tile) -> None:
    say_strip(tile, context(), TITLES)
    assert tile.words == (
        "Context   risk-off\n9 extreme fear\n"
        f"DAX −1.2{N}% (open) · Strategy −$6.15B\n"
        "Fear & Greed by Mood Inc., 9 h ago."
    )
    shot = picture(tile)
    assert has_color(shot, DARK.color("down"))


def test_what_cannot_be_assessed_has_a_question_mark_and_what_is_unknown_no_figure(
    tile: Tile,
) -> None:
    say_strip(tile, EMPTY, TITLES)
    assert tile.words == "Context\n–\nnothing received yet"
    say_strip(tile, context(indices=(), treasuries=()), TITLES)
    assert tile.words.splitlines()[0] == "Context   risk-off ?"
    calm = (index(Series.DAX, 0.004, risk_off=False, is_open=False),)
    say_strip(tile, context(indices=calm), TITLES)
    assert "no risk-off" in tile.words
    assert f"DAX +0.4{N}% (Wed)" in tile.words


def test_an_old_mood_is_not_written_as_the_present(tile: Tile) -> None:
    old = replace(standing(Series.FEAR_GREED, 9.0, age_h=50), is_stale=True)
    say_strip(tile, context(standings={Series.FEAR_GREED: old}), TITLES)
    assert "9 stale, 2 d old" in tile.words
    shot = picture(tile)
    assert not has_color(shot, DARK.color("text"))
    assert has_color(shot, DARK.color("warn"))


# --- the page ----------------------------------------------------------------------------------------


def test_every_figure_says_whose_it_is_how_old_and_what_it_means(page: MarketStatePage) -> None:
    page.show_context(context())
    mood = page.series[Series.FEAR_GREED].words.splitlines()
    assert mood[:4] == [
        "Fear & Greed",
        "9 extreme fear",
        "−2 since 11 Feb",
        "Mood Inc. · 9 h ago",
    ]
    assert mood[4].startswith("A daily index of the mood")
    assert page.series[Series.US_10Y].words.splitlines()[1:3] == [f"4.31{N}%", "+1 bp since 11 Feb"]
    assert page.series[Series.DOMINANCE].words.splitlines()[:3] == [
        "BTC dominance",
        f"57.3{N}%",
        "+0.1 pt in 24 h",
    ]
    dax = page.indices[Series.DAX].words
    assert dax.startswith(f"DAX   open\n5,927.4 −1.21{N}%\nrisk-off · BTC 0.52 (0.25 to 0.71)")
    assert "over 42 days" in dax
    assert page.risk.words.splitlines()[:3] == ["Risk-off   2 of 2 assessed", "Risk-off", "DAX"]
    assert page.interest.words.splitlines()[1] == f"3.1{N}%"


def test_what_is_missing_says_why_and_claims_nothing(page: MarketStatePage) -> None:
    page.show_context(context(standings={}, indices=(), treasuries=(), interest_to_cap=None))
    assert page.series[Series.VIX].words.splitlines()[1:3] == ["–", "It refuses this region."]
    assert page.series[Series.FEAR_GREED].words.splitlines()[2] == "Nobody is asked for it."
    assert page.indices[Series.DAX].words.splitlines()[2] == (
        "asked only with your consent, see below"
    )
    assert page.risk.words.splitlines()[1:3] == ["?", "cannot be assessed now"]
    assert page.holders.text == "Nobody has told what companies hold of this coin."
    shot = picture(page)
    assert not has_color(shot, DARK.color("up"))
    assert not has_color(shot, DARK.color("down"))


def test_a_holder_without_a_cost_has_no_result(page: MarketStatePage) -> None:
    page.show_context(context())
    strategy, silent = page.holders.text.splitlines()
    assert (
        strategy
        == f"Strategy · MSTR  714,644  76,056  −$6.15B  −11.3{N}%  $482M  Keeper · 60 min ago"
    )
    assert silent == "Silent  500  –  n/a  $337K  Keeper · 60 min ago"


def test_long_reasons_are_broken_and_every_theme_paints(page: MarketStatePage) -> None:
    long = "It cannot be reached: the certificate of a proxy in between cannot be trusted here."
    feeds = (Health("mood", Channel.SENTIMENT, State.DOWN, reason=long),)
    page.resize(900, 700)
    page.show_context(context(standings={}, feeds=feeds))
    assert long in page.series[Series.FEAR_GREED].words
    dark = picture(page)
    page.set_palette(LIGHT)
    page.setStyleSheet(style_sheet(LIGHT))
    assert not np.array_equal(picture(page), dark)


def test_terms_are_read_before_a_service_is_switched_on(
    page: MarketStatePage, qtbot: QtBot
) -> None:
    offer = page.offers["quotes"]
    assert any("Personal use only." in one.text() for one in offer.findChildren(QLabel))
    with qtbot.waitSignal(page.agreed) as agreed:
        offer.findChildren(QPushButton)[0].click()
    assert agreed.args == ["quotes"]
    page.hide_offer("quotes", "Quotes by Quotes")
    assert not offer.isVisible()
    page.show_context(EMPTY)
    assert page.indices[Series.DAX].words.splitlines()[2] == "Nobody is asked for it."


# --- how one gets there --------------------------------------------------------------------------------


def test_the_page_opens_by_the_tile_the_key_and_the_chip(
    make_bench: MakeBench, qtbot: QtBot
) -> None:
    bench = make_bench()
    window = bench.window
    window.show()
    qtbot.waitExposed(window)
    assert window.pages.state.page is None
    bench.desk.context_shown.emit(context())
    click(qtbot, window.tiles.context)
    page = window.pages.state.page
    assert page is not None
    assert page.isVisible()
    assert "extreme fear" in page.series[Series.FEAR_GREED].words
    window.placing.docks["market-state"].close()
    assert not page.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert page.isVisible()
    window.placing.docks["market-state"].close()
    window.status.context_wanted.emit()
    assert window.pages.state.page is page
    assert page.isVisible()


def test_results_of_treasuries_follow_the_price(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.desk.context_shown.emit(context())
    assert "−$6.15B" in bench.window.tiles.context.words
    bench.desk.show_assets([asset_view("BTC", 76_800.0)])
    assert "Strategy +$532M" in bench.window.tiles.context.words
    # The price of another coin is none of its business.
    bench.desk.show_assets([asset_view("ETH", 1_956.2)])
    assert "Strategy +$532M" in bench.window.tiles.context.words


class Quotes(QWidget):
    venue: ClassVar = "quotes"
    title: ClassVar = "Quotes"
    terms: ClassVar = "Personal use only."
    attribution: ClassVar = "Quotes by Quotes"


def test_agreeing_asks_the_service_and_a_file_that_cannot_be_written_is_said(
    make_bench: MakeBench, tile: Tile, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench()
    asked: list[object] = []
    monkeypatch.setattr(bench.desk, "add_service", asked.append)
    fails = True

    def agree(_venue: str) -> ContextSource:
        if fails:
            raise TrackerError("config.toml cannot be written: no room.")
        return Quotes  # type: ignore[return-value]

    parts = ContextParts((), [Quotes], agree, TITLES)  # type: ignore[list-item]
    dock = PanelDock("state", "State", (400, 300))
    state = MarketState(bench.desk, tile, parts, dock, DARK, listening=bench.window.pages.listening)
    said: list[str] = []
    state.said.connect(said.append)
    dock.show()
    assert state.page is not None
    state.page.agreed.emit("quotes")
    assert (said, asked) == (["config.toml cannot be written: no room."], [])
    fails = False
    state.page.agreed.emit("quotes")
    assert asked == [Quotes]
    assert said[1] == "Quotes is asked from now on."


def test_a_choice_of_another_coin_waits_for_its_own_context(make_bench: MakeBench) -> None:
    bench = make_bench()
    engine = bench.engine
    engine.is_ready = True
    bench.desk.load_context()
    late = engine.asked[-1]
    bench.desk.asset = "ETH"
    shown: list[object] = []
    bench.desk.context_shown.connect(shown.append)
    late.then(context())
    assert shown == []
