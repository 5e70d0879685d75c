"""Which indicators and coins the user has put on the chart, and how that is remembered."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

import msgspec
from msgspec import Struct

from tracker.analysis.indicators import BadIndicator, parse_indicator
from tracker.domain.decoding import decoder_of
from tracker.domain.errors import TrackerError
from tracker.domain.level import COLORS, parse_color
from tracker.services.comparison import Closes
from tracker.ui.charts.content import Compared, Drawn

log = logging.getLogger(__name__)

#: The name of the keepsake in the journal, and the version of what is in it.
NAME, _VERSION = "chart-indicators", 1
#: So many lines can be told apart on one chart.
MOST_STUDIES, MOST_COINS = 12, 8
#: Colours in the order in which they are given out: neighbours differ in lightness as well as in hue.
#: Those of the candles come last.
_ORDER = ("orange", "blue", "yellow", "purple", "teal", "pink", "grey", "red", "green")


class Chosen(Struct, frozen=True):
    """What is on the chart beside candles. `start_ms` None: compared from the view's left edge."""

    studies: tuple[Drawn, ...] = ()
    coins: tuple[str, ...] = ()
    start_ms: int | None = None


class KeptLine(msgspec.Struct, frozen=True):
    """An indicator in words."""

    word: str
    tone: str
    shown: bool = True


class KeptChosen(msgspec.Struct, frozen=True):
    """What is on a chart beside candles, as it is kept."""

    studies: tuple[KeptLine, ...] = ()
    coins: tuple[str, ...] = ()
    start_ms: int | None = None


NOTHING_KEPT = KeptChosen()


class _Kept(KeptChosen, frozen=True, kw_only=True):
    version: int


def keep_chosen(chosen: Chosen) -> KeptChosen:
    """For what is kept with it."""
    return KeptChosen(_lines(chosen), chosen.coins, chosen.start_ms)


def _lines(chosen: Chosen) -> tuple[KeptLine, ...]:
    return tuple(KeptLine(one.indicator.word, one.tone, one.shown) for one in chosen.studies)


def pack_chosen(chosen: Chosen) -> bytes:
    """For the journal."""
    return msgspec.json.encode(
        _Kept(_lines(chosen), chosen.coins, chosen.start_ms, version=_VERSION)
    )


def unpack_chosen(raw: bytes | None) -> Chosen:
    """What was remembered; nothing where that cannot be read, which the log then says."""
    if raw is None:
        return Chosen()
    try:
        kept = decoder_of(_Kept).decode(raw)
        if kept.version != _VERSION:
            log.warning("the indicators are kept in version %s; they are left out", kept.version)
            return Chosen()
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("the indicators that were kept cannot be read: %s", error)
        return Chosen()
    return chosen_of(kept)


def chosen_of(kept: KeptChosen) -> Chosen:
    """What was kept; nothing where an indicator is not known, which the log then says."""
    try:
        studies = tuple(
            Drawn(parse_indicator(one.word), _tone(one.tone), one.shown) for one in kept.studies
        )
    except BadIndicator as error:
        log.warning("the indicators that were kept cannot be read: %s", error)
        return Chosen()
    return Chosen(studies[:MOST_STUDIES], kept.coins[:MOST_COINS], kept.start_ms)


def _tone(word: str) -> str:
    try:
        return parse_color(word)
    except TrackerError:
        return COLORS[0]


def free_tone(used: Collection[str]) -> str:
    """A colour that no line has yet; the first one where all are taken."""
    return next((tone for tone in _ORDER if tone not in used), _ORDER[0])


def compared(
    found: Sequence[Closes], used: Collection[str], venue: str, titles: dict[str, str]
) -> tuple[Compared, ...]:
    """Coins as the chart draws them, each in a colour of its own.

    Args:
        used: the colours of other lines on the chart.
        venue: of the first coin; a coin from elsewhere says where from.
        titles: how venues are called.
    """
    taken = set(used)
    lines = []
    for one in found:
        tone = free_tone(taken)
        taken.add(tone)
        other = one.market.venue
        note = titles.get(other, other) if other != venue else ""
        lines.append(Compared(one.asset, one.line, tone, note))
    return tuple(lines)
