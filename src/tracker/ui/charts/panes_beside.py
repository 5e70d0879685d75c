"""The pane of liquidations as a service with a key has them: beside the venues' own, and in no sum of ours."""

from __future__ import annotations

from tracker.analysis.columns import BarColumns
from tracker.services.pane_views import Topic
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import BesideData, LiquidationsData
from tracker.ui.charts.panes_liquidations import LiquidationsPane

_NOBODY = "no service with a key has any of this time, at this interval"


class BesidePane(LiquidationsPane):
    """Longs down, shorts up, in USD, by one service."""

    KEY, NAME = "beside", "Liquidations by a service"
    MODES = (Mode("bars", "Longs and shorts"), Mode("exchanges", "By exchange"))

    def __init__(self) -> None:
        self.service = ""
        super().__init__()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """What the services have."""
        del mode
        return frozenset([Topic.BESIDE])

    def take(self, content: ChartContent) -> None:
        """Show what a service has of the chart's time."""
        told = content.find(BesideData)
        if told is None:
            self.service, self.scope = "", _NOBODY
            self.data = LiquidationsData(BarColumns.empty(content.interval.ms))
        else:
            self.service = told.title
            self.scope = "as the service says; not in our sums"
            self.data = LiquidationsData(told.bars, told.per, self.scope, told.exchanges)
        self.turn()

    @property
    def is_split(self) -> bool:
        """Exchange by exchange."""
        return self.mode == "exchanges"

    def turn(self) -> None:
        """The same as of the venues, under the service's name."""
        super().turn()
        by = self.service or "a service"
        self.title = self.title.replace("Liquidations", f"Liquidations by {by}", 1)
