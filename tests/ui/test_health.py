"""The page of health: all venues and channels, which of them are shown, and how one gets there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tracker.domain.context import CONTEXT_CHANNELS
from tracker.domain.health import Channel, Health, State
from tracker.ui.panels.health import HealthPage
from tracker.ui.panels.health_words import Column
from tracker.ui.theme import DARK, LIGHT, Palette, style_sheet
from ui.bench import Bench
from ui.samples import NOW_MS, click, has_color, health, picture

#: Those of a venue that trades coins.
CHANNELS = tuple(one for one in Channel if one not in CONTEXT_CHANNELS)
MANY = {f"venue{number}": f"Venue {number}" for number in range(15)}


def rows_of(titles: dict[str, str], state: State = State.LIVE) -> list[Health]:
    return [
        Health(venue, channel, state, NOW_MS - 2_000, 30.0)
        for venue in titles
        for channel in CHANNELS
    ]


class Now:
    def __init__(self) -> None:
        self.ms = NOW_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def page(qtbot: QtBot, now: Now) -> HealthPage:
    made = HealthPage(MANY, now, DARK)
    made.setStyleSheet(style_sheet(DARK))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def text(page: HealthPage, row: int, column: Column) -> str:
    return str(page.table.model().index(row, column).data())


def test_fifteen_venues_with_all_their_channels_are_there_in_order(page: HealthPage) -> None:
    page.show_health(list(reversed(rows_of(MANY))))
    assert len(page.shown()) == 15 * len(CHANNELS)
    assert list(dict.fromkeys(row.venue for row in page.shown())) == list(MANY)
    assert page.said() == ""
    assert page._count.text() == "105 channels: 105 live"


def test_without_rows_it_says_why(page: HealthPage) -> None:
    assert page.said().startswith("Nothing is known yet: the engine has not asked any venue.")
    assert page._detail.isHidden()
    assert not page.copy.isEnabled()
    rows = [row for row in rows_of(MANY) if row.venue != "venue3"]
    page.show_health(rows)
    page.show_venue("venue3")
    assert page.said() == "Venue 3 has not been asked yet."
    page.show_venue("venue4")
    assert page.said() == ""
    page.only_bad.setChecked(True)
    assert page.said() == "Every channel of Venue 4 is live or quiet."
    page.show_venue(None)
    assert page.said() == "Every channel is live or quiet."


def test_a_venue_and_what_is_not_well_can_be_chosen(page: HealthPage) -> None:
    rows = rows_of(MANY)
    rows[8] = replace(rows[8], state=State.CAPPED, reason="A lower bound.")
    rows[20] = replace(rows[20], state=State.DOWN, reason="It cannot be reached.")
    page.show_health(rows)
    page.only_bad.setChecked(True)
    assert page.shown() == [rows[8], rows[20]]
    # What recovers leaves the list, what fails comes onto it.
    rows[8] = replace(rows[8], state=State.QUIET, reason=None)
    page.show_health(rows)
    assert page.shown() == [rows[20]]
    page.show_venue("venue2")
    assert not page.only_bad.isChecked()
    assert {row.venue for row in page.shown()} == {"venue2"}


def test_it_is_sorted_by_any_column_with_the_mouse_or_the_keyboard(
    page: HealthPage, qtbot: QtBot
) -> None:
    rows = rows_of(MANY)
    rows[20] = replace(rows[20], state=State.DOWN, reason="It cannot be reached.")
    page.show_health(rows)
    head = page.table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(Column.STATE) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.shown()[0] == rows[20]
    assert page.sorting.currentData() == Column.STATE
    page.sorting.setFocus()
    qtbot.keyClick(page.sorting, Qt.Key.Key_Home)
    assert [row.venue for row in page.shown()][:7] == ["venue0"] * 7
    assert head.sortIndicatorSection() == Column.VENUE


def test_a_chosen_row_stays_chosen_while_everything_changes(page: HealthPage) -> None:
    rows = rows_of(MANY)
    page.show_health(rows)
    page.table.selectRow(9)
    assert page.detail().startswith("Venue 1 liquidations: live. The last event came at ")
    chosen = page.table.currentIndex().data(Qt.ItemDataRole.UserRole)
    rows = [
        replace(row, state=State.DOWN, reason="It cannot be reached.")
        if (row.venue, row.channel) == (chosen.venue, chosen.channel)
        else row
        for row in rows
    ]
    page.show_health(rows)
    page.sorting.setCurrentIndex(Column.STATE)
    now = page.table.currentIndex().data(Qt.ItemDataRole.UserRole)
    assert (now.venue, now.channel, now.state) == (chosen.venue, chosen.channel, State.DOWN)
    assert page.table.currentIndex().row() == 0
    assert "It cannot be reached." in page.detail()
    assert page.table.accessibleDescription() == page.detail()


def test_ages_grow_while_they_are_seen(page: HealthPage, now: Now, qtbot: QtBot) -> None:
    page.show_health(rows_of(MANY))
    assert text(page, 0, Column.LAST) == "2 s ago"
    seen: list[int] = []
    page.table.model().dataChanged.connect(lambda first, _last: seen.append(first.column()))
    now.ms += 60_000
    qtbot.waitUntil(lambda: Column.LAST in seen)
    assert text(page, 0, Column.LAST) == "62 s ago"
    page.hide()
    assert not page._timer.isActive()


def test_what_is_shown_goes_to_the_clipboard(page: HealthPage, qtbot: QtBot) -> None:
    page.show_health(rows_of(MANY))
    page.show_venue("venue7")
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3 + len(CHANNELS)
    assert all(line.startswith("Venue 7") for line in lines[3:])
    QGuiApplication.clipboard().clear()
    click(qtbot, page.copy)
    assert QGuiApplication.clipboard().text().splitlines() == lines


def test_every_cell_and_control_has_words_for_a_screen_reader(page: HealthPage) -> None:
    page.show_health(rows_of(MANY))
    index = page.table.model().index(0, Column.STATE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "State: live"
    empty = page.table.model().index(0, Column.WHY)
    assert empty.data(Qt.ItemDataRole.AccessibleTextRole) == "Why: nothing"
    for part in (page.venue, page.sorting, page.table):
        assert part.accessibleName()
    head = page.table.model().headerData(
        Column.CLOCK, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert "ahead of this computer's" in head


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_states_have_their_colours_in_both_themes(page: HealthPage, palette: Palette) -> None:
    page.setStyleSheet(style_sheet(palette))
    page.set_palette(palette)
    rows = rows_of(MANY)
    page.show_health(rows)
    assert has_color(picture(page.table), palette.color("up"))
    assert not has_color(picture(page.table), palette.color("down"))
    rows[0] = replace(rows[0], state=State.DOWN)
    rows[1] = replace(rows[1], state=State.STALE)
    page.show_health(rows)
    for role in ("up", "down", "warn"):
        assert has_color(picture(page.table), palette.color(role)), role


# --- how one gets there --------------------------------------------------------------------------


def test_a_click_on_a_chip_opens_the_page_at_its_venue(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    chip = window.status.chips["alpha"]
    click(qtbot, chip)
    page = window.pages.feeds.page
    assert page is not None
    assert page.isVisible()
    assert not page.isModal()
    assert {row.venue for row in page.shown()} == {"alpha"}
    bench.desk.health_grown.emit([health("alpha", Channel.OI, State.CAPPED, "At its cap.")])
    assert State.CAPPED in {row.state for row in page.shown()}
    window.show_ended("The engine has ended.")
    assert {row.state for row in page.shown()} == {State.OFF}
    window.placing.docks["health"].close()
    assert not page.isVisible()


def test_a_chip_is_pressed_with_the_keyboard_and_shows_its_focus(
    bench: Bench, qtbot: QtBot
) -> None:
    chip = bench.window.status.chips["beta"]
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(chip.hasFocus)
    assert has_color(picture(chip), DARK.color("interest"), least=20)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    page = bench.window.pages.feeds.page
    assert page is not None
    assert page.venue.currentData() == "beta"
    page.close()


def test_the_menu_opens_it_at_all_venues_and_it_wears_the_theme(bench: Bench) -> None:
    window = bench.window
    action = window.registry.entry("health").action
    assert action.shortcut().toString() == "F8"
    action.trigger()
    page = window.pages.feeds.page
    assert page is not None
    assert page.venue.currentData() is None
    assert len(page.shown()) == len(window.status.rows())
    window.toggle_theme()
    assert page.table._cells.palette is LIGHT
    window.toggle_zone()
    window.placing.docks["health"].close()
    action.trigger()
    assert window.pages.feeds.page is page
    assert page.isVisible()
    page.close()


def test_beneath_stands_how_far_the_past_is_and_what_it_takes(page: HealthPage) -> None:
    assert page.kept() == "How far the past is filled is being read…"
    page.show_kept("Venue 1: 30 days of hours 82 %", "Cache 812 MB of at most 4 GB: 1m candles.")
    assert page._kept.isVisible()
    assert page.kept() == (
        "History: Venue 1: 30 days of hours 82 %.\nCache 812 MB of at most 4 GB: 1m candles."
    )
    page.show_kept("", "Cache 1 MB of at most 4 GB.")
    assert page.kept() == "Cache 1 MB of at most 4 GB."
