"""Suggested levels: what there is to see, said with the caveat, each taken with a click or a key."""

from __future__ import annotations

from datetime import UTC

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.analysis.suggest import CAVEAT, Average, Suggestion, Suggestions
from tracker.domain.level import Role
from tracker.domain.times import DAY_MS, H1, MINUTE_MS
from tracker.services.suggestions import Suggested
from tracker.ui.panels.suggestions import SuggestionsPanel, describe
from tracker.ui.theme import DARK, LIGHT
from ui.samples import click, has_color, market, picture

FOUND = [
    Suggestion(68_600.0, Role.RESISTANCE, ("pivots", "round number"), 3, 53.4),
    Suggestion(65_850.0, Role.SUPPORT, ("prior day low",), 1, 35.0),
]
LINE = LineColumns(DAY_MS, np.arange(3) * DAY_MS, np.array([np.nan, 60_000.0, 61_230.0]))


def suggested(price: float | None = 67_450.0, averages: tuple[Average, ...] = ()) -> Suggested:
    return Suggested(market(), H1, price, 900, Suggestions(tuple(FOUND), averages))


@pytest.fixture
def panel(qtbot: QtBot) -> SuggestionsPanel:
    window = QWidget()
    window.resize(700, 600)
    made = SuggestionsPanel(window, DARK)
    made.window_kept = window  # type: ignore[attr-defined]  # lives as long as the panel
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    made.show_found("BTC", suggested(), FOUND)
    made.show_at(window.rect().topLeft(), made.list)
    qtbot.waitUntil(made.list.hasFocus)
    return made


def words_on(panel: SuggestionsPanel) -> str:
    return " ".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def test_the_caveat_stands_beside_them(panel: SuggestionsPanel) -> None:
    assert CAVEAT in words_on(panel)
    assert "strength" not in words_on(panel)
    upper, lower = (describe(offer, UTC) for offer in panel.list.rows)
    assert upper.startswith(
        "68,600 resistance, +1.7\u202f%, prominence 53: pivots, round number, 3 touches."
    )
    assert lower.startswith("65,850 support, −2.4\u202f%, prominence 35: prior day low, 1 touch.")


def test_one_is_taken_with_a_click_or_a_key(panel: SuggestionsPanel, qtbot: QtBot) -> None:
    taken: list[float] = []
    pointed: list[int] = []
    panel.taken.connect(taken.append)
    panel.pointed.connect(pointed.append)
    index = panel.list.model().index(1, 0)
    click(qtbot, panel.list.viewport(), panel.list.visualRect(index).center())
    assert taken == [65_850.0]
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert taken == [65_850.0, 68_600.0]
    assert pointed[-1] == 0
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_averages_are_lines_and_no_levels(panel: SuggestionsPanel) -> None:
    averages = (Average("200-day average", LINE),)
    panel.show_found("BTC", suggested(averages=averages), FOUND)
    assert "200-day average: 61,230, a line that moves." in words_on(panel)
    assert len(panel.list.rows) == 2


def test_nothing_to_suggest_is_said(panel: SuggestionsPanel) -> None:
    panel.show_found("BTC", suggested(), [])
    assert "on the list already" in words_on(panel)
    assert not panel.list.isVisible()


def test_it_says_that_history_is_read_cannot_be_read_or_is_too_short(
    panel: SuggestionsPanel,
) -> None:
    panel.wait("ETH")
    assert panel.heading.text() == "Suggested levels, ETH"
    assert "Being read…" in words_on(panel)
    assert not panel.list.isVisible()
    panel.fail("The disk is broken.")
    assert "The disk is broken." in words_on(panel)
    thin = Suggested(market(), H1, 67_450.0, 40, Suggestions(()))
    panel.show_found("BTC", thin, [])
    assert "Nothing stands out in the 40 hours of history so far." in words_on(panel)
    panel.show_found("BTC", suggested(None), [])  # nothing of what was said before stays
    assert "No closed candle is known yet" in words_on(panel)


def test_distances_from_an_old_price_say_so(panel: SuggestionsPanel) -> None:
    panel.show_found("BTC", suggested(), FOUND, 47 * MINUTE_MS)
    assert "Distances are from a price that is up to 47 min old." in words_on(panel)
    panel.show_found("BTC", suggested(), FOUND)
    assert "Distances" not in words_on(panel)
    panel.show_found("BTC", suggested(), [], 47 * MINUTE_MS)
    assert "Distances" not in words_on(panel)  # there are none


def test_it_is_no_higher_than_the_window(panel: SuggestionsPanel, qtbot: QtBot) -> None:
    many = [replace(FOUND[0], price=60_000.0 + at) for at in range(20)]
    panel.show_found("BTC", suggested(), many)
    high = panel.height()
    window = panel.window()
    window.resize(700, 300)
    qtbot.waitUntil(lambda: window.rect().contains(panel.geometry()))
    qtbot.waitUntil(lambda: panel.list.verticalScrollBar().maximum() > 0)
    window.resize(700, 600)
    qtbot.waitUntil(lambda: panel.height() == high)


def test_without_a_candle_nothing_is_made_up(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = SuggestionsPanel(window, DARK)
    made.show_found("BTC", suggested(None), [])
    assert made._empty.text().startswith("No closed candle is known yet")
    assert not made.list.rows


def test_prominence_is_a_bar_in_the_colours_of_the_theme(panel: SuggestionsPanel) -> None:
    assert has_color(picture(panel.list), DARK.color("quiet"), least=50)
    panel.set_palette(LIGHT)
    assert has_color(picture(panel.list), LIGHT.color("quiet"), least=50)
