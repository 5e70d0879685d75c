"""The feedback ratio of simulated worlds whose ratio is known: what it says, and what it costs.

    python benchmarks/feedback.py [--worlds 20]

One line a structural ratio and kind of feed: the mean of the measured ratios, their root mean square
error, how often the 90 % interval holds the truth (shuffled: zero), and milliseconds an estimate. The
worlds are those of the tests: positions lie below the price, each forced sale moves it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from mechanism import worlds

RATIOS = (0.0, 0.3, 0.6, 0.8, 0.9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    count = parser.parse_args().worlds
    print(f"{'ratio':>5}  {'feed':10}{'known':>6}{'mean':>8}{'error':>8}{'holds':>7}{'ms':>7}")
    for ratio in RATIOS:
        made = worlds(ratio, count=count)
        for name, one, truth in (
            ("complete", made, ratio),
            ("throttled", made.throttled(), ratio),
            ("shuffled", made.shuffled(), 0.0),
        ):
            begun = time.process_time()
            found = [each for each in one.measured() if each.ratio is not None]
            spent_ms = 1_000 * (time.process_time() - begun) / count
            values = np.array([each.ratio for each in found])
            low = np.array([each.low90 for each in found])
            high = np.array([each.high90 for each in found])
            holds = np.mean((low <= truth) & (truth <= high))
            error = np.sqrt(np.mean((values - truth) ** 2))
            print(
                f"{ratio:5.1f}  {name:10}{len(found):6d}{values.mean():8.2f}{error:8.2f}"
                f"{holds:7.2f}{spent_ms:7.1f}"
            )


if __name__ == "__main__":
    main()
