"""Colours, fonts and the style sheet: dark and light, decided in one place."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication


class Palette(Struct, frozen=True):
    """The colours of one theme, as `#rrggbb`.

    `up` and `down` are directions of the market, by the user's choice; `good` and `bad` are states of
    the program and of levels, and never change places.
    """

    name: str
    colors: str
    background: str
    panel: str
    raised: str
    hairline: str
    grid: str
    text: str
    quiet: str
    up: str
    down: str
    good: str
    bad: str
    level: str
    interest: str
    cascade: str
    warn: str
    gap: str

    def color(self, role: str, alpha: int = 255) -> QColor:
        """The colour of a role, with an opacity from 0 to 255."""
        color = QColor(getattr(self, role))
        color.setAlpha(alpha)
        return color


DARK = Palette(
    name="dark",
    colors="green-red",
    background="#0e1217",
    panel="#141a21",
    raised="#1b2530",
    hairline="#212a34",
    grid="#1a222b",
    text="#d9e0e8",
    quiet="#8794a4",
    up="#2fb39a",
    down="#e65d62",
    good="#2fb39a",
    bad="#e65d62",
    level="#f0b54a",
    interest="#62a4f5",
    cascade="#b58cf2",
    warn="#f0b54a",
    gap="#1f262e",
)
LIGHT = Palette(
    name="light",
    colors="green-red",
    background="#fbfcfd",
    panel="#f3f5f8",
    raised="#e8ecf1",
    hairline="#d5dbe2",
    grid="#e9edf1",
    text="#1b232c",
    quiet="#586675",
    up="#0c7461",
    down="#c4333a",
    good="#0c7461",
    bad="#c4333a",
    level="#8a5800",
    interest="#1f66c1",
    cascade="#7446c0",
    warn="#8a5800",
    gap="#e6eaef",
)
THEMES = {palette.name: palette for palette in (DARK, LIGHT)}


def _swapped(palette: Palette) -> Palette:
    """Red for what rises, as on the exchanges of East Asia."""
    return replace(palette, colors="red-green", up=palette.down, down=palette.up)


def _blue_orange(palette: Palette, blue: str, orange: str, **others: str) -> Palette:
    """Colours that anybody can tell apart; `others` step out of the way of blue and orange."""
    sides = {"up": blue, "down": orange, "good": blue, "bad": orange}
    return replace(palette, colors="blue-orange", **sides, **others)


#: Every theme with every choice of colours, by theme and choice.
PALETTES = {
    (palette.name, palette.colors): palette
    for palette in (
        DARK,
        LIGHT,
        _swapped(DARK),
        _swapped(LIGHT),
        _blue_orange(
            DARK, "#3b8ef0", "#f08c3b", level="#efd75a", warn="#efd75a", interest="#52c0bd"
        ),
        _blue_orange(
            LIGHT, "#1b62c4", "#a84800", level="#6f6200", warn="#6f6200", interest="#0b6a6a"
        ),
    )
}


def palette_of(theme: str, colors: str) -> Palette:
    """The palette of a theme (`system`, `dark` or `light`) and a choice of colours."""
    return PALETTES[system_theme() if theme == "system" else theme, colors]


def system_theme() -> str:
    """What the system wants: `light`, or `dark` where it does not say."""
    light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    return LIGHT.name if light else DARK.name


#: What the names of level colours look like, readable as words on a theme's ground.
_TONES = {
    "dark": {
        "red": "#f07a72",
        "orange": "#f0934a",
        "yellow": "#e3cf57",
        "green": "#7fc46b",
        "teal": "#45c4bd",
        "blue": "#6fb0ff",
        "purple": "#b99bf5",
        "pink": "#ee8ec4",
        "grey": "#a3b0be",
    },
    "light": {
        "red": "#b32d27",
        "orange": "#a04a00",
        "yellow": "#756200",
        "green": "#2f6f1d",
        "teal": "#096d68",
        "blue": "#1c5fb8",
        "purple": "#6b3fb5",
        "pink": "#a52a76",
        "grey": "#56636f",
    },
}
#: From this lightness on a ground is light.
_LIGHT = 128


def level_tones(palette: Palette) -> dict[str, QColor]:
    """The colours that a level can be given by name, by that name."""
    light = QColor(palette.background).lightness() >= _LIGHT
    return {name: QColor(value) for name, value in _TONES["light" if light else "dark"].items()}


#: Sizes in device independent pixels: the six figures, body, qualifiers.
FIGURE_PX, BODY_PX, SMALL_PX = 19, 13, 11
_FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")


@lru_cache(maxsize=64)
def font(size_px: int = BODY_PX, *, bold: bool = False) -> QFont:
    """The one family, with figures of equal width so that numbers do not jump.

    Sizes are in pixels, not points, so that an exported picture is the same on every machine. Made
    once each: making a font costs more than writing a word with it.
    """
    result = QFont()
    result.setFamilies(list(_FAMILIES))
    result.setPixelSize(size_px)
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


@lru_cache(maxsize=64)
def metrics(size_px: int = BODY_PX, *, bold: bool = False) -> QFontMetricsF:
    """Widths of words in a font, in logical pixels."""
    return QFontMetricsF(font(size_px, bold=bold))


@lru_cache(maxsize=2048)
def text_width(text: str, size_px: int = BODY_PX, *, bold: bool = False) -> float:
    """How wide words are, in logical pixels."""
    return metrics(size_px, bold=bold).horizontalAdvance(text)


def style_sheet(palette: Palette) -> str:
    """The look of Qt's own widgets: hairlines between panels, no boxes in boxes, no gradients."""
    return f"""
    QWidget {{ background: {palette.panel}; color: {palette.text}; font-size: {BODY_PX}px; }}
    QMainWindow, QSplitter {{ background: {palette.hairline}; }}
    QMainWindow::separator {{
        background: {palette.hairline}; width: 1px; height: 1px;
    }}
    QWidget#qt_qmainwindow_extended_splitter {{ background: transparent; }}
    QDockWidget[out="true"] {{ background: {palette.quiet}; border: 1px solid {palette.quiet}; }}
    QSizeGrip {{ background: transparent; }}
    QMainWindow > QTabBar, QTabWidget > QTabBar {{ background: {palette.panel}; font-size: {SMALL_PX}px; }}
    QMainWindow > QTabBar::tab, QTabWidget > QTabBar::tab {{
        background: {palette.panel}; color: {palette.quiet}; font-size: {SMALL_PX}px;
        border: none; border-bottom: 2px solid {palette.hairline}; padding: 5px 10px;
    }}
    QMainWindow > QTabBar::tab:hover, QTabWidget > QTabBar::tab:hover {{ color: {palette.text}; }}
    QMainWindow > QTabBar::tab:selected, QTabWidget > QTabBar::tab:selected {{
        color: {palette.text}; border-bottom-color: {palette.interest};
    }}
    QMainWindow > QTabBar::tab:focus, QTabWidget > QTabBar::tab:focus {{
        border: 1px solid {palette.interest}; border-bottom-width: 2px; padding: 4px 9px 5px;
    }}
    QSplitter::handle {{ background: {palette.hairline}; }}
    QLabel {{ background: transparent; }}
    QToolTip {{
        background: {palette.raised}; color: {palette.text};
        border: 1px solid {palette.hairline}; padding: 4px 6px;
    }}
    QLabel#panel-title, QLabel#panel-scope, QLabel#panel-empty, QLabel#tile-small,
    QLabel#status-text, QLabel#quiet {{ color: {palette.quiet}; font-size: {SMALL_PX}px; }}
    QLabel#tile-figure {{ font-size: {FIGURE_PX}px; font-weight: 600; }}
    QLabel#tile-unit {{ font-weight: 600; }}
    QFrame#tile {{ border: none; border-right: 1px solid {palette.hairline}; }}
    QWidget#toolbar, QWidget#status {{ background: {palette.panel}; }}
    QLabel#brand {{ font-weight: 700; font-size: 14px; }}
    QLabel#simulated {{
        background: {palette.cascade}; color: {palette.background};
        font-weight: 700; font-size: {SMALL_PX}px; padding: 2px 8px; border-radius: 3px;
    }}
    QToolButton {{
        background: transparent; border: none; border-radius: 3px;
        padding: 4px 9px; color: {palette.quiet};
    }}
    QToolButton:hover {{ background: {palette.raised}; color: {palette.text}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton:checked {{ background: {palette.raised}; color: {palette.text}; font-weight: 600; }}
    QToolButton:focus {{ border: 1px solid {palette.interest}; padding: 3px 8px; }}
    QPushButton {{
        background: {palette.raised}; border: 1px solid {palette.hairline};
        border-radius: 3px; padding: 6px 14px;
    }}
    QPushButton:hover, QPushButton:focus {{ border-color: {palette.interest}; }}
    QToolButton#panel-tool {{ padding: 1px 6px; font-size: {SMALL_PX}px; }}
    QToolButton#panel-tool:focus {{ padding: 0 5px; }}
    QToolButton#dock-tool {{ padding: 1px 2px; font-size: {SMALL_PX}px; }}
    QToolButton#dock-tool:focus {{ padding: 0 1px; }}
    QPushButton:disabled {{ color: {palette.quiet}; background: {palette.panel}; }}
    QPushButton#primary:enabled {{ border-color: {palette.quiet}; font-weight: 600; }}
    QPushButton#primary:focus {{ border: 2px solid {palette.interest}; padding: 5px 13px; }}
    QFrame#popover {{ border: 1px solid {palette.hairline}; border-radius: 4px; }}
    QFrame#popover QPushButton {{ padding: 4px 12px; }}
    QFrame#popover QPushButton#primary:focus {{ padding: 3px 11px; }}
    QLabel#message {{ color: {palette.quiet}; font-size: {SMALL_PX}px; }}
    QLabel#state-bar {{ color: {palette.text}; font-size: {SMALL_PX}px; }}
    QLabel#message[wrong="true"] {{ color: {palette.bad}; }}
    QLineEdit, QComboBox, QSpinBox {{
        background: {palette.background}; border: 1px solid {palette.hairline};
        border-radius: 3px; padding: 3px 7px; min-height: 18px;
        selection-background-color: {palette.interest}; selection-color: {palette.background};
        placeholder-text-color: {palette.quiet};
    }}
    QLineEdit[wrong="true"] {{ border-color: {palette.bad}; color: {palette.bad}; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border-color: {palette.interest}; }}
    QLineEdit[wrong="true"]:focus {{ border: 2px solid {palette.interest}; padding: 2px 6px; }}
    QWidget#tape-bar QComboBox, QWidget#tape-bar QLineEdit {{
        font-size: {SMALL_PX}px; padding: 2px 5px; min-height: 16px;
    }}
    QWidget#tape-bar QLineEdit[wrong="true"]:focus {{ padding: 1px 4px; }}
    QWidget#tape-bar QComboBox::drop-down {{ width: 12px; }}
    QWidget#tape-bar QPushButton {{ font-size: {SMALL_PX}px; padding: 3px 9px; }}
    QComboBox QAbstractItemView {{
        background: {palette.raised}; border: 1px solid {palette.hairline}; outline: none;
        selection-background-color: {palette.hairline}; selection-color: {palette.text};
    }}
    QCheckBox {{
        background: transparent; spacing: 6px; border: 1px solid transparent;
        selection-color: {palette.background};
    }}
    QCheckBox:disabled {{ color: {palette.quiet}; }}
    QCheckBox:focus {{ border-color: {palette.interest}; border-radius: 3px; }}
    QCheckBox::indicator {{
        width: 11px; height: 11px; border: 1px solid {palette.quiet}; border-radius: 2px;
        background: {palette.background};
    }}
    QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate {{
        background: {palette.interest}; border-color: {palette.interest};
    }}
    QCheckBox::indicator:disabled {{ background: {palette.panel}; border-color: {palette.hairline}; }}
    QCheckBox::indicator:checked:disabled, QCheckBox::indicator:indeterminate:disabled {{
        background: {palette.quiet}; border-color: {palette.quiet};
    }}
    QListView {{ background: {palette.panel}; outline: none; }}
    QListWidget#groups {{ border: none; }}
    QListWidget#groups::item {{ padding: 6px 10px; border-radius: 3px; color: {palette.quiet}; }}
    QListWidget#groups::item:hover {{ color: {palette.text}; }}
    QListWidget#groups::item:selected {{ background: {palette.raised}; color: {palette.text}; }}
    QListWidget#groups::item:selected:focus {{ border: 1px solid {palette.interest}; }}
    QTableView {{ background: {palette.panel}; outline: none; border: none; }}
    QTableWidget {{ font-size: 12px; }}
    QTableWidget::item {{ padding: 0 10px; border: none; }}
    QTableWidget::item:selected {{ background: {palette.raised}; color: {palette.text}; }}
    QWidget#focus-frame {{ background: {palette.interest}; }}
    QWidget#hairline {{ background: {palette.hairline}; }}
    QHeaderView {{ background: {palette.panel}; border: none; }}
    QHeaderView::section {{
        background: {palette.panel}; color: {palette.quiet}; font-size: {SMALL_PX}px;
        border: none; border-bottom: 1px solid {palette.hairline}; padding: 4px 10px;
    }}
    QTableWidget#figures::item {{ padding: 0 6px; }}
    QTableWidget#figures QHeaderView::section,
    QTableWidget#figures QHeaderView::section:first {{ padding: 4px 6px; }}
    QHeaderView::section:hover {{ color: {palette.text}; }}
    QHeaderView::section:first {{ padding-left: 14px; }}
    QMenuBar {{ background: {palette.panel}; border-bottom: 1px solid {palette.hairline}; }}
    QMenuBar::item {{ background: transparent; color: {palette.quiet}; padding: 5px 11px; }}
    QMenuBar::item:selected {{ background: {palette.raised}; color: {palette.text}; }}
    QMenu::separator {{ background: {palette.hairline}; height: 1px; margin: 4px 8px; }}
    QMenu {{ background: {palette.raised}; border: 1px solid {palette.hairline}; padding: 4px; }}
    QMenu::item {{ padding: 5px 18px; background: transparent; }}
    QMenu::item:selected {{ background: {palette.hairline}; }}
    QMenu::item:disabled {{ color: {palette.quiet}; }}
    QProgressBar {{ background: {palette.raised}; border: none; border-radius: 2px; }}
    QProgressBar::chunk {{ background: {palette.interest}; border-radius: 2px; }}
    QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
    QScrollBar::handle:vertical {{
        background: {palette.raised}; min-height: 24px; border-radius: 4px;
    }}
    QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
    QScrollBar::handle:horizontal {{
        background: {palette.raised}; min-width: 24px; border-radius: 4px;
    }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: none; height: 0; width: 0;
    }}
    QAbstractScrollArea::corner {{ background: {palette.panel}; }}
    QWidget#trial {{ background: {palette.raised}; border-left: 3px solid {palette.interest}; }}
    QWidget#banner {{ background: {palette.raised}; border-left: 3px solid {palette.level}; }}
    QWidget#banner[urgent="true"] {{ border-left-color: {palette.bad}; }}
    QWidget#offline {{ background: {palette.background}; }}
    QWidget#offline QLabel {{ background: transparent; }}
    QLabel#offline-title {{ font-size: {FIGURE_PX}px; font-weight: 600; }}
    """
