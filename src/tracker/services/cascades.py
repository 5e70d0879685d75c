"""Keeps cascades measured while the engine runs: references, feedback by the second, and episodes.

What it finds is stored, so that a restart goes on and windows without an engine show the same. The studying
thread of the store and a worker thread do the counting; the engine's own thread only hands over.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

import numpy as np
from msgspec.structs import replace

from tracker.analysis.cascade import MAIN_MS, WINDOWS_MS, Reference
from tracker.analysis.episodes import Span, SpanFold, fold_spans
from tracker.analysis.feedback import WINDOW_S, Feedback, feedback
from tracker.domain.alert import AlertRule, Priority
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Liquidation, Mark
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, MINUTE_MS, SECOND_MS
from tracker.domain.wording import keeping
from tracker.services.cascade_reading import grid, history, lately, learnt, low90_at, present_ms
from tracker.services.episode_figures import episode_of
from tracker.services.lane import Turn
from tracker.services.second_prices import Seconds, SecondsWindow
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source, Value
from tracker.store.cascades import MinuteOfSeconds
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter

log = logging.getLogger(__name__)

_LOOK_S = 5.0
#: Events and prices of a second may come this late.
_LATE_S = 2
#: A minute is looked at this long after it ended, when its candle has come.
_MINUTE_LATE_MS = 4 * SECOND_MS
#: Episodes are looked for this far back where none were before; by the minute in the last hours.
_PAST_MS, _MINUTES_MS = 20 * DAY_MS, 12 * HOUR_MS
#: A coin of which nothing was known for an hour is looked at this often.
_BLIND_MS = 5 * MINUTE_MS
#: The coins that were given the rule of the banner, so that one taken away stays away.
_GIVEN = "cascade_rules"
_RULE, _COOLDOWN_MS = "cascade", 30 * MINUTE_MS


class CascadeWatch:
    """Measures the cascades of the watched coins."""

    def __init__(
        self,
        storage: Storage,
        sources: Sequence[Source],
        *,
        now_ms: Callable[[], int],
        on_rules: Callable[[], Awaitable[None]],
        on_episodes: Callable[[], None],
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._now_ms = now_ms
        self._on_rules = on_rules
        self._on_episodes = on_episodes
        self._assets: tuple[str, ...] = ()
        self._seconds: dict[str, Seconds] = {}
        self._learnt_hour: dict[str, int] = {}
        self._minute_ms = -1
        #: When coins are looked at again of which nothing was known for long.
        self._blind_ms: dict[str, int] = {}

    # --- what comes in -------------------------------------------------------------------------

    def watch(self, assets: Sequence[str]) -> None:
        """Measure these coins from now on."""
        self._assets = tuple(assets)

    def take(self, values: Iterable[Value]) -> None:
        """Note prices and liquidations that are new."""
        for value in values:
            if isinstance(value, Mark):
                self._of(value.market.asset).take_price(
                    value.market.venue, value.at_ms, value.price
                )
            elif isinstance(value, Liquidation):
                self._of(value.market.asset).take_liquidation(
                    value.at_ms, value.side, value.notional_usd
                )

    def _of(self, asset: str) -> Seconds:
        seconds = self._seconds.get(asset)
        if seconds is None:
            seconds = self._seconds[asset] = Seconds()
        return seconds

    # --- the loop ------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Take up the last two hours from the store, before anything new comes in."""
        now_s = self._now_ms() // SECOND_MS
        for asset in self._assets:
            await self._storage.study(partial(self._take_up, asset, now_s))

    def _take_up(self, asset: str, now_s: int, reader: MarketReader, _: Journal) -> None:
        start_ms, end_ms = (now_s - WINDOW_S) * SECOND_MS, now_s * SECOND_MS
        seconds = self._of(asset)
        prices, venue = reader.cascades.seconds(asset, start_ms, end_ms)
        if venue is not None:
            seconds.take_prices(venue, now_s - WINDOW_S, prices)
        for market in reader.markets(asset):
            seconds.take_events(reader.events(market, start_ms, end_ms))

    async def run(self) -> None:
        """Measure until cancelled; without a venue for prices there is nothing to measure."""
        if all(source.reference_rank is None for source in self._sources):
            return
        while True:
            await self._give_rules()
            await self._measure_feedback()
            minute_ms = (self._now_ms() - _MINUTE_LATE_MS) // MINUTE_MS * MINUTE_MS
            if minute_ms > self._minute_ms:
                self._minute_ms = minute_ms
                await self._keep_seconds(minute_ms)
                for asset in self._assets:
                    await self._learn(asset, minute_ms)
                    await self._look_for_episodes(asset)
            await asyncio.sleep(_LOOK_S)

    # --- feedback ------------------------------------------------------------------------------

    async def _measure_feedback(self) -> None:
        end_s = self._now_ms() // SECOND_MS - _LATE_S
        windows = [(asset, self._of(asset).window(end_s)) for asset in self._assets]
        found = await asyncio.to_thread(_measured, windows)
        at_ms = M1.floor(end_s * SECOND_MS)
        await self._storage.market(
            lambda market: market.cascades.keep_feedback(at_ms, found), turn=Turn.LATER
        )

    async def _keep_seconds(self, minute_ms: int) -> None:
        """Keep the minute that is over."""
        minutes = []
        for asset in self._assets:
            start_s = minute_ms // SECOND_MS - 60
            prices, venue = self._of(asset).prices(start_s, start_s + 60)
            if venue is not None and np.isfinite(prices).any():
                minutes.append(MinuteOfSeconds(asset, minute_ms - MINUTE_MS, venue, prices))
        await self._storage.market(
            lambda market: market.cascades.keep_seconds(minutes), turn=Turn.LATER
        )

    # --- references ----------------------------------------------------------------------------

    async def _learn(self, asset: str, at_ms: int) -> None:
        """Learn anew what is normal, once an hour."""
        hour = at_ms // HOUR_MS
        if self._learnt_hour.get(asset) == hour:
            return
        known = True
        for window_ms in WINDOWS_MS:
            found = await self._storage.study(partial(self._learnt, asset, at_ms, window_ms))
            await self._storage.market(partial(_keep_reference, asset, found), turn=Turn.LATER)
            known &= found.known or window_ms != MAIN_MS
        # History may still be on its way: what is not known is asked again the next minute.
        if known:
            self._learnt_hour[asset] = hour

    def _learnt(
        self, asset: str, at_ms: int, window_ms: int, reader: MarketReader, journal: Journal
    ) -> Reference:
        return learnt(self._views(reader, journal), asset, at_ms, window_ms)

    # --- episodes ------------------------------------------------------------------------------

    async def _look_for_episodes(self, asset: str) -> None:
        now_ms = self._now_ms()
        if self._blind_ms.get(asset, 0) > now_ms:
            return

        def look(reader: MarketReader, journal: Journal) -> tuple[SpanFold, list[Episode], bool]:
            views = self._views(reader, journal)
            fold = journal.episodes.fold(asset, MAIN_MS)
            until_ms = present_ms(views, asset, now_ms)
            moments = _until_known(_moments(views, asset, fold, until_ms))
            after, ended = fold_spans(fold, moments, MAIN_MS)
            spans: list[Span] = [*ended, *([after.running] if after.running is not None else [])]
            found = [episode_of(views, asset, span, MAIN_MS) for span in spans]
            return after, [one for one in found if one is not None], after != fold

        fold, found, moved = await self._storage.study(look)
        if not moved and now_ms - fold.at_ms > HOUR_MS:
            self._blind_ms[asset] = now_ms + _BLIND_MS
        if moved:
            await self._storage.journal(
                lambda journal: journal.episodes.keep(asset, MAIN_MS, fold, found)
            )
        if found:
            self._on_episodes()

    def _views(self, reader: MarketReader, journal: Journal) -> Views:
        return Views(reader, journal, self._sources)

    # --- the rule ------------------------------------------------------------------------------

    async def _give_rules(self) -> None:
        """Every watched coin has the banner's rule from the start; whoever removes it is heeded."""
        assets, now_ms = self._assets, self._now_ms()
        if await self._storage.journal(lambda journal: give_rules(journal, assets, now_ms)):
            await self._on_rules()


def give_rules(journal: Journal, assets: Sequence[str], now_ms: int) -> bool:
    """Add the rule for coins that never had it; whether any was added."""
    kept = journal.kept(_GIVEN)
    given = set(json.loads(kept)) if kept is not None else set()
    new = [asset for asset in assets if asset not in given]
    if not new:
        return False
    known = {(rule.asset, rule.condition) for rule in journal.alerts.rules()}
    rule = AlertRule(
        id=0,
        asset="",
        condition=_RULE,
        created_ms=now_ms,
        priority=Priority.HIGH,
        cooldown_ms=_COOLDOWN_MS,
    )
    for asset in new:
        if (asset, _RULE) not in known:
            journal.alerts.add(replace(rule, asset=asset))
    journal.keep(_GIVEN, json.dumps(sorted(given | set(new))).encode())
    return True


def _keep_reference(asset: str, found: Reference, market: MarketWriter) -> None:
    market.cascades.keep_reference(asset, found)


def _measured(windows: Sequence[tuple[str, SecondsWindow]]) -> list[tuple[str, Feedback]]:
    with keeping():  # why one is not known is stored
        return [
            (asset, feedback(one.prices, one.longs, one.shorts, one.events))
            for asset, one in windows
        ]


def _moments(
    views: Views, asset: str, fold: SpanFold, until_ms: int
) -> Iterable[tuple[int, float | None, float | None]]:
    """The index at what was not looked at yet: by the hour long ago, by the minute lately."""
    since_ms = max(fold.at_ms + 1, until_ms - _PAST_MS)
    minutes_ms = max(since_ms, until_ms - _MINUTES_MS)
    for bounds_ms, step in (((since_ms, minutes_ms - 1), H1), ((minutes_ms, until_ms), M1)):
        if not len(grid(*bounds_ms, step)):
            continue
        moments = grid(*bounds_ms, step)
        if until_ms - int(moments[0]) <= HOUR_MS:
            found = lately(views, asset, moments)
        else:
            found = history(views, asset, bounds_ms, step)
        low90 = low90_at(views, asset, found.at_ms)
        for at_ms, index, low in zip(
            found.at_ms.tolist(), found.index.tolist(), low90.tolist(), strict=True
        ):
            yield at_ms, _known(index), _known(low)


def _until_known(
    moments: Iterable[tuple[int, float | None, float | None]],
) -> list[tuple[int, float | None, float | None]]:
    """Up to the last moment of which the index is known: history for what follows may still come."""
    every = list(moments)
    while every and every[-1][1] is None:
        every.pop()
    return every


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
