"""What a brief is written from: the figures of one moment, each with where it comes from.

None, or an empty tuple, is unknown: it is then named among what is not known, never written as a
number. Reference: docs/methodology.md, section 12.
"""

from __future__ import annotations

from msgspec import Struct

from tracker.analysis.implied_total import ImpliedTotal
from tracker.analysis.open_interest_split import InterestSplit
from tracker.analysis.recovery_checks import Outcome
from tracker.domain.derivatives import Side


class Origin(Struct, frozen=True):
    """Where a figure comes from.

    Attributes:
        names: who told it, as people read them.
        as_of_ms: the moment it holds for, UTC; None where it is a sum up to the brief's moment.
        coverage: the share of its window that was observed, 0 to 1; None where that has no meaning.
    """

    names: tuple[str, ...]
    as_of_ms: int | None = None
    coverage: float | None = None


class PriceFact(Struct, frozen=True):
    """A coin's price in USD and its change over 24 hours, a fraction."""

    asset: str
    price: float
    change_24h: float | None
    origin: Origin


class LevelFact(Struct, frozen=True):
    """A level as it stands.

    Attributes:
        price: in USD.
        supports: whether it is a support now; a broken one is a resistance.
        state: in words, for example "was support, broken 4 Feb 15:00 (hourly)".
        away: from the present price, a fraction.
        daily_atrs: the same in daily ATRs; None where there is none.
    """

    price: float
    supports: bool
    broken: bool
    state: str
    away: float
    daily_atrs: float | None


class WindowFact(Struct, frozen=True):
    """The liquidations of one window, in USD.

    Attributes:
        name: "24 h".
        days: its length.
        at_least: whether more may have been liquidated.
        multiple: of the median such window in the last 30 days.
        percentile: among them, 0 to 100.
        interest_bp: of open interest.
        largest_day: the UTC day that holds most of it, in words, and its part of the sum.
    """

    name: str
    days: float
    long_usd: float
    short_usd: float
    count: int | None
    at_least: bool
    origin: Origin
    multiple: float | None = None
    percentile: float | None = None
    interest_bp: float | None = None
    largest_day: tuple[str, float] | None = None

    @property
    def usd(self) -> float:
        """Both sides."""
        return self.long_usd + self.short_usd


class StandingFact(Struct, frozen=True):
    """Open interest as it stands, one-sided, in USD and in coins."""

    usd: float
    coin: float
    origin: Origin


class InterestFact(Struct, frozen=True):
    """How open interest changed over a window.

    Attributes:
        window: "24 h".
        scope: what it is of, for example "BTC" or "BTC, ETH, BNB, SOL, XRP".
        quadrant: the label of price against positions in words; empty where it is neutral or unknown.
        titles: venues' names as people read them.
    """

    window: str
    scope: str
    split: InterestSplit
    quadrant: str = ""
    titles: tuple[tuple[str, str], ...] = ()

    def title(self, venue: str) -> str:
        """How a venue is called."""
        return dict(self.titles).get(venue, venue)


class HeadlineFact(Struct, frozen=True):
    """A figure somebody published, and what it implies.

    Attributes:
        text: what was said, with who said it.
        found: the total that it implies beside the observed one.
        observed: what the observed total is of.
        price_change: of the same coins over the same time, a fraction; None where unknown.
    """

    text: str
    found: ImpliedTotal
    observed: str
    price_change: float | None = None


class CascadeFact(Struct, frozen=True):
    """The cascade index and its three ingredients, each a number or None.

    Attributes:
        window: "4 h".
        index: 0 to 100.
        pressure: liquidations against their own normal.
        positions: contracts that went, against what is much.
        impact: the move against the liquidated side, in its own normal moves.
        learnt_days: how much past the normal is of; below 30 the defaults count.
    """

    window: str
    index: float | None
    pressure: float | None
    positions: float | None
    impact: float | None
    side: Side
    at_least: bool
    learnt_days: float
    origin: Origin


class FeedbackFact(Struct, frozen=True):
    """The feedback ratio with its 90 % interval, in words; `ratio` None is unknown, `why` says why."""

    word: str
    ratio: float | None
    low90: float | None
    high90: float | None
    events: int
    why: str


class EpisodeFact(Struct, frozen=True):
    """A cascade that was, or is."""

    start_ms: int
    end_ms: int
    running: bool
    index: float
    usd: float
    side: Side
    at_least: bool
    move: float | None
    contracts: float | None
    coins: tuple[str, ...]
    origin: Origin


class RippleFact(Struct, frozen=True):
    """How another coin goes with the one that the brief is about.

    Attributes:
        beta: what it moves for each percent of the leader, with the ends of its 95 % interval.
        leads: whether the leader moves first; None where neither does for sure.
        lag_minutes: by how much.
    """

    asset: str
    beta: tuple[float, float, float] | None
    leads: bool | None
    lag_minutes: int
    minutes: int


class ShareFact(Struct, frozen=True):
    """The coin's part of all coins that are watched: of liquidations over a window, of open interest."""

    scope: str
    window: str
    liquidations: float | None
    interest: float | None


class FundingFact(Struct, frozen=True):
    """Funding normalised to eight hours, weighted by open interest; a fraction."""

    rate_8h: float
    low: float
    high: float
    origin: Origin


class RatioFact(Struct, frozen=True):
    """The share of accounts that are long, by venue."""

    venue: str
    long_share: float
    origin: Origin


class ContextFact(Struct, frozen=True):
    """One figure of what surrounds the coin: its name, its value in words, what it means, its source."""

    key: str
    name: str
    value: str
    number: float
    unit: str
    note: str
    stale: bool
    origin: Origin


class RiskFact(Struct, frozen=True):
    """Whether equities say risk-off; `indices` are those that do. None: it cannot be assessed."""

    indices: tuple[str, ...] | None
    correlation: str


class TreasuryFact(Struct, frozen=True):
    """A holder of coins at the present price; profit None where its cost is unknown."""

    holder: str
    coins: float
    average: float | None
    profit_usd: float | None
    profit_share: float | None
    per_percent_usd: float
    stale: bool
    origin: Origin


class CheckFact(Struct, frozen=True):
    """One condition of recovery: its name, how it stands, and the numbers."""

    name: str
    outcome: Outcome
    text: str


class RecoveryFact(Struct, frozen=True):
    """The stabilisation monitor.

    Attributes:
        phase: in one word; a dash where too little is known to call it calm.
        since_ms: since when it is so.
        peak: how many times its base the pace was at its peak; None where unknown.
        fast: the fast read in words.
        checks: in an episode; none outside one.
    """

    phase: str
    since_ms: int | None
    peak: float | None
    fast: str
    checks: tuple[CheckFact, ...]
    why: str = ""


class Facts(Struct, frozen=True):
    """Everything of one moment."""

    asset: str
    at_ms: int
    simulated: str = ""
    price: PriceFact | None = None
    beside: tuple[PriceFact, ...] = ()
    unpriced: tuple[str, ...] = ()
    levels: tuple[LevelFact, ...] = ()
    windows: tuple[WindowFact, ...] = ()
    standing: StandingFact | None = None
    interest: tuple[InterestFact, ...] = ()
    headlines: tuple[HeadlineFact, ...] = ()
    funding: FundingFact | None = None
    ratios: tuple[RatioFact, ...] = ()
    cascade: CascadeFact | None = None
    feedback: FeedbackFact | None = None
    episodes: tuple[EpisodeFact, ...] = ()
    ripple: tuple[RippleFact, ...] = ()
    share: ShareFact | None = None
    context: tuple[ContextFact, ...] = ()
    risk: RiskFact | None = None
    treasuries: tuple[TreasuryFact, ...] = ()
    recovery: RecoveryFact | None = None
