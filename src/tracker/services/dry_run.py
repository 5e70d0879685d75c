"""Dry runs of rules: over the candles in the cache or over those of a file."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.dry_run import DryRun, RuleRun, dry_run
from tracker.domain.errors import TrackerError
from tracker.domain.level import DEFAULT_RULES, Role, Rule, parse_rule
from tracker.domain.times import INTERVALS, Interval, base_interval
from tracker.domain.translating import tr
from tracker.services.levels import choose_market
from tracker.sources.base import Source
from tracker.store.market_reader import FOREVER_MS, MarketReader


class NoCandles(TrackerError):
    """There is nothing to judge a rule on."""


class Trial(Struct, frozen=True):
    """What is to be tried: a level as if it had been made at the first candle of a window.

    Attributes:
        rules: words; empty for the default ones.
        interval: judge on candles of this length; None: on the longest that the rule is made of.
        start_ms, end_ms: the half-open window of opening times; None: as far as the candles go.
    """

    asset: str
    price: float
    rules: tuple[str, ...] = ()
    role: Role | None = None
    interval: Interval | None = None
    start_ms: int | None = None
    end_ms: int | None = None

    @property
    def parsed(self) -> list[Rule]:
        """The rules, each once.

        Raises:
            BadRule: where one is none.
        """
        rules = [parse_rule(word) for word in self.rules or DEFAULT_RULES]
        return list({rule.word: rule for rule in rules}.values())


def over_candles(trial: Trial, candles: CandleColumns) -> DryRun:
    """Try over candles that are all known.

    Raises:
        TrackerError: where there is nothing to judge; the sentence says why.
    """
    if trial.interval is not None and trial.interval.ms != candles.interval_ms:
        candles = aggregate(candles, trial.interval)
    candles = candles.between(0, trial.end_ms if trial.end_ms is not None else FOREVER_MS)
    run = dry_run(
        candles, trial.asset, trial.price, trial.parsed, role=trial.role, start_ms=trial.start_ms
    )
    if run is None:
        raise NoCandles(tr("There is no closed candle in this window."))
    if not run.runs:
        length = Interval.of(candles.interval_ms)
        names = " and ".join(rule.word for rule in run.unfit)
        raise NoCandles(
            tr(
                "Candles of {length} do not make those that {names} looks at.",
                length=length,
                names=names,
            )
        )
    return run


def over_cache(trial: Trial, reader: MarketReader | None, sources: Sequence[Source]) -> DryRun:
    """Try over the stored candles of the asset's reference market.

    Each rule is judged on its own series, as a level is, and all from one moment on: the first that
    every series has, where none is given.

    Raises:
        TrackerError: where there is nothing to judge; the sentence says why.
    """
    market = choose_market(reader, sources, trial.asset).market
    rules = trial.parsed
    bases = {rule.word: trial.interval or base_interval(rule.timeframe) for rule in rules}
    wanted = sorted(set(bases.values()))
    series: dict[Interval, CandleColumns] = {}
    end_ms = trial.end_ms if trial.end_ms is not None else FOREVER_MS
    for base in wanted:
        if base not in INTERVALS:
            names = ", ".join(one.name for one in INTERVALS)
            raise NoCandles(
                tr(
                    "The cache holds no candles of {base}; it holds {names}.",
                    base=base,
                    names=names,
                )
            )
        if reader is not None:
            series[base] = reader.candles(market, base, 0, end_ms, closed_only=True)
    start_ms = trial.start_ms
    if start_ms is None:
        start_ms = max((int(one.open_ms[0]) for one in series.values() if len(one)), default=0)
    runs: list[RuleRun] = []
    unfit: list[Rule] = []
    role = trial.role
    for base, candles in series.items():
        mine = [rule for rule in rules if bases[rule.word] == base]
        run = dry_run(candles, trial.asset, trial.price, mine, role=role, start_ms=start_ms)
        if run is not None:
            role = run.role
            runs += run.runs
            unfit += run.unfit
    if not runs or role is None:
        lengths = " and ".join(one.name for one in wanted)
        raise NoCandles(
            tr(
                "The cache holds no closed {lengths} candle of {asset} ({venue}) in this "
                "window. Run tracker collect, or name a file with --candles.",
                lengths=lengths,
                asset=trial.asset,
                venue=market.venue,
            )
        )
    return DryRun(trial.asset, trial.price, role, tuple(runs), tuple(unfit))
