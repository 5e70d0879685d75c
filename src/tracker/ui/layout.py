"""What the window remembers from one run to the next."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tracker.domain.decoding import decoder_of
from tracker.ui.placing import BY_DEFAULT, Arrangement


class Layout(Struct, frozen=True):
    """Place and size of everything, and what was on the chart."""

    geometry: bytes = b""
    panels: Arrangement = BY_DEFAULT
    #: Name of the layout that was chosen last; empty is the default.
    named: str = ""
    #: Widths and heights in px, as versions wrote them whose panels could not be moved.
    columns: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    #: Of earlier versions; settings have them now.
    theme: str = ""
    local_time: bool = False
    profile: bool = False
    magnet: bool = False
    asset: str = ""
    interval: str = ""


def pack_layout(layout: Layout) -> bytes:
    """For the journal."""
    return msgspec.json.encode(layout)


def unpack_layout(raw: bytes | None) -> Layout:
    """What was remembered; the default where that is nothing, or not readable any more."""
    if raw is None:
        return Layout()
    try:
        return decoder_of(Layout).decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Layout()
