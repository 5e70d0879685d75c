"""A further window with one chart: its own coin, interval, panes and indicators, over the same engine."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tracker.domain.health import Channel, Health
from tracker.domain.terms import term
from tracker.domain.translating import tr
from tracker.services.reasons import said_reason
from tracker.services.views import AssetView, ChartView
from tracker.ui.actions import Place
from tracker.ui.chart_actions import add_chart_actions, add_last_actions
from tracker.ui.chart_bar import ChartBar
from tracker.ui.chart_host import ChartHost, HostParts
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.chart_levels import ChartLevels
from tracker.ui.chosen import chosen_of, keep_chosen
from tracker.ui.content import mark_price
from tracker.ui.link_button import LinkButton
from tracker.ui.linking import Links, Member
from tracker.ui.panels.health_words import channel_name
from tracker.ui.saving import Look
from tracker.ui.theme import style_sheet

_LEAST_HEIGHT_PX = 320


class ChartWindow(ChartHost):
    """The window.

    Signals:
        closed: the user closed it.
        another_wanted: one more is wanted.
        quit_wanted: the whole program is to end.
        theme_toggled, zone_toggled, menus_kept: all windows shall look otherwise.
    """

    closed = Signal()
    another_wanted = Signal()
    quit_wanted = Signal()
    theme_toggled = Signal()
    zone_toggled = Signal()
    menus_kept = Signal(bool)

    def __init__(self, parts: HostParts, links: Links, look: Look, kept: KeptChart) -> None:
        super().__init__(parts, look)
        self.desk = parts.desk
        self._health: dict[str, Health] = {}
        self._figures: AssetView | None = None
        self.member = Member(parts.desk, self.chart, kept.group)
        self.link = LinkButton(links, self.member, look.palette)
        self.tools = ChartBar(parts.desk.assets, self.link)
        self._empty, self.status = QLabel(), QLabel()
        self._place()
        self.levels = ChartLevels(parts.desk, self.chart, parts.clock, look.zone, look.palette)
        self._join(self.tools)
        self._connect()
        self._restore(kept)
        self.setStyleSheet(style_sheet(look.palette))
        self._show_subject()
        self.chart.setFocus()

    def _place(self) -> None:
        self.setMinimumHeight(_LEAST_HEIGHT_PX)
        self._empty.setObjectName("quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.status.setObjectName("status-text")
        self.status.setContentsMargins(12, 4, 12, 5)
        self.status.hide()
        central = QWidget()
        central.setObjectName("central")
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget, stretch in (
            (self.tools, 0),
            (self.banner, 0),
            (self.chart, 1),
            (self._empty, 1),
            (self.status, 0),
        ):
            rows.addWidget(widget, stretch)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        desk, tools = self.desk, self.tools
        desk.chosen.connect(self._show_subject)
        tools.asset_chosen.connect(lambda asset: desk.choose(asset, desk.interval))
        tools.window_wanted.connect(self.another_wanted)
        tools.theme_toggled.connect(self.theme_toggled)
        tools.zone_toggled.connect(self.zone_toggled)
        self._fill_menus()

    def _fill_menus(self) -> None:
        actions = self.registry
        add_chart_actions(actions, self)
        menu = self.link.menu()
        assert menu is not None
        actions.take_menu(Place.WINDOW, menu)
        actions.separate(Place.WINDOW)
        actions.add(Place.WINDOW, "close", tr("Close this window"), self.close, keys="Ctrl+W")
        add_last_actions(actions, self)
        self._make_menus()

    def keep_menus(self, on: bool) -> None:
        """Whether the bar of menus stays: a setting, which the main window keeps."""
        if on != self._host.settings().menu_bar:
            self.menus_kept.emit(on)

    def leave_program(self) -> None:
        """End all of it."""
        self.quit_wanted.emit()

    def _restore(self, kept: KeptChart) -> None:
        self.chart.panes.compose(kept.panes)
        self.use_style(kept.style)
        self.indicating.draw(chosen_of(kept.chosen))
        self.tools.profile.setChecked(kept.profile)
        self.tools.draw.magnet.setChecked(kept.magnet)

    def kept(self) -> KeptChart:
        """What to remember."""
        return KeptChart(
            self.desk.asset,
            self.desk.interval.name,
            self.member.group,
            self.chart.panes.choices,
            self.chart.style_now,
            bytes(self.saveGeometry().data()),
            keep_chosen(self.indicating.chosen),
            self.tools.profile.isChecked(),
            self.sketching.magnet,
        )

    # --- showing -------------------------------------------------------------------------------

    def show_chart(self, view: ChartView, keep_view: bool) -> None:
        """Put a chart on screen, or say that there is none."""
        self._empty.setVisible(not len(view.candles))
        self._empty.setText(
            tr(
                "No candles of {asset} at {interval} have arrived yet.",
                asset=view.asset,
                interval=view.interval,
            )
        )
        super().show_chart(view, keep_view)
        self._show_mark()
        self._show_status()

    def _show_subject(self) -> None:
        asset, interval = self.desk.asset, self.desk.interval
        self.tools.show_subject(asset, interval)
        market = tr(" (simulated market)") if self._host.simulated else ""
        self.setWindowTitle(
            tr(
                "{asset} {interval} – Tracker{market}",
                asset=asset,
                interval=interval,
                market=market,
            )
        )

    def set_assets(self, assets: Sequence[str]) -> None:
        """Other coins are watched."""
        self.tools.set_coins(assets)
        self.indicating.set_coins(assets)
        self.desk.set_assets(assets)
        self._show_subject()

    def show_assets(self, views: Sequence[AssetView]) -> None:
        """The newest figures of all coins: of them the mark price of this one is drawn."""
        self._figures = next((one for one in views if one.asset == self.desk.asset), None)
        if self.member.is_seen:
            self._show_mark()

    def _show_mark(self) -> None:
        view, chart = self._figures, self.desk.chart
        fits = view is not None and chart is not None and view.asset == chart.asset
        self.chart.set_mark(mark_price(view, self._host.titles) if fits and view else None)

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take over what venues' candles are like now."""
        changed = {row.venue: row for row in rows if row.channel is Channel.CANDLES}
        if changed:
            self._health |= changed
            self._show_status()

    def _show_status(self) -> None:
        """Say what is wrong with the candles of this chart; nothing where nothing is."""
        chart = self.desk.chart
        row = self._health.get(chart.market.venue) if chart is not None else None
        wrong = row is not None and not row.state.is_good
        if row is not None and wrong:
            title = self._host.titles.get(row.venue, row.venue)
            self.status.setText(
                f"{title}: {channel_name(row.channel)} {term(row.state)}. {said_reason(row.reason)}".strip()
            )
        self.status.setVisible(wrong)

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        super().set_look(look)
        self.setStyleSheet(style_sheet(look.palette))
        self.link.set_palette(look.palette)
        self.levels.editor.set_palette(look.palette)
        self.levels.set_zone(look.zone)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a closed window."""
        event.accept()
        self._give_up_focus()
        self.closed.emit()
