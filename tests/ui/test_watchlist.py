"""The watchlist: figures of every coin, the chosen one, its choice by mouse and keys."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.ui.panels.rows import Brush
from tracker.ui.panels.watchlist import Watchlist, describe, level_distance
from tracker.ui.theme import DARK, text_width
from ui.samples import NOW_MS, asset_view, click, has_color, level_row, picture, unknown_view


@pytest.fixture
def watchlist(qtbot: QtBot) -> Watchlist:
    made = Watchlist(DARK)
    qtbot.addWidget(made)
    made.resize(246, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


VIEWS = [asset_view("BTC"), asset_view("ETH", 1_956.2, change_24h=0.025), unknown_view("BNB")]


def chosen(watchlist: Watchlist) -> list[str]:
    heard: list[str] = []
    watchlist.chosen.connect(heard.append)
    return heard


def test_showing_figures_chooses_nothing(watchlist: Watchlist) -> None:
    heard = chosen(watchlist)
    watchlist.show_assets(VIEWS, "ETH")
    assert watchlist.body.row_at(watchlist.body.currentIndex()).asset == "ETH"  # type: ignore[union-attr]
    watchlist.show_assets(VIEWS, "BTC")
    assert watchlist.body.row_at(watchlist.body.currentIndex()).asset == "BTC"  # type: ignore[union-attr]
    assert heard == []


def test_a_click_and_the_arrow_keys_choose(watchlist: Watchlist, qtbot: QtBot) -> None:
    watchlist.show_assets(VIEWS, "BTC")
    heard = chosen(watchlist)
    click(qtbot, watchlist.body.viewport(), QPoint(60, 70))
    assert heard == ["ETH"]
    qtbot.keyClick(watchlist.body, Qt.Key.Key_Down)
    assert heard == ["ETH", "BNB"]
    watchlist.show_assets([], "BTC")
    assert heard == ["ETH", "BNB"]


def test_a_coin_in_words() -> None:
    assert describe(VIEWS[0], UTC) == "BTC 67,450, −1.37\u202f% in 24 hours, level +3.8\u202f%"
    assert describe(VIEWS[2], UTC) == "BNB: no price yet"
    assert level_distance(asset_view("BTC", nearest=None)) == "no level"
    below = asset_view("BTC", nearest=level_row(65_000.0))
    assert level_distance(below) == "level −3.6\u202f%"


def test_up_and_down_have_their_colours_and_unknown_has_none(watchlist: Watchlist) -> None:
    watchlist.show_assets(VIEWS[:1], "ETH")
    assert has_color(picture(watchlist), DARK.color("down"))
    assert not has_color(picture(watchlist), DARK.color("up"))
    watchlist.show_assets(VIEWS[1:2], "BTC")
    assert has_color(picture(watchlist), DARK.color("up"))
    watchlist.show_assets(VIEWS[2:], "BTC")
    shot = picture(watchlist)
    assert not has_color(shot, DARK.color("up"))
    assert not has_color(shot, DARK.color("down"))


def test_a_hole_in_the_candles_is_a_hole_in_the_small_line(watchlist: Watchlist) -> None:
    times = NOW_MS + np.array([0, 1, 2, 40, 41, 42], np.int64) * HOUR_MS
    spark = LineColumns(HOUR_MS, times, np.array([1.0, 1.1, 1.0, 1.1, 1.0, 1.1]))
    watchlist.show_assets([asset_view("BTC", spark=spark)], "ETH")
    shot = picture(watchlist.body.viewport())
    # Between the parts, in the middle of the line's place, nothing is drawn.
    background = shot[2, 2]
    middle = shot[10:40, 105:135]
    assert (middle == background).all()
    one = LineColumns(HOUR_MS, times[:1], spark.value[:1])
    watchlist.show_assets([asset_view("BTC", spark=one)], "ETH")
    flat = LineColumns(HOUR_MS, times[:3], np.ones(3))
    watchlist.show_assets([asset_view("BTC", spark=flat)], "ETH")
    assert has_color(picture(watchlist), DARK.color("quiet"))


def test_rows_that_come_and_go_choose_nothing(watchlist: Watchlist) -> None:
    heard = chosen(watchlist)
    watchlist.show_assets(VIEWS[:2], "BTC")
    watchlist.show_assets(VIEWS[:2], "BNB")  # chosen, and its figures are not read yet
    watchlist.show_assets(VIEWS, "BNB")
    assert watchlist.body.currentIndex().row() == 2
    watchlist.show_assets(VIEWS[:1], "BTC")
    assert watchlist.body.currentIndex().row() == 0
    assert heard == []


def test_a_price_that_is_not_the_present_any_more_says_its_age(watchlist: Watchlist) -> None:
    watchlist.show_assets(VIEWS, "BTC")
    body = watchlist.body
    fresh = picture(body.viewport())
    assert has_color(fresh, DARK.color("down"))
    watchlist.tell(NOW_MS + 25 * MINUTE_MS)
    said = body.model().data(body.model().index(0, 0))
    assert said.endswith("; no news for 25 min")
    old = picture(body.viewport())
    assert not has_color(old, DARK.color("down"))  # a change of the past is no news
    watchlist.tell(NOW_MS + MINUTE_MS)
    assert "no news" not in body.model().data(body.model().index(0, 0))


@pytest.mark.parametrize("width", [160, 246, 400])
def test_words_are_never_cut_for_the_line_between_them(
    watchlist: Watchlist, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[str] = []
    told = Brush.text

    def text(brush: Brush, words: str, area: QRect, **more: Any) -> None:
        size, bold = more.get("size", 13), more.get("bold", False)
        if text_width(words, size, bold=bold) > area.width():
            cut.append(words)
        told(brush, words, area, **more)

    monkeypatch.setattr(Brush, "text", text)
    watchlist.resize(width, 300)
    ether = asset_view("ETH", 1_956.2, nearest=level_row(2_000.0, asset="ETH"))
    watchlist.show_assets([VIEWS[0], ether, VIEWS[2]], "BTC")
    picture(watchlist)
    assert cut == []
