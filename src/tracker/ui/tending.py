"""Keeps the tray icon true: its state, its words and its menu, and does what the menu asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from msgspec import Struct
from PySide6.QtCore import QObject

from tracker.analysis import words
from tracker.domain.health import Channel, Health
from tracker.domain.quiet import QuietHours, next_morning
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.found import Found
from tracker.services.views import AssetView
from tracker.sources.clock import Clock
from tracker.ui.desk import Desk
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.panels.banner import Banner
from tracker.ui.tray import Tray
from tracker.ui.tray_state import Glance, glance
from tracker.ui.zones import local_zone

#: What is further away than this is said with its date.
_DATED_MS = 20 * HOUR_MS
#: Coins under the mouse: the chosen one, and the first of the watchlist.
_COINS = 4
PAUSED = noted(
    "Paused: no venue is asked, and what is on screen grows old. What happens is found later."
)


class TendingParts(Struct, frozen=True):
    """What it works with; `bring_up` shows the window in front."""

    desk: Desk
    tray: Tray
    alerts: AlertsPanel
    banner: Banner
    clock: Clock
    bring_up: Callable[[], None]


class Tending(QObject):
    """Follows the desk and the alerts panel."""

    def __init__(self, parts: TendingParts) -> None:
        super().__init__(parts.alerts)
        self._parts = parts
        self._views: Sequence[AssetView] = ()
        self._rows: dict[tuple[str, Channel], Health] = {}
        self._muted_until_ms = 0
        self._paused = False
        self._zone: tzinfo = local_zone()
        desk, menu = parts.desk, parts.tray.menu
        desk.assets_shown.connect(self._show_assets)
        desk.health_grown.connect(self.show_health)
        desk.muted.connect(self._show_muted)
        desk.paused.connect(self._show_paused)
        parts.alerts.unread_changed.connect(lambda _: self.tell())
        menu.asset_chosen.connect(self._choose)
        menu.mute_wanted.connect(self._mute_for)
        menu.morning_wanted.connect(self._mute_until_morning)
        menu.unmute_wanted.connect(self.unmute)
        menu.pause_wanted.connect(self.pause)
        menu.resume_wanted.connect(self.resume)

    @property
    def is_paused(self) -> bool:
        """Whether nobody is asked."""
        return self._paused

    @property
    def muted_until_ms(self) -> int:
        """Until when alerts are held, UTC ms; 0 where they are not."""
        return self._muted_until_ms if self._muted_until_ms > self._parts.clock.now_ms() else 0

    @property
    def muted_words(self) -> str:
        """The same in words; nothing where they are not."""
        until_ms = self.muted_until_ms
        if not until_ms:
            return ""
        soon = until_ms - self._parts.clock.now_ms() < _DATED_MS
        return words.clock(until_ms, date=not soon, zone=self._zone)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self.tell()

    # --- what the desk tells -------------------------------------------------------------------

    def _show_assets(self, views: list[AssetView]) -> None:
        self._views = views
        self._parts.tray.menu.show_assets(views)
        self.tell()

    def show_health(self, rows: Sequence[Health]) -> None:
        """Rows changed."""
        self._rows.update(((row.venue, row.channel), row) for row in rows)
        self.tell()

    def _show_muted(self, until_ms: int) -> None:
        self._muted_until_ms = until_ms
        self.tell()

    def _show_paused(self, paused: bool) -> None:
        self._paused = paused
        self._parts.tray.menu.show_paused(paused=paused)
        if paused:
            self._parts.banner.stand(tr(PAUSED), tr("Resume"), self.resume)
        else:
            self._parts.banner.unstand(tr(PAUSED))
        self.tell()

    def tell(self) -> None:
        """Make the icon what holds now."""
        tray = self._parts.tray
        at_once = glance(self._views, self._rows, self._unread(), paused=self._paused)
        tray.set_state(at_once.state)
        tray.set_tip(self._tip(at_once))
        tray.menu.show_muted(self.muted_words)
        tray.menu.set_working(works=self._parts.desk.is_working)

    def _unread(self) -> list[Found]:
        alerts = self._parts.alerts
        return alerts.unread_found if alerts.unread else []

    def _tip(self, at_once: Glance) -> str:
        """Prices, the state, and what waits; the least needed last, for some trays cut it off."""
        chosen = self._parts.desk.asset
        views = sorted(self._views, key=lambda view: view.asset != chosen)[:_COINS]
        lines = [_line(view) for view in views]
        unread = self._parts.alerts.unread
        alerts = tr("%n unread alert(s)", "", unread)
        muted = self.muted_words
        said = [at_once.sentence]
        said += [alerts] if unread else []
        said += [tr("Muted until {muted}.", muted=muted)] if muted else []
        return "\n".join([*lines[:1], *said, *lines[1:]] if lines else ["Tracker", *said])

    # --- what the user does --------------------------------------------------------------------

    def _choose(self, asset: str) -> None:
        desk = self._parts.desk
        self._parts.bring_up()
        desk.choose(asset, desk.interval)

    def mute_until(self, until_ms: int) -> None:
        """Hold alerts up to a moment, UTC ms."""
        self._parts.desk.submit(lambda collector: collector.muting.mute(until_ms))

    def _mute_for(self, span_ms: int) -> None:
        self.mute_until(self._parts.clock.now_ms() + span_ms)

    def _mute_until_morning(self) -> None:
        self.mute_until(next_morning(self._parts.clock.now_ms(), local_zone()))

    def unmute(self) -> None:
        """Let what was held come now."""
        self._parts.desk.submit(lambda collector: collector.muting.unmute())

    def keep_quiet(self, hours: QuietHours | None, *, lets_urgent: bool) -> None:
        """Other quiet hours hold from now on; without an engine it begins with them."""
        if self._parts.desk.is_working:
            self._parts.desk.submit(
                lambda collector: collector.muting.keep_quiet(hours, lets_urgent=lets_urgent)
            )

    def pause(self) -> None:
        """Ask nobody."""
        self._parts.desk.submit(lambda collector: collector.pause())

    def resume(self) -> None:
        """Ask again."""
        self._parts.desk.submit(lambda collector: collector.resume())


def _line(view: AssetView) -> str:
    return f"{view.asset} {words.price(view.price)} {words.percent(view.change_24h)}"
