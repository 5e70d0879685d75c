"""One line in the banner, once a version, where it can be read, and only where the user wants it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.version import Version
from tracker.sources.releases import PAGE
from tracker.ui.panels.banner import Banner
from tracker.ui.releasing import Releasing


class FakeReleases:
    def __init__(self) -> None:
        self.newest: Version | None = Version.parse("0.9.0")
        self.told_of: list[str] = []
        self.looks = 0

    async def told(self, version: Version) -> None:
        self.told_of.append(str(version))
        self.newest = None


class FakeCollector:
    def __init__(self) -> None:
        self.releases = FakeReleases()

    async def newer_release(self) -> Version | None:
        self.releases.looks += 1
        return self.releases.newest


class FakeDesk(QObject):
    """Runs at once what the engine would run."""

    def __init__(self) -> None:
        super().__init__()
        self.collector = FakeCollector()

    def submit(
        self,
        work: Callable[[Any], Coroutine[Any, Any, Any]],
        then: Callable[[Any], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        del failed
        with pytest.raises(StopIteration) as end:
            work(self.collector).send(None)
        if then is not None:
            then(end.value.value)


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner()
        self.banner.setParent(self)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


def test_it_is_told_once_stays_and_leads_to_the_page(
    desk: FakeDesk, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr("tracker.ui.releasing.QDesktopServices.openUrl", note)
    window.show()
    releasing = Releasing(desk, window, lambda: True)  # type: ignore[arg-type]
    releasing.look()
    releasing.look()
    assert desk.collector.releases.told_of == ["0.9.0"]
    assert window.banner.text == "Tracker 0.9.0 is out. Nothing was downloaded."
    assert not window.banner._timer.isActive()  # it waits to be read
    button = next(
        one for one in window.banner.findChildren(QToolButton) if one.text() == "Open its page"
    )
    button.click()
    assert opened == [PAGE]
    assert window.banner.text == ""


def test_what_cannot_be_read_is_not_told_yet(desk: FakeDesk, window: Window) -> None:
    releasing = Releasing(desk, window, lambda: True)  # type: ignore[arg-type]
    releasing.look()
    assert desk.collector.releases.told_of == []
    window.show()
    releasing.look()
    assert desk.collector.releases.told_of == ["0.9.0"]


def test_nobody_is_asked_until_the_user_wants_it(desk: FakeDesk, window: Window) -> None:
    wanted = False
    releasing = Releasing(desk, window, lambda: wanted)  # type: ignore[arg-type]
    window.show()
    releasing.start()
    releasing.look()
    assert desk.collector.releases.looks == 0
    wanted = True
    releasing.look()
    assert desk.collector.releases.looks == 1
    releasing.stop()


def test_it_is_off_until_it_is_set() -> None:
    from tracker.store.settings import Settings

    assert Settings().look_for_updates is False
