"""Makes the pictures of the user guide with the program itself, on its simulated market.

    python docs/make_pictures.py [NAME …] [--out docs/pictures]

Offscreen, without a network. The market runs for three quarters of an hour of its time and then stands
still, so that all pictures of a run show the same moment and those of two runs nearly the same. Without
names all are made, but for those of a desktop (`notification.png`) and of what is not there
(`offline.png`). A PNG has at most 256 colours.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QMouseEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tracker.analysis.indicators import parse_indicator
from tracker.app import DEMO_SPEED, App, Options
from tracker.commands import window
from tracker.domain.drawing import Anchor, Drawing, Shape
from tracker.domain.drawing import Style as Stroke
from tracker.domain.times import HOUR_MS, Interval
from tracker.sources.clock import ScaledClock
from tracker.store.paths import Home
from tracker.ui import style_menu
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.chart_window import ChartWindow
from tracker.ui.charts.content import Drawn
from tracker.ui.charts.kinds import PaneChoice, kind_of, parse_choice
from tracker.ui.charts.style import ChartStyle, Scale
from tracker.ui.chosen import Chosen
from tracker.ui.linking import Switches
from tracker.ui.preview import Preview
from tracker.ui.saving import Look
from tracker.ui.theme import BODY_PX, DARK, LIGHT, Palette, font

_RUN_MS, _PATIENCE_S = 45 * 60_000, 180.0
_WIDE = 1_500
_GAP, _CAPTION = 8, 26
_COLORS, _EXACT = 256, 160
_STUDIES = ("sma:50", "ema:20", "vwap:day", "bollinger:20", "rsi:14", "atr:14")
_TONES = ("orange", "blue", "yellow", "purple", "teal", "pink")
#: One picture of a montage: what stands over it, and the chart.
Tile = tuple[str, KeptChart]


class StandingClock(ScaledClock):
    """The simulated time, up to a moment."""

    def __init__(self, start_ms: int) -> None:
        super().__init__(start_ms, DEMO_SPEED)
        self._end_ms = start_ms + _RUN_MS

    def now_ms(self) -> int:
        """UTC milliseconds."""
        return min(super().now_ms(), self._end_ms)

    @property
    def stands(self) -> bool:
        """Whether the moment has come."""
        return super().now_ms() >= self._end_ms


# --- files -------------------------------------------------------------------------------------


def reduced(image: QImage) -> QImage:
    """An image with a palette: its most frequent colours as they are, the others by median cut."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(height, width) & 0xFFFFFF
    colors, places, counts = np.unique(rows, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    rgb = np.stack([colors >> 16 & 255, colors >> 8 & 255, colors & 255], 1).astype(np.float32)
    palette = rgb[order[:_EXACT]]
    rest = order[_EXACT:]
    if len(rest):
        palette = np.vstack([palette, _median_cut(rgb[rest], counts[rest], _COLORS - _EXACT)])
    nearest = np.empty(len(rgb), np.uint8)
    for start in range(0, len(rgb), 4_096):
        part = rgb[start : start + 4_096, None, :] - palette[None]
        nearest[start : start + 4_096] = np.argmin((part**2).sum(2), 1)
    pixels = np.ascontiguousarray(nearest[places].reshape(height, width))
    found = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    found.setColorTable([QColor(*map(round, one.tolist())).rgb() for one in palette])
    return found.copy()


def _median_cut(
    rgb: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    most: int,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """So many colours for many, weighted by how often each is there (Heckbert 1982)."""
    boxes = [np.arange(len(rgb))]
    while len(boxes) < most:
        spans = [float(np.ptp(rgb[box], axis=0).max()) * len(box) ** 0.5 for box in boxes]
        widest = int(np.argmax(spans))
        if spans[widest] == 0:
            break
        box = boxes.pop(widest)
        box = box[np.argsort(rgb[box, int(np.ptp(rgb[box], axis=0).argmax())], kind="stable")]
        boxes += [box[: len(box) // 2], box[len(box) // 2 :]]
    return np.array(
        [np.average(rgb[box], axis=0, weights=counts[box]) for box in boxes], np.float32
    )


def put_together(parts: Sequence[tuple[str, QPixmap]], columns: int, palette: Palette) -> QImage:
    """Pictures of one size beside and above each other, each below its words."""
    width = max(picture.width() for _, picture in parts)
    height = max(picture.height() for _, picture in parts)
    over = _CAPTION if any(text for text, _ in parts) else 0
    rows = -(-len(parts) // columns)
    size = (columns * (width + _GAP) + _GAP, rows * (height + over + _GAP) + _GAP)
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.panel))
    painter = QPainter(image)
    painter.setFont(font(BODY_PX))
    painter.setPen(QColor(palette.text))
    for number, (text, picture) in enumerate(parts):
        left = _GAP + number % columns * (width + _GAP)
        top = _GAP + number // columns * (height + over + _GAP)
        words = QRect(left + 4, top, width - 4, over)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.drawPixmap(left, top + over, picture)
    painter.end()
    return image


# --- the program -------------------------------------------------------------------------------


@dataclass(slots=True)
class Studio:
    """The running program, and what pictures are made of."""

    qt: QApplication
    session: window.Session
    folder: Path

    def until(self, what: str, is_so: Callable[[], object]) -> None:
        """Let the program work until something is so."""
        deadline = time.monotonic() + _PATIENCE_S
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: never within {_PATIENCE_S:g} s")
            self.qt.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 1.5) -> None:
        """Let what is on its way arrive: there is no sign that nothing is."""
        deadline = time.monotonic() + seconds
        self.until("a rest", lambda: time.monotonic() > deadline)

    def save(self, name: str, image: QImage | QPixmap) -> None:
        """Write a picture with a palette, packed as well as can be."""
        if isinstance(image, QPixmap):
            image = image.toImage()
        path = self.folder / f"{name}.png"
        if not reduced(image).save(str(path), "PNG", 0):  # type: ignore[call-overload]
            raise OSError(f"{path} cannot be written.")
        print(
            f"{path.name:28}{image.width()} x {image.height()}  {path.stat().st_size / 1e3:.0f} kB"
        )

    def point(self, widget: QWidget, place: QPoint) -> None:
        """Move the mouse to a place of a widget."""
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.qt.sendEvent(widget, event)
        self.settle(0.6)

    def quiet(self) -> None:
        """Dismiss what the window says of the way here."""
        banner = self.session.window.banner
        while not banner.isHidden():
            banner._dismiss()
        self.settle(0.5)

    def size(self, width: int, height: int) -> None:
        """Make the main window so large, and look at the newest candles as at first."""
        self.session.window.resize(width, height)
        self.settle(0.5)

    def use(self, palette: Palette) -> None:
        """Dark or light."""
        if self.session.window.palette_now is not palette:
            self.session.window.toggle_theme()
        self.settle(0.3)

    def choose(self, asset: str, interval: str) -> None:
        """Another chart in the main window."""
        desk = self.session.desk
        desk.choose(asset, Interval.parse(interval))
        self.until("a chart", lambda: desk.chart and desk.chart.interval.name == interval)
        self.settle()

    @contextmanager
    def opened(self, kept: KeptChart, size: tuple[int, int]) -> Iterator[ChartWindow]:
        """A chart window for a while."""
        one = self.session.window.charts.open(kept)
        one.resize(*size)
        self.until("a chart", lambda: one.chart.span is not None)
        self.settle()
        try:
            yield one
        finally:
            one.close()

    def montage(self, name: str, tiles: Sequence[Tile], tile_px: tuple[int, int]) -> None:
        """Charts beside each other, two in a row, each below what it is."""
        found = []
        for text, kept in tiles:
            with self.opened(kept, (tile_px[0], tile_px[1] + 60)) as one:
                one.resize(tile_px[0], tile_px[1] + one.height() - one.chart.height())
                self.settle(0.4)
                found.append(
                    (text, _below_prices(one) if len(kept.panes) > 1 else one.chart.grab())
                )
        self.save(name, put_together(found, 2, self.session.window.palette_now))


# --- the pictures ------------------------------------------------------------------------------


def window_dark(studio: Studio) -> None:
    studio.size(_WIDE, 900)
    studio.save("window-dark", studio.session.window.grab())


def window_light(studio: Studio) -> None:
    studio.use(LIGHT)
    studio.size(_WIDE, 900)
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
    studio.size(_WIDE + 561, 960)
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
    studio.size(_WIDE + 561, 620)
    before = main.chart.panes.choices
    main.chart.panes.compose((PaneChoice("price", "plain"),))
    main.indicating.choose(Chosen((), ("ETH", "SOL", "XRP")))
    studio.settle(2.5)
    studio.save("comparison", _part(main, main.chart))
    main.indicating.choose(Chosen())
    main.chart.panes.compose(before)


def drawings(studio: Studio) -> None:
    main, desk = studio.session.window, studio.session.desk
    studio.size(_WIDE + 561, 620)
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
        studio.point(first.chart.canvas.viewport(), place)
        parts = [("", first.grab()), ("", second.grab())]
        studio.save("linked", put_together(parts, 2, studio.session.window.palette_now))


def menus(studio: Studio) -> None:
    """What the toolbar offers for the chart."""
    main = studio.session.window
    bar = main.toolbar
    found: list[QMenu] = [bar.style_menu.menu(), bar._others.menu(), main._pane_menus.all]
    shots = []
    for menu in found:
        menu.popup(main.mapToGlobal(QPoint(300, 60)))
        studio.settle(0.3)
        shots.append(menu.grab())
        menu.hide()
    height, width = max(one.height() for one in shots), sum(one.width() for one in shots)
    image = QImage(width + 4 * _GAP, height + 2 * _GAP, QImage.Format.Format_RGB32)
    image.fill(QColor(main.palette_now.panel))
    painter = QPainter(image)
    left = _GAP
    for one in shots:
        painter.drawPixmap(left, _GAP, one)
        left += one.width() + _GAP
    painter.end()
    studio.save("menus", image)


def level_editor(studio: Studio) -> None:
    main = studio.session.window
    studio.size(_WIDE, 900)
    row = next(one for one in main.levelling._rows if one.level.price == 65_000)
    QCursor.setPos(main.chart.mapToGlobal(QPoint(main.chart.width() // 3, 60)))
    main.levelling.edit(row.level.id)
    studio.settle(0.6)
    studio.save("level-editor", main.grab())
    QTest.keyClick(main.levelling.editor, Qt.Key.Key_Escape)


def level_suggestions(studio: Studio) -> None:
    main = studio.session.window
    studio.size(_WIDE, 900)
    main.toolbar.suggest.setChecked(True)
    main.toolbar.profile.setChecked(True)
    studio.settle(2.5)
    studio.save("level-suggestions", main.grab())
    main.toolbar.suggest.setChecked(False)
    main.toolbar.profile.setChecked(False)
    studio.settle()


def levels(studio: Studio) -> None:
    """The chart, and the ladder left of it."""
    main = studio.session.window
    studio.size(_WIDE + 314, 800)
    place = main.chart.mapTo(main, QPoint(0, 0))
    width = place.x() + main.chart.width()
    studio.save("levels", main.grab(QRect(0, place.y(), width, main.chart.height())))


def level_dry_run(studio: Studio) -> None:
    main = studio.session.window
    studio.size(_WIDE, 900)
    main.levelling.try_rules("BTC", 75_000, ("hourly", "decisive"))
    studio.until("a dry run", lambda: not main.trial.isHidden())
    main.levelling._show_last()
    studio.settle()
    studio.save("level-dry-run", main.grab())
    main.levelling._end_trial()
    main.chart.back_to_now()


def export_light(studio: Studio) -> None:
    main = studio.session.window
    studio.size(_WIDE // 2 + 561, 720)
    with tempfile.TemporaryDirectory() as folder:
        path, said = Path(folder) / "chart.png", list[str]()
        main.saver.said.connect(said.append)
        main.saver.save(path, Look(LIGHT, UTC))
        studio.until("a saved picture", lambda: said)
        studio.save("export-light", QImage(str(path)))


def alert_picture(studio: Studio) -> None:
    main = studio.session.window
    main.alerts.picture_wanted.emit(next(one for one in main.alerts.found if "67" in str(one)))
    shown = lambda: [one for one in studio.qt.topLevelWidgets() if isinstance(one, Preview)]  # noqa: E731
    studio.until("a picture of a moment", shown)
    shown()[0].resize(960, 640)
    studio.settle()
    studio.save("alert-picture", shown()[0].grab())
    shown()[0].close()


def alerts(studio: Studio) -> None:
    main = studio.session.window
    studio.size(_WIDE, 900)
    main.alerts.chosen.emit(next(one for one in main.alerts.found if "67" in str(one)))
    studio.settle(2.5)
    studio.save("alerts", main.grab())
    studio.choose("BTC", "1h")


def market_state(studio: Studio) -> None:
    main = studio.session.window
    main.state.open()
    page = main.state.page
    assert page is not None
    page.resize(1_120, 690)
    studio.settle()
    studio.save("market-state", page.grab())
    page.close()


def _page(studio: Studio, name: str, page: QWidget | None, size: tuple[int, int]) -> None:
    """A page beside the window, once it has read what it shows."""
    assert page is not None
    page.resize(*size)
    studio.settle(3.0)
    studio.save(name, page.grab())
    page.close()


def cascades(studio: Studio) -> None:
    cascading = studio.session.window.cascading
    cascading.open()
    _page(studio, "cascades", cascading.page, (1_120, 640))


def recovery(studio: Studio) -> None:
    recovering = studio.session.window.recovering
    recovering.open()
    _page(studio, "recovery", recovering.page, (1_000, 760))


def liquidations(studio: Studio) -> None:
    liquidating = studio.session.window.liquidating
    liquidating.open()
    studio.settle(3.0)
    assert liquidating.sheet is not None
    studio.save("liquidations", liquidating.sheet.grab())
    liquidating.sheet.hide()


def brief(studio: Studio) -> None:
    briefing = studio.session.window.briefing
    briefing.open()
    studio.until("a brief", lambda: briefing.page is not None and briefing.page.brief is not None)
    _page(studio, "brief", briefing.page, (1_040, 900))


def _below_prices(one: ChartWindow) -> QPixmap:
    """What stands below the prices in a chart window, with the axis of time."""
    top = round(one.chart.canvas.board.price.rect.bottom()) + 1
    return one.chart.grab(QRect(0, top, one.chart.width(), one.chart.height() - top))


def _part(main: QWidget, chart: QWidget) -> QPixmap:
    """The chart with what stands over it in the window."""
    return main.grab(QRect(chart.mapTo(main, QPoint(0, 0)), chart.size()))


PICTURES: dict[str, Callable[[Studio], None]] = {
    "window-dark": window_dark,
    "window-light": window_light,
    "styles": styles,
    "scales": scales,
    "panes": panes,
    "menus": menus,
    "indicators": indicators,
    "comparison": comparison,
    "drawings": drawings,
    "linked": linked,
    "level-editor": level_editor,
    "level-suggestions": level_suggestions,
    "levels": levels,
    "level-dry-run": level_dry_run,
    "alerts": alerts,
    "alert-picture": alert_picture,
    "export-light": export_light,
    "market-state": market_state,
    "cascades": cascades,
    "recovery": recovery,
    "liquidations": liquidations,
    "brief": brief,
}


def is_loaded(studio: Studio, clock: StandingClock) -> bool:
    """Whether history is there, and the market stands."""
    collector = studio.session.engine._collector
    if collector is None or not studio.session.engine.is_ready or not clock.stands:
        return False
    progress = collector.history.progress()
    return progress.total > 0 and progress.finished


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "pictures")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in PICTURES]
    if unknown:
        parser.error(f"there is no picture {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as home:
        app = App(Options(demo=""), Home.under(Path(home)))
        clock = StandingClock(app.scenario.now_ms)
        app.__dict__["clock"] = clock
        app.begin()
        qt = QApplication(["tracker"])
        qt.setStyle("Fusion")
        qt.setFont(font())
        session = window.Session(app, window.WindowRun(), qt)
        studio = Studio(qt, session, given.out)
        session.open()
        studio.size(_WIDE, 900)
        studio.until("the market", lambda: is_loaded(studio, clock))
        studio.settle(4.0)
        for name in given.names or PICTURES:
            studio.quiet()
            PICTURES[name](studio)
        session.window.leave()
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
