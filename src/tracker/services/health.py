"""Watches every channel of every venue: what is proven alive, what is silent, what failed and why."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from msgspec import Struct, field

from tracker.analysis.bursts import CAPPED_SHARE, CAPPED_WINDOW_S, LEAST_PRINTS
from tracker.domain.derivatives import FeedKind, Liquidation
from tracker.domain.health import CONNECTING, UNANSWERED, Channel, Health, Observed, State
from tracker.domain.times import iso
from tracker.sources.base import ChannelSpec, Service
from tracker.sources.errors import Blocked, HostPaused, SourceError

log = logging.getLogger(__name__)

#: So many times the expected distance without a sign of life is silence.
SILENCE = 3
#: After an event, an event-driven channel is called live for so long, then quiet.
_LIVE_FOR_MS = 60_000
#: Clocks and budgets that moved less than this say nothing new: a row must not change for them.
_SKEW_NEWS_MS, _BUDGET_NEWS = 250, 0.05


class _Watch(Struct):
    """What is known of one channel. Times are UTC ms of our clock, `prints` seconds of the venue's."""

    spec: ChannelSpec
    proof_ms: int = 0
    is_stream: bool = False
    connected_ms: int | None = None
    proven_ms: int | None = None
    event_ms: int | None = None
    error: SourceError | None = None
    http: int | None = None
    failures: int = 0
    retry_ms: int | None = None
    stretch: tuple[int, int] | None = None
    ended: list[tuple[int, int]] = field(default_factory=list)
    told: tuple[int, int] | None = None
    prints: dict[str, set[int]] = field(default_factory=dict)
    last: Health | None = None
    off: str | None = None

    def watched(self, from_ms: int, to_ms: int) -> None:
        """This stretch is the newest; the one before is kept until it is asked for.

        Within a second a read of the past may reach up to an outage, and the stream be back after it.
        """
        before, self.stretch = self.stretch, (from_ms, to_ms)
        if before is not None and before[1] < from_ms and before != self.told:
            self.ended.append(before)

    def tell(self) -> list[tuple[int, int]]:
        """The newest stretch, and those that ended without having been told to their end."""
        found, self.ended, self.told = [*self.ended], [], self.stretch
        return found if self.stretch is None else [*found, self.stretch]

    def breaks_off(self) -> None:
        """What follows is not joined to the newest stretch, however soon it comes."""
        if self.stretch is not None and self.stretch != self.told:
            self.ended.append(self.stretch)
        self.stretch = self.connected_ms = None

    def works(self) -> None:
        """Something came: what failed before is over."""
        self.error = self.retry_ms = self.http = None
        self.failures = 0


class HealthBook:
    """One `Health` a venue and channel, told by the feeds and judged by the clock."""

    def __init__(self) -> None:
        self._watches: dict[tuple[str, Channel], _Watch] = {}
        self._titles: dict[str, str] = {}
        self._skews: dict[str, int] = {}
        self._budgets: dict[str, float] = {}
        self._paused: str | None = None

    def expect(self, source: Service) -> None:
        """Begin to watch the channels of a venue or service."""
        self._titles[source.venue] = source.title
        for channel, spec in source.channels.items():
            self._watches[source.venue, channel] = _Watch(spec)

    def switched_off(self, venue: str, sentence: str) -> None:
        """Nobody asks this venue until it is expected again; the sentence says why."""
        for (name, _), watch in self._watches.items():
            if name == venue:
                watch.off = sentence

    def pause(self, sentence: str) -> None:
        """Nobody is asked from now on; the sentence says so of every channel."""
        self._paused = sentence
        for watch in self._watches.values():
            watch.breaks_off()

    def resume(self) -> None:
        """All are asked again; each still has to prove itself."""
        self._paused = None
        for watch in self._watches.values():
            watch.breaks_off()

    def _of(self, venue: str, channels: Iterable[Channel]) -> list[_Watch]:
        return [self._watches[venue, channel] for channel in channels]

    # --- what feeds tell -----------------------------------------------------------------------

    def polled(self, venue: str, channels: Iterable[Channel], every_s: float, now_ms: int) -> None:
        """A poll was answered."""
        for watch in self._of(venue, channels):
            if not watch.is_stream:
                watch.proof_ms = int(every_s * 1_000)
                watch.works()
                watch.proven_ms = now_ms

    def connected(
        self, venue: str, channels: Iterable[Channel], proof_s: float, now_ms: int
    ) -> None:
        """A stream was opened; it still has to prove itself."""
        for watch in self._of(venue, channels):
            watch.is_stream = True
            watch.proof_ms = int(proof_s * 1_000)
            watch.connected_ms = now_ms
            watch.error = watch.retry_ms = watch.http = None

    def heard(self, venue: str, channels: Iterable[Channel], now_ms: int) -> None:
        """Something arrived that proves these channels of a stream alive."""
        for watch in self._of(venue, channels):
            unbroken = watch.stretch and now_ms - watch.stretch[1] <= SILENCE * watch.proof_ms
            watch.watched(watch.stretch[0] if watch.stretch and unbroken else now_ms, now_ms)
            watch.proven_ms = now_ms
            watch.works()

    def read_back(self, venue: str, channel: Channel, from_ms: int, to_ms: int) -> None:
        """A poll of events has read this whole stretch of time."""
        watch = self._watches[venue, channel]
        if watch.stretch is not None and watch.stretch[1] >= from_ms:
            from_ms = min(from_ms, watch.stretch[0])
        watch.watched(from_ms, to_ms)

    def event(self, venue: str, channel: Channel, now_ms: int) -> None:
        """A datum of this channel arrived."""
        watch = self._watches.get((venue, channel))
        if watch is not None:
            watch.event_ms = now_ms

    def printed(self, liquidation: Liquidation) -> None:
        """Count the seconds in which a sampled feed printed, to see it at its cap."""
        watch = self._watches.get((liquidation.market.venue, Channel.LIQUIDATIONS))
        if watch is None or watch.spec.feed is not FeedKind.SAMPLED:
            return
        second = liquidation.at_ms // 1_000
        watch.prints.setdefault(liquidation.market.symbol, set()).add(second)

    def failed(
        self, venue: str, channels: Iterable[Channel], error: SourceError, retry_ms: int
    ) -> None:
        """An attempt failed; the next one is at `retry_ms`."""
        for channel in channels:
            watch = self._watches[venue, channel]
            watch.error, watch.retry_ms, watch.connected_ms = error, retry_ms, None
            watch.failures += 1
            if not isinstance(error, HostPaused):  # nothing was sent: what was answered stands
                watch.http = error.http
            log.debug("%s %s failed: %s", venue, channel, error)

    def garbled(self, venue: str, channels: Iterable[Channel], error: SourceError) -> None:
        """A stream sent something that makes no sense; it is down until it makes sense again."""
        for watch in self._of(venue, channels):
            watch.error = error

    def told_time(self, venue: str, skew_ms: int) -> None:
        """A venue told its time: how far it is ahead of ours."""
        known = self._skews.get(venue)
        if known is None or abs(skew_ms - known) >= _SKEW_NEWS_MS:
            self._skews[venue] = skew_ms

    def spent(self, venue: str, used: float | None) -> None:
        """How much of a venue's request budget is used, 0 to 1; None where none is kept."""
        known = self._budgets.get(venue)
        if used is not None and (known is None or abs(used - known) >= _BUDGET_NEWS):
            self._budgets[venue] = round(used, 2)

    # --- what everybody asks -------------------------------------------------------------------

    def assess(self, now_ms: int) -> list[Health]:
        """The channels whose row changed since the last call; ups and downs are logged once."""
        changed = []
        for (venue, channel), watch in self._watches.items():
            health = self._judge(venue, channel, watch, now_ms)
            if health != watch.last:
                self._log_change(watch.last, health)
                watch.last = health
                changed.append(health)
        return changed

    def rows(self) -> list[Health]:
        """Every channel as last assessed."""
        return [watch.last for watch in self._watches.values() if watch.last is not None]

    def stretches(self) -> list[Observed]:
        """The newest stretch over which each channel was observed without a break.

        And those that ended since the last call, where that had not heard of their end.
        """
        return [
            Observed(venue, channel, from_ms, to_ms)
            for (venue, channel), watch in self._watches.items()
            for from_ms, to_ms in watch.tell()
            if to_ms > from_ms
        ]

    def _judge(self, venue: str, channel: Channel, watch: _Watch, now_ms: int) -> Health:
        skew_ms = self._skews.get(venue)
        state, reason = _state(watch, now_ms, now_ms + (skew_ms or 0))
        if self._paused is not None and watch.off is None:
            state, reason = State.OFF, self._paused
        return Health(
            venue=venue,
            channel=channel,
            state=state,
            last_event_at_ms=watch.event_ms,
            expected_cadence_s=watch.spec.cadence_s,
            reason=reason,
            retry_at_ms=None if state.is_good or watch.off or self._paused else watch.retry_ms,
            http=watch.http,
            failures=watch.failures,
            skew_ms=skew_ms,
            budget_used=self._budgets.get(venue),
        )

    def _log_change(self, before: Health | None, after: Health) -> None:
        title = self._titles[after.venue]
        was_good = before is not None and before.state.is_good
        if was_good and not after.state.is_good:
            log.info("%s %s is %s: %s", title, after.channel, after.state, after.reason)
        elif before is not None and not was_good and after.state.is_good:
            log.info("%s %s is %s", title, after.channel, after.state)


def _state(watch: _Watch, now_ms: int, venue_now_ms: int) -> tuple[State, str | None]:
    """The state a channel is in, and the sentence that says why."""
    if watch.off is not None:
        return State.OFF, watch.off
    if watch.error is not None:
        blocked = isinstance(watch.error, Blocked)
        return State.BLOCKED if blocked else State.DOWN, watch.error.sentence
    if watch.is_stream and watch.connected_ms is None:
        return State.OFF, CONNECTING
    since_ms = max(watch.proven_ms or 0, watch.connected_ms or 0)
    if since_ms == 0:
        return State.OFF, UNANSWERED
    silent_ms = now_ms - since_ms
    unproven = watch.is_stream and (watch.proven_ms or 0) < (watch.connected_ms or 0)
    if silent_ms > SILENCE * watch.proof_ms:
        # A point in time, not an age: the row must not change while nothing happens.
        what = "Connected, but nothing arrives" if unproven else "Nothing has arrived"
        expected = _seconds(watch.proof_ms)
        return State.STALE, f"{what} since {iso(since_ms)[11:19]} UTC; expected every {expected}."
    if unproven:
        return State.STALE, "Connected, and waiting for the first message."
    capped = _capped(watch, venue_now_ms)
    if capped is not None:
        return State.CAPPED, capped
    if watch.spec.cadence_s is None:
        recent = watch.event_ms is not None and now_ms - watch.event_ms <= _LIVE_FOR_MS
        return (State.LIVE if recent else State.QUIET), None
    return State.LIVE, None


def _capped(watch: _Watch, venue_now_ms: int) -> str | None:
    """Why a sampled feed is at its cap; None where it is not. Prints that are old are let go."""
    second = venue_now_ms // 1_000
    first = second - CAPPED_WINDOW_S
    watch.prints = {
        symbol: recent
        for symbol, seconds in watch.prints.items()
        if (recent := {one for one in seconds if one > first})
    }
    for symbol, seconds in watch.prints.items():
        if sum(one <= second for one in seconds) >= LEAST_PRINTS:
            return (
                f"{symbol} prints in more than {CAPPED_SHARE:.0%} of all seconds, and it prints "
                "once a second at most: a lower bound."
            )
    return None


def _seconds(ms: int) -> str:
    seconds = max(1, round(ms / 1_000))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
