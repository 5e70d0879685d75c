"""Milliseconds for all windows of one coin's liquidations, over so many events in the cache's memory.

    python benchmarks/liquidations.py [--events 1000000]

`first`: minutes of all events, and the past of every window, once a coin and hour. `update`: after new
events, one of them ten minutes late, their minutes are read again and every figure of the seven windows
is worked out. The aim for a million events is 20 ms. Process time, the best of five rounds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from tracker.analysis.columns import EventColumns
from tracker.analysis.liquidation_windows import WINDOWS, Known, Past, figures, past_of
from tracker.analysis.liquidations import Flow
from tracker.analysis.minutes import MinuteColumns, minutes_of
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

VENUES = 9
DAYS = 90
ROUNDS = 5
AIM_MS = 20.0
NOW_MS = 1_770_000_000_000 // HOUR_MS * HOUR_MS + 17 * MINUTE_MS + 12_345


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    count = parser.parse_args().events
    events = [made(venue, count // VENUES) for venue in range(VENUES)]
    hour_ms = NOW_MS // HOUR_MS * HOUR_MS
    kept: list[MinuteColumns] = []
    past: dict[str, Past] = {}

    def first() -> None:
        kept[:] = [minutes_of(one) for one in events]
        flows = flows_of(kept, events)
        past.update({name: past_of(flows, hour_ms, span) for name, span in WINDOWS.items()})

    def update() -> None:
        from_ms = (NOW_MS - 10 * MINUTE_MS) // MINUTE_MS * MINUTE_MS
        newer = [minutes_of(since(one, from_ms)) for one in events]
        minutes = [before.reopened(new, from_ms) for before, new in zip(kept, newer, strict=True)]
        flows = flows_of(minutes, events)
        known = Known(2.5e10)
        for name in WINDOWS:
            figures(name, flows, NOW_MS, past[name], known)

    print(f"{'events':>9}  {'first ms':>9}  {'update ms':>9}  aim")
    before, after = spent(first), spent(update)
    verdict = "met" if after <= AIM_MS else "missed"
    print(f"{count:>9,}  {before:>9.1f}  {after:>9.2f}  {AIM_MS:.0f} ms {verdict}")


def made(venue: int, count: int) -> EventColumns:
    """Ninety days of one venue, in clusters as forced orders come."""
    rng = np.random.default_rng(venue)
    centres = rng.integers(NOW_MS - DAYS * DAY_MS, NOW_MS, count // 20 + 1)
    at_ms = np.repeat(centres, 20)[:count] + rng.integers(0, 5 * MINUTE_MS, count)
    at_ms = np.sort(np.minimum(at_ms, NOW_MS - 1))
    return EventColumns(at_ms, np.exp(rng.normal(8, 2, count)), rng.random(count) < 0.6)


def since(events: EventColumns, from_ms: int) -> EventColumns:
    first = int(np.searchsorted(events.at_ms, from_ms))
    return EventColumns(events.at_ms[first:], events.usd[first:], events.is_long[first:])


def flows_of(minutes: list[MinuteColumns], events: list[EventColumns]) -> list[Flow]:
    """As the cache gives them: minutes, and the events of those that a window cuts."""
    observed = ((NOW_MS - DAYS * DAY_MS, NOW_MS),)
    kinds = (FeedKind.COMPLETE, FeedKind.SAMPLED)
    return [
        Flow(f"venue {at}", kinds[at % 2], one, observed=observed, minutes=part)
        for at, (part, one) in enumerate(zip(minutes, events, strict=True))
    ]


def spent(work: Callable[[], None]) -> float:
    """The least process time of a few rounds, in ms."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        best = min(best, (time.process_time() - begin) * 1_000)
    return best


if __name__ == "__main__":
    main()
