"""When a sampled feed was at its cap: stretches in which it printed in too many seconds.

A feed that prints once a second and contract at most says less than happens as soon as many seconds
have a print. Reference: docs/methodology.md, section 2.3.
"""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import Times
from tracker.domain.coverage import merged

#: Share of a minute's seconds with a print above which a sampled feed is at its cap.
CAPPED_SHARE = 0.3
CAPPED_WINDOW_S = 60
#: So many seconds with a print within a minute are a burst.
LEAST_PRINTS = int(CAPPED_SHARE * CAPPED_WINDOW_S) + 1


def bursts(at_ms: Times) -> list[tuple[int, int]]:
    """The bursts among the events of one contract, from the first to the last second of each.

    Args:
        at_ms: exchange times of the events, in any order.

    Returns:
        Half-open stretches in UTC ms, sorted and without overlap.
    """
    if len(at_ms) < LEAST_PRINTS:
        return []
    seconds = np.unique(at_ms // 1_000)
    if len(seconds) < LEAST_PRINTS:
        return []
    first, last = seconds[: 1 - LEAST_PRINTS], seconds[LEAST_PRINTS - 1 :]
    dense = last - first < CAPPED_WINDOW_S
    begins, ends = first[dense] * 1_000, (last[dense] + 1) * 1_000
    return merged(zip(begins.tolist(), ends.tolist(), strict=True))
