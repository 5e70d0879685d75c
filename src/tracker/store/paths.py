"""Where Tracker keeps its files, and where the files lie that ship with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
from msgspec import Struct

from tracker.domain.errors import TrackerError


class Home(Struct, frozen=True):
    """The user's folders. With TRACKER_HOME everything lies under that one."""

    config: Path
    data: Path
    cache: Path
    logs: Path
    exports: Path

    @classmethod
    def find(cls) -> Home:
        """The folders of this user, or those under TRACKER_HOME. Nothing is made yet."""
        one = os.environ.get("TRACKER_HOME", "").strip()
        if one:
            return cls.under(Path(one).expanduser().absolute())
        dirs = platformdirs.PlatformDirs("tracker", appauthor=False)
        return cls(
            config=Path(dirs.user_config_dir),
            data=Path(dirs.user_data_dir),
            cache=Path(dirs.user_cache_dir),
            logs=Path(dirs.user_log_dir),
            exports=Path(dirs.user_pictures_dir) / "Tracker",
        )

    @classmethod
    def under(cls, folder: Path) -> Home:
        """Everything in one folder."""
        return cls(folder, folder, folder, folder / "logs", folder / "exports")

    def demo(self) -> Home:
        """The folders of the simulated market, apart from everything real."""
        return Home(self.config, self.data / "demo", self.cache / "demo", self.logs, self.exports)

    @property
    def config_file(self) -> Path:
        """The settings a person may edit."""
        return self.config / "config.toml"

    @property
    def journal_file(self) -> Path:
        """What is the user's own: levels, transitions, alerts, layout."""
        return self.data / "journal.db"

    @property
    def market_file(self) -> Path:
        """The cache of market data; may be deleted at any time."""
        return self.cache / "market.db"

    def make(self) -> None:
        """Create the folders that are needed to run.

        Raises:
            TrackerError: where one cannot be made.
        """
        for folder in (self.config, self.data, self.cache, self.logs):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise TrackerError(
                    f"The folder {folder} cannot be made: {error.strerror}."
                ) from None


def bundled(name: str) -> Path:
    """A folder that ships with the program: `seeds` or `resources`.

    Installed, it lies inside the package; in a checkout, beside `src`.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "bundled" / name
    return installed if installed.is_dir() else package.parent.parent / name


def is_built() -> bool:
    """Whether this is a built program, which has no Python of its own that could run modules."""
    return bool(getattr(sys, "frozen", False))


def own_command() -> list[str]:
    """The words that start this very program again; arguments may follow them."""
    return [sys.executable] if is_built() else [sys.executable, "-m", "tracker"]
