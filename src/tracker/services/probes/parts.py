"""What several probes ask and say the same way."""

from __future__ import annotations

from tracker.analysis import words
from tracker.analysis.conditions import Condition
from tracker.domain.coverage import COMPLETE_SHARE, Coverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.translating import tr


def window_of_ms(condition: Condition) -> int:
    """The length of the window a condition looks at."""
    assert condition.window is not None, condition.word
    return condition.window.ms


def shares(coverage: Coverage) -> str:
    """How complete, in words; empty where it is whole."""
    parts = []
    if coverage.share < COMPLETE_SHARE:
        parts.append(tr("{share} of the window was recorded", share=words.share(coverage.share)))
    sampled = [
        part.venue for part in coverage.parts if part.kind is FeedKind.SAMPLED and part.share > 0
    ]
    if sampled:
        parts.append(tr("{sampled} sampled", sampled=", ".join(sampled)))
    return f" {'; '.join(parts)}." if parts else ""
