"""Recipes of `make_pictures`: the window, and what can be on a chart."""

from __future__ import annotations

from picture_files import put_together
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget
from studio import WIDE, Studio

from tracker.analysis.indicators import parse_indicator
from tracker.domain.drawing import Anchor, Drawing, Shape
from tracker.domain.drawing import Style as Stroke
from tracker.domain.times import HOUR_MS
from tracker.ui import style_menu
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.kinds import PaneChoice, kind_of, parse_choice
from tracker.ui.charts.style import ChartStyle, Scale
from tracker.ui.chosen import Chosen
from tracker.ui.linking import Switches
from tracker.ui.theme import DARK, LIGHT

_STUDIES = ("sma:50", "ema:20", "vwap:day", "bollinger:20", "rsi:14", "atr:14")
_TONES = ("orange", "blue", "yellow", "purple", "teal", "pink")


def window_dark(studio: Studio) -> None:
    studio.size(WIDE, 900)
    studio.save("window-dark", studio.session.window.grab())


def window_light(studio: Studio) -> None:
    studio.use(LIGHT)
    studio.size(WIDE, 900)
    studio.save("window-light", studio.session.window.grab())
    studio.use(DARK)


def styles(studio: Studio) -> None:
    price = (PaneChoice("price"),)
    tiles = [
        (text, KeptChart("BTC", panes=price, style=ChartStyle(shape)))
        for shape, text in style_menu._SHAPES
    ]
    studio.montage("styles", tiles, (740, 300))


def scales(studio: Studio) -> None:
    price = (PaneChoice("price", "plain"),)
    tiles = [
        ("Logarithmic", KeptChart("BTC", "4h", panes=price, style=ChartStyle(scale=Scale.LOG))),
        (
            "Percent, with lines between days",
            KeptChart("BTC", panes=price, style=ChartStyle(scale=Scale.PERCENT, breaks=True)),
        ),
    ]
    studio.montage("scales", tiles, (740, 340))


def panes(studio: Studio) -> None:
    """Every pane in every mode."""
    words = (
        "volume", "cvd:sum", "cvd:bars", "liquidations:bars", "liquidations:cumulative",
        "liquidations:venues", "oi:line", "oi:candles", "oi:change", "funding:median",
        "funding:venues", "ratio:one",
    )  # fmt: skip
    price = PaneChoice("price", "plain", 1.0)
    tiles = []
    for word in words:
        choice = parse_choice(word)
        kind = kind_of(choice.key)
        mode = next((one.name for one in kind.MODES if one.key == choice.mode), "")
        text = f"{kind.NAME}: {mode[:1].lower()}{mode[1:]}" if mode else kind.NAME
        pane = PaneChoice(choice.key, choice.mode, 1.2)
        tiles.append((text, KeptChart("BTC", panes=(price, pane))))
    studio.montage("panes", tiles, (740, 300))


def indicators(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE + 561, 960)
    drawn = tuple(
        Drawn(parse_indicator(word), tone) for word, tone in zip(_STUDIES, _TONES, strict=True)
    )
    before = main.chart.panes.choices
    main.chart.panes.compose((PaneChoice("price", "plain"),))
    main.indicating.choose(Chosen(drawn))
    main.indicating.open()
    studio.settle()
    studio.save("indicators", _part(main, main.chart))
    main.indicating.open()
    main.indicating.choose(Chosen())
    main.chart.panes.compose(before)


def comparison(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE + 561, 620)
    before = main.chart.panes.choices
    main.chart.panes.compose((PaneChoice("price", "plain"),))
    main.indicating.choose(Chosen((), ("ETH", "SOL", "XRP")))
    studio.settle(2.5)
    studio.save("comparison", _part(main, main.chart))
    main.indicating.choose(Chosen())
    main.chart.panes.compose(before)


def drawings(studio: Studio) -> None:
    main, desk = studio.session.window, studio.session.desk
    studio.size(WIDE + 561, 620)
    before = main.chart.panes.choices
    main.chart.panes.compose((PaneChoice("price", "plain"),))
    studio.settle()
    now = main.chart.span
    assert now is not None
    for one in _sketches(now.end_ms // HOUR_MS * HOUR_MS):
        desk.drawings.add(one, lambda _: None)
    studio.settle()
    studio.save("drawings", _part(main, main.chart))
    desk.drawings.clear("BTC")
    main.chart.panes.compose(before)
    studio.settle()


def _sketches(end_ms: int) -> list[Drawing]:
    """A falling line over the highs, a zone, a measured fall, and words."""

    def at(hours: float, price: float) -> Anchor:
        return Anchor(end_ms - round(hours * HOUR_MS) + HOUR_MS // 2, price)

    return [
        Drawing(0, "BTC", Shape.RAY, (at(66, 71_080), at(38, 69_900)), "", Stroke("orange", 2)),
        Drawing(
            0, "BTC", Shape.RECTANGLE, (at(26, 68_300), at(-8, 67_200)), "supply", Stroke("blue")
        ),
        Drawing(0, "BTC", Shape.MEASURE, (at(153, 60_400), at(130, 70_600))),
        Drawing(0, "BTC", Shape.TEXT, (at(118, 66_300),), "higher low"),
    ]


def linked(studio: Studio) -> None:
    """Two windows of one group; the mouse is over the first."""
    charts = studio.session.window.charts
    charts.links.set_switches("B", Switches(symbol=True, interval=False, time=True))
    size = (740, 560)
    price = (PaneChoice("price"), PaneChoice("liquidations"))
    with (
        studio.opened(KeptChart("BTC", "1h", "B", price), size) as first,
        studio.opened(KeptChart("BTC", "15m", "B", price), size) as second,
    ):
        rect = first.chart.canvas.board.price.rect
        place = QPoint(round(rect.left() + 0.86 * rect.width()), round(rect.center().y()))
        studio.point(first.chart.canvas, place)
        parts = [("", first.grab()), ("", second.grab())]
        studio.save("linked", put_together(parts, 2, studio.session.window.palette_now))


def _part(main: QWidget, chart: QWidget) -> QPixmap:
    """The chart with what stands over it in the window."""
    return main.grab(QRect(chart.mapTo(main, QPoint(0, 0)), chart.size()))
