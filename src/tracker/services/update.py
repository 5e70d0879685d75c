"""What the engine tells: everything since the last time, as one value."""

from __future__ import annotations

from msgspec import Struct, field

from tracker.domain.alert import Alert
from tracker.domain.health import Channel, Filled, Health
from tracker.domain.level import Transition
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.services.notices import Notice
from tracker.sources.base import Value


class Grown(Struct, frozen=True):
    """History of one series was stored: whoever shows it should read it again.

    `end_ms` is where it ends, UTC ms; None where that is not known. What fills the deep past while
    nothing else is to do concerns nobody who looks at the present.
    """

    channel: Channel
    market: Market
    interval: Interval | None
    end_ms: int | None = None

    def reaches(self, since_ms: int) -> bool:
        """Whether something of it may lie behind a moment."""
        return self.end_ms is None or self.end_ms > since_ms


class Progress(Struct, frozen=True):
    """How far the first load is: windows done of those known so far."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


class Update(Struct):
    """What happened since the last one.

    Attributes:
        values: new data, in order.
        grown: series whose history was stored; read them again.
        health: channels whose row changed.
        transitions: what happened at levels.
        alerts: what rules beside levels found.
        notices: what is to be shown; confirm with `Collector.stamp`.
        levels_changed: the list of levels or their states is another one.
        drawings_changed: what is drawn on charts may be something else.
        episodes_changed: a cascade began, went on or is over.
        progress: how far the load of history is.
        filled: how far the past of venues is filled, where that has changed.
        muted_until_ms: until when alerts are held now, where that has changed; 0 for not at all.
        paused: whether no venue is asked, where that has changed.
        said: sentences for the user, such as that a service takes no messages.
    """

    values: list[Value] = field(default_factory=list)
    grown: list[Grown] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    levels_changed: bool = False
    drawings_changed: bool = False
    episodes_changed: bool = False
    progress: Progress | None = None
    said: list[str] = field(default_factory=list)
    filled: list[Filled] = field(default_factory=list)
    muted_until_ms: int | None = None
    paused: bool | None = None

    def __bool__(self) -> bool:
        return bool(
            self.values
            or self.grown
            or self.health
            or self.transitions
            or self.alerts
            or self.notices
            or self.levels_changed
            or self.drawings_changed
            or self.episodes_changed
            or self.progress
            or self.said
            or self.filled
            or self.muted_until_ms is not None
            or self.paused is not None
        )
