"""How large a window's liquidations are, in words: bounds, multiples, percentiles, and why not."""

from __future__ import annotations

from tracker.analysis import words
from tracker.analysis.liquidation_windows import WindowFigures
from tracker.analysis.liquidations import Total, combined
from tracker.analysis.windows import NORMAL_LEAST_MS
from tracker.domain.coverage import COMPLETE_SHARE
from tracker.domain.times import DAY_MS
from tracker.domain.translating import tr

LEAST = "\u2265\u202f"
#: From here on a rank needs a digit more, and where it is as good as the end.
_FINE, _END = 99.0, 0.05
_TEENS = range(11, 14)


def amount(total: Total) -> str:
    """A sum as it may be said: with a bound where the truth may be larger, or unknown."""
    if total.coverage.share <= 0:
        return words.UNKNOWN
    return f"{LEAST if total.coverage.lower_bound else ''}{words.usd(total.usd)}"


def times(multiple: float | None) -> str:
    """A multiple: 0.04×, 1.6×, 12×."""
    if multiple is None:
        return words.UNKNOWN
    digits = 0 if multiple >= 9.95 else 1 if multiple >= 0.095 or multiple == 0 else 2
    return f"{multiple:.{digits}f}×"


def rank(percentile: float | None) -> str:
    """A percentile: 84th, 99.4th, highest, lowest."""
    if percentile is None:
        return words.UNKNOWN
    if percentile >= 100 - _END:
        return tr("highest")
    if percentile <= _END:
        return tr("lowest")
    if percentile >= _FINE:
        return tr("{number}th", number=words.fixed(int(percentile * 10) / 10, 1))
    whole = int(percentile)
    ending = "th" if whole in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    # Another language may write 84. for all of them.
    said = {
        "st": tr("{number}st", number=whole),
        "nd": tr("{number}nd", number=whole),
        "rd": tr("{number}rd", number=whole),
        "th": tr("{number}th", number=whole),
    }
    return said[ending]


def compared(window: WindowFigures) -> str:
    """Its size against normal in a few words; nothing where it is not known."""
    if window.percentile is None:
        return ""
    said = rank(window.percentile)
    where = (
        tr("{said} in 30 d", said=said)
        if said in (tr("highest"), tr("lowest"))
        else tr("{said} pct", said=said)
    )
    if window.multiple is None:
        return where
    return tr(
        "{at_least}{times} normal · {where}",
        at_least=_at_least(window),
        times=times(window.multiple),
        where=where,
    )


def not_compared(window: WindowFigures) -> str:
    """Why there is no comparison; nothing where there is one."""
    if window.percentile is not None:
        return ""
    if not window.is_seen:
        return tr("not observed")
    if window.is_thin:
        return tr("less than half observed: not compared")
    if window.known_ms < NORMAL_LEAST_MS:
        days = int(window.known_ms / DAY_MS)
        return tr("compared after 10 days of recording, {days} so far", days=days)
    return tr("the venues with a past are not observed now")


def _at_least(window: WindowFigures) -> str:
    """A bound where those that are compared did not see all of it."""
    mine = combined([one for one in window.parts if one.coverage.parts[0].venue in window.compared])
    return LEAST if mine.coverage.share < COMPLETE_SHARE else ""


def season(window: WindowFigures) -> str:
    """What the hour of the week makes of it; nothing for windows that hold all hours."""
    if window.seasonally_adjusted is None or window.percentile is None:
        return ""
    if window.seasonal_multiple is None:
        return tr("not seasonally adjusted")
    return tr("{times} this hour of the week", times=times(window.seasonal_multiple))


def observed(total: Total) -> str:
    """How much of it was seen: 67 % of 3 venues, capped."""
    coverage = total.coverage
    capped = tr(", capped") if coverage.capped else ""
    count = len(coverage.parts)
    return tr(
        "{share} of %n venue(s){capped}",
        "",
        count,
        share=words.share(coverage.share),
        capped=capped,
    )
