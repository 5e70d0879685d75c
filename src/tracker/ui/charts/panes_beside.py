"""The pane of liquidations as a service with a key has them: beside the venues' own, and in no sum of ours."""

from __future__ import annotations

from tracker.analysis.columns import BarColumns
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, bar_columns, slug
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import BesideData, LiquidationsData
from tracker.ui.charts.panes_liquidations import LiquidationsPane

_NOBODY = noted("no service with a key has any of this time, at this interval")


class BesidePane(LiquidationsPane):
    """Longs down, shorts up, in USD, by one service."""

    KEY, NAME = "beside", noted("Liquidations by a service")
    SHOWS = BesideData
    MODES = (Mode("bars", noted("Longs and shorts")), Mode("exchanges", noted("By exchange")))

    def __init__(self) -> None:
        self.service = ""
        super().__init__()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """What the services have."""
        del mode
        return frozenset([Topic.BESIDE])

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """Both sides as the service says, and exchange by exchange where they are told apart."""
        told = content.find(BesideData)
        if told is None:
            return ()
        name = f"liquidations_by_{slug(told.title)}"
        found = bar_columns(name, told.bars, content.interval)
        for one in told.exchanges if mode == "exchanges" else ():
            found += bar_columns(f"{name}_{slug(one.name)}", one.bars, content.interval)
        return found

    def take(self, content: ChartContent) -> None:
        """Show what a service has of the chart's time."""
        told = content.find(BesideData)
        if told is None:
            self.service, self.scope = self.service if content.is_loading else "", tr(_NOBODY)
            per = str(content.interval) if content.asset else ""
            self.data = LiquidationsData(BarColumns.empty(content.interval.ms), per)
        else:
            self.service = told.title
            self.scope = tr("as the service says; not in our sums")
            self.data = LiquidationsData(told.bars, told.per, self.scope, told.exchanges)
        self.turn()

    @property
    def is_split(self) -> bool:
        """Exchange by exchange."""
        return self.mode == "exchanges"

    def turn(self) -> None:
        """The same as of the venues, under the service's name."""
        super().turn()
        by = self.service or tr("a service")
        self.title = self.title.replace("Liquidations", f"Liquidations by {by}", 1)
