"""What came of a dry run: one line above the chart that can be dismissed, and markers at candles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from tracker.analysis import words
from tracker.domain.level import Event, Role, Transition
from tracker.domain.times import HOUR_MS, Interval
from tracker.domain.translating import noted, tr
from tracker.ui.charts.content import Marker
from tracker.ui.theme import font

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.analysis.dry_run import DryRun, RuleRun

#: What is written at a candle, and in which tone; the others are arrows alone.
_WORDS = {
    Event.BROKEN: (noted("broken"), "bad"),
    Event.RECLAIMED: (noted("reclaimed"), "good"),
    Event.FALSE_BREAK: (noted("false break"), "level"),
    Event.FLIPPED: (noted("role changed"), "cascade"),
}
_RANK = {event: rank for rank, event in enumerate(_WORDS)}


class TrialStrip(QWidget):
    """The summary. `dismissed` when the user has seen enough, `shown_last` to go to the last event."""

    dismissed = Signal()
    shown_last = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trial")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setFont(font())
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._last = _button(
            tr("Show last"), tr("Move the chart to the last break of this dry run")
        )
        self._last.clicked.connect(self.shown_last)
        close = _button("×", tr("Dismiss the dry run and its markers"))
        close.setAccessibleName(tr("Dismiss the dry run"))
        close.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._last)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_run(self, run: DryRun) -> None:
        """Say what came of a dry run."""
        text = summary(run)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._last.setVisible(bool(run.transitions))
        self.show()


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def summary(run: DryRun) -> str:
    """What the rules did, and that a few alerts say little."""
    from tracker.analysis.dry_run import ENOUGH

    rules = "; ".join(_rule(one) for one in run.runs)
    parts = [
        tr(
            "Dry run, {asset} {level}: {rules}.",
            asset=run.asset,
            level=words.level(run.price),
            rules=rules,
        )
    ]
    if run.unfit:
        parts.append(tr("Not judged: {unfit}.", unfit=", ".join(rule.word for rule in run.unfit)))
    if any(one.alerts and one.known < ENOUGH for one in run.runs):
        parts.append(tr("Too few to judge a rule."))
    return " ".join(parts)


def _rule(run: RuleRun) -> str:
    count = tr(
        "{candles} candle(s) of {timeframe}",
        "",
        run.candles,
        candles=words.count(run.candles),
        timeframe=run.rule.timeframe,
    )
    if not run.alerts:
        return tr("{word} did not fire in {count}", word=run.rule.word, count=count)
    known = str(run.known) if run.known == run.alerts else tr("{known} known", known=run.known)
    text = tr(
        "{word} fired {alerts} in {count}, reclaimed before a further 3\u202f%: {reclaimed} "
        "of {known}",
        word=run.rule.word,
        alerts=run.alerts,
        count=count,
        reclaimed=run.reclaimed,
        known=known,
    )
    delay = run.median_delay_ms
    return (
        text
        if delay is None
        else tr("{text}, median delay {hours}", text=text, hours=_hours(delay))
    )


def _hours(ms: float) -> str:
    return tr("{ms:.0f} min", ms=ms / 60000) if ms < HOUR_MS else f"{ms / HOUR_MS:.3g} h"


def markers(found: Iterable[Transition], interval: Interval) -> tuple[Marker, ...]:
    """One marker for each candle of the chart at which something happened."""
    candles: dict[tuple[int, bool], list[Transition]] = {}
    for one in found:
        if one.event is not Event.ALREADY_BEYOND:
            # The candle of the chart that closes when the deciding one does, or spans its close.
            place = interval.floor(one.at_ms - 1), one.role is Role.RESISTANCE
            candles.setdefault(place, []).append(one)
    return tuple(_marker(place, group) for place, group in sorted(candles.items()))


def _marker(place: tuple[int, bool], group: list[Transition]) -> Marker:
    first = min(group, key=lambda one: _RANK.get(one.event, len(_RANK)))
    if first.event not in _WORDS:
        return Marker(*place, "quiet", "")
    text, tone = _WORDS[first.event]
    rules = dict.fromkeys(one.rule for one in group if one.event is first.event)
    return Marker(*place, tone, f"{tr(text)}, {' + '.join(rules)}")
