"""The command palette: what it finds, in which order, and that Return does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.domain.times import H4
from tracker.services.views import LevelRow
from tracker.ui.fuzzy import score
from tracker.ui.palette import CommandPalette
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench
from ui.samples import has_color, level_row, picture

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEVELS: list[LevelRow] = [level_row(67_900.0, level_id=7), level_row(66_000.0, level_id=8)]


@pytest.fixture
def palette(bench: Bench, qtbot: QtBot) -> CommandPalette:
    bench.desk.levels_shown.emit(LEVELS)
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_K, CTRL)
    made = bench.window.finding.palette
    assert made is not None
    assert made.isVisible()
    return made


def found(palette: CommandPalette) -> list[str]:
    return [one.text for one in palette.list.rows]


# --- how words fit -------------------------------------------------------------------------------


def test_more_of_a_word_fits_better() -> None:
    whole, head, inside = score("pan", "pan"), score("pan", "panes"), score("pan", "a japan")
    assert whole is not None
    assert head is not None
    assert inside is not None
    assert whole > head > inside


@pytest.mark.parametrize(
    ("typed", "words", "fits"),
    [
        ("expo chart", "Export the chart…", True),
        ("chart expo", "Export the chart…", True),
        ("exprt", "Export the chart…", True),
        ("zzz", "Export the chart…", False),
        ("export zzz", "Export the chart…", False),
        ("1h", "Interval: 1h", True),
        ("x", "Quit Tracker", False),
        ("", "anything", True),
        ("qr", "Quit Tracker", False),
    ],
)
def test_each_typed_word_must_be_there(typed: str, words: str, fits: bool) -> None:
    assert (score(typed, words) is not None) == fits


def test_of_two_that_fit_alike_the_shorter_is_meant() -> None:
    short, long = score("zoom", "Zoom in"), score("zoom", "Zoom out of all of it")
    assert short is not None
    assert long is not None
    assert short > long


# --- what it offers ------------------------------------------------------------------------------


def test_everything_is_offered_the_coins_first(palette: CommandPalette) -> None:
    texts = found(palette)
    assert texts[:3] == ["BTC", "ETH", "SOL"]
    for text in (
        "Interval: 4h",
        "Candles: Heikin-Ashi",
        "Trend line",
        "Pane: Funding",
        "Health of the venues",
        "Export the chart…",
    ):
        assert text in texts
    assert any(text.startswith("Level 67,900") for text in texts)


def test_what_is_off_or_on_is_said_in_words(palette: CommandPalette) -> None:
    rows = {one.text: one for one in palette.list.rows}
    assert rows["Interval: 1h"].on is True
    assert rows["Interval: 4h"].on is False
    assert rows["Pane: Open interest"].on is True
    place = found(palette).index("Interval: 1h")
    said = palette.list.model().index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Interval: 1h, Chart, on, 4"


def test_what_cannot_be_done_now_is_not_offered(bench: Bench, qtbot: QtBot) -> None:
    bench.window.registry.entry("undo").action.setEnabled(False)
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_P, CTRL | SHIFT)
    palette = bench.window.finding.palette
    assert palette is not None
    assert "Undo" not in found(palette)
    assert "Redo" in found(palette)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("4h", "Interval: 4h"),
        ("eth", "ETH"),
        ("heikin", "Candles: Heikin-Ashi"),
        ("funding", "Pane: Funding"),
        ("health", "Health of the venues"),
    ],
)
def test_what_is_typed_is_found(palette: CommandPalette, typed: str, first: str) -> None:
    palette.field.setText(typed)
    assert found(palette)[0] == first


def test_what_is_not_there_is_said(palette: CommandPalette) -> None:
    palette.field.setText("moon")
    assert found(palette) == []
    assert palette.sentence == "Nothing here is called “moon”."
    palette.field.setText("zoom")
    assert palette.sentence == ""


# --- doing it ------------------------------------------------------------------------------------


def test_return_does_what_is_selected(bench: Bench, palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "4h")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert bench.desk.interval is H4
    assert palette.isHidden()
    assert bench.window.chart.canvas.hasFocus(), "the keyboard is where it was"


def test_arrows_walk_and_escape_leaves(palette: CommandPalette, bench: Bench, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert bench.desk.asset == "ETH"
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_K, CTRL)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_a_level_is_opened(bench: Bench, palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "66,000")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert bench.window.levelling.editor.isVisible()


def test_a_layout_is_found_and_used(bench: Bench, palette: CommandPalette, qtbot: QtBot) -> None:
    layouts = bench.window.layouts
    layouts.save("Two screens")
    layouts.use("")
    bench.window.show_palette()
    palette.field.setText("two screens")
    assert [(one.text, one.kind) for one in palette.list.rows[:1]] == [("Two screens", "Layout")]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert layouts.current == "Two screens"


def test_a_setting_is_found_and_shown(bench: Bench, palette: CommandPalette, qtbot: QtBot) -> None:
    palette.field.setText("watermark")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    dialog = bench.window.setting_up.dialog
    assert dialog is not None
    assert dialog.isVisible()
    shown = [name for name, row in dialog.rows.items() if row.isVisible()]
    assert shown == ["watermark"]
    dialog.close()


def test_a_pane_comes_and_goes(bench: Bench, palette: CommandPalette, qtbot: QtBot) -> None:
    panes = bench.window.chart.panes
    for shown in (True, False):
        palette.field.setText("pane funding")
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
        assert ("funding" in [one.key for one in panes.choices]) == shown
        bench.window.show_palette()


def test_what_was_chosen_last_is_first_and_remembered(
    bench: Bench, palette: CommandPalette, qtbot: QtBot
) -> None:
    palette.field.setText("zoom out")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert bench.engine.submitted, "it is written down at once"
    bench.window.finding._remember(b'["now", "wider", 3, "closer"]')
    bench.window.show_palette()
    assert found(palette)[:3] == ["Zoom out", "Back to now", "Zoom in"]
    palette.field.setText("zoom")
    assert found(palette)[0] == "Zoom out"
    bench.window.finding._remember(b"damaged")
    assert bench.window.finding.recent == ["wider", "now", "closer"]


def test_it_wears_the_theme(bench: Bench, palette: CommandPalette) -> None:
    assert has_color(picture(palette.list), DARK.color("raised"), least=200)
    bench.window.toggle_theme()
    assert has_color(picture(palette.list), LIGHT.color("raised"), least=200)
