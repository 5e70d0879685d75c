"""What the stabilisation monitor reads, remembers and tells: its values and thresholds.

Reference: docs/methodology.md, section 9.
"""

from __future__ import annotations

import json
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import asdict

from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS


class Phase(StrEnum):
    """Where an asset stands."""

    CALM = "calm"
    STRESS = "stress"
    EASING = "easing"
    STABILISED = "stabilised"


class Terms(Struct, frozen=True):
    """The thresholds.

    Attributes:
        entry: stress begins at so many times the base.
        easing: of the peak, at most.
        of_peak, of_base: the pace that passes, of the peak and of the base.
        wave: a new wave is so many times the pace four hours before.
        slack: how far beyond the level an hourly close may lie.
        hold_ms: how long price must hold.
        positions: the least change of positions over twelve hours.
        calm_ms: how long after the last new extreme an episode ends.
        coverage: with less of a window nothing can be assessed.
    """

    entry: float = 5.0
    easing: float = 0.5
    of_peak: float = 0.25
    of_base: float = 1.5
    wave: float = 1.5
    slack: float = 0.0025
    hold_ms: int = DAY_MS
    positions: float = -0.01
    calm_ms: int = 7 * DAY_MS
    coverage: float = 0.9


TERMS = Terms()


class Pace(Struct, frozen=True):
    """Liquidations of one side over the 24 hours before a moment, in USD; None is unknown.

    Attributes:
        before_usd: the same four hours earlier.
        base_usd: the 30-day median of the same, ending 24 hours before the moment; in an episode,
            24 hours before it began.
    """

    usd: float | None
    before_usd: float | None = None
    base_usd: float | None = None

    @property
    def times(self) -> float | None:
        """How many times the base it is."""
        return self.usd / self.base_usd if self.usd is not None and self.base_usd else None


class Defended(Struct, frozen=True):
    """The price that is to hold, and where it comes from ("your choice", "next support")."""

    price: float
    source: str


class Reading(Struct, frozen=True):
    """All that is known at one moment, from what is stored.

    Attributes:
        venues: those whose liquidations are counted: the ones that have a normal. None named: all that
            were heard.
        coverage: how much of the 24 hours was observed, over these venues.
        dead: those of them that are silent now.
        low, high: the extremes traded since the reading before; None where candles are missing.
        lowest_close, highest_close: of the hourly closes of the last 24 hours; None where one is
            missing.
        support, resistance: the level that is defended in a fall, or in a squeeze.
        positions: relative change of contracts over 12 hours (docs/methodology.md, section 8.2).
        positions_share: how much of open interest that change knows, by USD.
        banner: the side of a cascade whose banner is up.
    """

    at_ms: int
    longs: Pace
    shorts: Pace
    venues: tuple[str, ...] = ()
    coverage: float = 0.0
    dead: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    lowest_close: float | None = None
    highest_close: float | None = None
    support: Defended | None = None
    resistance: Defended | None = None
    positions: float | None = None
    positions_share: float | None = None
    banner: Side | None = None

    def pace(self, side: Side) -> Pace:
        """The pace of one side."""
        return self.longs if side is Side.LONG else self.shorts

    def is_assessable(self, terms: Terms = TERMS) -> bool:
        """Whether enough of the 24 hours was seen, and everybody still speaks."""
        return self.coverage >= terms.coverage and not self.dead


class Turn(Struct, frozen=True):
    """A change of phase. `number` counts the turns of an asset: an alert exists once for each.

    `reason` is as it is remembered; `domain.wording.say` says it.
    """

    number: int
    at_ms: int
    phase: Phase
    was: Phase
    reason: str
    pace_usd: float | None = None
    times: float | None = None


class Memory(Struct, frozen=True):
    """All that is remembered between two readings.

    Attributes:
        at_ms: the last reading; older ones are ignored.
        turns: how many there were.
        since_ms: since when it is in this phase; None before the first turn.
        side: whose liquidations are the stress.
        base_usd: frozen when the episode began; None where it was not known then.
        extreme: the lowest price of the episode (the highest of a squeeze) and when it was traded.
        blind_ms: the last reading at which price was not known.
        episode: how many there were.
        venues: whose liquidations are counted; frozen with the base.
        long_base_usd, short_base_usd: what was normal at the last reading outside an episode.
        timeline: the turns of this episode.
    """

    phase: Phase = Phase.CALM
    at_ms: int = -1
    turns: int = 0
    since_ms: int | None = None
    episode: int = 0
    side: Side = Side.LONG
    entered_ms: int | None = None
    base_usd: float | None = None
    peak_usd: float = 0.0
    peak_ms: int | None = None
    extreme: float | None = None
    extreme_ms: int | None = None
    blind_ms: int | None = None
    venues: tuple[str, ...] = ()
    long_base_usd: float | None = None
    short_base_usd: float | None = None
    timeline: tuple[Turn, ...] = field(default=())

    @property
    def in_episode(self) -> bool:
        """Whether there is something to be over."""
        return self.phase is not Phase.CALM

    def text(self) -> str:
        """One JSON row, as the journal keeps it."""
        told = asdict(self) | {"timeline": [asdict(one) for one in self.timeline]}
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def read(cls, text: str | None) -> Memory:
        """What was kept; an asset that was not looked at yet is remembered as calm."""
        if text is None:
            return cls()
        kept = json.loads(text)
        turns = tuple(
            Turn(**{**one, "phase": Phase(one["phase"]), "was": Phase(one["was"])})
            for one in kept["timeline"]
        )
        phase, side = Phase(kept["phase"]), Side(kept["side"])
        told = {"phase": phase, "side": side, "timeline": turns, "venues": tuple(kept["venues"])}
        return cls(**{**kept, **told})
