"""Help, About: the version, where things lie, and every licence in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tracker import __version__
from tracker.store.licences import Component, components
from tracker.store.paths import Home
from tracker.ui.about import places_of
from tracker.ui.about_dialog import AboutDialog, licence_text
from tracker.ui.theme import DARK, LIGHT
from ui.bench import MakeBench
from ui.samples import has_color, picture

HOME = Home.under(Path("/somewhere/of/mine"))


@pytest.fixture
def dialog(qtbot: QtBot) -> AboutDialog:
    made = AboutDialog(places_of(HOME), components())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(dialog: AboutDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_it_says_the_version_what_qt_allows_and_where_everything_lies(dialog: AboutDialog) -> None:
    said = words(dialog)
    assert f"Version {__version__}" in said
    assert "Lesser General" in said
    assert "replaced" in said
    for place in (HOME.config_file, HOME.journal_file, HOME.market_file, HOME.logs):
        assert str(place) in said


def test_the_text_of_the_chosen_part_is_shown(dialog: AboutDialog) -> None:
    dialog.tabs.setCurrentIndex(1)
    shown = set()
    for row in range(dialog.list.count()):
        dialog.list.setCurrentRow(row)
        shown.add(dialog.text.toPlainText())
    assert len(shown) == dialog.list.count()
    assert all(len(text) > 40 for text in shown)
    dialog.list.setCurrentRow(0)
    assert "MIT License" in dialog.text.toPlainText()


def test_a_part_without_a_text_says_what_its_licence_is(tmp_path: Path) -> None:
    assert "Its licence is: MIT." in licence_text(Component("a", "1", "MIT"))
    assert "not known" in licence_text(Component("a", "1", ""))
    gone = licence_text(Component("a", "1", "MIT", (tmp_path / "gone",)))
    assert "cannot be read" in gone


def test_buttons_open_the_folder_that_a_thing_lies_in(
    dialog: AboutDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr("tracker.ui.about_dialog.QDesktopServices.openUrl", note)
    for button in dialog.findChildren(QPushButton):
        assert button.toolTip()
        assert button.accessibleName()
        button.click()
    assert opened == [str(HOME.config)] * 3 + [str(HOME.logs)]


def test_the_menu_opens_one_dialog(make_bench: MakeBench) -> None:
    window = make_bench().window
    action = window.registry.entry("about").action
    assert window.about.dialog is None
    action.trigger()
    dialog = window.about.dialog
    assert dialog is not None
    assert dialog.isVisible()
    action.trigger()
    assert window.about.dialog is dialog
    dialog.close()


def test_tabs_and_the_chosen_part_have_the_colours_of_the_window(make_bench: MakeBench) -> None:
    window = make_bench().window
    window.registry.entry("about").action.trigger()
    dialog = window.about.dialog
    assert dialog is not None
    dialog.tabs.setCurrentIndex(1)
    for palette in (DARK, LIGHT):
        assert window.palette_now is palette
        assert has_color(picture(dialog.list), palette.color("raised"), least=500)
        assert has_color(picture(dialog.tabs.tabBar()), palette.color("interest"), least=50)
        window.toggle_theme()
    dialog.close()
