"""What was found, in the words of the list, and where on a chart it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.conditions import BadCondition, parse_condition
from tracker.domain.alert import Alert, Priority
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.level import DECISIVE, Event, Role
from tracker.domain.terms import term
from tracker.domain.times import H1, INTERVALS, M1, Interval
from tracker.domain.translating import noted, tr
from tracker.services.found import Found
from tracker.ui.charts.content import Marker
from tracker.ui.zones import moment

#: A smaller distance would be written as 0.00 %.
_LEAST = 0.00005
#: Candles in the window of a rule, at least: so many say how it came to what was measured.
_WINDOW_BARS = 12
#: At most this share of a view is left empty after now.
_EMPTY_SHARE = 0.25

_NAMES = {
    Event.ALREADY_BEYOND: noted("already beyond when made"),
    Event.TOUCHED: noted("touched"),
    Event.PIERCED: noted("traded beyond"),
    Event.HELD: noted("held"),
    Event.FALSE_BREAK: noted("false break: closed back"),
    Event.BROKEN: noted("broken"),
    Event.RETEST: noted("retested"),
    Event.REJECTED: noted("rejected at the level"),
    Event.FLIPPED: noted("changed its role"),
    Event.RECLAIMED: noted("reclaimed"),
}
_TONES = {
    Event.BROKEN: "bad",
    Event.RECLAIMED: "good",
    Event.HELD: "good",
    Event.TOUCHED: "level",
    Event.PIERCED: "level",
    Event.RETEST: "level",
}


def headline(one: Found) -> str:
    """What happened in the field's words: BTC 75,000 decisively broken."""
    if isinstance(one, Alert):
        return one.title
    return f"{one.asset} {words.level(one.level)} {_event(one.event, one.rule)}"


def _event(event: Event, rule: str) -> str:
    if event is Event.BROKEN:
        return (
            tr("decisively broken") if rule == DECISIVE.word else tr("broken ({rule})", rule=rule)
        )
    return tr(_NAMES[event])


def qualifier(one: Found) -> str:
    """The line below: what decided, and what to know of it."""
    if isinstance(one, Alert):
        parts = [tr("high priority")] if one.priority is Priority.HIGH else []
        parts.append(one.body)
        return " · ".join([*parts, tr("found late")] if one.late else parts)
    parts = [tr("{timeframe} close {price}", timeframe=one.timeframe, price=words.price(one.price))]
    if one.event in (Event.PIERCED, Event.FALSE_BREAK) and one.extreme is not None:
        beyond = one.extreme / one.level - 1
        if abs(beyond) >= _LEAST:
            parts.append(tr("worst {percent}", percent=words.percent(beyond)))
    if one.event is not Event.BROKEN:
        parts.append(one.rule)
    if one.gap:
        parts.append(tr("after a hole"))
    if one.late:
        parts.append(tr("found late"))
    return " · ".join(parts)


def describe(one: Found, zone: tzinfo) -> str:
    """The row in words."""
    return f"{headline(one)}, {moment(one.at_ms, zone)}, {qualifier(one)}"


def tone(one: Found) -> str:
    """The palette's role for its colour, beside the words."""
    if isinstance(one, Alert):
        return "warn" if one.priority is Priority.HIGH else "interest"
    return _TONES.get(one.event, "quiet")


class Moment(Struct, frozen=True):
    """A place on a chart. `asset` is empty where it is about no coin."""

    asset: str
    interval: Interval
    at_ms: int
    title: str
    marker: Marker

    def around(self, bars: int, now_ms: int) -> tuple[int, int]:
        """So many candles with the marked one in the middle: from and to, UTC ms.

        What is new stands right of the middle, so that the future does not take half the room.
        """
        middle_ms = self.marker.bar_open_ms + self.interval.ms // 2
        span_ms = bars * self.interval.ms
        right_ms = middle_ms + span_ms // 2
        right_ms -= max(0, right_ms - now_ms - round(span_ms * _EMPTY_SHARE))
        return right_ms - span_ms, right_ms


def moment_of(one: Found) -> Moment:
    """Where something is seen best: its rule's own timeframe, or candles that divide its window."""
    interval = _interval(one)
    above, text = True, tr("alert")
    if not isinstance(one, Alert):
        above = one.role is Role.RESISTANCE
        text = _event(one.event, one.rule).partition(":")[0]
    return _moment(one.asset, interval, one.at_ms, headline(one), (above, tone(one), text))


def moment_at(asset: str, at_ms: int, title: str) -> Moment:
    """A moment of which nothing else is known."""
    return _moment(asset, H1, at_ms, title, (True, "interest", tr("alert")))


def moment_of_liquidation(one: Liquidation, interval: Interval) -> Moment:
    """The candle of an interval in which a position was closed by force."""
    is_long = one.side is Side.LONG
    text = f"{term(one.side)} {words.usd(one.notional_usd)}"
    marker = Marker(interval.floor(one.at_ms), not is_long, "down" if is_long else "up", text)
    return Moment(one.market.asset, interval, one.at_ms, tr("{text} liquidated", text=text), marker)


def _moment(
    asset: str, interval: Interval, at_ms: int, title: str, look: tuple[bool, str, str]
) -> Moment:
    # The candle that had just closed then, which is the one that decided.
    marker = Marker(interval.floor(at_ms - 1), *look)
    return Moment(asset, interval, at_ms, title, marker)


def _interval(one: Found) -> Interval:
    if not isinstance(one, Alert):
        return fitting(Interval.parse(one.timeframe).ms)
    try:
        window = parse_condition(one.condition).window
    except BadCondition:  # of a kind that is not known any more
        return H1
    return fitting(window.ms // _WINDOW_BARS) if window is not None else H1


def fitting(length_ms: int) -> Interval:
    """The longest interval of the charts that is not longer than this."""
    return max((one for one in INTERVALS if one.ms <= length_ms), default=M1)


def newest_of(found: Sequence[Found], ids: Sequence[str]) -> Found | None:
    """The newest one of these names."""
    named = [one for one in found if one.id in ids]
    return max(named, key=lambda one: one.at_ms, default=None)
