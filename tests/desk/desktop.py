"""A little desktop of the tests' own: a screen, a session bus, a window manager, notifications, a tray.

Nothing of the machine's own desktop is used: the display is a free one, the bus has its own socket
and starts no services, and every process is ended by the one who started it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from program import end, until

PROGRAMS = ("Xvfb", "dbus-daemon", "openbox", "dunst", "trayer", "xdotool", "xwininfo", "import")
SIZE = (1_600, 1_000)
#: The frame around a notification: a colour that nothing else on the screen has.
NOTE_COLOR = (255, 0, 255)

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_DUNST = """[global]
    frame_width = 6
    frame_color = "#ff00ff"
    transparency = 0
    idle_threshold = 0
[stays]
    appname = "*"
    timeout = 0
[urgency_low]
    frame_color = "#ff00ff"
[urgency_normal]
    frame_color = "#ff00ff"
[urgency_critical]
    frame_color = "#ff00ff"
"""
_SERVER = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications")


@dataclass(frozen=True)
class Box:
    """A window on the screen, without its frame."""

    window: str
    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2

    @property
    def close_button(self) -> tuple[int, int]:
        """Where openbox draws it: at the right end of the title, which is 20 pixels high."""
        return self.left + self.width - 10, self.top - 10


class Desktop:
    """Start with `start`; `stop` ends everything in the reverse order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._bus: DBusConnection | None = None
        self._tray: subprocess.Popen[bytes] | None = None
        self.env: dict[str, str] = {}

    def start(self) -> None:
        """Everything but a tray."""
        runtime, config = self._folder / "runtime", self._folder / "config"
        runtime.mkdir(mode=0o700)
        config.mkdir()
        socket = runtime / "bus"
        self.env = {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(config),
            "DISPLAY": self._open_display(),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
            "QT_QPA_PLATFORM": "xcb",
        }
        (config / "bus.conf").write_text(_BUS.format(path=socket))
        self._run("dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config / 'bus.conf'}")
        until(lambda: socket.exists() and self._connect(), "the bus answers", 20)
        self._run("openbox")
        until(lambda: self._tree("-name", "Openbox"), "openbox has begun", 20)
        (config / "dunstrc").write_text(_DUNST)
        self._run("dunst", "-config", str(config / "dunstrc"))
        until(self._serves, "dunst answers", 20)

    def stop(self) -> None:
        if self._bus is not None:
            self._bus.close()
        for _, process in reversed(self._processes):
            end(process, 5)

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{command[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env=os.environ | self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._processes.append((command[0], process))
        return process

    def _open_display(self) -> str:
        """A screen on a display number that is free."""
        reading, writing = os.pipe()
        screen = f"{SIZE[0]}x{SIZE[1]}x24"
        with os.fdopen(reading, "rb") as answer, (self._folder / "Xvfb.log").open("ab") as log:
            try:
                process = subprocess.Popen(
                    ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-noreset"],
                    pass_fds=[writing],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            finally:
                os.close(writing)
            self._processes.append(("Xvfb", process))
            number = answer.readline().decode().strip()  # ends where Xvfb does
        assert number, f"Xvfb did not start: {(self._folder / 'Xvfb.log').read_text()}"
        return f":{number}"

    # --- notifications -------------------------------------------------------------------------

    def _connect(self) -> bool:
        with suppress(OSError):
            self._bus = open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"])
        return self._bus is not None

    def _serves(self) -> bool:
        address = DBusAddress(
            "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"
        )
        return bool(self._call(new_method_call(address, "NameHasOwner", "s", (_SERVER[1],)))[0])

    def _call(self, message: Any) -> Any:
        assert self._bus is not None
        return unwrap_msg(self._bus.send_and_get_reply(message, timeout=10))

    @property
    def _dunst(self) -> DBusAddress:
        return DBusAddress(_SERVER[0], _SERVER[1], "org.dunstproject.cmd0")

    def notes_on_screen(self) -> int:
        """How many notifications dunst shows or has in its queue."""
        names = ("displayedLength", "waitingLength")
        return sum(self._call(Properties(self._dunst).get(name))[0][1] for name in names)

    def open_note(self) -> None:
        """A click on the newest notification: its default action."""
        self._call(new_method_call(self._dunst, "NotificationAction", "u", (0,)))

    def close_notes(self) -> None:
        self._call(new_method_call(self._dunst, "NotificationCloseAll"))
        until(lambda: self.notes_on_screen() == 0, "all notifications are closed", 20)

    def notes_so_far(self) -> list[tuple[str, str]]:
        """Summary and body of every notification there ever was, the oldest first."""
        self.close_notes()
        (rows,) = self._call(new_method_call(self._dunst, "NotificationListHistory"))
        notes = sorted(rows, key=lambda row: row["id"][1])
        return [(str(row["summary"][1]), str(row["body"][1])) for row in notes]

    # --- the screen ----------------------------------------------------------------------------

    def pixels(self, color: tuple[int, int, int]) -> int:
        """So many pixels of the screen have this colour."""
        path = self._folder / "screen.ppm"
        self._ask("import", "-window", "root", "-depth", "8", str(path))
        raw = path.read_bytes()
        match = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", raw)
        assert match is not None
        assert (int(match[1]), int(match[2])) == SIZE
        shot = np.frombuffer(raw, np.uint8, offset=match.end()).reshape(-1, 3)
        return int((shot == color).all(axis=1).sum())

    def region(self, box: Box) -> np.ndarray:
        """What the screen shows there: (row, column, RGB)."""
        path = self._folder / "region.ppm"
        place = f"{box.width}x{box.height}+{box.left}+{box.top}"
        self._ask("import", "-window", "root", "-crop", place, "-depth", "8", str(path))
        raw = path.read_bytes()
        match = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", raw)
        assert match is not None
        shot = np.frombuffer(raw, np.uint8, offset=match.end())
        return shot.reshape(int(match[2]), int(match[1]), 3)

    def _ask(self, *command: str) -> str:
        """What a program prints; nothing where it fails, as those do that find no window."""
        done = subprocess.run(
            command,
            env=os.environ | self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout if done.returncode == 0 else ""

    def _tree(self, *which: str) -> str:
        return self._ask("xwininfo", "-tree", *which)

    def window(self) -> Box | None:
        """The program's window, where it is on the screen and has its frame."""
        found = self._ask("xdotool", "search", "--onlyvisible", "--name", "^Tracker$").split()
        if not found or "= " not in self._ask("xprop", "-id", found[0], "_NET_FRAME_EXTENTS"):
            return None
        return self._box(found[0])

    def icon(self) -> Box | None:
        """The program's icon, where the tray has taken it in."""
        above: list[tuple[int, str]] = []
        for line in self._tree("-root").splitlines():
            depth = len(line) - len(line.lstrip())
            above = [one for one in above if one[0] < depth]
            if '"tracker": ("tracker"' in line and any('"panel"' in text for _, text in above):
                return self._box(line.split()[0])
            above.append((depth, line))
        return None

    def _box(self, window: str) -> Box | None:
        said = self._ask("xwininfo", "-id", window)
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        numbers = [re.search(rf"{name}: +(-?\d+)", said) for name in names]
        if "IsViewable" not in said:
            return None
        return Box(window, *(int(one[1]) for one in numbers if one))

    def described(self) -> str:
        """For whom a test failed: what is on the screen, and the colours of the icon in the tray."""
        icon = self.icon()
        tree = self._tree("-root").splitlines()
        # The window manager alone has a hundred small ones without a name.
        named = "\n".join(line for line in tree if "(has no name)" not in line)
        said = [f"--- the screen\n{named}", f"--- the icon in the tray: {icon}"]
        if icon is not None:
            colors, counts = np.unique(self.region(icon).reshape(-1, 3), axis=0, return_counts=True)
            most = np.argsort(counts)[::-1][:12]
            said += [f"{counts[one]:5} x {tuple(colors[one].tolist())}" for one in most]
        return "\n".join(said)

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        self._ask("xdotool", "mousemove", str(at[0]), str(at[1]), "click", str(button))

    def keys(self, *names: str) -> None:
        """Press keys, one after the other, wherever the keyboard is."""
        self._ask("xdotool", "key", "--delay", "60", *names)

    def menus(self) -> int:
        """How many menus of the program are open."""
        found = self._ask("xdotool", "search", "--onlyvisible", "--class", "tracker").split()
        kinds = [self._ask("xprop", "-id", one, "_NET_WM_WINDOW_TYPE") for one in found]
        return sum("_MENU" in kind for kind in kinds)

    def type(self, text: str) -> None:
        """Write on the real keyboard."""
        self._ask("xdotool", "type", "--delay", "30", text)

    def press(self, *keys: str) -> None:
        """Press keys by their names of X11, one after the other."""
        self._ask("xdotool", "key", "--delay", "60", *keys)

    def windows_of_the_user(self) -> set[str]:
        """All windows that the window manager keeps, those in the background too."""
        said = self._ask("xprop", "-root", "_NET_CLIENT_LIST")
        return set(re.findall(r"0x[0-9a-f]+", said))

    # --- the tray ------------------------------------------------------------------------------

    def open_tray(self) -> None:
        self._tray = self._run("trayer", "--edge", "bottom", "--align", "right", "--height", "28")
        until(lambda: '"trayer"' in self._tree("-root"), "the tray is there", 20)

    def close_tray(self) -> None:
        assert self._tray is not None
        end(self._tray)


def missing_programs() -> list[str]:
    return [name for name in (*PROGRAMS, "xprop") if shutil.which(name) is None]
