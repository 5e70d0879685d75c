"""The strip of six answers: what is known, what is not, and nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.cascade import MAIN_MS, Reading
from tracker.analysis.feedback import Feedback
from tracker.analysis.liquidations import Total
from tracker.analysis.open_interest_split import InterestSplit, Missing
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import FeedKind, Mark, Side
from tracker.services.cascade_reading import CascadeView
from tracker.ui.panels.tiles import Tile, TileStrip
from tracker.ui.theme import DARK, LIGHT
from ui.samples import (
    NOW_MS,
    asset_view,
    coverage,
    has_color,
    interest_split,
    market,
    picture,
    unknown_view,
)


@pytest.fixture
def strip(qtbot: QtBot) -> TileStrip:
    made = TileStrip(DARK)
    qtbot.addWidget(made)
    made.resize(1_600, 82)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_before_anything_is_known_nothing_is_claimed(strip: TileStrip) -> None:
    for tile in strip.tiles:
        lines = tile.text.splitlines()
        assert lines[1] == "–"
        assert lines[2] in ("nothing received yet", "not measured yet")
        assert not any(char.isdigit() for char in lines[1] + lines[2])
    shot = picture(strip)
    for role in ("up", "down", "cascade", "level"):
        assert not has_color(shot, DARK.color(role)), role


def test_a_coin_of_which_nothing_was_received_claims_nothing(strip: TileStrip) -> None:
    strip.show_asset(unknown_view("BNB"))
    assert strip.price.text == "BNB price\n–\nnothing received yet"
    assert "no feed was observed in the last 24 h" in strip.liquidations.text
    assert strip.liquidations.text.splitlines()[1] == "–"
    assert strip.interest.text == "Open interest\n–\nno venue has said yet"
    shot = picture(strip)
    assert not has_color(shot, DARK.color("down"))
    assert not has_color(shot, DARK.color("up"))


def test_the_answers_that_are_there(strip: TileStrip) -> None:
    strip.show_asset(asset_view())
    assert strip.price.text == (
        "BTC price   12 Feb 09:30 UTC\n67,450 −1.37\u202f%\nnearest level 70,000, +3.8\u202f%"
    )
    assert strip.liquidations.text == (
        "Liquidations 24 h   61\u202f% seen\n≥\u202f$237M\nlongs 76\u202f% · 2 of 2 venues\n"
        "Click for all windows and venues"
    )
    assert strip.interest.text == (
        "Open interest   2 venues, one-sided\n612K BTC $41.3B\n"
        "positions −2.50\u202f%, price −1.98\u202f% in 24 h\n"
        "USD −4.45\u202f% in 24 h: price did −1.98\u202f% of it, positions −2.48\u202f%; "
        "contracts −2.50\u202f%.\n"
        "Called long unwinding. Every contract has a long and a short; the label is a convention "
        "about who seems to press, not an observation."
    )
    assert strip.cascade.text.startswith("Cascade\n–\nnothing received yet")
    assert strip.price.accessibleName().startswith("BTC price: 67,450 −1.37")


def test_what_is_missing_is_said(strip: TileStrip) -> None:
    view = asset_view(
        mark=Mark(market(venue="alpha"), NOW_MS, 67_000.0),
        nearest=None,
        price_at_ms=None,
        interest_venues=("alpha",),
        interest_24h=interest_split(
            0.0, 0.02, Missing("beta", 2e9, NOW_MS), Missing("c", None, None)
        ),
        liquidations_24h=Total(0.0, 0.0, 0, None, coverage(1.0, 1.0)),
    )
    strip.show_asset(view)
    assert "no level on the list · mark 67,000" in strip.price.text
    assert strip.liquidations.text.splitlines()[1:3] == ["$0", "none reported"]
    assert "1 venue, one-sided" in strip.interest.text
    assert (
        "positions +2.00\u202f%, price 0.00\u202f% in 24 h · without beta, c" in strip.interest.text
    )
    assert "Without beta, last $2.00B: it is not known at both ends." in strip.interest.text
    assert "Without c: it is not known at both ends." in strip.interest.text
    strip.show_asset(replace(view, interest_24h=InterestSplit(0, NOW_MS)))
    assert strip.interest.text.endswith("change in 24 h unknown yet")


def test_a_sampled_feed_makes_a_lower_bound_also_where_all_was_seen(strip: TileStrip) -> None:
    complete = Total(2e6, 1e6, 3, None, coverage(1.0, 1.0))
    strip.show_asset(asset_view(liquidations_24h=complete))
    assert strip.liquidations.text.splitlines()[1] == "$3.00M"
    sampled = Total(2e6, 1e6, 3, None, coverage(1.0, 1.0, kind=FeedKind.SAMPLED))
    strip.show_asset(asset_view(liquidations_24h=sampled))
    assert strip.liquidations.text.splitlines()[1] == "≥\u202f$3.00M"
    assert "capped" not in strip.liquidations.text
    parts = tuple(replace(part, capped_share=0.1) for part in sampled.coverage.parts)
    strip.show_asset(asset_view(liquidations_24h=replace(sampled, coverage=Coverage(parts))))
    assert strip.liquidations.text.splitlines()[0].endswith("100\u202f% seen, capped")


def test_the_bar_shows_longs_against_shorts(strip: TileStrip) -> None:
    quarter = Total(1e6, 3e6, 3, None, coverage(1.0, 1.0))
    strip.show_asset(asset_view(liquidations_24h=quarter, change_24h=0.0))
    row = picture(strip.liquidations)[55]
    longs = (row == _rgb("down")).all(axis=-1).sum()
    shorts = (row == _rgb("up")).all(axis=-1).sum()
    assert longs / (longs + shorts) == pytest.approx(0.25, abs=0.02)


def _rgb(role: str) -> list[int]:
    color = DARK.color(role)
    return [color.red(), color.green(), color.blue()]


def test_palette_and_zone_change_what_is_there(strip: TileStrip) -> None:
    strip.set_zone(timezone(timedelta(hours=2), "EET"))
    assert strip.price.text.startswith("Price")
    strip.show_asset(asset_view())
    assert "12 Feb 11:30 EET" in strip.price.text
    strip.set_palette(LIGHT)
    shot = picture(strip)
    assert has_color(shot, LIGHT.color("panel"), least=10_000)
    assert has_color(shot, LIGHT.color("down"))
    assert not has_color(shot, DARK.color("panel"))


@pytest.mark.parametrize("width", [100, 160, 240])
def test_nothing_is_written_over_the_edge(qtbot: QtBot, width: int) -> None:
    tile = Tile("Liquidations 24 h", DARK)
    qtbot.addWidget(tile)
    tile.say(
        "≥\u202f$237M",
        unit=[("a unit that is too long to stand beside the figure", "quiet")],
        line=[("−2.50\u202f%", "down"), (" in coins in 24 h · without Bybit, OKX, Gate", "quiet")],
        scope="61\u202f% of venues seen",
    )
    tile.resize(width, 82)
    shot = picture(tile)
    margin = shot[:, width - 11 : width - 1]
    panel = DARK.color("panel")
    assert (margin == [panel.red(), panel.green(), panel.blue()]).all()
    assert tile.minimumSizeHint().width() > 100


def test_a_unit_that_fits_is_written(qtbot: QtBot) -> None:
    tile = Tile("Open interest", DARK)
    qtbot.addWidget(tile)
    tile.resize(240, 82)
    tile.say("612K BTC", unit=[("$41.3B", "interest")])
    assert has_color(picture(tile), DARK.color("interest"))
    tile.resize(130, 82)
    assert not has_color(picture(tile), DARK.color("interest"))
    assert "$41.3B" in tile.toolTip()


# --- cascade -----------------------------------------------------------------------------------


def _reading(index: float | None, **changes: object) -> Reading:
    one = Reading(
        NOW_MS, MAIN_MS, index, 1.8, 7.5, 5.6, Side.LONG, False, 343e6, 1.0, -0.15, -0.12
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def _cascade(index: float | None, days: float = 30.0, **changes: object) -> CascadeView:
    found = Feedback(Side.LONG, 0.62, 0.5, 0.74, 900, 0.1, 7_000)
    return CascadeView((_reading(index, **changes),), found, days, coverage(0.9, 1.0))


def test_a_cascade_with_its_three_parts_and_feedback(strip: TileStrip) -> None:
    strip.show_cascade(_cascade(94.6))
    assert strip.cascade.text.removesuffix("\nClick for all cascades (F6)") == (
        "Cascade   4 h · 95\u202f% seen\n95 cascade\nP 1.8 · F 7.5 · I 5.6 · B 0.62 amplifying"
    )
    assert has_color(picture(strip), DARK.color("cascade"))


def test_calm_is_only_what_was_seen_as_a_whole(strip: TileStrip) -> None:
    strip.show_cascade(_cascade(7.0))
    assert strip.cascade.text.splitlines()[1] == "7 calm"
    strip.show_cascade(_cascade(7.0, at_least=True))
    assert strip.cascade.text.splitlines()[1] == "≥\u202f7 not seen as a whole"
    strip.show_cascade(_cascade(40.0))
    assert strip.cascade.text.splitlines()[1] == "40 strained"


def test_an_index_that_is_not_known_says_why(strip: TileStrip) -> None:
    strip.show_cascade(_cascade(None, positions=None))
    assert strip.cascade.text.splitlines()[1:3] == ["–", "contracts not known over 4 h"]
    strip.show_cascade(_cascade(None, days=3.2, pressure=None))
    assert strip.cascade.text.splitlines()[2] == "learning what is normal: 3 of 10 days"
    strip.show_cascade(None)
    assert strip.cascade.text.startswith("Cascade\n–\nnothing received yet")


def test_a_click_wants_to_know_more(strip: TileStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.cascade.clicked):
        qtbot.mouseClick(strip.cascade, Qt.MouseButton.LeftButton)
