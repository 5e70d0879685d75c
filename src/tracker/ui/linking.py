"""Linked charts: what is done in one window of a group happens in the others, and never comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from msgspec import Struct, field
from PySide6.QtCore import QMetaObject, QObject, Signal

from tracker.services.views import ChartView
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.charts.stack import ChartStack

#: The groups that a window can be in; "" is none.
GROUPS = ("A", "B", "C")


class Switches(Struct, frozen=True):
    """What the windows of a group have in common."""

    symbol: bool = True
    interval: bool = False
    time: bool = True


class Member(Struct, eq=False):
    """A chart that can be linked: what it shows, what draws it, and its group."""

    desk: ChartDesk
    chart: ChartStack
    group: str = ""
    wires: list[QMetaObject.Connection] = field(default_factory=list)

    @property
    def is_seen(self) -> bool:
        """Whether it is on the screen."""
        return self.chart.isVisible() and not self.chart.window().isMinimized()

    @property
    def is_settled(self) -> bool:
        """Whether the chart that is drawn is the one that was chosen."""
        shown, desk = self.desk.chart, self.desk
        return shown is not None and (shown.asset, shown.interval) == (desk.asset, desk.interval)


class Links(QObject):
    """Knows all charts, and tells each what another one of its group does.

    While it tells one, what that one says of it is not told on: so nothing can go round in circles.

    Signals:
        changed: a window is in another group now, a group has other switches, or one came or went.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.members: list[Member] = []
        self._switches = {name: Switches() for name in GROUPS}
        #: Who moved the time of a group last.
        self._leaders: dict[str, Member] = {}
        self._telling = False

    # --- who is there --------------------------------------------------------------------------

    def join(self, member: Member) -> None:
        """A window was opened. Its own slots must be connected by now: they come first."""
        self.members.append(member)
        desk, chart = member.desk, member.chart
        member.wires = [
            desk.chosen.connect(partial(self._follow_choice, member)),
            desk.chart_shown.connect(partial(self._settle_time, member)),
            chart.view_moved.connect(partial(self._follow_time, member)),
            chart.pointed.connect(partial(self._point, member)),
        ]
        self._take_over(member)
        self.changed.emit()

    def part(self, member: Member) -> None:
        """A window is being closed."""
        self._let_go(member)
        self.members.remove(member)
        for wire in member.wires:
            QObject.disconnect(wire)
        member.wires = []
        self.changed.emit()

    def set_group(self, member: Member, group: str) -> None:
        """Put a window into a group, or into none (""); it shows what the others there show."""
        if group == member.group:
            return
        self._let_go(member)
        member.group = group
        self._take_over(member)
        self.changed.emit()

    def switches(self, group: str) -> Switches:
        """What the windows of a group have in common."""
        return self._switches.get(group, Switches(symbol=False, time=False))

    def set_switches(self, group: str, switches: Switches) -> None:
        """Link other things; what is linked from now on is as in the first window of the group."""
        self._switches[group] = switches
        first = next((one for one in self.members if one.group == group), None)
        if first is not None:
            leader = self._leaders.get(group, first)
            if not switches.time:
                self._point(leader, None, always=True)
            self._follow_choice(leader)
            self._follow_time(leader)
        self.changed.emit()

    def _others(self, member: Member) -> list[Member]:
        if not member.group:
            return []
        return [one for one in self.members if one.group == member.group and one is not member]

    def _let_go(self, member: Member) -> None:
        if self._leaders.get(member.group) is member:
            del self._leaders[member.group]
        for one in (member, *self._others(member)):
            one.chart.set_ghost(None)

    def _take_over(self, member: Member) -> None:
        """Show what the group shows."""
        others = self._others(member)
        if not others:
            return
        leader = self._leaders.get(member.group, others[0])
        with self._quietly():
            self._choose_as(member, leader)
            self._look_as(member, leader)

    # --- what one does, and the others do -------------------------------------------------------

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._telling = self._telling, True
        try:
            yield
        finally:
            self._telling = before

    def _follow_choice(self, member: Member) -> None:
        if self._telling or not member.group:
            return
        self._leaders[member.group] = member
        with self._quietly():
            for other in self._others(member):
                self._choose_as(other, member)

    def _choose_as(self, member: Member, leader: Member) -> None:
        switches, desk = self.switches(leader.group), member.desk
        asset = leader.desk.asset if switches.symbol else desk.asset
        interval = leader.desk.interval if switches.interval else desk.interval
        if (asset, interval) != (desk.asset, desk.interval):
            desk.choose(asset, interval)

    def _follow_time(self, member: Member) -> None:
        if self._telling or not member.group:
            return
        self._leaders[member.group] = member
        with self._quietly():
            for other in self._others(member):
                self._look_as(other, member)

    def _look_as(self, member: Member, leader: Member) -> None:
        if not self.switches(leader.group).time or not (member.is_settled and leader.is_settled):
            return
        mine, wanted = member.chart.span, leader.chart.span
        view = mine.beside(wanted) if mine is not None and wanted is not None else None
        if view is not None and view != member.chart.view():
            member.chart.set_view(*view)

    def _settle_time(self, member: Member, _: ChartView, kept: bool) -> None:
        """A chart that was chosen has arrived: bring it to the time of its group, or the group to it."""
        if kept or not member.group or self._telling:
            return
        leader = self._leaders.get(member.group)
        with self._quietly():
            if leader is None or leader is member:
                for other in self._others(member):
                    self._look_as(other, member)
            else:
                self._look_as(member, leader)

    def _point(self, member: Member, at_ms: int | None, *, always: bool = False) -> None:
        if not member.group or not (always or self.switches(member.group).time):
            return
        for other in self._others(member):
            if at_ms is None or other.is_seen:
                other.chart.set_ghost(at_ms)
