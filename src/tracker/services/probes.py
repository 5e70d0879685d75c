"""The measurements behind the conditions that Tracker knows by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.analysis import words
from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Direction, Firing, Sample
from tracker.analysis.windows import (
    NORMAL_MS,
    Moves,
    Sums,
    interest_usd,
    moves,
    normal,
    positions,
    reach_ms,
    share_floor_usd,
    sums,
)
from tracker.domain.coverage import COMPLETE_SHARE, Coverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel, Health, State
from tracker.domain.market import Market
from tracker.domain.times import (
    H1,
    HOUR_MS,
    M1,
    M5,
    M15,
    MINUTE_MS,
    SECOND_MS,
    Interval,
)
from tracker.services.probe import Look, Probe, Told, add_probe

#: A window has at least so many steps, so that where it ends hardly matters.
_STEPS = 48
#: Longer candles stand in where there are none of these, with at least so many a window.
_FEWEST_STEPS = 4
#: Fewer of the venues than this say nothing about a change over all of them.
_MATCHED_SHARE = 0.5
_FUNDING_HOURS = 8.0
#: A settled rate is the present one until the next settlement, with room for a late one.
_FUNDING_VALID_MS = 9 * HOUR_MS
#: The rate of the coming settlement counts only at the present.
_PRESENT_MS = 2 * MINUTE_MS


def _window_ms(condition: Condition) -> int:
    assert condition.window is not None, condition.word
    return condition.window.ms


def _shares(coverage: Coverage) -> str:
    """How complete, in words; empty where it is whole."""
    parts = []
    if coverage.share < COMPLETE_SHARE:
        parts.append(f"{words.share(coverage.share)} of the window was recorded")
    sampled = [
        part.venue for part in coverage.parts if part.kind is FeedKind.SAMPLED and part.share > 0
    ]
    if sampled:
        parts.append(f"{', '.join(sampled)} sampled")
    return f" {'; '.join(parts)}." if parts else ""


# --- price -------------------------------------------------------------------------------------


class MoveProbe(Probe):
    """How far price is from the extremes of the window, by the closes of the reference market."""

    inputs = frozenset({Channel.CANDLES})
    waits = True

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return self.candles(condition).ms

    def candles(self, condition: Condition) -> Interval:
        """The longest candles of which the window has enough."""
        width_ms = _window_ms(condition)
        fine = [one for one in (M5, M15, H1) if width_ms >= _STEPS * one.ms]
        return next((one for one in reversed(fine) if width_ms % one.ms == 0), M1)

    def _coarser(self, condition: Condition) -> list[Interval]:
        """Its candles, and longer ones that stand in where these are missing."""
        width_ms, own = _window_ms(condition), self.candles(condition)
        return [own] + [
            one
            for one in (M5, M15, H1)
            if one.ms > own.ms and width_ms % one.ms == 0 and width_ms >= _FEWEST_STEPS * one.ms
        ]

    def _measured(
        self, look: Look, asset: str, condition: Condition, moments: Times
    ) -> tuple[Moves, CandleColumns, Market]:
        """The moves, and the candles that were read last."""
        own, *others = self._coarser(condition)
        market = look.views.chart_market(asset, own)
        candles = self._read(look, market, own, condition, moments)
        found = moves(candles, moments, _window_ms(condition))
        for interval in others:
            poor = np.flatnonzero((found.share < 1) & (moments % interval.ms == 0))
            if not len(poor):
                continue
            grid = np.arange(moments[poor[0]], moments[poor[-1]] + 1, interval.ms, dtype=np.int64)
            longer = self._read(look, market, interval, condition, grid)
            instead = moves(longer, grid, _window_ms(condition))
            index = (moments[poor] - grid[0]) // interval.ms
            whole = instead.share[index] >= 1
            if whole.any():
                candles = longer
            for mine, theirs in (
                (found.fall, instead.fall),
                (found.rise, instead.rise),
                (found.share, instead.share),
            ):
                mine[poor[whole]] = theirs[index[whole]]
        return found, candles, market

    @staticmethod
    def _read(
        look: Look, market: Market, interval: Interval, condition: Condition, moments: Times
    ) -> CandleColumns:
        start_ms = int(moments[0]) - _window_ms(condition) - interval.ms
        return look.reader.candles(market, interval, start_ms, int(moments[-1]), closed_only=True)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        found, _, _ = self._measured(look, asset, condition, moments)
        value = _signed(condition, found.fall, found.rise)
        return [
            Sample(at_ms, one if math.isfinite(one) else None, at_least=share < 1)
            for at_ms, one, share in zip(
                moments.tolist(), value.tolist(), found.share.tolist(), strict=True
            )
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at_ms = firing.sample.at_ms
        moment = np.array([at_ms], np.int64)
        found, candles, market = self._measured(look, asset, condition, moment)
        value = firing.sample.value or 0.0
        inside = candles.open_ms + candles.interval_ms >= at_ms - _window_ms(condition)
        closes, times = candles.close[inside], candles.open_ms[inside] + candles.interval_ms
        # The newest of equal extremes: that is when the move began.
        newest = closes[::-1]
        extreme = -1 - int(np.argmax(newest) if value < 0 else np.argmin(newest))
        name = "highest" if value < 0 else "lowest"
        body = (
            f"{words.price(float(closes[-1]))} on {market.venue}, from "
            f"{words.price(float(closes[extreme]))} at {words.clock(int(times[extreme]))} UTC, "
            f"the {name} close of {condition.window}."
        )
        share = float(found.share[0])
        if share < 1:
            body += f" {words.share(share)} of the window's candles are known."
        title = f"{asset} {words.percent(value / 100, 1)} in {condition.window}"
        return Told(title, body, value, share)


def _signed(condition: Condition, fall: Floats, rise: Floats) -> Floats:
    if condition.trigger.direction is Direction.BELOW:
        return fall
    if condition.trigger.direction is Direction.ABOVE:
        return rise
    return np.where(-fall > rise, fall, rise)


# --- liquidations ------------------------------------------------------------------------------


def _sum_step_ms(condition: Condition) -> int:
    wanted = _window_ms(condition) // 60
    steps = (10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, M5.ms)
    return max((one for one in steps if one <= wanted), default=steps[0])


class LiquidationsProbe(Probe):
    """Liquidations over a window, in USD or in multiples of what is normal."""

    inputs = frozenset({Channel.LIQUIDATIONS})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return _sum_step_ms(condition)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = _window_ms(condition)
        start_ms = int(moments[0]) - reach_ms(window_ms)
        flows = look.views.flows(asset, start_ms, int(moments[-1]))
        found = sums(flows, moments, window_ms)
        value = found.side(condition.side)
        if condition.unit == "x":
            value = value / self._normals(look, asset, condition, moments)
        return [
            Sample(at_ms, one if math.isfinite(one) else None, at_least=not whole)
            for at_ms, one, whole in zip(
                moments.tolist(), value.tolist(), found.complete.tolist(), strict=True
            )
        ]

    def _normals(self, look: Look, asset: str, condition: Condition, moments: Times) -> Floats:
        """What is normal at each moment; it is worked out anew every hour."""
        hours = moments // HOUR_MS * HOUR_MS
        window_ms, side = _window_ms(condition), condition.side
        known: dict[int, float] = {}
        keys = {hour: ("normal", asset, window_ms, side, hour) for hour in set(hours.tolist())}
        missing = [hour for hour, key in keys.items() if key not in look.kept]
        if missing:
            start_ms = min(missing) - NORMAL_MS - window_ms - reach_ms(window_ms)
            flows = look.views.flows(asset, start_ms, max(missing))
            older = [
                one
                for one in look.kept
                if isinstance(one, tuple) and one[:4] == ("normal", asset, window_ms, side)
            ]
            for one in older:
                del look.kept[one]
            for hour in missing:
                look.kept[keys[hour]] = normal(flows, hour, window_ms, side=side)
        for hour, key in keys.items():
            usual = look.kept.get(key)
            known[hour] = usual if isinstance(usual, float) else math.nan
        return np.array([known[hour] for hour in hours.tolist()])

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        found = _found(look, asset, condition, firing.sample.at_ms)
        usd, coverage = float(found.side(condition.side)[0]), found.coverage(0)
        least = "≥\u202f" if coverage.lower_bound else ""
        of = f" of {condition.side}s" if condition.side is not None else ""
        title = f"{asset} {least}{words.usd(usd)}{of} liquidated in {condition.window}"
        body = ""
        value = firing.sample.value
        if condition.unit == "x" and value:
            body = f"{value:.1f} times the 30-day median of {words.usd(usd / value)}. "
        body += f"{_sides(found)}.{_shares(coverage)}"
        return Told(title, body, value, coverage.share)


def _found(look: Look, asset: str, condition: Condition, at_ms: int) -> Sums:
    """The one window that ends at a moment."""
    window_ms = _window_ms(condition)
    flows = look.views.flows(asset, at_ms - reach_ms(window_ms), at_ms)
    return sums(flows, np.array([at_ms], np.int64), window_ms)


def _sides(found: Sums) -> str:
    longs, shorts = float(found.long_usd[0]), float(found.short_usd[0])
    return f"Longs {words.usd(longs)}, shorts {words.usd(shorts)}"


class LongsProbe(Probe):
    """The longs' share of a window's liquidations, where there are enough of them to have one."""

    inputs = frozenset({Channel.LIQUIDATIONS, Channel.OI})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return _sum_step_ms(condition)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = _window_ms(condition)
        first_ms, last_ms = int(moments[0]), int(moments[-1])
        flows = look.views.flows(asset, first_ms - reach_ms(window_ms), last_ms)
        found = sums(flows, moments, window_ms)
        interest = interest_usd(look.views.interest(asset, first_ms, last_ms), moments)
        usd = found.long_usd + found.short_usd
        enough = usd > share_floor_usd(interest)
        share = np.where(enough, found.long_usd, 0) / np.where(enough, usd, 1) * 100
        # A share of what was seen says nothing of the rest: in part it is unknown.
        return [
            Sample(at_ms, one if whole and much else None, calm=whole and not much)
            for at_ms, one, whole, much in zip(
                moments.tolist(),
                share.tolist(),
                found.complete.tolist(),
                enough.tolist(),
                strict=True,
            )
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        found = _found(look, asset, condition, firing.sample.at_ms)
        coverage = found.coverage(0)
        value = firing.sample.value or 0.0
        share = words.share(value / 100)
        title = f"{asset} longs are {share} of liquidations in {condition.window}"
        body = f"{_sides(found)}.{_shares(coverage)}"
        return Told(title, body, value, coverage.share)


# --- funding -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rates:
    """One venue's funding per eight hours, in percent, by settlement; `coming` still moves."""

    venue: str
    settles_ms: Times
    percent: Floats
    coming: float | None


class FundingProbe(Probe):
    """The mean funding of the venues per eight hours.

    At the present it is the rate that is being fixed for the next settlement; in history the one
    that was settled last, since the way there is not kept.
    """

    inputs = frozenset({Channel.FUNDING})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return MINUTE_MS

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        del condition
        mean, known = _mean(self._at(look, asset, moments))
        value = np.where(known >= _MATCHED_SHARE, mean, np.nan)
        return [
            Sample(at_ms, one if math.isfinite(one) else None)
            for at_ms, one in zip(moments.tolist(), value.tolist(), strict=True)
        ]

    def _at(self, look: Look, asset: str, moments: Times) -> dict[str, Floats]:
        """Every venue's rate at the moments; NaN where it is unknown."""
        bounds_ms = (int(moments[0]) - _FUNDING_VALID_MS, look.now_ms + _FUNDING_VALID_MS)
        found = {}
        for rates in _rates(look, asset, bounds_ms):
            index = np.searchsorted(rates.settles_ms, moments, "right") - 1
            safe = np.maximum(index, 0)
            line = np.full(len(moments), np.nan)
            if len(rates.settles_ms):
                valid = (index >= 0) & (moments - rates.settles_ms[safe] <= _FUNDING_VALID_MS)
                line[valid] = rates.percent[safe][valid]
            if rates.coming is not None:
                line[moments > look.now_ms - _PRESENT_MS] = rates.coming
            found[rates.venue] = line
        return found

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at = self._at(look, asset, np.array([firing.sample.at_ms], np.int64))
        parts = [
            f"{venue} {words.percent(float(line[0]) / 100, 4)}"
            for venue, line in at.items()
            if math.isfinite(line[0])
        ]
        _, known = _mean(at)
        value = firing.sample.value or 0.0
        way = condition.trigger.direction
        limit = words.percent(condition.trigger.threshold / 100, 4)
        title = f"{asset} funding {words.percent(value / 100, 4)} per 8 h, {way} {limit}"
        body = f"Mean of {', '.join(parts)}."
        return Told(title, body, value, float(known[0]))


def _rates(look: Look, asset: str, bounds_ms: tuple[int, int]) -> list[_Rates]:
    hours = {one.venue: one.funding_h for one in look.reader.markets(asset)}
    good = {
        row.venue
        for row in look.reader.health()
        if row.channel is Channel.FUNDING and row.state.is_good
    }
    rows = look.reader.listed("funding", asset, *bounds_ms)
    found = []
    for source in look.sources:
        if Channel.FUNDING not in source.channels:
            continue
        symbol = source.market(asset).symbol
        settled, percent, coming = [], [], None
        for venue, name, settles_ms, rate, interval_h, is_settled in rows:
            every_h = interval_h or hours.get(source.venue)
            if venue != source.venue or name != symbol or not every_h:
                continue
            value = rate * _FUNDING_HOURS / every_h * 100
            if is_settled:
                settled.append(settles_ms)
                percent.append(value)
            elif settles_ms > look.now_ms and venue in good and coming is None:
                coming = value
        times = np.array(settled, np.int64)
        found.append(_Rates(source.venue, times, np.array(percent, np.float64), coming))
    return found


def _mean(at: dict[str, Floats]) -> tuple[Floats, Floats]:
    """The mean of the venues that are known at each moment, and their share."""
    if not at:
        return np.full(1, np.nan), np.zeros(1)
    table = np.array(list(at.values()))
    known = np.isfinite(table)
    count = known.sum(axis=0)
    mean = np.where(known, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    return np.where(count > 0, mean, np.nan), count / len(table)


# --- open interest -----------------------------------------------------------------------------


class PositionsProbe(Probe):
    """The change of open interest in coins over the venues that are known at both ends."""

    inputs = frozenset({Channel.OI})

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return MINUTE_MS

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        window_ms = _window_ms(condition)
        venues = look.views.interest(asset, int(moments[0]) - window_ms, int(moments[-1]))
        found = positions(venues, moments, window_ms)
        value = np.where(found.matched >= _MATCHED_SHARE, found.change, np.nan)
        return [
            Sample(at_ms, one if math.isfinite(one) else None)
            for at_ms, one in zip(moments.tolist(), value.tolist(), strict=True)
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at_ms, window_ms = firing.sample.at_ms, _window_ms(condition)
        moment = np.array([at_ms], np.int64)
        venues = look.views.interest(asset, at_ms - window_ms, at_ms)
        apart = {one.venue: positions([one], moment, window_ms).change[0] for one in venues}
        known = {venue: one for venue, one in apart.items() if math.isfinite(one)}
        value = firing.sample.value or 0.0
        each = ", ".join(f"{venue} {words.percent(one / 100, 1)}" for venue, one in known.items())
        body = f"Positions, counted in coins: {each}."
        left_out = [venue for venue in apart if venue not in known]
        if left_out:
            body += f" Left out, since not known at both ends: {', '.join(left_out)}."
        title = f"{asset} open interest {words.percent(value / 100, 1)} in {condition.window}"
        return Told(title, body, value, len(known) / max(1, len(apart)))


# --- feeds -------------------------------------------------------------------------------------

_BAD = (State.STALE, State.DOWN, State.BLOCKED)


class FeedProbe(Probe):
    """How many channels of a venue, or of all, cannot be believed now."""

    has_history = False

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return 5 * SECOND_MS

    @staticmethod
    def _rows(look: Look, condition: Condition) -> list[Health]:
        venue, _, channel = condition.subject.partition("/")
        return [
            row
            for row in look.health
            if venue in ("any", row.venue) and channel in ("", str(row.channel))
        ]

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        del asset
        states = [row.state for row in self._rows(look, condition)]
        bad = float(sum(state in _BAD for state in states))
        # Nothing bad is good only where all of them are: one that is being asked may still fail.
        known = bad > 0 or (bool(states) and all(state.is_good for state in states))
        return [Sample(int(moments[-1]), bad if known else None)]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        del asset
        titles = {source.venue: source.title for source in look.sources}
        venue, _, channel = condition.subject.partition("/")
        name = "Every feed" if venue == "any" else titles.get(venue, venue)
        if channel:
            name += f" {channel}" if venue != "any" else f" of {channel}"
        if firing.returned:
            since = words.clock(firing.since_ms)
            return Told(f"{name} is back", f"Something was down since {since} UTC.")
        bad = [row for row in self._rows(look, condition) if row.state in _BAD]
        if venue == "any":
            name = " and ".join(dict.fromkeys(titles.get(row.venue, row.venue) for row in bad))
        worst = max(bad, key=lambda row: _BAD.index(row.state))
        every = ", ".join(dict.fromkeys(str(row.channel) for row in bad))
        reason = f" {worst.reason}" if worst.reason else ""
        since = words.clock(firing.since_ms)
        are = "are" if " and " in name else "is"
        return Told(f"{name} {are} {worst.state}", f"{every} since {since} UTC.{reason}")


def add_own() -> None:
    """Make the probes of this file known."""
    every: Sequence[tuple[str, Probe]] = (
        ("move", MoveProbe()),
        ("liquidations", LiquidationsProbe()),
        ("longs", LongsProbe()),
        ("funding", FundingProbe()),
        ("oi", PositionsProbe()),
        ("feed", FeedProbe()),
    )
    for kind, probe in every:
        add_probe(kind, probe)
