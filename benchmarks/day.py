"""A simulated day of all sources at once, with everything going wrong that can.

    python benchmarks/day.py [--hours 24] [--coins 1] [--seed 1]

The exchange on 127.0.0.1 that the tests use and the real engine share one loop whose time jumps to the
next timer when nothing is left to do (tests/loopback/virtual.py): every request, frame and query is
real, only waiting takes no time. So a day of the market passes at some 100 to 250 times its pace, and
the exchange counts its limits by the day's own clock. Filling the past while idle is off: it alone would
ask as fast as the budgets allow, for hours. What goes wrong and when is in
`Day._script`. The table says what every venue served while somebody was connected (or gives over REST
afterwards) against what is stored, the share of the day in which it was alive against the share that
the engine says it observed, how close every documented limit came, and the memory hour by hour.

Ends with 1 where something does not agree.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]

from loopback.day import Day, Report  # noqa: E402
from loopback.market import ASSETS  # noqa: E402
from loopback.virtual import run_jumping  # noqa: E402


def table(report: Report) -> None:
    pace = report.virtual_s / report.wall_s
    print(
        f"{report.virtual_s / 3_600:.1f} hours in {report.wall_s:.0f} s: {pace:.0f} times as fast"
    )
    print(f"{report.requests} requests answered, {report.frames} frames pushed\n")
    print("| venue | served | stored | USD served | USD stored | alive | observed | apart |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in report.rows:
        usd = f"{row.served_usd:,.0f} | {row.stored_usd:,.0f}"
        shares = f"{row.was_alive:.2%} | {row.observed:.2%} | {row.wrong_s:.0f} s"
        print(f"| {row.venue} | {row.served} | {row.stored} | {usd} | {shares} |")
    print("\n| limit of | counted together | most of it used |\n|---|---|---:|")
    for (host, what), peak in sorted(report.peaks.items(), key=lambda one: -one[1]):
        print(f"| {host} | `{what}` | {peak:.0%} |")
    print(f"\nWith others using 90 % of a limit, all together used {report.others:.1%} at most.")
    print(f"Requests during a ban: {report.broken_bans}.")
    print(f"Sums as the venue has them: {report.buckets[0]} of {report.buckets[1]} buckets.")
    print(f"Minutes of the reference market: {report.candles[0]} of {report.candles[1]}.")
    print("Memory, MB: " + " ".join(f"{mb:.0f}" for mb in report.memory_mb))


def faults(report: Report) -> list[str]:
    """What does not agree, as sentences."""
    found = []
    for row in report.rows:
        if not row.served == row.stored == row.same:
            found.append(f"{row.venue}: {row.same} of {row.served} events are as served.")
        if row.wrong_s > (row.stretches - 1) * row.proof_s + 1:
            found.append(f"{row.venue}: coverage is wrong for {row.wrong_s:.0f} s.")
    found += [f"{key}: {peak:.0%} of a limit." for key, peak in report.peaks.items() if peak > 1]
    if report.broken_bans or report.others > 1:
        found.append("A ban or a limit that others had used up was not respected.")
    if report.buckets[0] != report.buckets[1] or report.candles[0] != report.candles[1]:
        found.append("Sums or candles are missing.")
    late = len(report.memory_mb) // 3
    if max(report.memory_mb[-late:]) > 1.15 * max(report.memory_mb[: 2 * late]):
        found.append("Memory grows.")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--coins", type=int, default=1, choices=range(1, len(ASSETS) + 1))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    assets = tuple(ASSETS)[: options.coins]
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder) / "home", hours=options.hours, assets=assets, seed=options.seed)
        report = run_jumping(day.run)
    table(report)
    wrong = faults(report)
    print("\n" + "\n".join(wrong or ["Everything agrees."]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
