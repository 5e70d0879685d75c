"""alternative.me: the Crypto Fear & Greed Index, once a day, with the provider's own word for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from tracker.domain.context import Reading, Series
from tracker.domain.health import Channel
from tracker.domain.times import D1
from tracker.sources.base import Budget, ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource
from tracker.sources.decode import Number, decode, moment, required, rows
from tracker.sources.errors import BadAnswer
from tracker.sources.limits import Limit

URL = "https://api.alternative.me/fng/"
_EVERY_S = 3_600.0
_DAYS = 30


class _Day(msgspec.Struct):
    value: Number
    timestamp: Number
    value_classification: str = ""


class _Metadata(msgspec.Struct):
    error: str | None = None


class _Answer(msgspec.Struct):
    data: list[msgspec.Raw] = msgspec.field(default_factory=list)
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


def parse_index(body: bytes, now_ms: int) -> Parsed:
    """The index of the last days: `GET /fng/?limit=30`.

    {"name":"Fear and Greed Index","data":[{"value":"15","value_classification":"Extreme Fear",
      "timestamp":"1763079600","time_until_update":"36497"}],"metadata":{"error":null}}

    Newest first; `timestamp` is seconds, some hours off where a mirror wrote it, so that the UTC day
    is the key. It stands for its whole day.
    """
    answer = decode(body, _Answer)
    if answer.metadata.error:
        raise BadAnswer("It answered with an error.", answer.metadata.error[:200])

    def build(row: _Day) -> Reading:
        value, at_ms = required(row.value, "value"), moment(row.timestamp)
        if not 0 <= value <= 100:
            raise BadAnswer("It answered with something unexpected.", f"value is {value}")
        if at_ms > now_ms + D1.ms:
            raise BadAnswer("It answered with something unexpected.", "a day to come")
        word = " ".join(row.value_classification.split())[:24]
        slot_ms = D1.floor(at_ms)
        return Reading(
            AlternativeMe.venue, Series.FEAR_GREED, "", slot_ms, slot_ms, value, words=word
        )

    values, faults = rows(answer.data, _Day, build)
    return Parsed(values=list(values), faults=faults)


class AlternativeMe(ContextSource):
    """Fear & Greed."""

    venue = "alternative.me"
    title = "alternative.me"
    tells = frozenset({Series.FEAR_GREED})
    attribution = "Fear & Greed Index by alternative.me"
    channels: ClassVar = {Channel.SENTIMENT: ChannelSpec(cadence_s=_EVERY_S)}
    # 60 calls a minute, by hearsay.
    budgets: ClassVar = {"fng": Budget(0.3, 4, Limit(60, 60, is_documented=False))}

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """A month of days, hourly: it changes at midnight UTC, or some time after."""
        del assets
        job = Job(Request(URL, {"limit": _DAYS}, "fng"), parse_index)
        return [Poll((Channel.SENTIMENT,), _EVERY_S, lambda _n, _s: [job])]
