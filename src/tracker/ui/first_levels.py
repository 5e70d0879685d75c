"""The second step of the first run: levels that history suggests, each watched with a tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from tracker.analysis import words
from tracker.analysis.suggest import CAVEAT, Suggestion
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.suggestions import Suggested
from tracker.services.update import Progress
from tracker.ui.first_steps import Step, TickList, paint_box, quiet_label
from tracker.ui.panels.rows import Brush
from tracker.ui.theme import SMALL_PX, Palette, text_width

_ROW_PX = 28
#: So many of each coin above and below the price, the most prominent within a reach; the chart
#: offers all of them.
_MOST_A_SIDE, _REACH = 2, 0.15
#: How often the coins whose history is on its way are read again.
_EVERY_MS = 2_000
#: So many hours of candles are loaded at first; with them a coin is read no more.
ENOUGH = 990
_LATER = noted("Later: Suggest above the chart, L at the cursor, or a click with the Level button.")


class CoinLine(Struct, frozen=True):
    """A coin above its suggestions; what is lacking, in words."""

    asset: str
    price: float | None
    said: str


class LevelLine(Struct, frozen=True):
    """A price that may be watched, and whether it is."""

    asset: str
    price: float
    away: float
    one: Suggestion
    watched: bool


Line = CoinLine | LevelLine


class LevelsStep(Step):
    """The watched coins, each with the prices to see in its history so far.

    Signals:
        wanted: the coins that are to be read (again), as a list.
        toggled: a coin, a price, and whether it shall be watched.
    """

    wanted = Signal(list)
    toggled = Signal(str, float, bool)

    def __init__(self, palette: Palette) -> None:
        super().__init__(tr("Levels"), tr(CAVEAT))
        self._assets: list[str] = []
        self._found: dict[str, Suggested] = {}
        self._watched: Mapping[str, Sequence[float]] = {}
        self._reasons: dict[str, str] = {}
        self._progress = Progress(0, 0)
        self.list = TickList(tr("Suggested levels"), _ROW_PX, describe, _paint, palette, key=_key)
        self.list.setToolTip(tr("Click, or press space: watched or not"))
        self.list.ticked.connect(self._tick)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName(tr("History loaded"))
        self.said = quiet_label(tr(_LATER))
        for widget in (self.list, self._bar, self.said):
            self.column.addWidget(widget)
        self.column.setStretch(1, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._read)
        self._show()

    @property
    def first(self) -> QWidget:
        """The list."""
        return self.list

    def begin(self) -> None:
        """Read now, and while history arrives."""
        self._timer.start()
        self._read()

    def end(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def accept(self) -> None:
        """Tick the row that the keyboard is on."""
        self.list.tick_current()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self.list.set_palette(palette)

    # --- what is known -------------------------------------------------------------------------

    def set_assets(self, assets: Sequence[str]) -> None:
        """The watched coins."""
        self._assets = list(assets)
        self._show()

    def show_found(self, found: Suggested) -> None:
        """What history suggests for a coin so far."""
        self._found[found.market.asset] = found
        self._show()

    def show_watched(self, prices: Mapping[str, Sequence[float]]) -> None:
        """The prices that are watched, by coin."""
        self._watched = prices
        self._show()

    def show_progress(self, progress: Progress) -> None:
        """How far the load of history is."""
        self._progress = progress
        self._show()

    def show_reasons(self, reasons: Mapping[str, str]) -> None:
        """Why there are no candles of a venue, where that is known."""
        self._reasons = dict(reasons)
        self._show()

    def _read(self) -> None:
        waiting = [one for one in self._assets if not self._is_whole(one)]
        if waiting:
            self.wanted.emit(waiting)

    def _is_whole(self, asset: str) -> bool:
        found = self._found.get(asset)
        return found is not None and found.candles >= ENOUGH

    # --- rows ----------------------------------------------------------------------------------

    def _show(self) -> None:
        rows: list[Line] = []
        for asset in self._assets:
            found = self._found.get(asset)
            price = found.price if found is not None else None
            lines = self._lines(asset, found)
            rows += [CoinLine(asset, price, self._said(asset, found, len(lines))), *lines]
        self.list.show_rows(rows)
        done, total = self._progress.done, self._progress.total
        loads = total > 0 and not self._progress.finished
        self._bar.setVisible(loads and any(not self._is_whole(one) for one in self._assets))
        self._bar.setMaximum(max(1, total))
        self._bar.setValue(done)

    def _lines(self, asset: str, found: Suggested | None) -> list[LevelLine]:
        if found is None or not found.price:
            return []
        watched = set(self._watched.get(asset, ()))
        lines = []
        for one in offered(found.found.levels, found.price):
            price = round(one.price, words.decimals(one.price))
            lines.append(LevelLine(asset, price, price / found.price - 1, one, price in watched))
        return lines

    def _said(self, asset: str, found: Suggested | None, count: int) -> str:
        """How much history there is, or why there is none."""
        if found is None:
            return tr("being read")
        if self._is_whole(asset):
            return "" if count else tr("nothing stands out in its history")
        hours = (
            tr("{count} hours of history so far", count=words.count(found.candles))
            if found.candles
            else tr("no history yet")
        )
        reason = self._reasons.get(found.market.venue)
        if reason:
            return f"{hours} · {reason}"
        if self._progress.total and self._progress.finished:
            return hours if found.candles else tr("no candles of it can be had")
        return tr("{hours} · loading", hours=hours)

    def _tick(self, line: Line) -> None:
        if isinstance(line, LevelLine):
            self.toggled.emit(line.asset, line.price, not line.watched)


def offered(levels: Sequence[Suggestion], price: float) -> list[Suggestion]:
    """Of each side of the price the most prominent ones near it, else the nearest; highest first."""
    chosen: list[Suggestion] = []
    for is_above in (True, False):
        side = [one for one in levels if (one.price > price) is is_above]
        near = [one for one in side if abs(one.price / price - 1) <= _REACH]
        near.sort(key=lambda one: -one.prominence)
        side.sort(key=lambda one: abs(one.price - price))
        chosen += (near or side)[:_MOST_A_SIDE]
    return sorted(chosen, key=lambda one: -one.price)


def _key(line: Line) -> tuple[str, float]:
    return line.asset, line.price if isinstance(line, LevelLine) else 0.0


def describe(line: Line, zone: tzinfo) -> str:
    """A line in words."""
    del zone
    if isinstance(line, CoinLine):
        return f"{line.asset} {words.price(line.price)}. {line.said}".strip()
    watched = tr("watched") if line.watched else tr("not watched")
    return tr(
        "{asset} {price} {role}, {percent}, prominence {prominence:.0f}: {sources}; {watched}",
        asset=line.asset,
        price=words.price(line.price),
        role=term(line.one.role),
        percent=words.percent(line.away, 1),
        prominence=line.one.prominence,
        sources=", ".join(line.one.sources),
        watched=watched,
    )


def _paint(brush: Brush, line: Line) -> None:
    area = brush.rect.adjusted(8, 0, -10, 0)
    if isinstance(line, CoinLine):
        name = f"{line.asset}  {words.price(line.price)}" if line.price else line.asset
        brush.text(name, area, bold=True)
        room = area.adjusted(round(text_width(name, bold=True)) + 12, 0, 0, 0)
        brush.text(line.said, room, role="quiet", size=SMALL_PX, right=True)
        return
    inner = paint_box(brush, area, ticked=line.watched)
    price, away = words.price(line.price), words.percent(line.away, 1)
    brush.text(price, inner.adjusted(0, 0, 80 - inner.width(), 0), bold=line.watched)
    brush.text(away, inner.adjusted(84, 0, 0, 0), role="quiet", size=SMALL_PX)
    said = f"{term(line.one.role)} · {', '.join(line.one.sources)}"
    figure = tr("prominence {prominence:.0f}", prominence=line.one.prominence)
    wide = round(text_width(figure, SMALL_PX)) + 12
    brush.text(said, inner.adjusted(142, 0, -wide, 0), role="quiet", size=SMALL_PX)
    brush.text(figure, inner, role="quiet", size=SMALL_PX, right=True)
