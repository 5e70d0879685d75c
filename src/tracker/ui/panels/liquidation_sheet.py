"""The sheet behind the tile of liquidations: every window, every venue, the largest single ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from tracker.analysis import words
from tracker.analysis.liquidation_windows import WindowFigures
from tracker.analysis.liquidations import Total
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.paces import AssetPace
from tracker.ui.marking import mark
from tracker.ui.panels.figure_table import Cell, Column, FigureTable
from tracker.ui.panels.pace_words import amount, not_compared, observed, rank, season, times
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, Palette, font
from tracker.ui.zones import moment, seconds

_WIDTH_PX = 790
_FIRST = "24h"
_AGAIN = noted("It is tried again every few seconds.")
_PRINTS, _VENUE_ROWS = 8, 8
#: From so many basis points on a fraction says nothing.
_COARSE = 100
_FEEDS = {
    FeedKind.COMPLETE: noted("complete"),
    FeedKind.SAMPLED: noted("sampled, one a second at most"),
    FeedKind.STATS: noted("the venue's own sums"),
}
_WINDOWS = (
    Column(noted("Window"), words=True),
    Column(noted("Total"), noted("Longs and shorts; ≥ where the truth may be larger"), whole=True),
    Column(noted("Longs"), noted("Long positions closed by force: forced sells")),
    Column(noted("Shorts"), noted("Short positions closed by force: forced buys")),
    Column(
        noted("Longs %"),
        noted("The longs' share, above max($1M, 0.1 basis points of open interest)"),
    ),
    Column(noted("Count"), noted("Single liquidations; venues that publish sums are not in it")),
    Column(noted("Largest"), noted("The largest single one")),
    Column(noted("× normal"), noted("Of the median window of the 30 days before")),
    Column(noted("Percentile"), noted("Among the windows of the 30 days before, without this one")),
    Column(noted("bp of OI"), noted("Basis points of the open interest")),
    Column(noted("Seen"), noted("Share of the window that was observed, over all venues")),
)
_VENUES = (
    Column(noted("Venue"), words=True),
    Column(noted("Feed"), noted("What its feed carries"), words=True, wide=True),
    Column(noted("Seen"), noted("Share of the window over which it was proven alive")),
    Column(noted("Capped"), noted("Share of that which it spent at its cap")),
    Column(noted("Longs")),
    Column(noted("Shorts")),
    Column(noted("Recorded since")),
)
_LARGEST = (
    Column(noted("Time"), words=True),
    Column(noted("Venue"), words=True, wide=True),
    Column(noted("Side"), words=True),
    Column(noted("Price")),
    Column("USD"),
)


class LiquidationSheet(Popover):
    """All that is known of one coin's liquidations; choose a window to see its venues."""

    def __init__(self, parent: QWidget, titles: dict[str, str], palette: Palette) -> None:
        super().__init__(parent, tr("Liquidations"))
        self._titles = titles
        self._zone: tzinfo = UTC
        self._pace: AssetPace | None = None
        self._trouble = ""
        self.setFixedWidth(_WIDTH_PX)
        self.use_scrolling()
        self.windows = FigureTable(tr("Liquidations by window"), _WINDOWS, palette)
        self.venues = FigureTable(tr("Liquidations by venue"), _VENUES, palette, most=_VENUE_ROWS)
        self.prints = FigureTable(tr("Largest single liquidations of 24 hours"), _LARGEST, palette)
        self.scope, self.note = _small(), _small()
        self._by_venue, self._by_size = _small(), _small()
        for one in (
            self.scope,
            self.windows,
            self.note,
            self._by_venue,
            self.venues,
            self._by_size,
            self.prints,
        ):
            self.rows.addWidget(one)
        self.windows.itemSelectionChanged.connect(self._show_venues)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.activated.connect(self.copy)
        self._show()

    def show_pace(self, pace: AssetPace | None) -> None:
        """Show these figures; None while they are being read."""
        before, self._pace = self._pace, pace
        self._trouble = ""
        self._show()
        if pace is not None and before is None:
            names = [one.name for one in pace.windows]
            self.windows.selectRow(names.index(_FIRST))

    def fail(self, sentence: str) -> None:
        """The figures cannot be read now; what is shown stays, with the moment it is of."""
        self._trouble = sentence
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        for one in (self.windows, self.venues, self.prints):
            one.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self._show()

    def copy(self) -> None:
        """All tables to the clipboard."""
        parts = (self.windows, self.venues, self.prints)
        QGuiApplication.clipboard().setText("\n\n".join(one.as_text() for one in parts))

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self) -> None:
        pace = self._pace
        for one in (self.windows, self.note, self._by_venue, self.venues):
            one.setVisible(pace is not None)
        if pace is None:
            self.heading.setText(tr("Liquidations"))
            self._say_scope(f"{self._trouble} {tr(_AGAIN)}" if self._trouble else tr("Being read…"))
            self._by_size.hide()
            self.prints.hide()
            self.fit()
            return
        self.heading.setText(tr("{asset} liquidations", asset=pace.asset))
        when, interest = moment(pace.at_ms, self._zone), words.usd(pace.interest_usd)
        self._say_scope(
            tr("These figures are of {when}. {trouble}", when=when, trouble=self._trouble)
            if self._trouble
            else tr(
                "until {when} · open interest {interest} · a long liquidation is a forced sell",
                when=when,
                interest=interest,
            )
        )
        self.windows.show_rows([window_cells(one) for one in pace.windows])
        self.note.setText("\n".join(_notes(pace, self._titles)))
        self._show_venues()

    def _say_scope(self, text: str) -> None:
        """Of when the figures are, or why there are none."""
        self.scope.setText(text)
        mark(self.scope, "wrong", bool(self._trouble))

    def _show_venues(self) -> None:
        pace = self._pace
        if pace is None:
            return
        at = self.windows.currentRow()
        window = pace.windows[at] if at >= 0 else pace.window(_FIRST)
        seen = [one for one in window.parts if one.coverage.share > 0]
        unseen = [one.coverage.parts[0].venue for one in window.parts if one not in seen]
        said = tr("By venue, {name}", name=window.name)
        if unseen:
            said += tr(
                " · not seen: {unseen}",
                unseen=", ".join(self._titles.get(one, one) for one in unseen),
            )
        self._by_venue.setText(said)
        rows = sorted(seen, key=lambda one: -one.usd)
        self.venues.setVisible(bool(rows))
        self.venues.show_rows([venue_cells(one, self._titles, self._zone) for one in rows])
        self._show_prints(pace.prints)

    def _show_prints(self, prints: Sequence[Liquidation]) -> None:
        self._by_size.setText(
            tr("Largest single ones, 24h") if prints else tr("No single liquidation in 24h")
        )
        self._by_size.show()
        self.prints.setVisible(bool(prints))
        # As many as the window has room for; one is scrolled to.
        for count in range(min(_PRINTS, len(prints)), 0, -1):
            self.prints.show_rows([self._print_cells(one) for one in prints[:count]])
            if self._needed_px() <= self._room_px():
                break
        self.fit()

    def _print_cells(self, one: Liquidation) -> list[Cell]:
        role = "down" if one.side is Side.LONG else "up"
        venue = self._titles.get(one.market.venue, one.market.venue)
        return [
            Cell(seconds(one.at_ms, self._zone), "quiet", tip=moment(one.at_ms, self._zone)),
            Cell(venue),
            Cell(term(one.side), role),
            Cell(words.price(one.price)),
            Cell(words.compact(one.notional_usd), bold=True),
        ]


def window_cells(window: WindowFigures) -> list[Cell]:
    """One window as a row; what is thin is pale."""
    total, seen = window.total, window.is_seen
    tip = "\n".join(_tip(window))
    role = "quiet" if window.is_thin else "text"
    return [
        Cell(window.name, "quiet", tip=tip),
        Cell(amount(total), role, bold=True, tip=tip),
        Cell(words.usd(total.long_usd) if seen else words.UNKNOWN, role, tip=tip),
        Cell(words.usd(total.short_usd) if seen else words.UNKNOWN, role, tip=tip),
        Cell(
            words.share(window.dominance) if window.dominance is not None else words.UNKNOWN,
            role,
            tip=tip,
        ),
        Cell(words.count(total.count) if seen else words.UNKNOWN, role, tip=tip),
        Cell(words.usd(total.largest_usd), role, tip=tip),
        Cell(times(window.multiple), role, tip=tip),
        Cell(rank(window.percentile), role, tip=tip),
        Cell(_points(window.bp_of_oi), role, tip=tip),
        Cell(words.share(total.coverage.share), "warn" if window.is_thin else "quiet", tip=tip),
    ]


def _points(value: float | None) -> str:
    if value is None:
        return words.UNKNOWN
    digits = 2 if value < 1 else 1 if value < _COARSE else 0
    return words.fixed(value, digits)


def _tip(window: WindowFigures) -> list[str]:
    """What a row has no column for."""
    lines = [observed(window.total)]
    if window.largest_day is not None:
        day_ms, usd = window.largest_day
        part = (
            tr(", {share} of it", share=words.share(usd / window.total.usd))
            if window.total.usd
            else ""
        )
        lines.append(
            tr(
                "largest day {when}: {usd}{part}",
                when=words.clock(day_ms)[:-6],
                usd=words.usd(usd),
                part=part,
            )
        )
    if window.median_usd is not None:
        lines.append(tr("the median window held {usd}", usd=words.usd(window.median_usd)))
    count = window.corrected_count
    if count is not None and window.saturated and count > window.total.count:
        lines.append(
            tr(
                "at least about {count} liquidations, corrected for the cap",
                count=words.fixed(count, 0),
            )
        )
    lines += [one for one in (season(window), not_compared(window)) if one]
    return lines


def venue_cells(one: Total, titles: dict[str, str], zone: tzinfo) -> list[Cell]:
    """One venue's part of a window as a row."""
    part = one.coverage.parts[0]
    seen = part.share > 0
    role = "text" if seen else "quiet"
    capped = words.share(part.capped_share) if part.capped_share is not None else words.UNKNOWN
    since = part.recorded_since_ms
    return [
        Cell(titles.get(part.venue, part.venue), role),
        Cell(tr(_FEEDS[part.kind]), "quiet"),
        Cell(words.share(part.share), role),
        Cell(
            capped if part.kind is FeedKind.SAMPLED else "",
            "warn" if part.capped_share else "quiet",
        ),
        Cell(words.usd(one.long_usd) if seen else words.UNKNOWN, role),
        Cell(words.usd(one.short_usd) if seen else words.UNKNOWN, role),
        Cell(moment(since, zone) if since is not None else words.UNKNOWN, "quiet"),
    ]


def _notes(pace: AssetPace, titles: dict[str, str]) -> list[str]:
    """With what the windows are compared, and what is not known."""
    lines = []
    venues = next((one.compared for one in reversed(pace.windows) if one.compared), ())
    if venues:
        named = ", ".join(titles.get(one, one) for one in venues)
        lines.append(
            tr("Normal is that of the venues with ten days of their own: {named}.", named=named)
        )
    hours = [one for one in pace.windows if one.seasonally_adjusted and one.percentile is not None]
    lines += [f"{one.name}: {season(one)}." for one in hours]
    if not hours and venues:
        lines.append(
            tr("Not seasonally adjusted: the same hour of the week is known after 4 weeks.")
        )
    day = pace.window(_FIRST)
    if not venues:
        lines.append(f"{_sentence(not_compared(day))}")
    if day.model_usd is not None:
        lines.append(
            tr(
                "MODEL, no measurement: {usd} in {name}, if sampled venues closed as much of "
                "their open interest as complete ones.",
                usd=words.usd(day.model_usd),
                name=day.name,
            )
        )
    return lines


def _small() -> QLabel:
    label = QLabel()
    label.setObjectName("message")
    label.setFont(font(SMALL_PX))
    label.setWordWrap(True)
    return label


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
