"""The page of notifications: what works, why something does not, a test of each, and the login switch."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tracker.domain.quiet import QuietHours
from tracker.services.update import Update
from tracker.ui.notification_page import NotificationPage
from tracker.ui.notifier import Way, Ways
from tracker.ui.sounds import Sounds
from ui.bench import Bench
from ui.samples import NOW_MS, click

SOUNDS = Sounds(Path("normal.wav"), Path("urgent.wav"))


@pytest.fixture
def page(bench: Bench, qtbot: QtBot) -> NotificationPage:
    bench.notifier.sounds = SOUNDS
    bench.tray.menu.notifications.trigger()
    page = bench.window.notifying.page
    assert page is not None
    qtbot.waitExposed(page)
    return page


def states(page: NotificationPage) -> dict[str, str]:
    return {name: row.state.text() for name, row in page.rows.items()}


def test_it_looks_when_it_is_shown_and_says_what_is_used(
    bench: Bench, page: NotificationPage
) -> None:
    assert bench.notifier.looks == 1
    bench.notifier.ways_found.emit(Ways("dunst", True, True))
    assert states(page) == {
        "desktop": "used",
        "tray": "works",
        "window": "works",
        "sound": "used",
        "ntfy": "",
    }
    assert page.rows["desktop"].about.text() == "By dunst."
    assert page.rows["sound"].about.text() == "Played by dunst."
    page.close()
    bench.window.notifying.notifications_wanted.trigger()
    assert bench.notifier.looks == 2
    assert page.isVisible()


def test_before_it_has_looked_it_says_so(page: NotificationPage) -> None:
    for way in Way:
        assert page.rows[way].about.text() == "Looking what works here…"
        assert not page.rows[way].test.isEnabled()


def test_it_grows_with_its_words_and_is_scrolled_where_the_screen_ends(
    bench: Bench, page: NotificationPage, qtbot: QtBot
) -> None:
    bench.notifier.ways_found.emit(Ways("dunst", True, True))
    area = page.findChildren(QScrollArea)[0]
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    page.show_tried("ntfy", "It cannot be reached. " * 20, wrong=True)
    qtbot.waitUntil(lambda: page.rows["ntfy"].said.height() > 60)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    page.resize(page.width(), 240)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)


def test_what_does_not_work_says_why_and_cannot_be_tested(
    bench: Bench, page: NotificationPage
) -> None:
    bench.notifier.ways_found.emit(Ways(None, False, False))
    assert states(page)["window"] == "used"
    for way, why in ((Way.DESKTOP, "notification server"), (Way.TRAY, "No tray is there")):
        row = page.rows[way]
        assert row.state.text() == "not here"
        assert why in row.about.text() or "Linux" in row.about.text()
        assert not row.test.isEnabled()
    assert page.rows["sound"].about.text() == "Played by paplay."
    bench.notifier.ways_found.emit(Ways(None, False, True))
    assert states(page)["tray"] == "used"


def test_each_way_is_tested_with_one_click(
    bench: Bench, page: NotificationPage, qtbot: QtBot
) -> None:
    bench.notifier.ways_found.emit(Ways("dunst", False, True))
    for way in Way:
        click(qtbot, page.rows[way].test)
    assert [way for way, _ in bench.notifier.tests] == list(Way)
    (_, one), *_ = bench.notifier.tests
    assert (one.title, one.ids, one.at_ms) == ("Tracker: a test", (), NOW_MS)
    bench.notifier.tried.emit(Way.DESKTOP, True)
    bench.notifier.tried.emit(Way.TRAY, False)
    assert page.rows["desktop"].said.text() == "The desktop took it."
    assert page.rows["tray"].said.text() == "It was not taken."
    assert page.rows["tray"].said.property("wrong") is True
    assert page.rows["tray"].test.accessibleDescription() == "It was not taken."


def test_the_sound_is_played_or_said_to_be_off(
    bench: Bench, page: NotificationPage, qtbot: QtBot
) -> None:
    bench.notifier.ways_found.emit(Ways(None, False, False))
    click(qtbot, page.rows["sound"].test)
    assert bench.notifier.player.played == [SOUNDS.normal]
    bench.notifier.player.plays = False
    bench.notifier.ways_found.emit(Ways(None, False, False))
    assert states(page)["sound"] == "bell"
    bench.notifier.sounds = None
    bench.notifier.ways_found.emit(Ways("dunst", True, False))
    assert states(page)["sound"] == "off"
    assert not page.rows["sound"].test.isEnabled()


def test_a_service_is_tested_and_says_what_came_of_it(
    bench: Bench, page: NotificationPage, qtbot: QtBot
) -> None:
    row = page.rows["ntfy"]
    click(qtbot, row.test)
    assert row.said.text() == "Sending …"
    work, then, failed = bench.engine.submitted[-1]
    tried: list[str] = []

    async def try_service(name: str) -> None:
        tried.append(name)

    asyncio.run(work(SimpleNamespace(try_service=try_service)))
    assert tried == ["ntfy"]
    then(None)
    assert row.said.text() == "ntfy took the message."
    assert not row.said.property("wrong")
    failed("ntfy answers HTTP 500.")
    assert (row.said.text(), row.said.property("wrong")) == ("ntfy answers HTTP 500.", True)


def test_the_login_switch_shows_and_changes_the_entry_itself(
    bench: Bench, page: NotificationPage
) -> None:
    assert not page.login.isChecked()
    page.login.click()
    assert bench.autostart.is_on
    assert page.login.isChecked()
    assert bench.book.settings.start_at_login
    bench.autostart.is_on = False  # somebody took it away
    bench.window.notifying.open()
    assert not page.login.isChecked()
    bench.autostart.fails = "The folder cannot be written."
    page.login.click()
    assert not page.login.isChecked()
    assert page.login_words.text() == "The folder cannot be written."
    bench.autostart.refusal = "Not here."
    bench.window.notifying.open()
    assert not page.login.isEnabled()
    assert page.login_words.text() == "Not here."


def test_the_setting_and_the_entry_are_one(bench: Bench) -> None:
    setting_up, said = bench.window.setting_up, list[str]()
    setting_up.said.connect(said.append)
    setting_up.set("start_at_login", True)
    assert bench.autostart.is_on
    bench.autostart.is_on = False  # a desktop took it away while Tracker was closed
    bench.window.notifying.adopt_login()
    assert not bench.book.settings.start_at_login
    bench.autostart.fails = "The folder cannot be written."
    setting_up.set("start_at_login", True)
    assert not bench.book.settings.start_at_login
    assert said == ["The folder cannot be written."]


def test_other_quiet_hours_hold_at_once(bench: Bench) -> None:
    hours = QuietHours(60, 120)
    asked: list[tuple[object, bool]] = []

    async def keep_quiet(hours: object, *, lets_urgent: bool) -> None:
        asked.append((hours, lets_urgent))

    bench.window.setting_up.set("quiet", hours)
    work, _, _ = bench.engine.submitted[-1]
    asyncio.run(work(SimpleNamespace(muting=SimpleNamespace(keep_quiet=keep_quiet))))
    assert asked == [(hours, False)]


def test_a_mute_is_said_and_ended_there(bench: Bench, page: NotificationPage, qtbot: QtBot) -> None:
    assert not page.unmute.isVisible()
    bench.engine.updated.emit(Update(muted_until_ms=NOW_MS + 60_000))
    assert page.muted.text().startswith(f"Muted until {bench.window.tending.muted_words}")
    before = len(bench.engine.submitted)
    click(qtbot, page.unmute)
    assert len(bench.engine.submitted) == before + 1
    bench.engine.updated.emit(Update(muted_until_ms=0))
    assert not page.unmute.isVisible()


def test_every_control_has_a_name_and_a_tip(page: NotificationPage) -> None:
    buttons = page.findChildren(QPushButton)
    assert len(buttons) == 6
    for one in (*buttons, page.login):
        assert one.toolTip()
        assert one.accessibleName() or one.text() not in ("", "Test")
    assert all(label.wordWrap() for label in page.findChildren(QLabel) if len(label.text()) > 20)
