"""The stops of the tour: what a trader does with the window, one thing after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from touring.hands import MOVE_MS, Steps, Until, drag, key, on_prices, pick, point, wheel
from tracker.analysis.indicators import parse_indicator
from tracker.domain.times import Interval
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.kinds import kind_of
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.view import ChartView
from tracker.ui.chosen import Chosen
from tracker.ui.main_window import MainWindow

_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_INTERVAL_KEYS = (
    Qt.Key.Key_1,
    Qt.Key.Key_2,
    Qt.Key.Key_3,
    Qt.Key.Key_4,
    Qt.Key.Key_5,
    Qt.Key.Key_6,
)
_STUDIES = ("sma:50", "ema:20", "vwap:day", "bollinger:20", "rsi:14", "atr:14")
_TONES = ("orange", "blue", "yellow", "purple", "teal", "pink")
_PANES = ("volume", "cvd", "funding", "ratio")

#: What is done, one after the other.
STOPS = (
    "look_at_history",
    "switch_coins",
    "switch_intervals",
    "try_styles",
    "try_panes",
    "try_indicators",
    "draw",
    "watch_levels",
    "open_a_second_chart",
    "change_looks",
)


@dataclass(slots=True)
class Switches:
    """From the key that asks for another coin or interval to its first painted frame, ms."""

    symbols_ms: list[float] = field(default_factory=list)
    intervals_ms: list[float] = field(default_factory=list)
    _wanted: tuple[str, int] | None = None
    _began: float = 0.0
    took_ms: float | None = None

    def begin(self, asset: str, interval_ms: int) -> None:
        """The key is about to be pressed."""
        self._wanted, self.took_ms = (asset, interval_ms), None
        self._began = time.perf_counter()

    def painted(self, view: ChartView) -> None:
        """A frame is on its way to the screen: is it the one that is waited for?"""
        content = view.board.content
        if self._wanted is None or content is None or not view.board.price.rect.width():
            return
        if (content.asset, content.interval.ms) == self._wanted:
            self.took_ms = (time.perf_counter() - self._began) * 1_000
            self._wanted = None


class Tour:
    """One round through everything; `stops` begins it anew each time."""

    def __init__(
        self, window: MainWindow, switches: Switches, begun: Callable[[int], None]
    ) -> None:
        self._begun = begun  # told of each stop, by its number
        self._window, self._chart = window, window.chart
        self._desk, self._switches = window._desk, switches

    def stops(self) -> Steps:
        """Everything once."""
        for number, name in enumerate(STOPS):
            self._begun(number)
            yield from getattr(self, name)()
            key(self._window, Qt.Key.Key_End)
            yield 200

    # --- moving ---------------------------------------------------------------------------------

    def look_at_history(self) -> Steps:
        """Drag to and fro, zoom out and in at both ends, stretch both axes, follow the cursor."""
        chart = self._chart
        for _ in range(3):
            yield from drag(chart, on_prices(chart, (0.2, 0.5)), on_prices(chart, (0.8, 0.45)))
        yield from point(chart, [(0.1, 0.2), (0.9, 0.8), (0.5, 0.1), (0.3, 0.9)])
        yield from wheel(chart, (0.5, 0.5), -12)
        yield from drag(chart, on_prices(chart, (0.3, 0.4)), on_prices(chart, (0.7, 0.6)), 40)
        yield from wheel(chart, (0.3, 0.5), 14, _CTRL)
        yield from drag(chart, on_prices(chart, (0.8, 0.5)), on_prices(chart, (0.2, 0.5)))
        yield from self._stretch_axes(chart)
        yield from wheel(chart, (0.5, 0.5), -2)

    def _stretch_axes(self, chart: ChartStack) -> Steps:
        prices = chart.canvas.board.price
        x = chart.canvas.width() - 25
        top, bottom = round(prices.rect.top()), round(prices.rect.bottom())
        yield from drag(chart, QPoint(x, (top + bottom) // 2), QPoint(x, bottom - 20))
        yield from drag(chart, QPoint(x, (top + bottom) // 2), QPoint(x, top + 20))
        y = chart.canvas.height() - 8
        left, right = round(prices.rect.left()), round(prices.rect.right())
        yield from drag(chart, QPoint((left + right) // 2, y), QPoint(right - 60, y))
        yield from drag(chart, QPoint((left + right) // 2, y), QPoint(left + 60, y))
        chart.fit_again()
        yield MOVE_MS

    # --- switching ------------------------------------------------------------------------------

    def switch_coins(self) -> Steps:
        """All coins down, and all up again."""
        assets = self._desk.assets
        for by, code in ((1, Qt.Key.Key_PageDown), (-1, Qt.Key.Key_PageUp)):
            for _ in assets:
                at = (assets.index(self._desk.asset) + by) % len(assets)
                self._switches.begin(assets[at], self._desk.interval.ms)
                key(self._window, code)
                yield Until(f"the chart of {assets[at]}", self._is_there)
                self._switches.symbols_ms.append(self._switches.took_ms or 0.0)
                yield 350

    def switch_intervals(self) -> Steps:
        """The six intervals with keys, while the newest candles and while history is on screen."""
        chart = self._chart
        for _ in range(2):
            for number, code in enumerate((*_INTERVAL_KEYS, Qt.Key.Key_4)):
                interval = list(self._window.toolbar._intervals)[number if number < 6 else 3]
                wanted = _ms_of(interval)
                if wanted == self._desk.interval.ms:
                    continue
                self._switches.begin(self._desk.asset, wanted)
                key(self._window, code)
                yield Until(f"the chart of {interval}", self._is_there)
                self._switches.intervals_ms.append(self._switches.took_ms or 0.0)
                yield 350
            yield from drag(chart, on_prices(chart, (0.2, 0.5)), on_prices(chart, (0.7, 0.5)))

    def _is_there(self) -> bool:
        return self._switches.took_ms is not None

    # --- how it looks ---------------------------------------------------------------------------

    def try_styles(self) -> Steps:
        """Every style from the menu, then the scales by their keys, dragging in each."""
        button = self._window.toolbar.style_menu
        menu = button.menu()
        for number in (*range(1, 6), 0):
            yield from pick(menu, menu.actions()[number].text(), self._window.toolbar)
            yield from drag(self._chart, *self._across(), moves=12)
        for code in (Qt.Key.Key_L, Qt.Key.Key_P, Qt.Key.Key_A):
            key(self._window, code, _ALT)
            yield from drag(self._chart, *self._across(), moves=12)

    def _across(self) -> tuple[QPoint, QPoint]:
        return on_prices(self._chart, (0.4, 0.5)), on_prices(self._chart, (0.6, 0.4))

    def try_panes(self) -> Steps:
        """Add four panes from the menu, turn modes, drag with all, and take them off again."""
        panes, menu = self._chart.panes, self._window._pane_menus.all
        before = panes.choices
        for name in _PANES:
            yield from self._tick(menu, name)
            yield 300
        yield from drag(self._chart, *self._across())
        for name, mode in (
            ("liquidations", "cumulative"),
            ("liquidations", "venues"),
            ("oi", "candles"),
            ("oi", "change"),
            ("cvd", "bars"),
            ("funding", "venues"),
        ):
            panes.set_mode(name, mode)
            yield from drag(self._chart, *self._across(), moves=12)
        yield from wheel(self._chart, (0.5, 0.5), -4)
        yield from point(self._chart, [(0.1, 0.5), (0.9, 0.5)])
        for name in _PANES:
            yield from self._tick(menu, name)
        panes.compose(before)
        yield 300

    def _tick(self, menu: QMenu, pane: str) -> Steps:
        yield from pick(menu, kind_of(pane).NAME, self._window.toolbar)

    def try_indicators(self) -> Steps:
        """Open the sheet, put six indicators and two coins on the chart, move, and take them off."""
        indicating = self._window.indicating
        key(self._window, Qt.Key.Key_I, _ALT)
        yield Until("the sheet of indicators", indicating.sheet.isVisible)
        key(self._window, Qt.Key.Key_Escape)
        yield Until("no sheet", lambda: not indicating.sheet.isVisible())
        drawn = tuple(
            Drawn(parse_indicator(word), tone) for word, tone in zip(_STUDIES, _TONES, strict=True)
        )
        for count in range(1, len(drawn) + 1):
            indicating.choose(Chosen(drawn[:count]))
            yield 150
        others = tuple(one for one in self._desk.assets if one != self._desk.asset)[:2]
        yield from drag(self._chart, *self._across())
        indicating.choose(Chosen(drawn, others))
        yield 400
        yield from drag(self._chart, *self._across())
        yield from wheel(self._chart, (0.5, 0.5), -6)
        indicating.choose(Chosen())
        yield 200

    # --- the user's own -------------------------------------------------------------------------

    def draw(self) -> Steps:
        """A line, a ray, a box and a measurement by their keys, each deleted or undone again."""
        chart = self._chart
        for code in (Qt.Key.Key_T, Qt.Key.Key_R, Qt.Key.Key_B):
            key(self._window, code, _ALT)
            start, end = on_prices(chart, (0.3, 0.6)), on_prices(chart, (0.6, 0.3))
            yield from drag(chart, start, end)
            yield Until("a kept drawing", lambda: bool(self._drawings()))
            yield from drag(chart, *self._across(), moves=10)
            # The drag may have moved the drawing, which is one more step to undo.
            while self._drawings():
                key(self._window, Qt.Key.Key_Z, _CTRL)
                yield 300
        yield from drag(chart, *self._across(), held=_SHIFT)
        key(self._window, Qt.Key.Key_Escape)
        yield 100

    def _drawings(self) -> tuple[object, ...]:
        return tuple(self._chart.canvas.board.price.drawings.drawings)

    def watch_levels(self) -> Steps:
        """A level at the crosshair, then undone; suggestions and the profile on and off."""
        yield from point(self._chart, [(0.5, 0.5), (0.55, 0.72)], 10)
        key(self._window, Qt.Key.Key_L)
        yield 500
        key(self._window, Qt.Key.Key_Z, _CTRL)
        yield 500
        for code, held in ((Qt.Key.Key_V, _ALT), (Qt.Key.Key_L, _CTRL | _SHIFT)):
            key(self._window, code, held)
            yield 500
            yield from drag(self._chart, *self._across(), moves=15)
            key(self._window, code, held)
            yield 200

    def open_a_second_chart(self) -> Steps:
        """A window of its own, linked: drag, zoom and switch in it, then close it."""
        charts = self._window.charts
        key(self._window, Qt.Key.Key_N, _CTRL)
        yield Until("a second window", lambda: bool(charts.windows))
        second = charts.windows[-1]
        yield Until("its chart", lambda: second.chart.isVisible() and second.chart.span is not None)
        yield 300
        for _ in range(2):
            start, end = on_prices(second.chart, (0.3, 0.5)), on_prices(second.chart, (0.6, 0.5))
            yield from drag(second.chart, start, end)
            yield from wheel(second.chart, (0.5, 0.5), -3)
            key(second, Qt.Key.Key_PageDown)
            yield 400
        yield from drag(self._chart, *self._across())
        key(second, Qt.Key.Key_W, _CTRL)
        yield Until("one window", lambda: not charts.windows)
        self._window.activateWindow()
        yield 300

    def change_looks(self) -> Steps:
        """Light and dark, UTC and local time, a smaller and a larger window."""
        for code in (Qt.Key.Key_T, Qt.Key.Key_U):
            for _ in range(2):
                key(self._window, code, _CTRL)
                yield 250
        size = self._window.size()
        for part in (0.8, 0.9, 1.0):
            self._window.resize(size * part)
            yield 250


def _ms_of(name: str) -> int:
    return Interval.parse(name).ms
