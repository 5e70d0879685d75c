"""Which chart windows there were, kept in the journal from one run to the next."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tracker.domain.decoding import decoder_of
from tracker.domain.times import CHART_INTERVALS, H1, Interval
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, UnknownPane, composed
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.chosen import NOTHING_KEPT, KeptChosen
from tracker.ui.linking import GROUPS, Switches

log = logging.getLogger(__name__)

#: The name of the keepsake, and the version of what is in it.
CHARTS_KEEPSAKE = "chart-windows"
_VERSION = 1


class KeptChart(Struct, frozen=True):
    """One chart window: where it was, what it showed, and with which others."""

    asset: str
    interval: str = H1.name
    group: str = ""
    panes: tuple[PaneChoice, ...] = DEFAULT_PANES
    style: ChartStyle = PLAIN
    geometry: bytes = b""
    chosen: KeptChosen = NOTHING_KEPT
    profile: bool = False
    magnet: bool = False

    @property
    def chart_interval(self) -> Interval:
        """The interval that was on the chart."""
        return next((one for one in CHART_INTERVALS if one.name == self.interval), H1)


class KeptCharts(Struct, frozen=True):
    """All of them, the group of the main window, and what the windows of each group have in common."""

    windows: tuple[KeptChart, ...] = ()
    main_group: str = GROUPS[0]
    switches: tuple[tuple[str, Switches], ...] = ()


class _Kept(msgspec.Struct):
    version: int
    charts: KeptCharts


def pack_charts(charts: KeptCharts) -> bytes:
    """For the journal."""
    return msgspec.json.encode(_Kept(_VERSION, charts))


def unpack_charts(raw: bytes | None) -> KeptCharts:
    """What was kept; no window where that is nothing, or cannot be used any more."""
    return (read_charts(raw) if raw is not None else None) or KeptCharts()


def read_charts(raw: bytes) -> KeptCharts | None:
    """What was kept; None where it cannot be used any more."""
    try:
        kept = decoder_of(_Kept).decode(raw)
        if kept.version != _VERSION:
            log.warning("the chart windows were kept by another version: %s", kept.version)
            return None
        _check(kept.charts)
    except (msgspec.MsgspecError, UnicodeDecodeError, UnknownPane, ValueError) as error:
        log.warning("the chart windows that were kept cannot be used: %s", error)
        return None
    return kept.charts


def _check(charts: KeptCharts) -> None:
    """Refuse panes and groups that are not known.

    Raises:
        UnknownPane: where a kind of pane is not known.
        ValueError: where a group is not, or a pane has no height.
    """
    groups = [charts.main_group, *(one.group for one in charts.windows)]
    if unknown := set(groups) - {"", *GROUPS}:
        raise ValueError(f"there is no group {min(unknown)!r}")
    if unknown := {name for name, _ in charts.switches} - set(GROUPS):
        raise ValueError(f"there is no group {min(unknown)!r}")
    for window in charts.windows:
        if any(choice.weight < 0 for choice in composed(window.panes)):
            raise ValueError("a pane has no height")


def count_unkept(charts: KeptCharts, layouts: Iterable[KeptCharts]) -> int:
    """How many of these windows are in none of the layouts.

    Where a window is, how high its panes are, and the coin or interval that its group gives it, are not
    what somebody would miss.
    """
    kept = [_gist(window, layout) for layout in layouts for window in layout.windows]
    return sum(_gist(window, charts) not in kept for window in charts.windows)


def _gist(window: KeptChart, charts: KeptCharts) -> KeptChart:
    """What makes a window what it is."""
    shared = dict(charts.switches).get(window.group)
    return replace(
        window,
        asset="" if shared is not None and shared.symbol else window.asset,
        interval="" if shared is not None and shared.interval else window.interval,
        panes=tuple(replace(choice, weight=0.0) for choice in window.panes),
        geometry=b"",
    )
