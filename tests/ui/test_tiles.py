"""The strip of six answers: what is known, what is not, and nothing made up."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from tracker.analysis.cascade import MAIN_MS, Reading
from tracker.analysis.feedback import Feedback
from tracker.analysis.liquidations import Total
from tracker.analysis.open_interest_split import InterestSplit, Missing
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import FeedKind, Mark, Side
from tracker.domain.times import MINUTE_MS
from tracker.services.cascade_reading import CascadeView
from tracker.ui.panels.tile import Tile, _Pen, broken, shortened
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.theme import DARK, LIGHT, SMALL_PX, metrics, text_width
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
        lines = tile.words.splitlines()
        assert lines[1] == "–"
        assert lines[2] in ("nothing received yet", "not measured yet")
        assert not any(char.isdigit() for char in lines[1] + lines[2])
    shot = picture(strip)
    for role in ("up", "down", "cascade", "level"):
        assert not has_color(shot, DARK.color(role)), role


def test_a_coin_of_which_nothing_was_received_claims_nothing(strip: TileStrip) -> None:
    strip.show_asset(unknown_view("BNB"))
    assert strip.price.words == "BNB price\n–\nnothing received yet"
    assert "no feed was observed in the last 24 h" in strip.liquidations.words
    assert strip.liquidations.words.splitlines()[1] == "–"
    assert strip.interest.words == "Open interest\n–\nno venue has said yet"
    shot = picture(strip)
    assert not has_color(shot, DARK.color("down"))
    assert not has_color(shot, DARK.color("up"))


def test_the_answers_that_are_there(strip: TileStrip) -> None:
    strip.show_asset(asset_view())
    assert strip.price.words == (
        "BTC price   12 Feb 09:30 UTC\n67,450 −1.37\u202f%\nnearest level 70,000, +3.8\u202f%"
    )
    assert strip.liquidations.words == (
        "Liquidations 24 h   61\u202f% seen\n≥\u202f$237M\nlongs 76\u202f% · 2 of 2 venues\n"
        "Click for all windows and venues"
    )
    assert strip.interest.words == (
        "Open interest   2 venues, one-sided\n612K BTC $41.3B\n"
        "positions −2.50\u202f%, price −1.98\u202f% in 24 h\n"
        "USD −4.45\u202f% in 24 h: price did −1.98\u202f% of it, positions −2.48\u202f%; "
        "contracts −2.50\u202f%.\n"
        "Called long unwinding. Every contract has a long and a short; the label is a convention "
        "about who seems to press, not an observation."
    )
    assert strip.cascade.words.startswith("Cascade\n–\nnothing received yet")
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
    assert "no level on the list · mark 67,000" in strip.price.words
    assert strip.liquidations.words.splitlines()[1:3] == ["$0", "none reported"]
    assert "1 venue, one-sided" in strip.interest.words
    assert (
        "positions +2.00\u202f%, price 0.00\u202f% in 24 h · without beta, c"
        in strip.interest.words
    )
    assert "Without beta, last $2.00B: it is not known at both ends." in strip.interest.words
    assert "Without c: it is not known at both ends." in strip.interest.words
    strip.show_asset(replace(view, interest_24h=InterestSplit(0, NOW_MS)))
    assert strip.interest.words.endswith("change in 24 h unknown yet")


def test_a_sampled_feed_makes_a_lower_bound_also_where_all_was_seen(strip: TileStrip) -> None:
    complete = Total(2e6, 1e6, 3, None, coverage(1.0, 1.0))
    strip.show_asset(asset_view(liquidations_24h=complete))
    assert strip.liquidations.words.splitlines()[1] == "$3.00M"
    sampled = Total(2e6, 1e6, 3, None, coverage(1.0, 1.0, kind=FeedKind.SAMPLED))
    strip.show_asset(asset_view(liquidations_24h=sampled))
    assert strip.liquidations.words.splitlines()[1] == "≥\u202f$3.00M"
    assert "capped" not in strip.liquidations.words
    parts = tuple(replace(part, capped_share=0.1) for part in sampled.coverage.parts)
    strip.show_asset(asset_view(liquidations_24h=replace(sampled, coverage=Coverage(parts))))
    assert strip.liquidations.words.splitlines()[0].endswith("100\u202f% seen, capped")


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
    assert strip.price.words.startswith("Price")
    strip.show_asset(asset_view())
    assert "12 Feb 11:30 EET" in strip.price.words
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
    assert strip.cascade.words.removesuffix("\nClick for all cascades (F6)") == (
        "Cascade   4 h · 95\u202f% seen\n95 cascade\nP 1.8 · F 7.5 · I 5.6 · B 0.62 amplifying"
    )
    assert has_color(picture(strip), DARK.color("cascade"))


def test_calm_is_only_what_was_seen_as_a_whole(strip: TileStrip) -> None:
    strip.show_cascade(_cascade(7.0))
    assert strip.cascade.words.splitlines()[1] == "7 calm"
    strip.show_cascade(_cascade(7.0, at_least=True))
    assert strip.cascade.words.splitlines()[1] == "≥\u202f7 not seen as a whole"
    strip.show_cascade(_cascade(40.0))
    assert strip.cascade.words.splitlines()[1] == "40 strained"


def test_an_index_that_is_not_known_says_why(strip: TileStrip) -> None:
    strip.show_cascade(_cascade(None, positions=None))
    assert strip.cascade.words.splitlines()[1:3] == ["–", "contracts not known over 4 h"]
    strip.show_cascade(_cascade(None, days=3.2, pressure=None))
    assert strip.cascade.words.splitlines()[2] == "learning what is normal: 3 of 10 days"
    strip.show_cascade(None)
    assert strip.cascade.words.startswith("Cascade\n–\nnothing received yet")


def test_a_click_wants_to_know_more(strip: TileStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.cascade.wanted):
        qtbot.mouseClick(strip.cascade, Qt.MouseButton.LeftButton)


def test_a_price_that_is_not_the_present_any_more_says_its_age(strip: TileStrip) -> None:
    strip.show_asset(asset_view())
    strip.tell(NOW_MS + 9 * MINUTE_MS)
    assert "no news" not in strip.price.words
    strip.tell(NOW_MS + 14 * MINUTE_MS)
    assert "no news for 14 min · level 70,000" in strip.price.words
    assert strip.price._is_old


def test_a_line_is_broken_between_words_and_keeps_its_colours() -> None:
    parts = [
        ("positions ", "quiet"),
        ("−2.50\u202f%", "down"),
        (", price ", "quiet"),
        ("+1\u202f%", "up"),
    ]
    assert broken(parts, 1_000) == (parts, ())
    upper, lower = broken(parts, text_width("positions −2.50\u202f%, price", SMALL_PX) + 1)
    assert upper == [("positions ", "quiet"), ("−2.50\u202f%", "down"), (", price", "quiet")]
    assert lower == [("+1\u202f%", "up")]


def test_what_parts_two_lines_begins_none() -> None:
    percent = [("next 65,000, −1.4\u202f%", "quiet")]  # a figure and its unit stay together
    upper, lower = broken(percent, text_width("next 65,000, −1.4", SMALL_PX) + 1)
    assert [text for text, _ in (*upper, *lower)] == ["next 65,000,", "−1.4\u202f%"]
    upper, lower = broken([("one · two", "quiet")], text_width("one", SMALL_PX) + 1)
    assert (upper, lower) == ([("one", "quiet")], [("two", "quiet")])


def test_under_a_bar_a_line_gives_up_its_last_part_as_a_whole() -> None:
    line = [("longs 78\u202f% · 2.2× normal · 77th pct", "quiet")]
    room = text_width("longs 78\u202f% · 2.2× normal · 7", SMALL_PX)
    assert shortened(line, room) == [("longs 78\u202f% · 2.2× normal", "quiet")]
    assert shortened(line, 1.0) == [("longs 78\u202f%", "quiet")]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (400, "68\u202f% of 3 venues, capped"),
        (230, "68\u202f% of 3 venues"),
        (160, "68\u202f%"),
        (90, ""),
    ],
)
def test_a_scope_gives_up_its_last_parts_as_a_whole(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, shown: str
) -> None:
    said: list[str] = []
    told = _Pen.say

    def say(pen: _Pen, parts: Any, *where: Any, **more: Any) -> float:
        said.extend(text for text, _ in parts)
        return told(pen, parts, *where, **more)

    monkeypatch.setattr(_Pen, "say", say)
    tile = Tile("Liquidations 24 h", DARK)
    qtbot.addWidget(tile)
    tile.resize(width, 82)
    tile.say("≥\u202f$419M", unit=[("in 24 h", "quiet")], scope="68\u202f% of 3 venues, capped")
    picture(tile)
    assert [one for one in said if one.startswith("68")] == ([shown] if shown else [])


def test_in_the_smallest_window_nothing_unknown_is_cut(
    strip: TileStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    told = QFontMetricsF.elidedText

    def elided(self: QFontMetricsF, text: str, mode: Qt.TextElideMode, width: float) -> str:
        made = told(self, text, mode, width)
        shown.append(made)
        return made

    monkeypatch.setattr("tracker.ui.panels.tile.metrics", lambda *a, **k: _Metrics(elided, *a, **k))
    strip.resize(960, 82)
    strip.show_asset(unknown_view("BNB"))
    picture(strip)
    assert "no feed was observed in" in shown
    assert "the last 24 h" in shown
    assert not [one for one in shown if one.endswith("…")]


class _Metrics:
    """The widths of a font, which tells what it was asked to shorten."""

    def __init__(self, elided: Any, *of: Any, **more: Any) -> None:
        self._metrics, self._elided = metrics(*of, **more), elided

    def elidedText(  # noqa: N802
        self, text: str, mode: Qt.TextElideMode, width: float
    ) -> str:
        return self._elided(self._metrics, text, mode, width)  # type: ignore[no-any-return]
