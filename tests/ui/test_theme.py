"""Colours that can be read, and one family with figures of equal width."""

from __future__ import annotations

import pytest
from msgspec.structs import fields
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

from tracker.store.setting_kinds import Choice
from tracker.store.settings import setting
from tracker.ui.theme import (
    DARK,
    LIGHT,
    PALETTES,
    THEMES,
    Palette,
    font,
    metrics,
    palette_of,
    style_sheet,
    text_width,
)

WORDS = ("text", "quiet", "up", "down", "good", "bad", "level", "interest", "cascade", "warn")
NAMES = ("name", "colors")
GROUNDS = ("background", "panel")


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2.2."""
    one = QColor(color)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (one.redF(), one.greenF(), one.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def name_of(palette: Palette) -> str:
    return f"{palette.name}-{palette.colors}"


@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_every_word_can_be_read_on_every_ground(palette: Palette) -> None:
    weak = {
        (role, ground): round(ratio, 2)
        for role in WORDS
        for ground in GROUNDS
        if (ratio := contrast(getattr(palette, role), getattr(palette, ground))) < 4.5
    }
    # What stands in selected rows, menus, tips and the banner.
    for role in ("text", "quiet", "up", "down", "good", "bad", "level"):
        ratio = contrast(getattr(palette, role), palette.raised)
        if ratio < 4.5:
            weak[role, "raised"] = round(ratio, 2)
    assert not weak


@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_the_label_of_a_simulated_market_can_be_read(palette: Palette) -> None:
    assert contrast(palette.background, palette.cascade) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=name_of)
def test_marks_that_are_no_words_can_be_seen(palette: Palette) -> None:
    for role in ("up", "down", "good", "bad", "warn", "interest"):
        assert contrast(getattr(palette, role), palette.panel) >= 3
    assert contrast(palette.interest, palette.raised) >= 3


def test_a_role_is_a_colour_with_an_opacity() -> None:
    assert DARK.color("up").name() == DARK.up
    assert DARK.color("up", 110).alpha() == 110
    for palette in PALETTES.values():
        for one in fields(palette):
            if one.name not in NAMES:
                assert QColor(getattr(palette, one.name)).isValid(), one.name


def test_themes_are_found_by_their_name() -> None:
    assert all(THEMES[name].name == name for name in THEMES)
    assert {"dark", "light"} <= set(THEMES)


def test_every_choice_of_the_settings_has_a_palette() -> None:
    themes, colors = setting("theme").kind, setting("colors").kind
    assert isinstance(themes, Choice)
    assert isinstance(colors, Choice)
    names = {name for name, _ in themes.options} - {"system"}
    assert set(PALETTES) == {(one, other) for one in names for other, _ in colors.options}
    for (theme, color), palette in PALETTES.items():
        assert palette_of(theme, color) is palette
        assert (palette.name, palette.colors) == (theme, color)


def test_up_and_down_change_places_and_states_do_not() -> None:
    for theme, plain in THEMES.items():
        swapped = palette_of(theme, "red-green")
        assert (swapped.up, swapped.down) == (plain.down, plain.up)
        assert (swapped.good, swapped.bad) == (plain.good, plain.bad)


@pytest.mark.parametrize("theme", THEMES)
def test_blue_and_orange_differ_for_every_colour_vision(theme: str) -> None:
    palette = palette_of(theme, "blue-orange")
    blue, orange = QColor(palette.up), QColor(palette.down)
    # What the missing cones of protanopia and deuteranopia leave is yellow against blue.
    assert blue.blueF() - max(blue.redF(), blue.greenF() / 2) > 0.3
    assert orange.redF() - orange.blueF() > 0.5
    assert {palette.good, palette.bad} == {palette.up, palette.down}
    for role in ("level", "warn", "interest"):
        assert getattr(palette, role) not in (palette.up, palette.down)


def test_the_system_decides_where_it_says_something(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    scheme = Qt.ColorScheme.Unknown

    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802
            return scheme

    monkeypatch.setattr("tracker.ui.theme.QGuiApplication.styleHints", Hints)
    assert palette_of("system", "green-red") is DARK
    scheme = Qt.ColorScheme.Light
    assert palette_of("system", "green-red") is LIGHT
    assert palette_of("system", "blue-orange").name == "light"
    assert palette_of("dark", "green-red") is DARK
    scheme = Qt.ColorScheme.Dark
    assert palette_of("system", "green-red") is DARK


def test_figures_are_of_equal_width(qapp: QApplication) -> None:
    del qapp
    for bold in (False, True):
        widths = [text_width(digit * 20, bold=bold) for digit in "0123456789"]
        assert max(widths) - min(widths) < 1


def test_fonts_are_made_once_and_measured_in_pixels(qapp: QApplication) -> None:
    del qapp
    assert font(11) is font(11)
    assert font(11, bold=True) is not font(11)
    assert font(19).pixelSize() == 19
    assert metrics(11).height() < metrics(19).height()


def test_the_style_sheet_is_understood_and_uses_the_palette_alone(qapp: QApplication) -> None:
    del qapp
    for palette in PALETTES.values():
        sheet = style_sheet(palette)
        label = QLabel("x")
        label.setStyleSheet(sheet)  # a fault in it would be logged, and fail the test
        label.ensurePolished()
        known = {getattr(palette, one.name) for one in fields(palette) if one.name not in NAMES}
        used = {word.rstrip(";") for word in sheet.split() if word.startswith("#") and ";" in word}
        assert used <= known
