"""Watches every channel of every venue: what is proven alive, what is silent, what failed and why."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.domain.derivatives import FeedKind, Liquidation
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.times import iso
from tracker.sources.base import ChannelSpec, Source
from tracker.sources.errors import Blocked, SourceError

log = logging.getLogger(__name__)

#: So many times the expected distance without a sign of life is silence.
SILENCE = 3
#: After an event, an event-driven channel is called live for so long, then quiet.
_LIVE_FOR_MS = 60_000
#: Share of seconds with a print above which a sampled feed is at its cap (docs/methodology.md, section 2.3).
_CAPPED_SHARE = 0.3
_CAPPED_WINDOW_S = 60


@dataclass(slots=True)
class _Watch:
    """What is known of one channel. Times are UTC ms of our clock."""

    spec: ChannelSpec
    proof_ms: int = 0
    is_stream: bool = False
    connected_ms: int | None = None
    proven_ms: int | None = None
    event_ms: int | None = None
    error: SourceError | None = None
    retry_ms: int | None = None
    stretch: tuple[int, int] | None = None
    prints: dict[str, deque[int]] = field(default_factory=dict)
    last: Health | None = None


class HealthBook:
    """One `Health` a venue and channel, told by the feeds and judged by the clock."""

    def __init__(self) -> None:
        self._watches: dict[tuple[str, Channel], _Watch] = {}
        self._titles: dict[str, str] = {}

    def expect(self, source: Source) -> None:
        """Begin to watch a venue's channels."""
        self._titles[source.venue] = source.title
        for channel, spec in source.channels.items():
            self._watches[source.venue, channel] = _Watch(spec)

    def _of(self, venue: str, channels: Iterable[Channel]) -> list[_Watch]:
        return [self._watches[venue, channel] for channel in channels]

    # --- what feeds tell -----------------------------------------------------------------------

    def polled(self, venue: str, channels: Iterable[Channel], every_s: float, now_ms: int) -> None:
        """A poll was answered."""
        for watch in self._of(venue, channels):
            if not watch.is_stream:
                watch.proof_ms = int(every_s * 1_000)
                watch.error = watch.retry_ms = None
                watch.proven_ms = now_ms

    def connected(
        self, venue: str, channels: Iterable[Channel], proof_s: float, now_ms: int
    ) -> None:
        """A stream was opened; it still has to prove itself."""
        for watch in self._of(venue, channels):
            watch.is_stream = True
            watch.proof_ms = int(proof_s * 1_000)
            watch.connected_ms = now_ms
            watch.error = watch.retry_ms = None

    def heard(self, venue: str, channels: Iterable[Channel], now_ms: int) -> None:
        """Something arrived that proves these channels of a stream alive."""
        for watch in self._of(venue, channels):
            unbroken = watch.stretch and now_ms - watch.stretch[1] <= SILENCE * watch.proof_ms
            watch.stretch = (watch.stretch[0] if watch.stretch and unbroken else now_ms, now_ms)
            watch.proven_ms = now_ms
            watch.error = watch.retry_ms = None

    def read_back(self, venue: str, channel: Channel, from_ms: int, to_ms: int) -> None:
        """A poll of events has read this whole stretch of time."""
        watch = self._watches[venue, channel]
        if watch.stretch is not None and watch.stretch[1] >= from_ms:
            from_ms = min(from_ms, watch.stretch[0])
        watch.stretch = (from_ms, to_ms)

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
        seconds = watch.prints.setdefault(liquidation.market.symbol, deque(maxlen=600))
        second = liquidation.at_ms // 1_000
        if not seconds or second > seconds[-1]:
            seconds.append(second)

    def failed(
        self, venue: str, channels: Iterable[Channel], error: SourceError, retry_ms: int
    ) -> None:
        """An attempt failed; the next one is at `retry_ms`."""
        for channel in channels:
            watch = self._watches[venue, channel]
            watch.error, watch.retry_ms, watch.connected_ms = error, retry_ms, None
            log.debug("%s %s failed: %s", venue, channel, error)

    def garbled(self, venue: str, channels: Iterable[Channel], error: SourceError) -> None:
        """A stream sent something that makes no sense; it is down until it makes sense again."""
        for watch in self._of(venue, channels):
            watch.error = error

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
        """The newest stretch over which each channel was observed without a break."""
        return [
            Observed(venue, channel, *watch.stretch)
            for (venue, channel), watch in self._watches.items()
            if watch.stretch is not None and watch.stretch[1] > watch.stretch[0]
        ]

    def _judge(self, venue: str, channel: Channel, watch: _Watch, now_ms: int) -> Health:
        state, reason = _state(watch, now_ms)
        return Health(
            venue=venue,
            channel=channel,
            state=state,
            last_event_at_ms=watch.event_ms,
            expected_cadence_s=watch.spec.cadence_s,
            reason=reason,
            retry_at_ms=watch.retry_ms if not state.is_good else None,
        )

    def _log_change(self, before: Health | None, after: Health) -> None:
        title = self._titles[after.venue]
        was_good = before is not None and before.state.is_good
        if was_good and not after.state.is_good:
            log.info("%s %s is %s: %s", title, after.channel, after.state, after.reason)
        elif before is not None and not was_good and after.state.is_good:
            log.info("%s %s is %s", title, after.channel, after.state)


def _state(watch: _Watch, now_ms: int) -> tuple[State, str | None]:
    """The state a channel is in, and the sentence that says why."""
    if watch.error is not None:
        blocked = isinstance(watch.error, Blocked)
        return State.BLOCKED if blocked else State.DOWN, watch.error.sentence
    if watch.is_stream and watch.connected_ms is None:
        return State.OFF, "Connecting."
    since_ms = max(watch.proven_ms or 0, watch.connected_ms or 0)
    if since_ms == 0:
        return State.OFF, "Asked, and not answered yet."
    silent_ms = now_ms - since_ms
    unproven = watch.is_stream and (watch.proven_ms or 0) < (watch.connected_ms or 0)
    if silent_ms > SILENCE * watch.proof_ms:
        # A point in time, not an age: the row must not change while nothing happens.
        what = "Connected, but nothing arrives" if unproven else "Nothing has arrived"
        expected = _seconds(watch.proof_ms)
        return State.STALE, f"{what} since {iso(since_ms)[11:19]} UTC; expected every {expected}."
    if unproven:
        return State.STALE, "Connected, and waiting for the first message."
    capped = _capped(watch, now_ms)
    if capped is not None:
        return State.CAPPED, capped
    if watch.spec.cadence_s is None:
        recent = watch.event_ms is not None and now_ms - watch.event_ms <= _LIVE_FOR_MS
        return (State.LIVE if recent else State.QUIET), None
    return State.LIVE, None


def _capped(watch: _Watch, now_ms: int) -> str | None:
    first = now_ms // 1_000 - _CAPPED_WINDOW_S
    for symbol, seconds in watch.prints.items():
        share = sum(second >= first for second in seconds) / _CAPPED_WINDOW_S
        if share > _CAPPED_SHARE:
            return (
                f"{symbol} prints in more than {_CAPPED_SHARE:.0%} of all seconds, and it prints "
                "once a second at most: a lower bound."
            )
    return None


def _seconds(ms: int) -> str:
    seconds = max(1, round(ms / 1_000))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
