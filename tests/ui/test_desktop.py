"""What `tracker doctor` says of this desktop; the machine's zone; the remembered layout."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from tracker.domain.times import parse_iso
from tracker.ui import desktop, zones
from tracker.ui.layout import Layout, pack_layout, unpack_layout


class Server:
    def __init__(self) -> None:
        self.closed = False

    def server(self) -> str:
        return "dunst"

    def close(self) -> None:
        self.closed = True


def findings() -> dict[str, tuple[bool, str]]:
    return {name: (good, words) for name, good, words in desktop.describe_desktop()}


def test_a_desktop_with_everything(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    del qapp
    server = Server()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(desktop, "open_session_bus", lambda: server)
    found = findings()
    assert found["tray"] == (True, "There is one.")
    assert found["notifications"] == (True, "By the desktop (dunst).")
    assert server.closed
    assert found["screen"][1].endswith("platform offscreen.")
    assert found["fonts"][0]


@pytest.mark.parametrize("tray", [True, False])
def test_a_desktop_without_a_notification_server(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tray: bool
) -> None:
    del qapp
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: tray)
    monkeypatch.setattr(desktop, "open_session_bus", lambda: None)
    found = findings()
    assert found["notifications"][0] is tray
    assert found["tray"][0] is tray


def test_fonts_in_words() -> None:
    assert desktop._fonts(["Inter", "Noto Sans"]) == "Inter and 1 others."
    assert "Inter, if installed, looks best" in desktop._fonts(["DejaVu Sans"])
    assert desktop._fonts([]) == "None is installed: text would be blank."


def test_the_local_zone_knows_its_summer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones.QTimeZone, "systemTimeZoneId", lambda: QByteArray(b"Europe/Berlin"))
    zone = zones.local_zone()
    assert zone == ZoneInfo("Europe/Berlin")
    assert zones.moment(parse_iso("2026-02-04T15:00:00Z"), zone) == "4 Feb 16:00 CET"
    assert zones.moment(parse_iso("2026-07-04T15:00:00Z"), zone) == "4 Jul 17:00 CEST"


@pytest.mark.parametrize("name", [b"", b"Nowhere/Atlantis", b"../etc", b"\xff\xfe"])
def test_a_zone_without_a_name_is_its_distance_from_utc(
    monkeypatch: pytest.MonkeyPatch, name: bytes
) -> None:
    monkeypatch.setattr(zones.QTimeZone, "systemTimeZoneId", lambda: QByteArray(name))
    assert zones.local_zone().utcoffset(None) is not None


def test_times_in_words() -> None:
    at = parse_iso("2026-02-04T15:00:07Z")
    assert zones.moment(at, UTC) == "4 Feb 15:00 UTC"
    assert zones.seconds(at, timezone(timedelta(hours=-3.5))) == "11:30:07"


def test_a_layout_survives_the_journal() -> None:
    layout = Layout(
        geometry=b"\x00\xffgeometry",
        columns=(1, 2, 3),
        left=(4, 5),
        right=(6, 7),
        theme="light",
        local_time=True,
        profile=True,
        asset="ETH",
        interval="4h",
    )
    assert unpack_layout(pack_layout(layout)) == layout


@pytest.mark.parametrize(
    "raw", [None, b"", b"{", b"[]", b"\xff\xff", b'{"columns": "wide"}', b'{"geometry": "%%%"}']
)
def test_a_broken_layout_is_the_default(raw: bytes | None) -> None:
    assert unpack_layout(raw) == Layout()
