"""The entry that starts Tracker at login: on each system, switched by us, by people and by desktops."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tracker.services import autostart
from tracker.services.autostart import (
    CannotSwitch,
    LaunchAgent,
    NoAutostart,
    RunKey,
    XdgAutostart,
    find_autostart,
    start_command,
)

COMMAND = ["/opt/tracker/tracker", "--minimized"]

# --- Linux -----------------------------------------------------------------------------------------


@pytest.fixture
def entry(tmp_path: Path) -> XdgAutostart:
    return XdgAutostart(tmp_path / "autostart", COMMAND)


def test_on_writes_one_desktop_entry_and_off_removes_it(
    entry: XdgAutostart, tmp_path: Path
) -> None:
    assert not entry.is_on
    entry.switch(on=False)  # nothing was there
    entry.switch(on=True)
    assert entry.is_on
    assert list(tmp_path.rglob("*")) == [tmp_path / "autostart", entry.path]
    lines = entry.path.read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert {"Type=Application", "Name=Tracker", "Terminal=false"} < set(lines)
    assert 'Exec="/opt/tracker/tracker" "--minimized"' in lines
    assert "TryExec=/opt/tracker/tracker" in lines
    entry.switch(on=False)
    assert not entry.is_on
    assert not entry.path.exists()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_a_desktop_switched_off_is_off_and_can_be_switched_on(
    entry: XdgAutostart, line: str
) -> None:
    entry.switch(on=True)
    entry.path.write_text(entry.path.read_text() + line + "\n")
    assert not entry.is_on
    entry.switch(on=True)
    assert entry.is_on


def test_what_is_no_text_is_off(entry: XdgAutostart) -> None:
    entry.path.parent.mkdir()
    entry.path.write_bytes(b"\xff\xfe")
    assert not entry.is_on


def executed(entry: XdgAutostart) -> list[str]:
    """What a session would run: the value unescaped, then its arguments, quoted as in a shell."""
    (line,) = (one for one in entry.path.read_text().splitlines() if one.startswith("Exec="))
    value = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    said = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {value}"], capture_output=True, text=True, check=True
    )
    return said.stdout.splitlines()


def test_odd_paths_and_a_home_of_its_own_arrive_as_they_are(tmp_path: Path) -> None:
    odd = r'/home/a b/100%/"x"/$y/`z`/b\s/tracker'
    entry = XdgAutostart(tmp_path, [odd, "--minimized"], home="/data/my tracker")
    entry.switch(on=True)
    assert executed(entry) == ["env", "TRACKER_HOME=/data/my tracker", odd, "--minimized"]


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file in the place of the folder")
    entry = XdgAutostart(tmp_path / "autostart", COMMAND)
    with pytest.raises(CannotSwitch, match=r"tracker\.desktop cannot be changed: .*\."):
        entry.switch(on=True)
    assert not entry.is_on


# --- macOS -----------------------------------------------------------------------------------------


def test_a_launch_agent_is_a_list_that_launchd_can_read(tmp_path: Path) -> None:
    agent = LaunchAgent(tmp_path / "LaunchAgents", COMMAND, home="/data")
    assert not agent.is_on
    agent.switch(on=True)
    assert agent.is_on
    entry = plistlib.loads(agent.path.read_bytes())
    assert entry["ProgramArguments"] == COMMAND
    assert entry["RunAtLoad"] is True
    assert entry["EnvironmentVariables"] == {"TRACKER_HOME": "/data"}
    assert agent.path.name == f"{entry['Label']}.plist"
    agent.path.write_bytes(plistlib.dumps(entry | {"Disabled": True}))
    assert not agent.is_on
    agent.path.write_text("no list")
    assert not agent.is_on
    agent.switch(on=False)
    assert not agent.path.exists()


# --- Windows ---------------------------------------------------------------------------------------


class Registry:
    """What `winreg` does, over a dictionary: {(key, name): value}."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = "HKCU", 1, 2

    def __init__(self, *, locked: bool = False) -> None:
        self.values: dict[tuple[str, str], Any] = {}
        self.locked = locked

    @contextmanager
    def OpenKey(  # noqa: N802 - as the module calls it
        self, root: str, path: str, _reserved: int = 0, _access: int = 1
    ) -> Iterator[str]:
        assert root == "HKCU"
        if not any(key == path for key, _ in self.values):
            raise FileNotFoundError(path)
        yield path

    @contextmanager
    def CreateKey(self, root: str, path: str) -> Iterator[str]:  # noqa: N802
        assert root == "HKCU"
        if self.locked:
            raise PermissionError(5, "Access is denied")
        yield path

    def QueryValueEx(self, key: str, name: str) -> tuple[Any, int]:  # noqa: N802
        try:
            return self.values[key, name], 1
        except KeyError:
            raise FileNotFoundError(name) from None

    def SetValueEx(  # noqa: N802
        self, key: str, name: str, _: int, kind: int, value: str
    ) -> None:
        assert kind == self.REG_SZ
        self.values[key, name] = value

    def DeleteValue(self, key: str, name: str) -> None:  # noqa: N802
        if (key, name) not in self.values:
            raise FileNotFoundError(name)
        del self.values[key, name]


RUN = (r"Software\Microsoft\Windows\CurrentVersion\Run", "Tracker")
APPROVED = (
    r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run",
    "Tracker",
)


def test_the_run_key_holds_one_value_and_nothing_else() -> None:
    registry = Registry()
    registry.values[RUN[0], "Other"] = "other.exe"
    key = RunKey(registry, [r"C:\Program Files\Tracker\tracker.exe", "--minimized"])
    assert not key.is_on
    key.switch(on=False)
    key.switch(on=True)
    assert key.is_on
    assert registry.values == {
        RUN: r'"C:\Program Files\Tracker\tracker.exe" --minimized',
        (RUN[0], "Other"): "other.exe",
    }
    key.switch(on=False)
    assert not key.is_on
    assert registry.values == {(RUN[0], "Other"): "other.exe"}


def test_what_windows_itself_switched_off_is_off_and_can_be_switched_on() -> None:
    registry = Registry()
    key = RunKey(registry, COMMAND)
    key.switch(on=True)
    registry.values[APPROVED] = bytes([3, 0, 0, 0])
    assert not key.is_on
    registry.values[APPROVED] = bytes([2, 0, 0, 0])
    assert key.is_on
    registry.values[APPROVED] = bytes([3, 0, 0, 0])
    key.switch(on=True)
    assert key.is_on
    assert APPROVED not in registry.values


def test_a_registry_that_refuses_is_said_and_a_home_of_its_own_cannot_be_given() -> None:
    with pytest.raises(CannotSwitch, match=r"^The registry cannot be changed\."):
        RunKey(Registry(locked=True), COMMAND).switch(on=True)
    assert RunKey(Registry(), COMMAND).refusal == ""
    assert "TRACKER_HOME" in RunKey(Registry(), COMMAND, home="D:/data").refusal


# --- which entry, and what it starts ---------------------------------------------------------------


def test_the_entry_lies_in_the_config_folder_of_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    given = find_autostart({"XDG_CONFIG_HOME": str(tmp_path)})
    assert isinstance(given, XdgAutostart)
    assert given.path == tmp_path / "autostart" / "tracker.desktop"
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    for odd in ({}, {"XDG_CONFIG_HOME": ""}, {"XDG_CONFIG_HOME": "relative"}):
        entry = find_autostart(odd)
        assert isinstance(entry, XdgAutostart)
        assert entry.path.parent == tmp_path / "me" / ".config" / "autostart"


def test_on_a_mac_it_is_a_launch_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    agent = find_autostart({})
    assert isinstance(agent, LaunchAgent)
    assert agent.path.parent == tmp_path / "Library" / "LaunchAgents"


def test_on_windows_it_is_the_run_key(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    find_autostart({}).switch(on=True)
    assert registry.values[RUN].endswith("--minimized")


def test_inside_flatpak_nothing_is_written() -> None:
    entry = find_autostart({"FLATPAK_ID": "an.id"})
    assert isinstance(entry, NoAutostart)
    assert not entry.is_on
    with pytest.raises(CannotSwitch, match="Inside Flatpak"):
        entry.switch(on=True)


def test_a_home_of_its_own_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    entry = find_autostart({"XDG_CONFIG_HOME": str(tmp_path), "TRACKER_HOME": "/data"})
    assert isinstance(entry, XdgAutostart)
    entry.switch(on=True)
    assert executed(entry)[:2] == ["env", "TRACKER_HOME=/data"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/tracker/tracker")
    assert start_command({}) == ["/opt/tracker/tracker", "--minimized"]
    assert start_command({"APPIMAGE": "/apps/Tracker.AppImage"})[0] == "/apps/Tracker.AppImage"


def test_an_installed_one_starts_its_script_else_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    # As in a virtual environment: Python is a link there, and the script lies beside the link.
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    assert start_command({}) == [str(python), "-m", "tracker", "--minimized"]
    script = python.with_name("tracker")
    script.touch()
    assert start_command({}) == [str(script), "--minimized"]
    assert autostart.find_autostart({"XDG_CONFIG_HOME": str(tmp_path)}).refusal == ""
