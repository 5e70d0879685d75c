"""What can be drawn over candles or under them, as values and as words: `sma:50`, `vwap:day`."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.errors import TrackerError
from tracker.domain.times import MINUTE_MS, BadTime, iso, parse_iso
from tracker.domain.translating import tr

#: Candles that an indicator may look at, and standard deviations that a band may be away.
SHORTEST, LONGEST = 1, 1_000
WIDEST = 10.0
#: The furthest band of a VWAP, in standard deviations.
MOST_BANDS = 2
BOLLINGER_LENGTH, BOLLINGER_WIDTH = 20, 2.0
WILDER_LENGTH = 14


class BadIndicator(TrackerError):
    """A text that names no indicator; the sentence says how one is written."""


class Kind(StrEnum):
    """The kinds there are."""

    SMA = "sma"
    EMA = "ema"
    WMA = "wma"
    VWAP = "vwap"
    BOLLINGER = "bollinger"
    ATR = "atr"
    RSI = "rsi"


class Session(StrEnum):
    """When a VWAP begins anew, on UTC boundaries; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


#: Those that have a scale of their own and so a pane.
IN_PANES = (Kind.ATR, Kind.RSI)
#: Those in the unit of price that are drawn over the candles.
ON_PRICES = (Kind.SMA, Kind.EMA, Kind.WMA, Kind.VWAP, Kind.BOLLINGER)
_FORMS = "sma:50, ema:20, wma:30, vwap:day, vwap:2026-02-05T13:00, bollinger:20:2, atr:14 or rsi:14"
_WHOLE = re.compile(r"^\d{1,9}$", re.ASCII)
_NUMBER = re.compile(r"^(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$", re.ASCII)


class Indicator(Struct, frozen=True):
    """One indicator with what it needs; the fields that its kind does not have are empty.

    Attributes:
        length: candles it looks at.
        width: standard deviations between a Bollinger band and its average.
        session: when a VWAP begins anew; None for one that is anchored.
        anchor_ms: the opening time of the candle with which an anchored VWAP begins.
        bands: the furthest band of a VWAP, in standard deviations; 0 for none.
    """

    kind: Kind
    length: int = 0
    width: float = 0.0
    session: Session | None = None
    anchor_ms: int | None = None
    bands: int = 0

    @property
    def word(self) -> str:
        """As it is written, and read by `parse_indicator`."""
        if self.kind is Kind.VWAP:
            begin = str(self.session) if self.anchor_ms is None else iso(self.anchor_ms)
            return f"{self.kind}:{begin}" + (f":{self.bands}" if self.bands else "")
        width = f":{self.width:g}" if self.kind is Kind.BOLLINGER else ""
        return f"{self.kind}:{self.length}{width}"

    @property
    def name(self) -> str:
        """As people read it: `SMA 50`, `VWAP week`, `Bollinger 20, 2`."""
        if self.kind is Kind.BOLLINGER:
            return f"Bollinger {self.length}, {self.width:g}"
        if self.kind is not Kind.VWAP:
            return f"{self.kind.upper()} {self.length}"
        if self.anchor_ms is None:
            return tr("VWAP {session}", session=self.session)
        return tr("VWAP since {when} UTC", when=words.clock(self.anchor_ms))

    @property
    def short(self) -> str:
        """The same where there is little room: of an anchor only the day."""
        if self.anchor_ms is None:
            return self.name
        day, month, _ = words.clock(self.anchor_ms).split(" ")
        return tr("VWAP {day} {month}", day=day, month=month)

    @property
    def in_pane(self) -> bool:
        """Whether it has a pane of its own."""
        return self.kind in IN_PANES


def parse_indicator(text: str) -> Indicator:
    """Read `sma:50`, `vwap:day:1`, `vwap:2026-02-05T13:00`, `bollinger:20:2`.

    Raises:
        BadIndicator: where the text is none of these.
    """
    name, _, rest = text.strip().lower().partition(":")
    try:
        kind = Kind(name)
    except ValueError:
        raise BadIndicator(
            tr(
                "“{text}” is no indicator; write for example {forms}.",
                text=text.strip(),
                forms=_FORMS,
            )
        ) from None
    if kind is Kind.VWAP:
        return _vwap(rest)
    if kind is Kind.BOLLINGER:
        first, _, second = rest.partition(":")
        length = parse_length(first, kind) if first else BOLLINGER_LENGTH
        return Indicator(kind, length, parse_width(second) if second else BOLLINGER_WIDTH)
    if not rest and kind in IN_PANES:
        return Indicator(kind, WILDER_LENGTH)
    return Indicator(kind, parse_length(rest, kind))


def parse_indicators(text: str) -> tuple[Indicator, ...]:
    """Read several, with commas between; each counts once.

    Raises:
        BadIndicator: where one of them is none.
    """
    found = [parse_indicator(one) for one in text.split(",") if one.strip()]
    if not found:
        raise BadIndicator(tr("No indicator is named; write for example {forms}.", forms=_FORMS))
    return tuple(dict.fromkeys(found))


def parse_length(text: str, kind: Kind = Kind.SMA) -> int:
    """A number of candles.

    Raises:
        BadIndicator: where it is not a whole number in range.
    """
    # One close has no deviation, so a band around it would be no band.
    least = 2 if kind is Kind.BOLLINGER else SHORTEST
    text = text.strip()
    if not _WHOLE.match(text) or not least <= int(text) <= LONGEST:
        raise BadIndicator(
            tr(
                "A length is a whole number of candles from {least} to {longest:,}.",
                least=least,
                longest=LONGEST,
            )
        )
    return int(text)


def parse_width(text: str) -> float:
    """Standard deviations between a Bollinger band and its average.

    Raises:
        BadIndicator: where it is no number in range.
    """
    text = text.strip()
    if not _NUMBER.match(text) or not 0 < float(text) <= WIDEST:
        raise BadIndicator(
            tr(
                "A width is a number of standard deviations above 0, at most {widest:g}.",
                widest=WIDEST,
            )
        )
    return float(text)


def _vwap(rest: str) -> Indicator:
    begin, bands = rest, 0
    head, _, tail = rest.rpartition(":")
    # A time has colons of its own, always with two figures after them.
    if head and len(tail) == 1:
        if tail not in ("0", "1", "2"):
            raise BadIndicator(
                tr(
                    "A VWAP has bands at 0 to {most_bands} standard deviations.",
                    most_bands=MOST_BANDS,
                )
            )
        begin, bands = head, int(tail)
    if begin in tuple(Session):
        return Indicator(Kind.VWAP, session=Session(begin), bands=bands)
    try:
        anchor_ms = parse_iso(begin.upper()) // MINUTE_MS * MINUTE_MS
    except BadTime:
        anchor_ms = -1
    if anchor_ms < 0:
        raise BadIndicator(
            tr(
                "A VWAP begins with a day, a week, a month or a time since 1970, not with "
                "“{begin}”.",
                begin=begin,
            )
        )
    return Indicator(Kind.VWAP, anchor_ms=anchor_ms, bands=bands)
