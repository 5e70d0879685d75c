"""What this desktop can do for Tracker, for `tracker doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from tracker.domain.translating import tr
from tracker.ui.notifier import open_session_bus


def describe_desktop() -> Iterator[tuple[str, bool, str]]:
    """Findings: (name, whether it is fine, a sentence)."""
    app = QApplication.instance() or QApplication(["tracker"])
    assert isinstance(app, QGuiApplication)
    screen = app.primaryScreen()
    size = screen.size()
    ratio = screen.devicePixelRatio()
    text = tr(
        "{width} × {height} at {ratio:g}x, platform {platformname}.",
        width=size.width(),
        height=size.height(),
        ratio=ratio,
        platformname=app.platformName(),
    )
    yield "screen", True, text
    families = QFontDatabase.families()
    yield "fonts", bool(families), _fonts(families)
    tray = QSystemTrayIcon.isSystemTrayAvailable()
    text = (
        tr("There is one.")
        if tray
        else tr("There is none: the window stays open instead of hiding.")
    )
    yield "tray", tray, text
    bus = open_session_bus()
    if bus is not None:
        yield "notifications", True, tr("By the desktop ({server}).", server=bus.server())
        bus.close()
    elif tray:
        yield "notifications", True, tr("From the tray icon.")
    else:
        yield (
            "notifications",
            False,
            tr("Only inside the window: neither a server nor a tray answers."),
        )


def _fonts(families: list[str]) -> str:
    if "Inter" in families:
        return tr("Inter and {count} others.", count=len(families) - 1)
    if families:
        return tr("{count} families; Inter, if installed, looks best.", count=len(families))
    return tr("None is installed: text would be blank.")
