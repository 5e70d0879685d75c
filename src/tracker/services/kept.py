"""How much of the past is kept and how far it is filled, in words and rows for every face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.health import Filled
from tracker.domain.retention import FOR_EVER, Kind, Retention, span_words
from tracker.domain.times import iso
from tracker.domain.translating import noted, tr
from tracker.store.market_reader import MarketReader
from tracker.store.sizes import FREE, FUNDING, LONGER_CANDLES, REST, SUMS, StoredSizes

_NAMES = {
    LONGER_CANDLES: noted("longer candles"),
    FUNDING: noted("funding"),
    SUMS: noted("liquidation sums"),
    REST: noted("the rest"),
    FREE: "free",
}
SizeRow = dict[str, str | int | None]
#: Below this share of the whole a kind has no word of its own.
_WORTH_A_WORD = 0.01


class Kept(Struct, frozen=True):
    """What the cache says of itself; nothing is measured here."""

    sizes: StoredSizes
    filled: tuple[Filled, ...]


def read_kept(reader: MarketReader) -> Kept:
    """Sizes as they were last measured, and how far each venue's past is."""
    return Kept(reader.sizes(), tuple(reader.filled()))


def cache_words(kept: Kept, file_bytes: int, retention: Retention) -> str:
    """812 MB of at most 4 GB: 1m candles 310 MB, …, the largest first."""
    head = tr(
        "{size} of at most {size_2}",
        size=words.size(file_bytes),
        size_2=words.size(retention.bound_bytes),
    )
    total = kept.sizes.total_bytes
    parts = sorted(kept.sizes.by_kind.items(), key=lambda one: -one[1])
    told = [
        f"{kind_words(kind)} {words.size(size)}"
        for kind, size in parts
        if size >= max(1, _WORTH_A_WORD * total)
    ]
    return (
        f"{head}: {', '.join(told)}."
        if told
        else tr("{head}; not measured by kind yet.", head=head)
    )


def kind_words(kind: str) -> str:
    """The name of a kind as people read it."""
    return tr(_NAMES[kind] if kind in _NAMES else Kind(kind).words)


def filled_words(filled: Sequence[Filled], titles: Mapping[str, str]) -> str:
    """Binance: 30 days of hours 82 % · complete: Bybit, OKX."""
    parts = [one_filled(one, titles.get(one.venue, one.venue)) for one in filled if one.share < 1]
    done = [titles.get(one.venue, one.venue) for one in filled if one.share >= 1]
    return " · ".join([*parts, *([tr("complete: {done}", done=", ".join(done))] if done else [])])


def one_filled(filled: Filled, title: str) -> str:
    """How far one venue is."""
    if filled.share >= 1:
        return tr("{title}: past complete", title=title)
    return f"{title}: {filled.stage} {words.share(filled.share)}"


def size_rows(kept: Kept, file_bytes: int, retention: Retention) -> list[SizeRow]:
    """One object a kind, the total last; bytes are null where they were never measured."""
    measured = kept.sizes.measured_ms
    at = iso(measured) if measured is not None else None
    names = [*Kind, LONGER_CANDLES, FUNDING, SUMS, REST, FREE]
    rows: list[SizeRow] = [
        {
            "kind": str(name),
            "bytes": kept.sizes.by_kind.get(name),
            "keep": _keep(name, retention),
            "measured_at": at,
        }
        for name in names
    ]
    total: SizeRow = {"kind": "total", "bytes": file_bytes, "keep": None, "measured_at": None}
    return [*rows, {**total, "bound_bytes": retention.bound_bytes}]


def _keep(name: str, retention: Retention) -> str | None:
    if name in (REST, FREE):
        return None
    return span_words(retention.keep_ms[Kind(name)]) if name in set(Kind) else FOR_EVER
