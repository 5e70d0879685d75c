"""Starts Tracker with the session, by the one entry that each system has for that, and nothing else."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr

_NAME = "Tracker"
#: As macOS knows the entry.
_LABEL = "tracker.login"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
#: Where Windows notes what the user switched off in its own list; an odd first byte is off.
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_HOME = "TRACKER_HOME"


class CannotSwitch(TrackerError):
    """The entry cannot be written or removed."""


class Autostart(Protocol):
    """The entry. It alone is the truth: people and desktops change it too."""

    @property
    def is_on(self) -> bool:
        """Whether Tracker is started with the session."""
        ...

    @property
    def refusal(self) -> str:
        """Why that cannot be switched here, in a sentence; nothing where it can."""
        ...

    def switch(self, *, on: bool) -> None:
        """Write the entry, or take it away.

        Raises:
            CannotSwitch: where that cannot be done.
        """
        ...


class XdgAutostart:
    """A desktop entry in the folder of the session (freedesktop.org, Desktop Application Autostart)."""

    def __init__(self, folder: Path, command: Sequence[str], home: str = "") -> None:
        self.path = folder / "tracker.desktop"
        self._program = command[0]
        self._command = [*(["env", f"{_HOME}={home}"] if home else []), *command]
        self.refusal = ""

    @property
    def is_on(self) -> bool:
        """Whether the entry is there, and nobody has switched it off in it."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return False
        said = dict(line.split("=", 1) for line in lines if "=" in line)
        off = said.get("Hidden", "").strip().lower() == "true"
        return not off and said.get("X-GNOME-Autostart-enabled", "true").strip().lower() != "false"

    def switch(self, *, on: bool) -> None:
        """Write the entry, or take it away.

        Raises:
            CannotSwitch: where that cannot be done.
        """
        text = (
            "[Desktop Entry]\nType=Application\nName=Tracker\nComment=Market tracker, in the tray\n"
            f"Exec={' '.join(_quoted(part) for part in self._command)}\nIcon=tracker\n"
            # Without the program the entry does nothing: it may have been uninstalled.
            f"TryExec={_text(self._program)}\n"
            "Terminal=false\nX-GNOME-Autostart-enabled=true\n"
        )
        _write(self.path, text.encode() if on else None)


class LaunchAgent:
    """A property list that launchd reads when the user logs in (launchd.plist)."""

    def __init__(self, folder: Path, command: Sequence[str], home: str = "") -> None:
        self.path = folder / f"{_LABEL}.plist"
        self._entry: dict[str, Any] = {
            "Label": _LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        if home:
            self._entry["EnvironmentVariables"] = {_HOME: home}
        self.refusal = ""

    @property
    def is_on(self) -> bool:
        """Whether the list is there and is not disabled."""
        try:
            entry = plistlib.loads(self.path.read_bytes())
            return not entry.get("Disabled", False)
        except (OSError, ValueError, AttributeError, plistlib.InvalidFileException):
            return False

    def switch(self, *, on: bool) -> None:
        """Write the list, or take it away.

        Raises:
            CannotSwitch: where that cannot be done.
        """
        _write(self.path, plistlib.dumps(self._entry) if on else None)


class RunKey:
    """A value in the registry of Windows, under the user's own key.

    Args:
        registry: the module `winreg`.
        command: the program and its arguments.
    """

    def __init__(self, registry: Any, command: Sequence[str], home: str = "") -> None:
        self._registry = registry
        self._command = subprocess.list2cmdline(command)
        self.refusal = (
            tr(
                "Windows starts programs without {variable}, so Tracker would open another folder.",
                variable=_HOME,
            )
            if home
            else ""
        )

    @property
    def is_on(self) -> bool:
        """Whether the value is there, and not switched off in the list that Windows shows."""
        approved = self._value(_APPROVED)
        off = isinstance(approved, bytes) and bool(approved) and approved[0] % 2 == 1
        return self._value(_RUN) is not None and not off

    def switch(self, *, on: bool) -> None:
        """Set the value, or remove it.

        Raises:
            CannotSwitch: where that cannot be done.
        """
        registry = self._registry
        try:
            if on:
                with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
                    registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, self._command)
            else:
                self._remove(_RUN)
            # What Windows noted of an earlier value does not hold for this one.
            self._remove(_APPROVED)
        except OSError as error:
            raise CannotSwitch(tr("The registry cannot be changed."), str(error)) from None

    def _value(self, path: str) -> Any:
        registry = self._registry
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
                return registry.QueryValueEx(key, _NAME)[0]
        except OSError:
            return None

    def _remove(self, path: str) -> None:
        registry = self._registry
        with suppress(FileNotFoundError):
            access = registry.KEY_SET_VALUE
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path, 0, access) as key:
                registry.DeleteValue(key, _NAME)


class NoAutostart:
    """Where it cannot be switched; the sentence says why."""

    is_on = False

    def __init__(self, refusal: str) -> None:
        self.refusal = refusal

    def switch(self, *, on: bool) -> None:
        """Refuse.

        Raises:
            CannotSwitch: always.
        """
        del on
        raise CannotSwitch(self.refusal)


def find_autostart(environment: Mapping[str, str] = os.environ) -> Autostart:
    """The entry of this system and user."""
    if environment.get("FLATPAK_ID"):
        return NoAutostart(
            tr("Inside Flatpak the settings of the desktop start Tracker, not itself.")
        )
    command, home = start_command(environment), environment.get(_HOME, "").strip()
    home = str(Path(home).expanduser().absolute()) if home else ""
    if sys.platform == "win32":
        import winreg

        return RunKey(winreg, command, home)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", command, home)
    # By the standard, a path that is not absolute counts as none.
    given = Path(environment.get("XDG_CONFIG_HOME", ""))
    config = given if given.is_absolute() else Path.home() / ".config"
    return XdgAutostart(config / "autostart", command, home)


def start_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """How to start this very Tracker again, in the tray.

    A frozen program is started itself, an AppImage by its file (what runs lies in a folder that is
    gone later). An installed one has a script beside its Python, also where `uv run` began it;
    without the script that Python runs the package.
    """
    if getattr(sys, "frozen", False):
        return [environment.get("APPIMAGE") or sys.executable, "--minimized"]
    # Not resolved: the link of a virtual environment is what makes it one.
    python = Path(sys.executable)
    script = python.with_name("tracker.exe" if sys.platform == "win32" else "tracker")
    if script.is_file():
        return [str(script), "--minimized"]
    return [str(python), "-m", "tracker", "--minimized"]


def _text(value: str) -> str:
    """A value of an entry that is plain text."""
    return value.replace("\\", "\\\\")


def _quoted(part: str) -> str:
    """An argument of Exec (freedesktop.org, Desktop Entry: "The Exec key")."""
    for sign in ("\\", '"', "`", "$"):
        part = part.replace(sign, f"\\{sign}")
    # Once for the argument, once for the text of a value; % begins a field code.
    return '"' + part.replace("\\", "\\\\").replace("%", "%%") + '"'


def _write(path: Path, content: bytes | None) -> None:
    """Write a file as a whole, or remove it.

    Raises:
        CannotSwitch: where that cannot be done.
    """
    try:
        if content is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise CannotSwitch(
            tr("{path} cannot be changed: {strerror}.", path=path, strerror=error.strerror)
        ) from None
