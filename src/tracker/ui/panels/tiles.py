"""The strip of six answers: one large figure each, a line that qualifies it, its scope at the right.

What is not known is said so, and a tile that leads somewhere says where.
"""

from __future__ import annotations

from datetime import UTC, tzinfo

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracker.analysis import cascade_words, words
from tracker.analysis.cascade import BANNER_LOW, LEARN_LEAST_MS
from tracker.analysis.leverage import CAVEAT, DEAD_ZONE, quadrant
from tracker.analysis.liquidation_windows import COMPARED_SHARE, WindowFigures
from tracker.analysis.open_interest_split import InterestSplit
from tracker.domain.terms import term
from tracker.domain.times import DAY_MS
from tracker.domain.translating import tr
from tracker.services.cascade_reading import CascadeView
from tracker.services.monitor import Monitor
from tracker.services.paces import AssetPace
from tracker.services.views import AssetView
from tracker.ui.monitor_words import tile_words
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.pace_words import amount, compared, not_compared, observed
from tracker.ui.panels.tile import Tile, Words
from tracker.ui.theme import Palette
from tracker.ui.zones import moment


def _details(window: WindowFigures) -> list[str]:
    """What the tile of liquidations has no room for."""
    more = [one for one in (not_compared(window),) if one]
    if window.total.largest_usd is not None:
        more.append(tr("largest single one {usd}", usd=words.usd(window.total.largest_usd)))
    if window.bp_of_oi is not None:
        more.append(
            tr("{bp_of_oi} basis points of open interest", bp_of_oi=words.fixed(window.bp_of_oi, 2))
        )
    if window.compared:
        more.append(tr("normal: the median day of 30, {usd}", usd=words.usd(window.median_usd)))
    return more


class TileStrip(QWidget):
    """The six answers side by side."""

    def __init__(self, palette: Palette, zone: tzinfo = UTC) -> None:
        super().__init__()
        self._zone = zone
        self._view: AssetView | None = None
        self._pace: AssetPace | None = None
        self._now_ms = 0
        self.price = Tile(tr("Price"), palette)
        self.liquidations = Tile(tr("Liquidations 24 h"), palette)
        self.liquidations.lead(tr("Click for all windows and venues"))
        self.interest = Tile(tr("Open interest"), palette)
        self.cascade = Tile(tr("Cascade"), palette)
        self.cascade.lead(tr("Click for all cascades (F6)"))
        self.stabilisation = Tile(tr("Stabilisation"), palette)
        self.stabilisation.lead(tr("Click for the three checks with their numbers (F9)"))
        self.context = Tile(tr("Context"), palette)
        self.context.lead(tr("Click for the state of the market (F7)"))
        self.tiles = [self.price, self.liquidations, self.interest, self.cascade]
        self.tiles += [self.stabilisation, self.context]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for tile in self.tiles:
            layout.addWidget(tile, 1)
            tile.say(words.UNKNOWN, line=_quiet(tr("nothing received yet")))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        for tile in self.tiles:
            tile.set_palette(palette)

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        if self._view is not None:
            self.show_asset(self._view)

    def tell(self, now_ms: int) -> None:
        """Time went on: what was the present may be old now."""
        self._now_ms = now_ms
        if self._view is not None:
            self._show_price(self._view)

    def show_asset(self, view: AssetView) -> None:
        """Show the answers for one coin."""
        self._view = view
        self._show_price(view)
        self._show_liquidations(view)
        self._show_interest(view)

    def show_cascade(self, view: CascadeView | None) -> None:
        """Show how severe forced selling or buying is."""
        if view is None:
            self.cascade.say(words.UNKNOWN, line=_quiet(tr("nothing received yet")))
            return
        one, share = view.main, view.coverage.share
        scope = tr("4 h · {share} seen", share=words.share(share)) if view.coverage.parts else "4 h"
        least = "\u2265\u202f" if one.index is not None and one.at_least else ""
        figure = words.UNKNOWN if one.index is None else f"{least}{one.index:.0f}"
        word = cascade_words.level_word(one.index)
        unit: Words = ()
        if one.index is not None:
            calm = one.index < BANNER_LOW
            # What was not seen as a whole is not called calm.
            unit = _quiet(tr("not seen as a whole") if calm and one.at_least else word)
            unit = unit if calm else [(word, "cascade")]
        self.cascade.say(figure, unit=unit, line=_quiet(_cascade_line(view)), scope=scope)

    def show_pace(self, pace: AssetPace) -> None:
        """Say how large the liquidations of a coin are against what is normal for it."""
        self._pace = pace
        if self._view is not None:
            self._show_liquidations(self._view)

    def _show_price(self, view: AssetView) -> None:
        title = tr("{asset} price", asset=view.asset)
        if view.price is None:
            self.price.say(words.UNKNOWN, title=title, line=_quiet(tr("nothing received yet")))
            return
        line = tr("no level on the list")
        if view.nearest is not None:
            gap = words.percent(view.nearest.level.price / view.price - 1, 1)
            line = tr(
                "nearest level {level}, {gap}", level=words.level(view.nearest.level.price), gap=gap
            )
        if view.mark is not None and view.mark_away is not None:
            line += tr(" · mark {price}", price=words.price(view.mark.price))
        age_ms = old_ms(view.price_at_ms, self._now_ms)
        if age_ms is not None:
            line = tr(
                "no news for {length} · {line}",
                length=length(age_ms),
                line=line.removeprefix("nearest "),
            )
        self.price.say(
            words.price(view.price),
            title=title,
            unit=[_signed(view.change_24h)],
            line=_quiet(line),
            scope=moment(view.price_at_ms, self._zone) if view.price_at_ms is not None else "",
            is_old=age_ms is not None,
        )

    def _show_liquidations(self, view: AssetView) -> None:
        total = view.liquidations_24h
        coverage = total.coverage
        scope = tr(
            "{share} seen{value}",
            share=words.share(coverage.share),
            value=tr(", capped") if coverage.capped else "",
        )
        if coverage.share <= 0:
            line = tr("no feed was observed in the last 24 h")
            self.liquidations.say(words.UNKNOWN, line=_quiet(line), scope=scope)
            return
        window = None
        if self._pace is not None and self._pace.asset == view.asset:
            window = self._pace.window("24h")
        line, share = tr("none reported"), None
        if total.usd > 0:
            share = total.long_usd / total.usd
            line = tr("longs {share}", share=words.share(share))
        said = compared(window) if window is not None else ""
        if said:
            scope = observed(total)
            line = f"{line} · {said}"
        elif total.usd > 0:
            line += tr(
                " · {count} of {count_2} venues",
                count=len(coverage.venues),
                count_2=len(coverage.parts),
            )
        self.liquidations.say(
            amount(total),
            line=_quiet(line),
            scope=scope,
            share=share,
            meaning="\n".join(_details(window)) if window is not None else "",
            is_thin=coverage.share < COMPARED_SHARE,
        )

    def _show_interest(self, view: AssetView) -> None:
        if view.interest_coin is None:
            self.interest.say(words.UNKNOWN, line=_quiet(tr("no venue has said yet")))
            return
        count = len(view.interest_venues)
        split = view.interest_24h
        line = [*_quiet(tr("change in 24 h unknown yet"))]
        if split.contracts is not None:
            line = [
                *_quiet(tr("positions") + " "),
                _signed(split.contracts),
                *_quiet(f", {tr('price')} "),
                _signed(split.price),
                *_quiet(tr(" in 24 h")),
            ]
            if split.missing:
                line += _quiet(
                    tr(
                        " · without {missing}",
                        missing=", ".join(one.venue for one in split.missing),
                    )
                )
        self.interest.say(
            f"{words.compact(view.interest_coin)} {view.asset}",
            unit=_quiet(words.usd(view.interest_usd)),
            line=line,
            scope=tr("%n venue(s), one-sided", "", count),
            meaning=split_words(split, view.price_dead_24h),
        )

    def show_monitor(self, monitor: Monitor) -> None:
        """Show whether a sell-off is over."""
        said = tile_words(monitor, self._zone)
        self.stabilisation.say(said.figure, line=said.line, scope=said.scope, meaning=said.more)


def split_words(split: InterestSplit, price_dead: float = DEAD_ZONE) -> str:
    """What did the change of open interest, in sentences; empty where it is not known."""
    if split.contracts is None:
        return ""
    said = tr(
        "USD {percent} in 24 h: price did {percent_2} of it, positions {percent_3}; "
        "contracts {percent_4}.",
        percent=words.percent(split.change),
        percent_2=words.percent(split.price),
        percent_3=words.percent(split.position),
        percent_4=words.percent(split.contracts),
    )
    lines = [said]
    label = quadrant(split.price_change, split.contracts, price_dead=price_dead)
    if label is not None:
        lines.append(tr("Called {label}. {caveat}", label=term(label), caveat=tr(CAVEAT)))
    for one in split.missing:
        last = tr(", last {usd}", usd=words.usd(one.last_usd)) if one.last_usd is not None else ""
        lines.append(
            tr("Without {venue}{last}: it is not known at both ends.", venue=one.venue, last=last)
        )
    return "\n".join(lines)


def _cascade_line(view: CascadeView) -> str:
    """The three ingredients and feedback, or what is lacking."""
    one = view.main
    if one.index is None:
        if view.learnt_days < LEARN_LEAST_MS / DAY_MS:
            least = LEARN_LEAST_MS // DAY_MS
            return tr(
                "learning what is normal: {learnt_days:.0f} of {least} days",
                learnt_days=view.learnt_days,
                least=least,
            )
        lacking = (
            (tr("liquidations"), one.pressure),
            (tr("contracts"), one.positions),
            (tr("price"), one.impact),
        )
        names = tr(" and ").join(name for name, value in lacking if value is None)
        return tr("{names} not known over 4 h", names=names or tr("normal"))
    parts = " · ".join(
        f"{name} {words.UNKNOWN if value is None else words.fixed(value, 1)}"
        for name, value in (("P", one.pressure), ("F", one.positions), ("I", one.impact))
    )
    found = view.feedback
    if found is None or found.ratio is None:
        return tr("{parts} · B unknown", parts=parts)
    return f"{parts} · B {cascade_words.signed(found.ratio)} {tr(found.word)}"


def _quiet(text: str) -> list[tuple[str, str]]:
    return [(text, "quiet")]


def _signed(fraction: float | None) -> tuple[str, str]:
    """A percentage in the colour of its sign."""
    role = "quiet"
    if fraction:
        role = "up" if fraction > 0 else "down"
    return words.percent(fraction), role
