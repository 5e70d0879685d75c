"""The values of enumerations that people read: listed here once, so that they have a translation.

They are kept, sent and compared in English; `term` says one where it is shown.
"""

from __future__ import annotations

from tracker.domain.translating import noted, tr

#: All of them, for the list of translations.
TERMS = (
    # Sides of positions and of levels.
    noted("long"),
    noted("short"),
    noted("longs"),
    noted("shorts"),
    noted("Longs"),
    noted("Shorts"),
    noted("support"),
    noted("resistance"),
    # Whether a channel can be believed, and what it carries.
    noted("live"),
    noted("quiet"),
    noted("stale"),
    noted("down"),
    noted("blocked"),
    noted("capped"),
    noted("off"),
    noted("liquidations"),
    noted("candles"),
    noted("open interest"),
    noted("funding"),
    noted("tickers"),
    noted("ratios"),
    noted("instruments"),
    noted("sentiment"),
    noted("caps"),
    noted("dominance"),
    noted("indices"),
    noted("rates"),
    noted("volatility"),
    noted("treasuries"),
    # Priorities, phases and directions.
    noted("Normal"),
    noted("High"),
    noted("high"),
    noted("low"),
    noted("calm"),
    noted("stress"),
    noted("easing"),
    noted("stabilised"),
    noted("above"),
    noted("below"),
    # Settings that are made of kinds of data.
    noted("Keep single liquidations"),
    noted("Keep venues' own liquidation sums"),
    noted("Keep 1m candles"),
    noted("Keep 5m candles"),
    noted("Keep 15m candles"),
    noted("Keep open interest"),
    noted("Keep long/short ratios"),
    noted("How long venues' own liquidation sums are kept."),
    noted("How long 1m candles are kept."),
    noted("How long 5m candles are kept."),
    noted("How long 15m candles are kept."),
    noted("How long long/short ratios are kept."),
    # Colours.
    noted("blue"),
    noted("green"),
    noted("grey"),
    noted("orange"),
    noted("pink"),
    noted("purple"),
    noted("red"),
    noted("teal"),
    noted("yellow"),
    noted("pass"),
    noted("fail"),
    noted("cannot assess"),
    # Lengths of time.
    noted("day"),
    noted("week"),
    noted("month"),
    noted("year"),
    noted("Local"),
    noted("d"),
    noted("h"),
    noted("min"),
)


def term(value: object) -> str:
    """A value of an enumeration in the user's language."""
    return tr(str(value))
