"""One indicator as a line of fields: shown or not, its numbers, its colour, and a way to take it off."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from tracker.analysis import words
from tracker.analysis.indicators import (
    MOST_BANDS,
    BadIndicator,
    Indicator,
    Kind,
    Session,
    parse_length,
    parse_width,
)
from tracker.domain.level import COLORS
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.ui.charts.content import Drawn
from tracker.ui.panels.choice import Choice
from tracker.ui.theme import SMALL_PX, Palette, font, level_tones
from tracker.ui.tick_box import TickBox

_SWATCH_PX, _NUMBER_PX = 11, 58
_BANDS = (noted("no bands"), "±1 σ", "±2 σ")


class StudyRow(QWidget):
    """The fields of one indicator.

    Signals:
        changed: something was set that can be drawn.
        refused: a sentence why what is typed cannot be; empty once it can.
        removed: the user wants it off.
    """

    changed = Signal()
    refused = Signal(str)
    removed = Signal()

    def __init__(self, drawn: Drawn, palette: Palette) -> None:
        super().__init__()
        self.drawn = drawn
        self._fields: list[tuple[QLineEdit, str]] = []
        one = drawn.indicator
        self.shown = TickBox(_title(one))
        self.shown.setChecked(drawn.shown)
        self.shown.setToolTip(one.name)
        self.shown.setAccessibleName(tr("Show {name}", name=one.name))
        self.shown.toggled.connect(self._set_shown)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self.shown, 1)
        if one.kind is Kind.VWAP:
            self._add_vwap(one)
        else:
            self.length = self._number(str(one.length), tr("{title}, candles", title=_title(one)))
        if one.kind is Kind.BOLLINGER:
            self._say("×")
            self.width_field = self._number(f"{one.width:g}", tr("Standard deviations"))
            self._say("σ")
        self.color = Choice()
        self.color.setAccessibleName(tr("Colour of {name}", name=one.name))
        self._fill_colors(palette)
        self.color.currentIndexChanged.connect(self._set_color)
        out = QToolButton()
        out.setText("×")
        out.setToolTip(tr("Take {name} off the chart", name=one.name))
        out.setAccessibleName(tr("Remove {name}", name=one.name))
        out.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        out.clicked.connect(self.removed)
        self._row.addWidget(self.color)
        self._row.addWidget(out)

    # --- building ------------------------------------------------------------------------------

    def _add_vwap(self, one: Indicator) -> None:
        if one.anchor_ms is None:
            self.session = Choice()
            self.session.setAccessibleName(tr("Begins anew every"))
            for session in Session:
                self.session.addItem(tr("per {session}", session=term(session)), session)
            self.session.setCurrentIndex(list(Session).index(one.session or Session.DAY))
            self.session.currentIndexChanged.connect(self._read)
            self._row.addWidget(self.session)
        self.bands = Choice()
        self.bands.setAccessibleName(tr("Bands"))
        self.bands.addItems([tr(one) for one in _BANDS[: MOST_BANDS + 1]])
        self.bands.setCurrentIndex(one.bands)
        self.bands.currentIndexChanged.connect(self._read)
        self._row.addWidget(self.bands)

    def _number(self, text: str, name: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setFixedWidth(_NUMBER_PX)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(name)
        field.textChanged.connect(self._read)
        self._row.addWidget(field)
        return field

    def _say(self, text: str) -> None:
        label = QLabel(text)
        label.setObjectName("quiet")
        label.setFont(font(SMALL_PX))
        self._row.addWidget(label)

    def _fill_colors(self, palette: Palette) -> None:
        self.color.setIconSize(QSize(_SWATCH_PX, _SWATCH_PX))
        tones = level_tones(palette)
        names = list(COLORS)
        if self.drawn.tone not in names:
            names.append(self.drawn.tone)
        for name in names:
            color = tones.get(name) or QColor(name)
            self.color.addItem(_swatch(color, self.devicePixelRatioF()), tr(name), name)
        self.color.setCurrentIndex(names.index(self.drawn.tone))

    def controls(self) -> list[QWidget]:
        """What Tab reaches in it, left to right."""
        items = (self._row.itemAt(at) for at in range(self._row.count()))
        parts = [item.widget() for item in items if item is not None]
        return [one for one in parts if one and one.focusPolicy() & Qt.FocusPolicy.TabFocus]

    # --- doing ---------------------------------------------------------------------------------

    def _set_shown(self, shown: bool) -> None:
        self._become(replace(self.drawn, shown=shown))

    def _set_color(self) -> None:
        self._become(replace(self.drawn, tone=self.color.currentData()))

    def _read(self) -> None:
        """Look at what is typed: draw it, or say what is wrong with it."""
        one = self.drawn.indicator
        try:
            if one.kind is Kind.VWAP:
                session = Session(self.session.currentData()) if one.anchor_ms is None else None
                one = replace(one, session=session, bands=self.bands.currentIndex())
            else:
                one = replace(one, length=parse_length(self.length.text(), one.kind))
                if one.kind is Kind.BOLLINGER:
                    one = replace(one, width=parse_width(self.width_field.text()))
        except BadIndicator as error:
            self.refused.emit(error.sentence)
            return
        self.refused.emit("")
        self._become(replace(self.drawn, indicator=one))

    def _become(self, drawn: Drawn) -> None:
        if drawn != self.drawn:
            self.drawn = drawn
            self.changed.emit()


def _title(one: Indicator) -> str:
    """What it is without its numbers."""
    if one.kind is Kind.BOLLINGER:
        return tr("Bollinger")
    if one.anchor_ms is not None:
        return tr("VWAP, {when}", when=words.clock(one.anchor_ms))
    return one.kind.upper()


def _swatch(color: QColor, ratio: float) -> QIcon:
    """A short thick line of a colour."""
    picture = QPixmap(round(_SWATCH_PX * ratio), round(_SWATCH_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.fillRect(0, 4, _SWATCH_PX, 3, color)
    painter.end()
    return QIcon(picture)
