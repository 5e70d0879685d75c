"""What stands under the candles of one chart, kept up to date by reading only what is newer."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    OpenInterest,
)
from tracker.domain.market import Market
from tracker.services.flows import FlowRooms, Flows, read_flows, read_newer
from tracker.services.pane_views import Asked


class LiveFlows:
    """Knows what was read last, and which changes have not been read since.

    A change is forgotten only when an answer has come to a question that was asked after it: of
    questions that wait only the newest is asked, and reading may fail.
    """

    def __init__(self) -> None:
        self._read: Flows | None = None
        self._asked = 0
        self._unread: dict[int, int] = {}

    @property
    def known(self) -> Flows | None:
        """What was read last; None before anything was."""
        return self._read

    def begin(self, flows: Flows | None) -> None:
        """A chart was read whole; without `flows` its candles alone."""
        self._read = flows
        self._unread.clear()

    def question(
        self, asked: Asked, changed_ms: int
    ) -> tuple[Callable[[FlowRooms], Flows], Callable[[Flows], None]]:
        """How to read what is asked for, and where to bring the answer.

        Args:
            asked: what is wanted.
            changed_ms: the oldest moment that has changed since the last question.
        """
        self._asked += 1
        number, self._unread[self._asked] = self._asked, changed_ms
        oldest_ms, before = min(self._unread.values()), self._read

        def read(rooms: FlowRooms) -> Flows:
            newer = read_newer(rooms, asked, before, oldest_ms) if before is not None else None
            return newer if newer is not None else read_flows(rooms, asked)

        def answered(flows: Flows) -> None:
            self._read = flows
            self._unread = {at: ms for at, ms in self._unread.items() if at > number}

        return read, answered


Below = OpenInterest | Funding | LongShortRatio | Liquidation | LiquidationBucket | Market


def changed_from(value: Below) -> int:
    """The oldest moment under the candles that something new changes, UTC ms; 0 is any."""
    if isinstance(value, Market):
        return 0  # a venue may have come into a sum
    if isinstance(value, LiquidationBucket):
        return value.start_ms
    if isinstance(value, Funding):
        return value.settles_ms
    return value.at_ms
