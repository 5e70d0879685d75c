"""What the window remembers from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tracker.domain.times import CHART_INTERVALS, H1, Interval
from tracker.ui.theme import DARK


@dataclass(frozen=True, slots=True)
class Layout:
    """Place and size of everything, and what was on the chart."""

    geometry: bytes = b""
    columns: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    theme: str = DARK.name
    local_time: bool = False
    profile: bool = False
    magnet: bool = False
    asset: str = ""
    interval: str = H1.name

    @property
    def chart_interval(self) -> Interval:
        """The interval that was on the chart."""
        return next((one for one in CHART_INTERVALS if one.name == self.interval), H1)


def pack_layout(layout: Layout) -> bytes:
    """For the journal."""
    return msgspec.json.encode(layout)


def unpack_layout(raw: bytes | None) -> Layout:
    """What was remembered; the default where that is nothing, or not readable any more."""
    if raw is None:
        return Layout()
    try:
        return msgspec.json.decode(raw, type=Layout)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Layout()
