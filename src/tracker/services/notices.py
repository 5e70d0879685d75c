"""What is said of breaks and alerts: which of them make one notice, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.atr import last_atr
from tracker.analysis.ladder import Rung, distance, next_resistance, next_support
from tracker.domain.alert import Alert, Priority
from tracker.domain.level import (
    DECISIVE,
    HOURLY,
    TOUCH,
    Event,
    Level,
    LevelState,
    Role,
    Transition,
    parse_rule,
)
from tracker.domain.market import Market
from tracker.domain.terms import term
from tracker.domain.times import D1, DAY_MS, Interval
from tracker.domain.translating import tr
from tracker.services.judging import WARM_UP
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: A digest names so many of the newest, and counts the earlier ones.
_NAMED = 4


class Notice(Struct, frozen=True):
    """A message for the user.

    Attributes:
        ids: the transitions and alerts it tells; stamped once it was shown.
        urgent: a decisive break, or an alert of high priority.
        late: told after the fact.
    """

    title: str
    body: str
    asset: str
    at_ms: int
    ids: tuple[str, ...]
    urgent: bool = False
    late: bool = False


class Break(Struct, frozen=True):
    """A level that was broken, as a notice tells it."""

    level_id: int
    transition: Transition


#: What a notice can tell.
Item = Break | Alert


def id_of(item: Item) -> str:
    """The name by which an item is stamped."""
    return item.id if isinstance(item, Alert) else item.transition.id


def at_ms_of(item: Item) -> int:
    """When it happened."""
    return item.at_ms if isinstance(item, Alert) else item.transition.at_ms


def is_urgent(item: Item) -> bool:
    """Whether it is worth a disturbance."""
    if isinstance(item, Alert):
        return item.priority is Priority.HIGH
    return item.transition.rule == DECISIVE.word


def is_late(item: Item) -> bool:
    """Whether it was found after the fact."""
    return item.late if isinstance(item, Alert) else item.transition.late


class DailyAtrs:
    """The ATR of the days of each market, made anew only when a further day has closed.

    It takes 200 rows to make one, and each row of SQLite may wait for a busy window.
    """

    def __init__(self) -> None:
        self._markets: dict[tuple[str, str], Market] = {}
        self._kept: dict[Market, tuple[int, float | None]] = {}

    def of(self, reader: MarketReader, asset: str, venue: str) -> float | None:
        """In the unit of price; None where it is not known."""
        market = self._market(reader, asset, venue)
        newest_ms = reader.newest_candle_ms(market, D1) if market is not None else None
        if market is None or newest_ms is None:
            return None
        kept = self._kept.get(market)
        if kept is None or kept[0] != newest_ms:
            days = reader.candles(market, D1, newest=WARM_UP, closed_only=True)
            kept = self._kept[market] = (newest_ms, last_atr(days))
        return kept[1]

    def _market(self, reader: MarketReader, asset: str, venue: str) -> Market | None:
        key = (asset, venue)
        if key not in self._markets:
            found = [one for one in reader.markets(asset) if one.venue == venue]
            if not found:
                return None
            kind = Source.registry.get(venue)
            own = kind().find(asset, found) if kind is not None else None
            self._markets[key] = own or found[0]
        return self._markets[key]


class Composer:
    """Writes notices from what the store holds."""

    def __init__(self, reader: MarketReader, journal: Journal, atrs: DailyAtrs) -> None:
        self._reader = reader
        self._journal = journal
        self._atrs = atrs

    def fresh(self, items: Sequence[Item]) -> list[Notice]:
        """Notices of their own: one for all breaks of one candle, and one for each alert."""
        notices: list[Notice] = []
        candles: dict[tuple[str, str, int, Role], list[Break]] = {}
        for item in items:
            if isinstance(item, Alert):
                notices.append(_of_alert(item))
            else:
                one = item.transition
                key = (one.asset, one.timeframe, one.at_ms, one.role)
                candles.setdefault(key, []).append(item)
        notices += [self._of_breaks(breaks) for breaks in candles.values()]
        return sorted(notices, key=lambda notice: notice.at_ms)

    def digest(
        self, items: Sequence[Item], *, held: bool, away: bool, muted: bool = False
    ) -> Notice:
        """One notice for all that is told after the fact.

        Args:
            held: some were kept back.
            away: some were found after the fact.
            muted: not the hours held them, but the user did.
        """
        items = sorted(items, key=at_ms_of)
        lines = [
            tr("{line} {when} UTC", line=_line(item), when=words.clock(at_ms_of(item)))
            for item in items
        ]
        body = "; ".join(lines[-_NAMED:])
        if len(lines) > _NAMED:
            body = tr("{count} earlier; {body}", count=len(lines) - _NAMED, body=body)
        body += "."
        broken = [item for item in items if isinstance(item, Break)]
        if broken:
            last = _deepest([one for one in broken if _same_candle(one, broken[-1])])
            price = words.price(last.transition.price)
            body += tr(" Last close {price}. {next}", price=price, next=self._next(last, broken))
        newest = items[-1]
        asset = newest.asset if isinstance(newest, Alert) else newest.transition.asset
        if len(items) == 1:
            how = (
                tr("Held while muted")
                if muted
                else tr("Held in quiet hours")
                if held
                else tr("Found late")
            )
            title = f"{how}: {asset or tr('a feed')}"
        elif not held:
            title = tr("While Tracker was away")
        else:
            alone = tr("While muted") if muted else tr("In quiet hours")
            title = tr("While Tracker was away or quiet") if away else alone
        return Notice(
            title=title,
            body=body,
            asset=asset,
            at_ms=at_ms_of(newest),
            ids=tuple(id_of(item) for item in items),
            urgent=any(is_urgent(item) for item in items),
            late=True,
        )

    def _of_breaks(self, breaks: list[Break]) -> Notice:
        breaks = sorted(breaks, key=lambda one: -one.transition.level)
        deepest = _deepest(breaks)
        body = f"{self._why(deepest, len(breaks))}. {self._next(deepest, breaks)}"
        if any(one.transition.gap for one in breaks):
            body += tr(" A hole in the candles came before it.")
        transition = deepest.transition
        return Notice(
            title=f"{transition.asset} {_names([one.transition for one in breaks])}",
            body=body,
            asset=transition.asset,
            at_ms=transition.at_ms,
            ids=tuple(one.transition.id for one in breaks),
            urgent=any(is_urgent(one) for one in breaks),
        )

    def _why(self, broken: Break, levels: int) -> str:
        """What the candle did: 2 closes below, 74,136, −1.2 %; below it since 14:00 UTC."""
        one = broken.transition
        beyond = (
            tr("below", "beyond a level")
            if one.role is Role.SUPPORT
            else tr("above", "beyond a level")
        )
        reached = one.price
        if one.reason == "touch" and one.extreme is not None:
            what, reached = tr("Traded {beyond}, to", beyond=beyond), one.extreme
        elif one.reason == "extension":
            what = tr("Closed far {beyond},", beyond=beyond)
        else:
            closes = parse_rule(one.rule).closes
            what = (
                tr("{closes} closes {beyond},", closes=closes, beyond=beyond)
                if closes > 1
                else tr("Close {beyond},", beyond=beyond)
            )
        far = words.percent(reached / one.level - 1, 1)
        if levels > 1:
            far += tr(" from {level}", level=words.level(one.level))
        return f"{what} {words.price(reached)}, {far}{self._since(broken, beyond)}"

    def _since(self, broken: Break, beyond: str) -> str:
        """Since when price trades beyond, where that was not in the candle that broke it."""
        one = broken.transition
        pierced_ms = self._journal.last_event_ms(broken.level_id, one.rule, Event.PIERCED)
        if pierced_ms is None or pierced_ms >= one.at_ms:
            return ""
        since_ms = pierced_ms - Interval.parse(one.timeframe).ms
        date = since_ms // DAY_MS != one.at_ms // DAY_MS
        return tr(
            "; first {beyond} it {when} UTC", beyond=beyond, when=words.clock(since_ms, date=date)
        )

    def _next(self, broken: Break, gone: Iterable[Break]) -> str:
        """The level that comes into focus, with its distance."""
        one = broken.transition
        passed = {other.transition.level for other in gone if other.transition.asset == one.asset}
        rungs = [
            rung
            for rung in rungs_of(self._journal, one.asset, one.at_ms)
            if rung.price not in passed
        ]
        if one.role is Role.SUPPORT:
            rung, name = next_support(one.price, rungs), term(Role.SUPPORT)
        else:
            rung, name = next_resistance(one.price, rungs), term(Role.RESISTANCE)
        if rung is None:
            return tr("No further {name} is on the list.", name=name)
        far = distance(one.price, rung.price, self._daily_atr(one.asset, broken.level_id))
        return tr(
            "Next {name} {level}, {distance}.",
            name=name,
            level=words.level(rung.price),
            distance=words.distance(far.fraction, far.daily_atrs),
        )

    def _daily_atr(self, asset: str, level_id: int) -> float | None:
        """The ATR of the days of the market that the level is judged on."""
        level = self._journal.level(level_id)
        return self._atrs.of(self._reader, asset, level.venue) if level is not None else None


def storm(notices: Sequence[Notice], minutes: int) -> Notice:
    """One line for many notices: 12 more alerts in 3 min."""
    if len(notices) == 1:
        return notices[0]
    assets = list(dict.fromkeys(notice.asset for notice in notices if notice.asset))
    named = f"{_listed(assets)}. " if assets else ""
    last = notices[-1]
    return Notice(
        title=tr("{count} more alerts in {minutes} min", count=len(notices), minutes=minutes),
        body=tr(
            "{named}The list of alerts has them all; the last is {title}.",
            named=named,
            title=last.title,
        ),
        asset=last.asset,
        at_ms=last.at_ms,
        ids=tuple(one for notice in notices for one in notice.ids),
        urgent=any(notice.urgent for notice in notices),
        late=any(notice.late for notice in notices),
    )


def _of_alert(alert: Alert) -> Notice:
    urgent = alert.priority is Priority.HIGH
    return Notice(alert.title, alert.body, alert.asset, alert.at_ms, (alert.id,), urgent)


def _line(item: Item) -> str:
    if isinstance(item, Alert):
        return item.title
    one = item.transition
    return f"{one.asset} {_names([one])}"


def _names(broken: Sequence[Transition]) -> str:
    """Levels of one candle and how they broke: 69,000 and 68,500 broken (hourly)."""
    rules = list(dict.fromkeys(one.rule for one in broken))
    hows = [
        f"{_listed(dict.fromkeys(words.level(one.level) for one in broken if one.rule == rule))} "
        f"{_how(rule)}"
        for rule in rules
    ]
    return _listed(hows)


def _how(rule: str) -> str:
    return tr("decisively broken") if rule == DECISIVE.word else tr("broken ({rule})", rule=rule)


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return tr("{first} and {last}", first=", ".join(first), last=last) if first else last


def _deepest(breaks: Sequence[Break]) -> Break:
    """The level that price came to last."""
    support = breaks[0].transition.role is Role.SUPPORT
    ranked = sorted(breaks, key=lambda one: one.transition.level)
    return ranked[0] if support else ranked[-1]


def _same_candle(one: Break, other: Break) -> bool:
    first, second = one.transition, other.transition
    return (first.asset, first.timeframe, first.at_ms, first.role) == (
        second.asset,
        second.timeframe,
        second.at_ms,
        second.role,
    )


def rungs_of(journal: Journal, asset: str, at_ms: int) -> list[Rung]:
    """The levels of an asset that were watched at a moment, each with the state that speaks for it."""
    states = journal.states_of(asset)
    return [
        Rung(level.price, level.role, _speaking(level, states.get(level.id, {}))[1])
        for level in journal.levels(asset)
        if not level.is_expired(at_ms)
    ]


def speaking(journal: Journal, level: Level) -> tuple[str, LevelState]:
    """The rule that speaks for a level, and where it stands."""
    return _speaking(level, {one.rule: one.state for one in journal.states(level.id)})


def _speaking(level: Level, states: Mapping[str, LevelState]) -> tuple[str, LevelState]:
    """The hourly rule where the level has it, else the first one that waits for a close.

    A rule that fires on a touch says too little about whether a level holds.
    """
    ranked = sorted(level.rules, key=lambda word: (word == TOUCH.word, word != HOURLY.word))
    rule = next((word for word in ranked if word in states), ranked[0])
    return rule, states.get(rule, LevelState.NEW)
