"""The levels of a brief: as they stand, or as they stood at a moment of the past by the stored candles."""

from __future__ import annotations

from tracker.analysis.atr import last_atr
from tracker.analysis.brief_facts import LevelFact
from tracker.analysis.ladder import Rung, distance
from tracker.domain.errors import TrackerError
from tracker.domain.level import Event, Level, LevelState
from tracker.domain.times import D1, DAY_MS, H1
from tracker.services.dry_run import Trial, over_cache
from tracker.services.notices import speaking
from tracker.services.views import LevelRow, Views, level_words
from tracker.store.journal import Journal

_ATR_DAYS = 60


def level_facts(
    views: Views, journal: Journal | None, asset: str, price: float | None, past_ms: int | None
) -> tuple[LevelFact, ...]:
    """Every level that is watched, from above.

    Args:
        views: over cache and journal.
        journal: the same one; None where there is none.
        asset: the coin.
        price: at the moment.
        past_ms: the moment, where it is over: levels are judged anew up to it. One that was taken
            away meanwhile is not known any more.
    """
    if journal is None or price is None:
        return ()
    atr = _daily_atr(views, asset, past_ms)
    found = []
    for row in views.levels(asset):
        stands = row if past_ms is None else _then(views, journal, row.level, past_ms)
        if stands is None or row.level.is_expired(past_ms or 0):
            continue
        rung = Rung(stands.level.price, stands.level.role, stands.state)
        away = distance(price, rung.price, atr)
        found.append(
            LevelFact(
                rung.price,
                rung.supports,
                stands.broken,
                stands.words,
                away.fraction,
                away.daily_atrs,
            )
        )
    return tuple(sorted(found, key=lambda one: -one.price))


def _daily_atr(views: Views, asset: str, past_ms: int | None) -> float | None:
    if views.reader is None:
        return None
    market = views.chart_market(asset, H1)
    if past_ms is None:
        return last_atr(views.reader.candles(market, D1, newest=_ATR_DAYS, closed_only=True))
    start_ms = past_ms - _ATR_DAYS * DAY_MS
    days = views.reader.candles(market, D1, start_ms, past_ms - DAY_MS + 1, closed_only=True)
    return last_atr(days)


def _then(views: Views, journal: Journal, level: Level, past_ms: int) -> LevelRow | None:
    """How a level stood, by the rule that speaks for it; None where it was not made yet."""
    if level.created_ms >= past_ms or views.reader is None:
        return None
    rule, _ = speaking(journal, level)
    trial = Trial(
        level.asset,
        level.price,
        (rule,),
        level.role,
        start_ms=H1.floor(level.created_ms),
        end_ms=past_ms,
    )
    try:
        run = over_cache(trial, views.reader, views.sources).runs[0]
    except TrackerError:
        return LevelRow(level, LevelState.NEW, None, "not judged: its candles are not in the cache")
    state = run.transitions[-1].state if run.transitions else LevelState.ARMED
    broken = [one.at_ms for one in run.transitions if one.event is Event.BROKEN]
    since_ms = broken[-1] if broken and not state.holds else None
    return LevelRow(level, state, since_ms, level_words(level, state, since_ms))
