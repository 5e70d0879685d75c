"""What the stabilisation monitor reads of the store at one moment: pace, price, level, positions.

Everything is of stored, closed hours, so that a moment read again is the same
(docs/methodology.md, section 9.1).
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from msgspec import Struct, field

from tracker.analysis.columns import CandleColumns
from tracker.analysis.episode import Defended, Memory, Pace, Reading
from tracker.analysis.ladder import next_resistance, next_support
from tracker.analysis.liquidations import Flow
from tracker.analysis.open_interest_split import InterestSplit, split
from tracker.analysis.pace import PaceColumns, Usual, paces, usual, watch
from tracker.analysis.windows import NORMAL_MS, reach_ms
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, H1, HOUR_MS
from tracker.services.chart_candles import chart_candles
from tracker.services.levels import BadLevel
from tracker.services.notices import rungs_of
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: How far apart the moments are that are judged.
STEP_MS = HOUR_MS
#: A wave is told from the pace so long before.
_BEFORE_MS = 4 * HOUR_MS
_POSITIONS_MS = 12 * HOUR_MS
#: A venue of whom nothing was heard for so long is not named as missing any more.
_NAMED_MS = 48 * HOUR_MS
#: From so long a stretch on liquidations are read summed up.
_SUMMED_MS = 2 * DAY_MS + HOUR_MS
#: The last days may still be completed; older hours are read once.
_SETTLED_MS = 2 * DAY_MS
_KEEPSAKE = "defended level of "


def defended_price(journal: Journal, asset: str) -> float | None:
    """The level that the user chose to be defended; None for the next one of the ladder."""
    kept = journal.kept(f"{_KEEPSAKE}{asset}")
    return float(kept) if kept else None


def defend(journal: Journal, asset: str, price: float | None) -> None:
    """Choose the level that is to be defended, or leave it to the ladder."""
    journal.keep(f"{_KEEPSAKE}{asset}", b"" if price is None else str(price).encode())


class PaceCache(Struct):
    """The hourly pace of each asset over the weeks, so that a base costs no second reading.

    Only hours that can hardly change are kept; `forget` when history was stored.
    """

    _days: dict[tuple[str, int], PaceColumns] = field(default_factory=dict)

    def forget(self, asset: str) -> None:
        """Something of this asset's past was stored."""
        for key in [one for one in self._days if one[0] == asset]:
            del self._days[key]

    def lacking(self, asset: str, at_ms: int) -> list[int]:
        """The days of the base of a moment that were not read yet, by their beginning."""
        return [day for day in _days_before(at_ms) if (asset, day) not in self._days]

    def read_day(self, views: Views, asset: str, day_ms: int, now_ms: int) -> PaceColumns:
        """The pace at each full hour of a UTC day, read once."""
        known = self._days.get((asset, day_ms))
        if known is not None:
            return known
        moments = np.arange(day_ms, day_ms + DAY_MS, STEP_MS, dtype=np.int64)
        start_ms, end_ms = day_ms - reach_ms(DAY_MS), day_ms + DAY_MS
        flows = views.flows(asset, start_ms, end_ms, grain_ms=HOUR_MS)
        found = paces(flows, moments)
        if day_ms + DAY_MS + _SETTLED_MS <= now_ms:
            self._days[asset, day_ms] = found
        return found

    def columns(self, views: Views, asset: str, at_ms: int, now_ms: int) -> PaceColumns:
        """The pace of the weeks before a moment, as far as a base of it needs them."""
        parts = [self.read_day(views, asset, day, now_ms) for day in _days_before(at_ms)]
        return PaceColumns.joined(parts)


def _days_before(at_ms: int) -> range:
    last = (at_ms - DAY_MS) // DAY_MS * DAY_MS
    return range(last - NORMAL_MS, last + 1, DAY_MS)


class Reader(Struct, frozen=True):
    """Reads moments of one asset during one short read of the store.

    Without a `cache` a base is the one that was known at the hour folded in last.
    """

    views: Views
    reader: MarketReader
    journal: Journal | None
    asset: str
    now_ms: int
    cache: PaceCache | None

    def read(self, memory: Memory, at_ms: int, *, since_ms: int | None = None) -> Reading:
        """What is known at a moment.

        Args:
            memory: of the moment before: it says what the base is and who is waited for.
            at_ms: on the hour for a moment that is judged; any for one that is only shown.
            since_ms: from when on the extremes of price are taken; an hour before by itself.
        """
        flows = self._flows(at_ms)
        normal = self._usual(memory, at_ms)
        seen = watch(flows, at_ms, normal.venues)
        found = paces(flows, np.array([at_ms - _BEFORE_MS, at_ms], np.int64))
        first_ms = at_ms - STEP_MS if since_ms is None else since_ms
        low, high = self._extremes(first_ms, at_ms)
        lowest, highest, last = self._closes(at_ms)
        support, resistance = self._levels(last, at_ms)
        positions = self._positions(at_ms)
        return Reading(
            at_ms=at_ms,
            longs=_pace(found, Side.LONG, normal.venues, normal.long_usd),
            shorts=_pace(found, Side.SHORT, normal.venues, normal.short_usd),
            venues=normal.venues,
            coverage=seen.share,
            dead=seen.dead,
            low=low,
            high=high,
            lowest_close=lowest,
            highest_close=highest,
            support=support,
            resistance=resistance,
            positions=positions.contracts,
            positions_share=positions.matched_usd_share,
            banner=self._banner(at_ms),
        )

    # --- liquidations --------------------------------------------------------------------------

    def _flows(self, at_ms: int) -> list[Flow]:
        """What the pace at a moment and four hours before it is made of."""
        if at_ms % HOUR_MS:
            return self.views.flows(self.asset, at_ms - _BEFORE_MS - reach_ms(DAY_MS), at_ms)
        # Full hours are summed from stored hours, which are few rows however busy a day was.
        return self.views.flows(self.asset, at_ms - _SUMMED_MS, at_ms, grain_ms=HOUR_MS)

    def _usual(self, memory: Memory, at_ms: int) -> Usual:
        """What is normal before this moment; within an episode, before it began."""
        if memory.in_episode and memory.base_usd is not None:
            bases = {Side.LONG: memory.long_base_usd, Side.SHORT: memory.short_base_usd}
            bases[memory.side] = memory.base_usd
            return Usual(memory.venues, bases[Side.LONG], bases[Side.SHORT])
        if self.cache is None:
            return Usual(memory.venues, memory.long_base_usd, memory.short_base_usd)
        began_ms = memory.entered_ms if memory.in_episode else None
        anchor_ms = began_ms if began_ms is not None else at_ms
        past = self.cache.columns(self.views, self.asset, anchor_ms, self.now_ms)
        return usual(past, anchor_ms)

    def _banner(self, at_ms: int) -> Side | None:
        """The side of the cascade that was on at a moment."""
        if self.journal is None:
            return None
        for one in self.journal.episodes.listed(self.asset):
            if one.on_ms <= at_ms and (one.off_ms is None or at_ms < one.off_ms):
                return one.side
        return None

    # --- price ---------------------------------------------------------------------------------

    def _hours(self, start_ms: int, end_ms: int) -> CandleColumns:
        try:
            market = self.views.chart_market(self.asset, H1)
        except BadLevel:
            return CandleColumns.empty(H1.ms)  # no venue that is asked has prices to judge by
        return chart_candles(self.reader, market, H1, start_ms, end_ms)

    def _extremes(self, since_ms: int, at_ms: int) -> tuple[float | None, float | None]:
        """Lowest and highest trade of a stretch; unknown where an hour of it is missing."""
        start_ms = H1.floor(since_ms)
        hours = self._hours(start_ms, at_ms)
        due = -(-(at_ms - start_ms) // H1.ms)
        if len(hours) < due or not len(hours):
            return None, None
        return float(hours.low.min()), float(hours.high.max())

    def _closes(self, at_ms: int) -> tuple[float | None, float | None, float | None]:
        """Lowest and highest hourly close of 24 hours, unknown where one is missing, and the last."""
        end_ms = H1.floor(at_ms)
        hours = self._hours(end_ms - DAY_MS, end_ms).finished()
        last = float(hours.close[-1]) if len(hours) else None
        if len(hours) < DAY_MS // H1.ms:
            return None, None, last
        return float(hours.close.min()), float(hours.close.max()), last

    def _levels(self, price: float | None, at_ms: int) -> tuple[Defended | None, Defended | None]:
        if self.journal is None:
            return None, None
        chosen = defended_price(self.journal, self.asset)
        if chosen is not None:
            mine = Defended(chosen, "your choice")
            return mine, mine
        if price is None:
            return None, None
        rungs = rungs_of(self.journal, self.asset, at_ms)
        below, above = next_support(price, rungs), next_resistance(price, rungs)
        return (
            Defended(below.price, "next support") if below is not None else None,
            Defended(above.price, "next resistance") if above is not None else None,
        )

    # --- positions -----------------------------------------------------------------------------

    def _positions(self, at_ms: int) -> InterestSplit:
        venues = self.views.interest(self.asset, at_ms - _NAMED_MS, at_ms)
        return split(venues, at_ms - _POSITIONS_MS, at_ms)


def _pace(found: PaceColumns, side: Side, venues: Collection[str], base_usd: float | None) -> Pace:
    before, now = (_known(value) for value in found.side(side, venues))
    return Pace(now, before, base_usd)


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
