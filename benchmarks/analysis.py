"""CPU milliseconds of the analysis of cascades: five coins, nine venues, thirty days.

    python benchmarks/analysis.py [--coins 5] [--venues 9] [--events 100]

Each coin has `--events` liquidations an hour and venue, open interest every five minutes and candles of a
minute. `each` is one run for one coin; `a second` is what all coins together cost a second of live data, by
how often it is done. The aim for the sum is 50 ms. Formulas alone, without reading the store. Process time,
the best of three rounds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from tracker.analysis.cascade import (
    LEARN_MS,
    MAIN_MS,
    WINDOWS_MS,
    Reference,
    Windows,
    learn,
    measure,
    moved,
)
from tracker.analysis.clustering import clustering
from tracker.analysis.columns import CandleColumns, EventColumns, InterestColumns, Times
from tracker.analysis.feedback import WINDOW_S, feedback
from tracker.analysis.liquidation_map import liquidation_map
from tracker.analysis.liquidations import Flow
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.ripple import beta, lead_lag
from tracker.analysis.windows import interest_usd, positions, sums
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import H1, HOUR_MS, M1, M5, MINUTE_MS

AIM_MS, ROUNDS = 50.0, 3
NOW_MS = 1_770_000_000_000 // HOUR_MS * HOUR_MS


class Coin:
    """A coin's month."""

    def __init__(self, seed: int, venues: int, events: int) -> None:
        rng = np.random.default_rng(seed)
        start_ms = NOW_MS - LEARN_MS - 2 * MAIN_MS
        opens = np.arange(start_ms, NOW_MS, M1.ms)
        close = 70_000 * np.exp(np.cumsum(rng.normal(0, 4e-4, len(opens))))
        high, low = close * 1.0003, close * 0.9997
        ones = np.ones(len(opens), np.bool_)
        self.minutes = CandleColumns(M1.ms, opens, close, high, low, close, close, ones)
        parts = close[: len(close) // 60 * 60].reshape(-1, 60)
        hours = opens[:: H1.ms // M1.ms][: len(parts)]
        self.hours = CandleColumns(
            H1.ms,
            hours,
            parts[:, 0],
            parts.max(axis=1),
            parts.min(axis=1),
            parts[:, -1],
            parts[:, 0],
            np.ones(len(parts), np.bool_),
        )
        self.flows, self.venues = [], []
        count = events * (NOW_MS - start_ms) // HOUR_MS
        marks = np.arange(start_ms, NOW_MS, M5.ms)
        for venue in range(venues):
            at_ms = np.sort(rng.integers(start_ms, NOW_MS, count))
            usd, longs = 10 ** rng.normal(4, 1, count), rng.random(count) < 0.6
            columns = EventColumns(at_ms, usd, longs)
            seen = ((start_ms, NOW_MS),)
            self.flows.append(Flow(str(venue), FeedKind.COMPLETE, columns, observed=seen))
            coin = 1e5 * np.exp(np.cumsum(rng.normal(0, 1e-3, len(marks))))
            self.venues.append(
                VenueInterest(str(venue), InterestColumns(marks, coin, coin * 70_000))
            )
        self.seconds = close[-1] * np.exp(np.cumsum(rng.normal(-3e-6, 1.6e-4, WINDOW_S)))
        self.flow = rng.gamma(0.2, 5.0, WINDOW_S)
        self.returns = np.diff(np.log(close[-241:]))
        self.contracts = np.interp(hours + H1.ms, marks, coin)

    def windows(self, moments: Times, candles: CandleColumns, window_ms: int) -> Windows:
        """What the index is measured from."""
        return Windows(
            window_ms,
            moments,
            sums(self.flows, moments, window_ms),
            interest_usd(self.venues, moments),
            positions(self.venues, moments, window_ms).change / 100,
            moved(candles, moments, window_ms),
        )

    def learnt(self) -> list[Reference]:
        """What is normal, of all windows."""
        return [
            learn(
                self.windows(
                    np.arange(NOW_MS - LEARN_MS, NOW_MS - one + 1, H1.ms), self.hours, one
                ),
                at_ms=NOW_MS,
                step_ms=H1.ms,
            )
            for one in WINDOWS_MS
            if one >= HOUR_MS
        ]

    def minute(self, references: list[Reference]) -> None:
        """The index of the newest minute."""
        moments = np.array([NOW_MS], np.int64)
        recent = self.minutes.tail(2 * MAIN_MS // MINUTE_MS)
        for one in references:
            measure(self.windows(moments, recent, one.window_ms), one)


def spent_ms(job: Callable[[], object]) -> float:
    """Process time of the best round."""
    best = np.inf
    for _ in range(ROUNDS):
        begun = time.process_time()
        job()
        best = min(best, time.process_time() - begun)
    return 1_000 * float(best)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coins", type=int, default=5)
    parser.add_argument("--venues", type=int, default=9)
    parser.add_argument("--events", type=int, default=100)
    args = parser.parse_args()
    one = Coin(1, args.venues, args.events)
    other = Coin(2, args.venues, 1)
    references, nothing = one.learnt(), np.zeros(WINDOW_S)
    day = one.flows[0].events.at_ms[-24 * args.events :]
    jobs: tuple[tuple[str, float, Callable[[], object]], ...] = (
        ("what is normal, 1 h and 4 h", 3_600, one.learnt),
        ("index of a minute", 60, lambda: one.minute(references)),
        ("feedback", 5, lambda: feedback(one.seconds, one.flow, nothing, (900, 0))),
        (
            "ripple of four hours",
            60,
            lambda: (beta(one.returns, other.returns), lead_lag(one.returns, other.returns)),
        ),
        (
            "clustering of a day",
            3_600,
            lambda: clustering(day, FeedKind.COMPLETE, one.flows[0].observed),
        ),
        ("liquidation map", 60, lambda: liquidation_map(one.hours, one.contracts)),
    )
    print(f"{'what':30}{'each ms':>9}{'every s':>9}{'a second ms':>13}")
    total = 0.0
    for name, every_s, job in jobs:
        each = spent_ms(job)
        cost = args.coins * each / every_s
        total += cost
        print(f"{name:30}{each:9.2f}{every_s:9.0f}{cost:13.3f}")
    print(f"{'all, ' + str(args.coins) + ' coins':48}{total:13.3f}  aim {AIM_MS:.0f}")


if __name__ == "__main__":
    main()
