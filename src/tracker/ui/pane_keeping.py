"""Which panes the chart had, kept in the journal from one run to the next."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from tracker.domain.decoding import decoder_of
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, UnknownPane, composed

log = logging.getLogger(__name__)

#: The name of the keepsake, and the version of what is in it.
PANES_KEEPSAKE = "chart-panes"
_VERSION = 1


class _Kept(msgspec.Struct):
    version: int
    panes: list[PaneChoice]


def pack_panes(choices: Sequence[PaneChoice]) -> bytes:
    """For the journal."""
    return msgspec.json.encode(_Kept(_VERSION, list(choices)))


def unpack_panes(raw: bytes | None) -> tuple[PaneChoice, ...]:
    """What was kept; the default where that is nothing, or cannot be used any more."""
    if raw is None:
        return DEFAULT_PANES
    try:
        kept = decoder_of(_Kept).decode(raw)
        if kept.version != _VERSION:
            log.warning("the panes were kept by another version: %s", kept.version)
            return DEFAULT_PANES
        choices = composed(kept.panes)
        if all(choice.weight >= 0 for choice in choices):
            return choices
        log.warning("the panes that were kept have no heights")
    except (msgspec.MsgspecError, UnicodeDecodeError, UnknownPane) as error:
        log.warning("the panes that were kept cannot be used: %s", error)
    return DEFAULT_PANES
