"""Where an asset stands: whether a sell-off is on, easing or over, read from the store alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import BarColumns, LineColumns
from tracker.analysis.episode import TERMS, Memory, Reading, Turn
from tracker.analysis.liquidations import bars
from tracker.analysis.pace import FAST_MS, Fast, fast_pace, paces
from tracker.analysis.recovery_checks import Checks, check
from tracker.analysis.stabilisation import follow, step
from tracker.analysis.windows import reach_ms
from tracker.domain.times import DAY_MS, H1, M5, SECOND_MS
from tracker.domain.wording import keeping
from tracker.services.readings import STEP_MS, PaceCache, Reader
from tracker.services.views import Views
from tracker.store.journal import Journal

#: The name under which it is kept among what can alert.
CONDITION = "stabilisation"
#: How long an hour waits for its candle.
PATIENCE_MS = 90 * SECOND_MS
#: Of a coin that was never looked at so much of the past is looked through, and of a pause at most this.
_BACK_MS, _MISSED_MS = 14 * DAY_MS, 30 * DAY_MS
#: How much of the pace is drawn.
_LINE_MS = 14 * DAY_MS
#: What is shown follows the hour judged last up to now, where that is no longer ago than this.
_PAUSE_MS = DAY_MS


class Monitor(Struct, frozen=True, eq=False):
    """Where an asset stands now.

    Attributes:
        memory: followed up to now: its extreme and peak are those of this moment.
        reading: of this moment; None where nothing of the asset is known.
        checks: within an episode.
        fast: the fast read, of the side that is or was last stressed.
        judged_ms: the last full hour that was folded in; None before the first.
    """

    asset: str
    memory: Memory
    reading: Reading | None
    checks: Checks | None
    fast: Fast
    judged_ms: int | None

    @property
    def base_usd(self) -> float | None:
        """The base of the side that counts."""
        if self.memory.in_episode:
            return self.memory.base_usd
        return self.reading.pace(self.memory.side).base_usd if self.reading is not None else None


def pending(memory: Memory, now_ms: int) -> list[int]:
    """The full hours that were not folded in yet, oldest first."""
    last_ms = now_ms // STEP_MS * STEP_MS
    first_ms = last_ms - _BACK_MS if memory.at_ms < 0 else memory.at_ms + STEP_MS
    return list(range(max(first_ms, last_ms - _MISSED_MS), last_ms + 1, STEP_MS))


def catch_up(
    reads: Reader, memory: Memory, moments: Sequence[int], *, wait_from_ms: int | None = None
) -> tuple[Memory, list[tuple[Turn, Memory, Reading]]]:
    """Fold hours in one after the other.

    Args:
        reads: where they are read.
        memory: of the hour before the first.
        moments: full hours, oldest first.
        wait_from_ms: an hour from then on whose candle is missing ends it: the candle may still come.
    """
    turns = []
    for at_ms in moments:
        reading = reads.read(memory, at_ms)
        if wait_from_ms is not None and at_ms >= wait_from_ms and reading.low is None:
            break
        with keeping():  # why it turned is remembered
            memory, turn = step(memory, reading)
        if turn is not None:
            turns.append((turn, memory, reading))
    return memory, turns


def read_monitor(
    views: Views, journal: Journal | None, asset: str, now_ms: int, *, whole: bool = False
) -> Monitor:
    """Where an asset stands at a moment, from the store alone; nothing is written.

    Args:
        views: over the cache.
        journal: what was remembered; None where there is none.
        asset: the coin.
        now_ms: the moment.
        whole: fold in here what no engine folded in yet, so that a cache without an engine says the
            same. It takes a while.
    """
    nothing, reader = Fast(None, 0.0), views.reader
    if reader is None:
        return Monitor(asset, Memory(), None, None, nothing, None)
    memory = remembered(journal, asset)
    reads = Reader(views, reader, journal, asset, now_ms, PaceCache() if whole else None)
    if whole:
        hours = pending(memory, now_ms)
        memory, _ = catch_up(reads, memory, hours, wait_from_ms=now_ms - PATIENCE_MS)
    # The running hour and what came before it count in what is shown; a pause is not looked through.
    is_near = now_ms - memory.at_ms <= _PAUSE_MS
    reading = reads.read(memory, now_ms, since_ms=memory.at_ms if is_near else None)
    judged_ms = memory.at_ms if memory.at_ms >= 0 else None
    checks = None
    if memory.in_episode:
        # A running hour of which no trade is known yet leaves what the whole hours said.
        if reading.low is not None or H1.floor(now_ms) > memory.at_ms:
            _, memory = follow(memory, reading)
        checks = check(memory, reading)
    fast = _fast(views, asset, memory, reading)
    return Monitor(asset, memory, reading, checks, fast, judged_ms)


def pace_line(views: Views, monitor: Monitor, now_ms: int) -> LineColumns:
    """The pace of the counted venues at the full hours of two weeks, in USD.

    NaN where less of the 24 hours was seen than a check needs.
    """
    last_ms = H1.floor(now_ms)
    moments = np.arange(last_ms - _LINE_MS, last_ms + 1, STEP_MS, dtype=np.int64)
    counted = monitor.reading.venues if monitor.reading is not None else ()
    start_ms = int(moments[0]) - reach_ms(DAY_MS)
    flows = views.flows(monitor.asset, start_ms, last_ms, grain_ms=H1.ms)
    found = paces([one for one in flows if not counted or one.venue in counted], moments)
    shares = [one.share for one in found.venues if not counted or one.venue in counted]
    usd = found.side(monitor.memory.side, counted)
    if not shares:
        return LineColumns.empty(STEP_MS)
    seen = np.mean(shares, axis=0) >= TERMS.coverage
    return LineColumns(STEP_MS, moments, np.where(seen, usd, np.nan))


def remembered(journal: Journal | None, asset: str) -> Memory:
    """What is remembered of an asset."""
    rule = journal.alerts.own_rule(asset, CONDITION) if journal is not None else None
    if journal is None or rule is None:
        return Memory()
    return Memory.read(journal.alerts.memory(rule.id))


def _fast(views: Views, asset: str, memory: Memory, reading: Reading) -> Fast:
    """The fast read, over the venues that the base is of; unknown where they tell too coarsely."""
    now_ms, counted = reading.at_ms, reading.venues
    start_ms = M5.floor(now_ms - FAST_MS)
    flows = [one.fitting(M5.ms) for one in views.flows(asset, start_ms, now_ms)]
    if counted:
        flows = [one for one in flows if one.venue in counted]
    else:
        flows = [one for one in flows if one.observed or any(len(b.start_ms) for b in one.buckets)]
    fine: BarColumns = bars(flows, M5.ms, start_ms, now_ms)
    return fast_pace(fine, memory.side, now_ms)
