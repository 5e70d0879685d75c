"""How a chart is drawn, as the user chose it: which candles, which scale, and what goes with them."""

from __future__ import annotations

import logging
from enum import Enum

import msgspec
from msgspec import Struct

from tracker.domain.decoding import decoder_of
from tracker.services.pane_views import Topic

log = logging.getLogger(__name__)
_VERSION = 1


class Shape(Enum):
    """What stands for a candle."""

    CANDLES = "candles"
    HOLLOW = "hollow"
    HEIKIN_ASHI = "heikin-ashi"
    BARS = "bars"
    LINE = "line"
    AREA = "area"

    @property
    def note(self) -> str:
        """What a chart must say of it, as its candles are not what was traded; else nothing."""
        return "Heikin-Ashi" if self is Shape.HEIKIN_ASHI else ""


class Scale(Enum):
    """How prices are spread over the height of their pane."""

    LINEAR = "linear"
    LOG = "log"
    PERCENT = "percent"


class ChartStyle(Struct, frozen=True):
    """The look of the prices.

    Attributes:
        shape: what stands for a candle.
        scale: how prices are spread over the height.
        breaks: whether a line parts the days of intraday intervals.
        prints: whether the largest single liquidations stand at their prices.
    """

    shape: Shape = Shape.CANDLES
    scale: Scale = Scale.LINEAR
    breaks: bool = False
    prints: bool = True

    @property
    def topics(self) -> frozenset[Topic]:
        """What has to be read for it beside the candles."""
        return frozenset([Topic.PRINTS] if self.prints else [])


#: How charts are drawn unless somebody chose otherwise.
PLAIN = ChartStyle()


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    """A style as it is remembered."""

    version: int
    style: ChartStyle


def pack_style(style: ChartStyle) -> bytes:
    """For the journal."""
    return msgspec.json.encode(_Kept(_VERSION, style))


def unpack_style(raw: bytes | None) -> ChartStyle:
    """What was remembered; the default, and a line in the log, where that cannot be read."""
    if raw is None:
        return PLAIN
    try:
        kept = decoder_of(_Kept).decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("the style of the chart cannot be read: %s", error)
        return PLAIN
    if kept.version != _VERSION:
        log.warning("the style of the chart was kept by version %s", kept.version)
        return PLAIN
    return kept.style
