"""The fields of an export: what leaves the program, in which shape, and with which words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from tracker.domain.translating import noted, tr
from tracker.ui.charts.presets import PRESETS, preset_of
from tracker.ui.export_wish import (
    AS_SEEN,
    MOST_NOTE,
    OWN,
    SCALES,
    BadSize,
    What,
    Wish,
    parse_size,
)
from tracker.ui.panels.choice import Choice
from tracker.ui.tick_box import TickBox

_WHATS = (
    (What.CHART, noted("Chart")),
    (What.WINDOW, noted("Whole window")),
    (What.DATA, noted("Data in view, as CSV")),
)
_LABEL_PX = 64
_THEMES = (("", noted("As in the window")), ("dark", noted("Dark")), ("light", noted("Light")))


class ExportForm(QWidget):
    """Says with `changed` that something else is wanted; `wish` says what."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.what, self.shape, self.scale, self.theme = Choice(), Choice(), Choice(), Choice()
        self.own, self.note = QLineEdit("1600x900"), QLineEdit()
        self.watermark, self.bar = TickBox(tr("Watermark")), TickBox(tr("Buttons on top"))
        for what, name in _WHATS:
            self.what.addItem(tr(name), what)
        self.shape.addItem(tr("As on screen"), AS_SEEN)
        for preset in PRESETS:
            width, height = preset.pixels
            self.shape.addItem(f"{tr(preset.name)}, {width}×{height}", preset.key)
        self.shape.addItem(tr("Another size"), OWN)
        for scale in SCALES:
            self.scale.addItem(f"{scale:g}×", scale)
        for key, name in _THEMES:
            self.theme.addItem(tr(name), key)
        self.note.setMaxLength(MOST_NOTE)
        self.note.setPlaceholderText(tr("your words on the picture"))
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._add_rows()
        self.shape.activated.connect(self._scale_to_shape)
        for box in (self.what, self.shape, self.scale, self.theme):
            box.currentIndexChanged.connect(self._change)
        for line in (self.own, self.note):
            line.textChanged.connect(self._change)
        for check in (self.watermark, self.bar):
            check.toggled.connect(self._change)
        self.show_wish(Wish())

    def _add_rows(self) -> None:
        rows: tuple[tuple[str, QWidget, str], ...] = (
            (
                tr("Export"),
                self.what,
                tr("The chart alone, the window with its panels, or the numbers"),
            ),
            (
                tr("Shape"),
                self.shape,
                tr("As large as on the screen, or a size for posting, words large"),
            ),
            (tr("Size"), self.own, tr("Width and height in points, for example 1600x900")),
            (
                tr("Scale"),
                self.scale,
                tr("Pixels of a point: more is sharper, the layout stays the same"),
            ),
            (tr("Colours"), self.theme, tr("Those of the window, or always dark or light")),
            (tr("Note"), self.note, tr("Your own words, in the picture as you write them")),
        )
        for name, field, tip in rows:
            field.setAccessibleName(name)
            field.setToolTip(tip)
            field.setAccessibleDescription(tip)
            label = QLabel(name)
            label.setMinimumWidth(_LABEL_PX)  # fields stay where they are while others go
            label.setBuddy(field)
            self._form.addRow(label, field)
        self.watermark.setToolTip(tr("A quiet word behind the candles"))
        self.bar.setToolTip(tr("The line of buttons too; without it the title stands there"))
        for check in (self.watermark, self.bar):
            check.setAccessibleName(check.text())
            check.setAccessibleDescription(check.toolTip())
            self._form.addRow("", check)

    def wish(self) -> Wish:
        """What is wanted.

        Raises:
            BadSize: where the size that is typed is none.
        """
        shape = str(self.shape.currentData())
        try:
            own_size = parse_size(self.own.text())
        except BadSize:
            if shape == OWN and self.what.currentData() is What.CHART:
                raise
            own_size = Wish().own_size  # nobody looks at it
        return Wish(
            what=self.what.currentData(),
            shape=shape,
            own_size=own_size,
            scale=float(self.scale.currentData()),
            theme=str(self.theme.currentData()),
            note=self.note.text(),
            watermark=self.watermark.isChecked(),
            bar=self.bar.isChecked(),
        )

    def show_wish(self, wish: Wish) -> None:
        """Fill the fields, without telling."""
        was = self.blockSignals(True)
        for box, value in (
            (self.what, wish.what),
            (self.shape, wish.shape),
            (self.scale, wish.scale),
            (self.theme, wish.theme),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.own.setText(f"{wish.own_size[0]}x{wish.own_size[1]}")
        self.note.setText(wish.note)
        self.watermark.setChecked(wish.watermark)
        self.bar.setChecked(wish.bar)
        self.blockSignals(was)
        self._fit()

    def _scale_to_shape(self) -> None:
        """A preset has the pixels of its name; what is as on screen is twice as sharp."""
        is_post = preset_of(str(self.shape.currentData())) is not None
        self.scale.setCurrentIndex(self.scale.findData(1.0 if is_post else 2.0))

    def _change(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Show what means something for what is exported."""
        what = self.what.currentData()
        is_chart, is_data = what is What.CHART, what is What.DATA
        for field, there in (
            (self.shape, is_chart),
            (self.own, is_chart and self.shape.currentData() == OWN),
            (self.scale, not is_data),
            (self.theme, is_chart),
            (self.note, not is_data),
            (self.watermark, is_chart),
            (self.bar, what is What.WINDOW),
        ):
            self._form.setRowVisible(field, there)
