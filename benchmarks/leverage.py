"""How long the analysis of leverage and stabilisation takes on 30 days of data of five coins.

    python benchmarks/leverage.py [--rounds 20]

Nine venues with open interest every five minutes, four with a million liquidations between them, hourly
candles. Medians and the slowest round in ms, of one coin where not said; made in memory, without the store.
The aim is that all that is done at each look takes 50 ms at most for five coins.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from tracker.analysis.columns import EventColumns, InterestColumns
from tracker.analysis.episode import Memory, Pace, Reading
from tracker.analysis.interest_effects import position_effect, stacked
from tracker.analysis.liquidations import Flow, bars
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.open_interest_split import splits
from tracker.analysis.pace import FAST_MS, PaceColumns, fast_pace, paces, usual, watch
from tracker.analysis.stabilisation import fold
from tracker.domain.derivatives import FeedKind, Side
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M5

AIM_MS = 50.0
COINS, VENUES, FEEDS, EVENTS, DAYS = 5, 9, 4, 1_000_000, 33
NOW_MS = 1_770_000_000_000 // DAY_MS * DAY_MS
BEGIN_MS = NOW_MS - DAYS * DAY_MS


def interest(seed: int) -> VenueInterest:
    """Open interest every five minutes."""
    random = np.random.default_rng(seed)
    at_ms = np.arange(BEGIN_MS, NOW_MS + 1, M5.ms, dtype=np.int64)
    coin = 50_000 * np.exp(np.cumsum(random.normal(0, 1e-3, len(at_ms))))
    price = 70_000 * np.exp(np.cumsum(random.normal(0, 1e-3, len(at_ms))))
    contract = Contract.INVERSE if seed % 3 == 0 else Contract.LINEAR
    return VenueInterest(f"v{seed}", InterestColumns(at_ms, coin, coin * price), contract)


def flow(seed: int) -> Flow:
    """A quarter of the liquidations."""
    random = np.random.default_rng(seed)
    at_ms = np.sort(random.integers(BEGIN_MS, NOW_MS, EVENTS // FEEDS))
    usd = random.lognormal(9, 1.5, len(at_ms))
    events = EventColumns(at_ms, usd, random.random(len(at_ms)) < 0.6)
    return Flow(f"v{seed}", FeedKind.COMPLETE, events, observed=((BEGIN_MS, NOW_MS),))


def readings(pace: PaceColumns) -> list[Reading]:
    """A month of hours, ready to fold."""
    normal = usual(pace, NOW_MS)
    longs, shorts = (pace.side(side, normal.venues).tolist() for side in Side)
    return [
        Reading(
            int(at_ms),
            Pace(long, long, normal.long_usd),
            Pace(short, short, normal.short_usd),
            coverage=1.0,
            low=70_000.0,
            high=70_100.0,
            lowest_close=70_000.0,
            highest_close=70_100.0,
            positions=0.0,
            positions_share=1.0,
        )
        for at_ms, long, short in zip(pace.at_ms, longs, shorts, strict=True)
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    venues, flows = [interest(seed) for seed in range(VENUES)], [flow(at) for at in range(FEEDS)]
    recent = [recent_of(one) for one in flows]
    hours = np.arange(BEGIN_MS + DAY_MS, NOW_MS + 1, HOUR_MS, dtype=np.int64)
    now = np.array([NOW_MS - 4 * HOUR_MS, NOW_MS], np.int64)
    month = paces(flows, hours)
    names = [one.venue for one in venues]
    path = readings(month)

    def look() -> None:
        """What is done for one coin each time it is looked at."""
        splits(venues, NOW_MS)
        normal = usual(month, NOW_MS)
        paces(recent, now)
        watch(recent, NOW_MS, normal.venues)
        fast_pace(bars(recent, M5.ms, NOW_MS - FAST_MS, NOW_MS), Side.LONG, NOW_MS)

    for name, work in (
        ("split of four windows, nine venues", lambda: splits(venues, NOW_MS)),
        ("pace at 768 hours over 1M liquidations", lambda: paces(flows, hours)),
        ("base of one moment", lambda: usual(month, NOW_MS)),
        ("fold of 768 hours", lambda: fold(Memory(), path)),
        ("what positions did, 792 hours", lambda: position_effect(venues, H1.ms, BEGIN_MS, NOW_MS)),
        ("venues stacked, 792 hours", lambda: stacked(venues, names, H1.ms, BEGIN_MS, NOW_MS)),
    ):
        tell(name, work, rounds)
    median = tell(f"one look at {COINS} coins", lambda: [look() for _ in range(COINS)], rounds)
    print(f"aim {AIM_MS:.0f} ms: {'met' if median <= AIM_MS else 'missed'}")


def recent_of(flow: Flow) -> Flow:
    """The last 29 hours, as they are read for one look."""
    first = int(np.searchsorted(flow.events.at_ms, NOW_MS - 29 * HOUR_MS))
    events = flow.events
    columns = EventColumns(events.at_ms[first:], events.usd[first:], events.is_long[first:])
    return Flow(flow.venue, flow.kind, columns, observed=flow.observed)


def tell(name: str, work: Callable[[], object], rounds: int) -> float:
    """Print the median and the slowest of some rounds; returns the median in ms."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1_000)
    print(f"{name:42} {statistics.median(spent):8.2f} ms  slowest {max(spent):8.2f} ms")
    return statistics.median(spent)


if __name__ == "__main__":
    main()
