"""What measures one kind of condition, and the registry of them.

A further kind is one module: it adds its grammar with `analysis.conditions.add_kind` and its probe with
`add_probe`. Nothing else changes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from msgspec import Struct, field

from tracker.analysis.columns import Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.domain.health import Channel, Health
from tracker.domain.times import Interval
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader


class Look(Struct):
    """What a probe may look at during one short read.

    Attributes:
        health: the present state of every channel; empty over history alone.
        now_ms: the present.
        kept: where a probe may keep what is costly, between two looks.
    """

    reader: MarketReader
    views: Views
    sources: Sequence[Source]
    now_ms: int
    health: Sequence[Health] = ()
    kept: dict[object, object] = field(default_factory=dict)


class Told(Struct, frozen=True):
    """An alert in words, and what was measured in the condition's unit."""

    title: str
    body: str
    value: float | None = None
    coverage: float | None = None


class Probe(ABC):
    """Measures one kind of condition.

    Attributes:
        inputs: the channels whose stored history it reads.
        has_history: whether past moments can be measured too.
        waits: a moment that is unknown waits a while for what it needs, such as a closed candle.
    """

    inputs: frozenset[Channel] = frozenset()
    has_history = True
    waits = False

    def candles(self, condition: Condition) -> Interval | None:
        """The candles of the reference market that must be whole over its window, if any."""
        del condition
        return None

    @abstractmethod
    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""

    @abstractmethod
    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment; they are on the grid of `step_ms`, without a gap."""

    @abstractmethod
    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks: what, how far, since when, how complete."""


PROBES: dict[str, Probe] = {}


def add_probe(kind: str, probe: Probe) -> None:
    """Make known what measures a kind of condition."""
    PROBES[kind] = probe
