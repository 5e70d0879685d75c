"""Menus of panes: what is shown has a tick, and everything the mouse does can be chosen."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tracker.ui.charts.kinds import KINDS
from tracker.ui.charts.stack import ChartStack
from tracker.ui.pane_menu import PaneMenus
from tracker.ui.theme import DARK
from ui.bench import Bench
from ui.charts.samples import content


@pytest.fixture
def chart(qtbot: QtBot) -> ChartStack:
    stack = ChartStack(DARK)
    qtbot.addWidget(stack)
    stack.show_content(content())
    return stack


def keys(chart: ChartStack) -> list[str]:
    return [choice.key for choice in chart.panes.choices]


def action(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == text)


def part(menu: QMenu, text: str) -> QMenu:
    """The menu below the entry of that name that has one."""
    found = next(one.menu() for one in menu.actions() if one.text() == text and one.menu())
    assert isinstance(found, QMenu)
    return found


def test_every_pane_but_the_price_has_a_tick(chart: ChartStack) -> None:
    menus = PaneMenus(chart.panes, chart)
    menus.fill()
    ticks = {one.text(): one.isChecked() for one in menus.all.actions() if one.isCheckable()}
    assert list(ticks) == [kind.NAME for kind in KINDS[1:]]
    assert [name for name, on in ticks.items() if on] == ["Liquidations", "Open interest"]
    action(menus.all, "Funding").trigger()
    assert keys(chart) == ["price", "liquidations", "oi", "funding"]
    menus.fill()
    assert action(menus.all, "Funding").isChecked()
    action(menus.all, "Funding").trigger()
    action(menus.all, "Liquidations").trigger()
    assert keys(chart) == ["price", "oi"]
    action(menus.all, "As it was at first").trigger()
    assert keys(chart) == ["price", "liquidations", "oi"]


def test_a_menu_that_is_opened_again_and_again_leaves_nothing_behind(
    chart: ChartStack, qapp: QApplication
) -> None:
    menus = PaneMenus(chart.panes, chart)

    def alive() -> int:
        menus.fill()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return sum(type(one) in (QMenu, QAction) for one in gc.get_objects())

    alive()
    assert alive() == alive()


def test_modes_and_places_are_chosen(chart: ChartStack) -> None:
    menus = PaneMenus(chart.panes, chart)
    menus.fill()
    interest = part(menus.all, "Open interest")
    assert [one.text() for one in interest.actions() if one.isChecked()] == ["Line"]
    action(interest, "Candles").trigger()
    assert chart.panes.choices[2].mode == "candles"
    assert not action(interest, "Move down").isEnabled()
    action(interest, "Move up").trigger()
    assert keys(chart) == ["price", "oi", "liquidations"]
    prices = part(menus.all, "Price")
    assert [one.text() for one in prices.actions()] == [
        "Volume at the foot",
        "Without volume",
        "With an estimated liquidation map",
    ]
    action(prices, "Without volume").trigger()
    assert chart.panes.choices[0].mode == "plain"
    action(menus.all, "Equal heights").trigger()
    heights = [choice.weight for choice in chart.panes.choices[1:]]
    assert heights[0] == heights[1]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Menus that were opened; without a window manager none can be."""
    titles: list[str] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: titles.append(menu.title()))
    return titles


def test_a_pane_has_its_own_menu(chart: ChartStack, opened: list[str]) -> None:
    menus = PaneMenus(chart.panes, chart)
    menu = menus.open_one("oi", QPoint(5, 5))
    assert menu.accessibleName() == "Open interest pane"
    action(menu, "Remove “Open interest”").trigger()
    assert keys(chart) == ["price", "liquidations"]
    other = menus.open_one("liquidations", QPoint(5, 5))
    action(other, "By venue").trigger()
    assert chart.panes.choices[1].mode == "venues"
    assert opened == ["Open interest", "Liquidations"]


def test_the_window_reads_what_its_panes_show(bench: Bench, opened: list[str]) -> None:
    window, asked = bench.window, bench.engine.asked
    button = bench.button("Panes")
    assert button.menu() is not None
    assert button.menu().accessibleName()
    # Where the button has no room, the menu is in the one of the chart.
    chart_menu = next(one for one in window.menus.shown if one.title().replace("&", "") == "Chart")
    assert button.menu() in [one.menu() for one in chart_menu.actions()]
    bench.engine.is_ready = True
    before = len(asked)
    window.chart.panes.add("ratio")
    assert len(asked) == before + 1
    window.chart.panes.remove("ratio")
    assert len(asked) == before + 1
    window.chart.pane_menu_wanted.emit("oi", QPoint(5, 5))
    assert opened == ["Open interest"]
