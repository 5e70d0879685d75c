"""What the main window is given by whoever opens it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tracker.domain.retention import Retention
from tracker.services.brief_wish import Headline
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.paths import Home
from tracker.store.settings_book import SettingsBook
from tracker.ui.desk import Desk
from tracker.ui.market_state import ContextParts
from tracker.ui.notifier import Notifier
from tracker.ui.tray import Tray
from tracker.ui.watching import Keep

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.services.autostart import Autostart


class WindowParts(Struct, frozen=True):
    """What the window is given."""

    desk: Desk
    tray: Tray
    notifier: Notifier
    titles: dict[str, str]
    clock: Clock
    cache_bytes: Callable[[], int]
    open_demo: Callable[[], None]
    exports: Path
    simulated: bool
    sources: Sequence[Source] = ()
    keep_assets: Keep = lambda _assets: None
    #: Titles of the services beside the venues.
    aggregators: Mapping[str, str] = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)
    liquidation_model: bool = False
    #: A sentence about a market that is not real, and headlines that a brief checks.
    simulated_words: str = ""
    headlines: Sequence[Headline] = ()
    context: ContextParts = field(default_factory=ContextParts)
    #: Names of the services outside this machine that get every alert.
    notify: Sequence[str] = ()
    #: The entry that starts Tracker at login; a simulated market has none.
    find_autostart: Callable[[], Autostart] | None = None
    book: SettingsBook = field(default_factory=SettingsBook)
    home: Home = field(default_factory=Home.find)
