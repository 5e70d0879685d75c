"""Which chart windows there were, kept in the journal from one run to the next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import msgspec

from tracker.domain.times import CHART_INTERVALS, H1, Interval
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, UnknownPane, composed
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.chosen import NOTHING_KEPT, KeptChosen
from tracker.ui.linking import GROUPS, Switches

log = logging.getLogger(__name__)

#: The name of the keepsake, and the version of what is in it.
CHARTS_KEEPSAKE = "chart-windows"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptChart:
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


@dataclass(frozen=True, slots=True)
class KeptCharts:
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
    if raw is None:
        return KeptCharts()
    try:
        kept = msgspec.json.decode(raw, type=_Kept)
        if kept.version != _VERSION:
            log.warning("the chart windows were kept by another version: %s", kept.version)
            return KeptCharts()
        _check(kept.charts)
    except (msgspec.MsgspecError, UnicodeDecodeError, UnknownPane, ValueError) as error:
        log.warning("the chart windows that were kept cannot be used: %s", error)
        return KeptCharts()
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
