"""Candles that a venue changed after levels were judged on them: said, never decided again."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from tracker.domain.candle import Revision
from tracker.domain.level import rules_on
from tracker.domain.times import iso
from tracker.store.journal import Journal

log = logging.getLogger(__name__)


def note_revisions(journal: Journal, revised: Iterable[Revision], found_ms: int) -> int:
    """Write down candles that were changed after levels were judged on them; the decisions stay.

    Returns how many judgements they concern.
    """
    count = 0
    for one in revised:
        for level in journal.levels(one.market.asset):
            if level.venue != one.market.venue:
                continue
            for rule in rules_on(level, one.interval):
                fold = journal.fold(level.id, rule.word)
                bar_ms = rule.timeframe.floor(one.open_ms)
                first_ms = level.created_ms - 2 * rule.timeframe.ms
                if fold is None or not first_ms <= bar_ms <= (fold.last_open_ms or 0):
                    continue
                closes = (one.old_close, one.new_close)
                journal.note_revision(level.id, rule.word, bar_ms, closes, found_ms=found_ms)
                count += 1
        log.warning(
            "%s %s: the closed candle of %s was changed, its close from %s to %s",
            one.market.symbol,
            one.interval,
            iso(one.open_ms),
            one.old_close,
            one.new_close,
        )
    return count
