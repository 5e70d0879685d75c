"""The dialog of settings in the window: every setting can be reached, changed, put back, and is seen at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tracker.analysis import numerals
from tracker.domain.quiet import QuietHours
from tracker.domain.retention import Kind
from tracker.domain.times import DAY_MS
from tracker.store.settings import SETTINGS, Group, Settings, setting
from tracker.store.settings_book import SettingsBook
from tracker.ui.setting_up import SettingUp
from tracker.ui.settings_dialog import SettingsDialog
from tracker.ui.theme import DARK, LIGHT, PALETTES
from ui.bench import Bench, MakeBench
from ui.samples import has_color, picture

MINE = "# Mine.\nsound = true  # loud\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    path.write_text(MINE)
    return path


@pytest.fixture
def bench(make_bench: MakeBench, path: Path) -> Bench:
    return make_bench(book=SettingsBook.open(path), fill=False)


@pytest.fixture
def dialog(bench: Bench) -> SettingsDialog:
    assert QTest.qWaitForWindowActive(bench.window)
    QTest.keyClick(bench.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = bench.window.setting_up.dialog
    assert dialog is not None
    assert QTest.qWaitForWindowActive(dialog)
    return dialog


def widget(dialog: SettingsDialog, name: str) -> Any:
    return dialog.rows[name].field.widget


def write(dialog: SettingsDialog, name: str, text: str) -> None:
    line = widget(dialog, name)
    assert isinstance(line, QLineEdit)
    line.setText(text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def choose(dialog: SettingsDialog, name: str, value: str) -> None:
    box = widget(dialog, name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def seen(dialog: SettingsDialog) -> set[str]:
    return {name for name, row in dialog.rows.items() if row.isVisible()}


# --- reach -------------------------------------------------------------------------------------


def test_every_setting_has_a_row_in_its_group_that_says_what_it_is(dialog: SettingsDialog) -> None:
    shown: set[str] = set()
    for group in Group:
        dialog.open_group(group)
        assert seen(dialog) == {one.name for one in SETTINGS if one.group is group}
        shown |= seen(dialog)
    assert shown == {one.name for one in SETTINGS}
    for name, row in dialog.rows.items():
        field = row.field.widget
        assert field.accessibleName() == setting(name).label
        assert setting(name).help in field.accessibleDescription()
        assert name in field.toolTip()
        assert row.reset.accessibleName() == f"Reset: {setting(name).label}"
        assert row.reset.isHidden()


def test_a_search_goes_through_all_groups(dialog: SettingsDialog) -> None:
    dialog.search.setText("quiet hours")
    assert seen(dialog) == {"quiet", "quiet_lets_urgent"}
    dialog.search.setText("ORANGE")
    assert seen(dialog) == {"colors"}
    dialog.search.setText("no such thing")
    assert seen(dialog) == set()
    assert dialog._none.isVisible()
    dialog.groups.setCurrentRow(list(Group).index(Group.EXPORT))
    assert dialog.search.text() == ""
    assert seen(dialog) == {"watermark", "note"}


def test_the_keyboard_reaches_everything_that_is_seen(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.activateWindow()
    dialog.open_group(Group.GENERAL)
    qtbot.waitUntil(dialog.search.hasFocus)
    reached: list[QWidget | None] = []
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    for name in seen(dialog):
        assert widget(dialog, name) in reached
    assert {dialog.groups, dialog.file, dialog.close_button} <= set(reached)
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.search.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_keys_of_services_are_one_button_away(bench: Bench, dialog: SettingsDialog) -> None:
    dialog.open_group(Group.SERVICES)
    (button,) = [one for offer, one in dialog._offers.items() if offer.group is Group.SERVICES]
    assert button.isVisible()
    button.click()
    assert bench.window.keying.dialog is not None
    assert bench.window.keying.dialog.isVisible()
    dialog.open_group(Group.LOOKS)
    assert not button.isVisible()


# --- changes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.name)
def test_every_setting_can_be_changed_and_put_back(
    bench: Bench, dialog: SettingsDialog, path: Path, one: Any
) -> None:
    dialog.open_group(one.group)
    field = widget(dialog, one.name)
    if isinstance(field, QCheckBox):
        field.click()
    elif isinstance(field, QComboBox):
        choose(dialog, one.name, str(field.itemData(field.count() - 1)))
    else:
        texts = {"assets": "btc, eth", "quiet": "22:00-07:00", "keep.size": "2 GB"}
        texts |= dict.fromkeys(("notify", "opt_in"), "ntfy, mail")
        spans = {f"keep.{kind}": "3w" for kind in Kind}
        write(dialog, one.name, {**texts, **spans}.get(one.name, "words"))
    assert one.of(bench.book.settings) != one.default
    assert Settings.load(path) == bench.book.settings
    row = dialog.rows[one.name]
    assert row.message.isHidden()
    row.reset.click()
    assert one.of(bench.book.settings) == one.default
    assert Settings.load(path) == Settings()
    assert row.reset.isHidden()
    assert path.read_text().startswith("# Mine.\n")


def test_what_cannot_be_meant_is_told_at_its_row_and_nothing_is_lost(
    bench: Bench, dialog: SettingsDialog, path: Path
) -> None:
    dialog.open_group(Group.NOTIFICATIONS)
    write(dialog, "quiet", "late")
    row = dialog.rows["quiet"]
    assert row.message.isVisible()
    assert row.message.text() == "“late” are no quiet hours; write for example 22:00-07:00."
    assert row.message.text() in widget(dialog, "quiet").accessibleDescription()
    assert widget(dialog, "quiet").text() == "late"
    assert path.read_text() == MINE
    write(dialog, "quiet", "22:00-07:00")
    assert row.message.isHidden()
    assert bench.book.settings.quiet == QuietHours(22 * 60, 7 * 60)
    write(dialog, "keep.ratios", "1d")
    dialog.open_group(Group.DATA)
    assert dialog.rows["keep.ratios"].message.text().startswith("It is a week at least")
    dialog.rows["keep.ratios"].reset.click()
    assert widget(dialog, "keep.ratios").text() == "for ever"


def test_a_file_that_cannot_be_written_is_told_and_the_change_holds(
    bench: Bench, dialog: SettingsDialog, path: Path
) -> None:
    path.write_text("theme = ")
    dialog.open_group(Group.LOOKS)
    choose(dialog, "theme", "light")
    assert bench.window.palette_now is LIGHT
    said = dialog.rows["theme"].message.text()
    assert said.startswith("This holds until Tracker is closed.")
    assert "was not changed" in said
    assert path.read_text() == "theme = "


@pytest.mark.parametrize(("theme", "colors"), PALETTES)
def test_looks_are_seen_at_once_everywhere(
    make_bench: MakeBench, qtbot: QtBot, theme: str, colors: str
) -> None:
    bench = make_bench(size=(1_400, 860))
    up, window = bench.window.setting_up, bench.window
    others = [one for key, one in PALETTES.items() if key != (theme, colors)]
    for other in others[:2]:  # whatever it was before
        up.set("theme", other.name)
        up.set("colors", other.colors)
    up.set("theme", theme)
    up.set("colors", colors)
    palette = PALETTES[theme, colors]
    assert window.palette_now is palette
    qtbot.waitUntil(lambda: not window.chart.canvas.pending)
    for part in (window.chart, window.tiles, window.watchlist, window.tape):
        shot = picture(part)
        assert has_color(shot, palette.color("down")), type(part)
        for other in others:
            if other.down not in (palette.down, palette.up):
                assert not has_color(shot, other.color("down")), type(part)


def test_buttons_of_the_window_are_the_same_settings(bench: Bench, dialog: SettingsDialog) -> None:
    bench.button("Light").click()
    assert bench.book.settings.theme == "light"
    assert widget(dialog, "theme").currentData() == "light"
    bench.button("UTC").click()
    assert bench.book.settings.time == "local"
    assert widget(dialog, "time").currentData() == "local"
    assert bench.button("Dark")
    assert bench.button("Local")


def test_the_system_is_followed_while_that_is_wanted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    up = bench.window.setting_up
    assert bench.window.palette_now is DARK
    monkeypatch.setattr("tracker.ui.theme.system_theme", lambda: "light")
    up._system_changed()
    assert bench.window.palette_now is LIGHT
    up.set("theme", "dark")
    up._system_changed()
    assert bench.window.palette_now is DARK


def test_numbers_are_written_anew(
    bench: Bench, dialog: SettingsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = numerals.Numerals(",", ".")
    monkeypatch.setattr("tracker.ui.setting_up.numerals_of", lambda _choice: german)
    try:
        choose(dialog, "numbers", "system")
        assert numerals.in_use() == german
    finally:
        numerals.use(numerals.PLAIN)
    assert bench.book.settings.numbers == "system"


def test_coins_of_the_settings_are_watched_at_once(bench: Bench, dialog: SettingsDialog) -> None:
    write(dialog, "assets", "sol xrp")
    assert list(bench.desk.assets) == ["SOL", "XRP"]
    assert bench.desk.asset == "SOL"
    assert widget(dialog, "assets").text() == "SOL, XRP"


# --- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("replaced", [False, True])
def test_what_a_person_saves_while_it_runs_is_taken_up(
    bench: Bench, dialog: SettingsDialog, path: Path, qtbot: QtBot, replaced: bool
) -> None:
    bench.window.setting_up.watch_file()
    for text, palette in (('theme = "light"\n', LIGHT), ('theme = "dark"\n', DARK)):
        if replaced:
            other = path.with_name("editor.tmp")
            other.write_text(text)
            os.replace(other, path)  # noqa: PTH105
        else:
            path.write_text(text)
        qtbot.waitUntil(lambda palette=palette: bench.window.palette_now is palette)
        assert widget(dialog, "theme").currentData() == palette.name


def test_what_a_person_saves_wrongly_is_told_and_what_held_holds(
    bench: Bench, dialog: SettingsDialog, path: Path, qtbot: QtBot
) -> None:
    up = bench.window.setting_up
    up.watch_file()
    up.set("theme", "light")
    with qtbot.waitSignal(up.said) as told:
        path.write_text("theme = ")
    assert "What held before holds" in told.args[0]
    assert bench.window.palette_now is LIGHT
    with qtbot.waitSignal(up.said) as told:
        path.write_text('theme = "pink"\nsound = false\n')
    assert told.args[0].endswith("theme is one of: system, dark, light. Its default holds.")
    assert bench.window.palette_now is DARK
    assert not bench.book.settings.sound
    assert dialog.rows["theme"].message.text().startswith("It is one of: system")
    path.write_text("")
    qtbot.waitUntil(dialog.rows["theme"].message.isHidden)
    assert widget(dialog, "theme").currentData() == "system"


def test_what_is_being_typed_survives_other_changes(bench: Bench, dialog: SettingsDialog) -> None:
    widget(dialog, "note").setText("half a sen")
    bench.window.toggle_theme()
    bench.window.setting_up.reread()
    assert widget(dialog, "note").text() == "half a sen"


def test_the_file_is_opened_where_the_user_edits(
    bench: Bench, dialog: SettingsDialog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    opens = True

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return opens

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    path.unlink()
    dialog.file.click()
    assert [url.toLocalFile() for url in opened] == [str(path)]
    assert path.read_text() == ""
    opens = False
    told: list[str] = []
    bench.window.setting_up.said.connect(told.append)
    dialog.file.click()
    assert told == [f"Nothing here opens {path}; open it in a text editor."]


# --- closing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hides", [True, False])
def test_closing_hides_where_there_is_a_tray_and_that_is_wanted(bench: Bench, hides: bool) -> None:
    bench.tray.is_there = True
    bench.window.setting_up.set("close_to_tray", hides)
    left: list[None] = []
    bench.window.left.connect(lambda: left.append(None))
    bench.window.close()
    assert bench.window.isHidden()
    assert bool(left) is not hides


@pytest.mark.parametrize("answer", ["Stay", "Quit"])
def test_it_asks_before_it_quits_where_that_is_wanted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    asked: list[str] = []

    def click(box: QMessageBox) -> int:
        asked.append(box.text())
        next(one for one in box.buttons() if one.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", click)
    bench.window.setting_up.set("ask_before_quit", True)
    left: list[None] = []
    bench.window.left.connect(lambda: left.append(None))
    bench.window.leave()
    assert asked == ["Quit Tracker?"]
    assert bool(left) is (answer == "Quit")


def test_a_window_without_a_file_keeps_nothing_and_says_so(
    qapp: QApplication, qtbot: QtBot
) -> None:
    del qapp
    window = QWidget()
    qtbot.addWidget(window)
    up = SettingUp(SettingsBook(), window)
    up.watch_file()
    up.open_file()
    up.open(Group.DATA)
    assert up.dialog is not None
    assert not up.dialog.file.isEnabled()
    up.set("keep.ratios", 14 * DAY_MS)
    assert widget(up.dialog, "keep.ratios").text() == "14d"
