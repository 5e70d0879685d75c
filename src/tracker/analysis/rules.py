"""What a level's rule says, in words, and what was measured of it.

Reference: docs/methodology.md, sections 1.1 and 1.6.
"""

from __future__ import annotations

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.level import DECISIVE, HOURLY, TOUCH, Rule
from tracker.domain.times import D1
from tracker.domain.translating import tr


class Measurement(Struct, frozen=True):
    """A rule over hourly BTC, with levels every 2,500 USD, both directions.

    Attributes:
        alerts: how often it spoke.
        false_share: of them, those after which two hourly closes lay 0.25 % back before price
            traded 3 % beyond, within 72 hours.
        shuffled_share: the same where whole days were put in random order, so that no level is
            remembered.
        delay_h: from the first trade beyond to the alert, median.
        distance_pct: how far beyond the level price was at the alert, median.
    """

    alerts: int
    false_share: float
    shuffled_share: float
    delay_h: int
    distance_pct: float


_DECISIVE = Measurement(153, 0.226, 0.206, 47, 1.92)
_MEASURED = {
    TOUCH.word: Measurement(2823, 0.754, 0.768, 0, 0.01),
    "close:1h": Measurement(1023, 0.659, 0.679, 0, 0.22),
    "close:1h*2": Measurement(785, 0.590, 0.592, 1, 0.45),
    HOURLY.word: Measurement(543, 0.506, 0.497, 2, 0.88),
    "close:1h+1%": Measurement(320, 0.381, 0.376, 2, 1.28),
    "close:4h": Measurement(535, 0.588, 0.581, 3, 0.49),
    "close:4h*2": Measurement(400, 0.453, 0.495, 7, 1.05),
    "close:1d": Measurement(225, 0.400, 0.396, 23, 1.25),
    DECISIVE.word: _DECISIVE,
    "close:1d+1%": _DECISIVE,
    "close:1d*2": Measurement(179, 0.299, 0.221, 47, 2.26),
}


def measured(rule: Rule) -> Measurement | None:
    """What is known of this very rule; None where it was not measured."""
    return _MEASURED.get(rule.word)


def condition(rule: Rule) -> str:
    """What breaks a level under this rule, as a sentence."""
    if rule.on_touch:
        return tr(
            "A closed {timeframe} candle has traded beyond the level.", timeframe=rule.timeframe
        )
    day = tr(", the day in UTC") if rule.timeframe.ms == D1.ms else ""
    count = (
        tr("{closes} closes in a row", closes=rule.closes) if rule.closes > 1 else tr("One close")
    )
    beyond = _distance(rule.buffer_pct, rule.buffer_atr)
    text = tr(
        "{count} of {timeframe}{day}, {beyond}beyond the level",
        count=count,
        timeframe=rule.timeframe,
        day=day,
        beyond=beyond,
    )
    if rule.big_pct is not None:
        text += tr(
            ", or one close {distance}beyond it", distance=_distance(rule.big_pct, rule.big_atr)
        )
    return text + "."


def help_text(rule: Rule) -> str:
    """What breaks a level under this rule and how often that was reclaimed; promises nothing."""
    known = measured(rule)
    if known is None:
        rates = [one.false_share for one in _MEASURED.values()]
        return tr(
            "{condition} This rule was not measured; of those that were, {share} to "
            "{share_2} of the alerts were reclaimed before a further 3\u202f% move. No rule "
            "predicts: one that waits longer speaks when price is further away.",
            condition=condition(rule),
            share=words.share(min(rates)),
            share_2=words.share(max(rates)),
        )
    how = tr(" (armed again at once, without the way back that Tracker asks for)")
    delay = f"{known.delay_h} h" if known.delay_h else tr("less than an hour")
    return tr(
        "{condition} Measured on hourly BTC{how}: of {alerts} alerts {share} were "
        "reclaimed before a further 3\u202f% move, and {share_2} where the days were put in "
        "random order. The alert came {delay} after the first trade beyond, with price "
        "{percent} away (medians). No rule predicts: one that waits longer speaks when "
        "price is further away.",
        condition=condition(rule),
        how=how if rule.on_touch else "",
        alerts=words.count(known.alerts),
        share=words.share(known.false_share),
        share_2=words.share(known.shuffled_share),
        delay=delay,
        percent=words.percent(known.distance_pct / 100, sign=False),
    )


def _distance(percent: float, atr: float) -> str:
    """More than so far, as words before “beyond”; empty where any distance will do."""
    share, ranges = f"{percent:.15g}\u202f%", f"{atr:.15g} ATR"
    if percent and atr:
        return tr("more than max({share}, {ranges}) ", share=share, ranges=ranges)
    if percent or atr:
        return tr("more than {share} ", share=share if percent else ranges)
    return ""
