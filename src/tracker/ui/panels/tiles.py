"""The strip of six answers: one large figure each, a line that qualifies it, its scope at the right.

Three of them answer already; the places of the others are kept, and say that they are empty.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tracker.analysis import words
from tracker.services.views import AssetView
from tracker.ui.theme import FIGURE_PX, SMALL_PX, Palette, font

_HEIGHT = 82


class Tile(QFrame):
    """One answer."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("tile")
        self._title = QLabel(title)
        self._scope = QLabel()
        self._figure = QLabel()
        self._unit = QLabel()
        self._line = QLabel()
        for label in (self._title, self._scope, self._line):
            label.setObjectName("tile-small")
            label.setFont(font(SMALL_PX))
            # A long line is cut rather than let push its neighbours aside.
            label.setMinimumWidth(1)
        self._figure.setObjectName("tile-figure")
        self._figure.setFont(font(FIGURE_PX, bold=True))
        self._unit.setObjectName("tile-unit")
        self._unit.setFont(font(13, bold=True))
        self._unit.setTextFormat(Qt.TextFormat.RichText)
        self._line.setTextFormat(Qt.TextFormat.RichText)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._scope)
        middle = QHBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBaseline)
        middle.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBaseline)
        middle.addStretch()
        self.bar = SplitBar()
        # Its place is kept, so that the figures of all tiles stand on one line.
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(middle)
        layout.addWidget(self.bar)
        layout.addWidget(self._line)

    def say(self, figure: str, *, unit: str = "", line: str = "", scope: str = "") -> None:
        """Show an answer; unit and line may carry `<span>`s."""
        self._figure.setText(figure)
        self._unit.setText(unit)
        self._line.setText(line)
        self._scope.setText(scope)
        plain = f"{self._title.text()}: {figure} {_plain(unit)}. {_plain(line)} {scope}"
        self.setAccessibleName(plain.strip())


class SplitBar(QWidget):
    """Longs against shorts as two parts of one bar."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.5
        self._colors = ("#000000", "#000000")
        self.setFixedHeight(5)

    def set_share(self, share: float, palette: Palette) -> None:
        """How much of the whole is long, 0 to 1."""
        self._share, self._colors = share, (palette.down, palette.up)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two rectangles with a gap between them."""
        del event
        painter = QPainter(self)
        width, height = self.width(), self.height()
        left = round((width - 2) * self._share)
        painter.fillRect(QRect(0, 0, left, height), self._colors[0])
        painter.fillRect(QRect(left + 2, 0, width - left - 2, height), self._colors[1])
        painter.end()


class TileStrip(QWidget):
    """The six answers side by side."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._palette = palette
        self._view: AssetView | None = None
        self.setFixedHeight(_HEIGHT)
        self.price = Tile("Price")
        self.liquidations = Tile("Liquidations 24 h")
        self.interest = Tile("Open interest")
        self.empty = [Tile("Cascade"), Tile("Stabilisation"), Tile("Context")]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for tile in (self.price, self.liquidations, self.interest, *self.empty):
            layout.addWidget(tile, 1)
        for tile in self.empty:
            tile.say(words.UNKNOWN, line="not measured yet")

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        if self._view is not None:
            self.show_asset(self._view)

    def show_asset(self, view: AssetView) -> None:
        """Show the answers for one coin."""
        self._view = view
        self._show_price(view)
        self._show_liquidations(view)
        self._show_interest(view)

    def _show_price(self, view: AssetView) -> None:
        at = words.clock(view.price_at_ms) + " UTC" if view.price_at_ms is not None else ""
        line = "no level on the list"
        if view.nearest is not None and view.price:
            gap = words.percent(view.nearest.level.price / view.price - 1, 1)
            line = f"nearest level {words.level(view.nearest.level.price)}, {gap}"
        if view.mark is not None and view.price and abs(view.mark / view.price - 1) > 0.001:
            line += f" · mark {words.price(view.mark)}"
        self.price.say(
            words.price(view.price), unit=self._signed(view.change_24h), line=line, scope=at
        )

    def _show_liquidations(self, view: AssetView) -> None:
        total = view.liquidations_24h
        coverage = total.coverage
        seen = coverage.share > 0
        scope = f"{words.share(coverage.share)} seen"
        self.liquidations.bar.setVisible(seen and total.usd > 0)
        if not seen:
            line = "no feed was observed in the last 24 h"
            self.liquidations.say(words.UNKNOWN, line=line, scope=scope)
            return
        bound = "\u2265\u202f" if coverage.lower_bound else ""
        line = "none reported"
        if total.usd > 0:
            share = total.long_usd / total.usd
            self.liquidations.bar.set_share(share, self._palette)
            line = f"longs {words.share(share)} · {len(coverage.venues)} of {len(coverage.parts)} venues"
        self.liquidations.say(f"{bound}{words.usd(total.usd)}", line=line, scope=scope)

    def _show_interest(self, view: AssetView) -> None:
        count = len(view.interest_venues)
        scope = f"{count} {'venue' if count == 1 else 'venues'}, one-sided"
        if view.interest_coin is None:
            self.interest.say(words.UNKNOWN, line="no venue has said yet")
            return
        change = view.interest_24h
        line = "change in 24 h unknown yet"
        if change.coin is not None:
            missing = f" · without {', '.join(change.missing)}" if change.missing else ""
            line = f"{self._signed(change.coin)} in coins in 24 h{missing}"
        usd = f"{words.usd(view.interest_usd)}"
        self.interest.say(
            f"{words.compact(view.interest_coin)} {view.asset}",
            unit=f'<span style="color:{self._palette.quiet}">{usd}</span>',
            line=line,
            scope=scope,
        )

    def _signed(self, fraction: float | None) -> str:
        """A percentage in the colour of its sign."""
        color = self._palette.quiet
        if fraction:
            color = self._palette.up if fraction > 0 else self._palette.down
        return f'<span style="color:{color}">{words.percent(fraction)}</span>'


def _plain(text: str) -> str:
    """Without the colour."""
    parts = text.split("<")
    return parts[0] + "".join(part.split(">", 1)[-1] for part in parts[1:])
