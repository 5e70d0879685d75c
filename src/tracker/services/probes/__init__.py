"""The measurements behind the conditions that Tracker knows by itself, a file for each kind of input."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.services.probe import Probe, add_probe
from tracker.services.probes.cascades import CascadeProbe
from tracker.services.probes.feeds import FeedProbe
from tracker.services.probes.funding import FundingProbe
from tracker.services.probes.interest import PositionsProbe
from tracker.services.probes.liquidations import LiquidationsProbe, LongsProbe
from tracker.services.probes.price import MoveProbe


def add_own() -> None:
    """Make the probes that Tracker has by itself known."""
    every: Sequence[tuple[str, Probe]] = (
        ("move", MoveProbe()),
        ("liquidations", LiquidationsProbe()),
        ("longs", LongsProbe()),
        ("funding", FundingProbe()),
        ("oi", PositionsProbe()),
        ("cascade", CascadeProbe()),
        ("feed", FeedProbe()),
    )
    for kind, probe in every:
        add_probe(kind, probe)
