"""A simulated market as data: the shape of a scenario file, and the checks it must pass.

The figures live in `seeds/`, each with a note that says where it comes from; nothing here knows one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from tracker.domain.context import CHANNEL_OF, INDEX_HOURS, Series
from tracker.domain.decoding import decoder_of
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel
from tracker.domain.level import DEFAULT_RULES, parse_rule
from tracker.domain.times import MINUTE_MS, BadTime, parse_iso
from tracker.sources.simulation.noise import Knots

#: The derivatives venues that share a scenario's liquidations and open interest.
VENUES = ("sim-a", "sim-b", "sim-c")
_DAY_MINUTES = 1_440


class BadScenario(TrackerError):
    """A scenario file that cannot be used."""


class _Rows(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of a curve: (time, value), with a note where the numbers come from."""

    note: str
    rows: tuple[tuple[str, float], ...]


class _Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Prices at even steps through each day, the last at its end: {"2026-02-05": [72840, ...]}."""

    note: str
    rows: Mapping[str, tuple[float, ...]]


class _Wall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    since: str
    until: str
    low: float


class _Totals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Liquidations in USD on all venues: (end of the stretch, longs, shorts), from `since` on."""

    note: str
    since: str
    rows: tuple[tuple[str, float, float], ...]


class _Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    value: float


class _Asset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tick: _Size
    lot: _Size
    follows_btc: _Size
    own_noise: _Size
    volume_day: _Size
    order_usd: _Size
    prices: _Days
    points: _Rows
    liquidations: _Totals
    open_interest: _Rows
    funding: _Rows
    long_share: _Rows
    walls: tuple[_Wall, ...] = ()


class _Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    asset: str
    price: float
    since: str
    rules: tuple[str, ...] = DEFAULT_RULES


class _Shares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    liquidations: Mapping[str, float]
    open_interest: Mapping[str, float]


class _Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An equity index: its close before the scenario's now, and what its days are made of."""

    note: str
    close: float
    follows_btc: float
    own_noise: float
    own_moves: Mapping[str, float] = {}


class _Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    asset: str
    holder: str
    coins: float
    symbol: str = ""
    cost_usd: float | None = None


class _Supplies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    coins: Mapping[str, float]
    others: float


class _Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What surrounds the coins: curves by series, equity indices, supplies, treasury holders."""

    note: str
    fear_greed: _Rows
    rates: Mapping[str, _Rows]
    volatility: Mapping[str, _Rows]
    indices: Mapping[str, _Index]
    supplies: _Supplies
    holders: tuple[_Holder, ...]


class _Headline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody published about open interest: by how much it changed, in USD and as a fraction."""

    note: str
    text: str
    amount_usd: float
    change: float
    hours: float = 24.0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    title: str
    seed: int
    start: str
    now: str
    shares: _Shares
    levels: tuple[_Level, ...]
    assets: Mapping[str, _Asset]
    context: _Context | None = None
    headlines: tuple[_Headline, ...] = ()


class ScenarioHeadline(Struct, frozen=True):
    """A figure of the text that a scenario was made after, to be checked."""

    text: str
    amount_usd: float
    change: float
    window_ms: int


class ScenarioLevel(Struct, frozen=True):
    """A level that a fresh demo has: made at `since_ms`, judged by `rules` from then on."""

    asset: str
    price: float
    since_ms: int
    rules: tuple[str, ...]
    note: str


class Wall(Struct, frozen=True):
    """A price that is not undercut for a while; minutes since 1970, half-open."""

    first: int
    last: int
    low: float


class Totals(Struct, frozen=True, eq=False):
    """Liquidations of one side: USD between each minute of `edge` and the next."""

    edge: tuple[int, ...]
    usd: tuple[float, ...]


class AssetScript(Struct, frozen=True, eq=False):
    """What the file says about one asset.

    Attributes:
        tick: prices are whole multiples of it.
        lot: quantities are whole multiples of it, in the base coin.
        follows_btc: how much of every move of BTC it makes; 0 for BTC itself.
        own_noise: its own deviation: per square root of a minute for BTC, else relative to BTC's.
        volume_day: spot volume of a calm day in the base coin.
        order_usd: the size of a usual liquidation.
        funding: a fraction per 8 hours.
        long_share: accounts that are long, 0 to 1.
    """

    asset: str
    tick: float
    lot: float
    follows_btc: float
    own_noise: float
    volume_day: float
    order_usd: float
    prices: Knots
    walls: tuple[Wall, ...]
    longs: Totals
    shorts: Totals
    open_interest: Knots
    funding: Knots
    long_share: Knots


class IndexScript(Struct, frozen=True, eq=False):
    """An equity index, in fractions.

    Attributes:
        close: its last one before the scenario's now.
        follows_btc: how much of BTC's moves it makes.
        own_noise: its own deviation a day.
        own_moves: what some days (ISO) do by themselves, from their opening on.
    """

    close: float
    follows_btc: float
    own_noise: float
    own_moves: Mapping[str, float]


class HolderScript(Struct, frozen=True, eq=False):
    """A treasury; `cost_usd` None is unknown."""

    asset: str
    holder: str
    symbol: str
    coins: float
    cost_usd: float | None


class ContextScript(Struct, frozen=True, eq=False):
    """What the file says about what surrounds the coins.

    Attributes:
        rates: by series; fractions a year, points or USD.
        volatility: the VIX under "", DVOL by coin; percent a year.
        supplies: coins in circulation.
        others: the cap of all coins that are not in the file, as a part of those that are.
    """

    fear_greed: Knots
    rates: Mapping[Series, Knots]
    volatility: Mapping[str, Knots]
    indices: Mapping[Series, IndexScript]
    supplies: Mapping[str, float]
    others: float
    holders: tuple[HolderScript, ...]


class Scenario(Struct, frozen=True, eq=False):
    """A simulated market, checked and in numbers.

    Attributes:
        name: the file's name without its ending.
        start_ms: where its history begins.
        now_ms: the moment a demo starts at; what comes later is scripted, then goes on for ever.
    """

    name: str
    title: str
    seed: int
    start_ms: int
    now_ms: int
    liquidation_shares: Mapping[str, float]
    interest_shares: Mapping[str, float]
    levels: tuple[ScenarioLevel, ...]
    scripts: Mapping[str, AssetScript]
    context: ContextScript | None = None
    headlines: tuple[ScenarioHeadline, ...] = ()

    @property
    def assets(self) -> tuple[str, ...]:
        """The coins it has, in the file's order."""
        return tuple(self.scripts)


def load_scenario(path: Path) -> Scenario:
    """Read and check a scenario file.

    Raises:
        BadScenario: where it cannot be read or does not make a market.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadScenario(
            f"The scenario “{path.name}” cannot be read.", error.strerror or ""
        ) from None
    try:
        return _build(path.stem, decoder_of(_File).decode(raw))
    except msgspec.ValidationError as error:
        raise BadScenario(f"The scenario “{path.name}” is not complete: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadScenario(f"The scenario “{path.name}” is not valid JSON.", str(error)) from None
    except BadTime as error:
        raise BadScenario(f"The scenario “{path.name}” has a wrong time: {error}") from None
    except BadScenario as error:
        raise BadScenario(f"The scenario “{path.name}” cannot be used: {error.sentence}") from None


def _build(name: str, file: _File) -> Scenario:
    _demand("BTC" in file.assets, "it has no BTC, which the other coins follow.")
    now_ms, start_ms = parse_iso(file.now), parse_iso(file.start)
    _demand(now_ms % MINUTE_MS == 0, "it does not begin on a full minute.")
    scripts = {asset: _script(asset, entry) for asset, entry in file.assets.items()}
    for asset, script in scripts.items():
        first, last = script.prices.minute[[0, -1]]
        inside = first <= start_ms // MINUTE_MS < now_ms // MINUTE_MS <= last
        _demand(inside, f"the prices of {asset} do not reach from its start to its now.")
        told = script.longs.edge[-1] == now_ms // MINUTE_MS
        _demand(told, f"the liquidations of {asset} do not end at its now.")
    return Scenario(
        name=name,
        title=file.title,
        seed=file.seed,
        start_ms=start_ms,
        now_ms=now_ms,
        liquidation_shares=_shares("liquidations", file.shares.liquidations),
        interest_shares=_shares("open interest", file.shares.open_interest),
        levels=tuple(_level(level, file.assets) for level in file.levels),
        scripts=scripts,
        context=_context(file.context, file.assets) if file.context is not None else None,
        headlines=tuple(map(_headline, file.headlines)),
    )


def _headline(file: _Headline) -> ScenarioHeadline:
    makes_sense = file.amount_usd > 0 and -1 < file.change != 0 and file.hours > 0
    _demand(makes_sense, f"nothing follows from the headline “{file.text}”")
    return ScenarioHeadline(
        file.text, file.amount_usd, file.change, round(file.hours * 60) * MINUTE_MS
    )


def _context(file: _Context, assets: Mapping[str, _Asset]) -> ContextScript:
    for name, index in file.indices.items():
        _demand(name in set(INDEX_HOURS), f"{name} is no equity index that is known.")
        _demand(index.close > 0 <= index.own_noise, f"the figures of {name} make no index.")
    for name in file.rates:
        rate = name in set(Series) and CHANNEL_OF[Series(name)] is Channel.RATES
        _demand(rate, f"{name} is no rate that is known.")
    for one in file.holders:
        _demand(one.asset in assets and one.coins > 0, f"{one.holder} holds nothing that is known.")
    for asset, coins in file.supplies.coins.items():
        _demand(asset in assets and coins > 0, f"the supply of {asset} is of no coin it has.")
    return ContextScript(
        fear_greed=_curve("Fear & Greed", file.fear_greed),
        rates={Series(name): _curve(name, rows) for name, rows in file.rates.items()},
        volatility={name: _curve("volatility", rows) for name, rows in file.volatility.items()},
        indices={
            Series(name): IndexScript(one.close, one.follows_btc, one.own_noise, one.own_moves)
            for name, one in file.indices.items()
        },
        supplies=file.supplies.coins,
        others=file.supplies.others,
        holders=tuple(
            HolderScript(one.asset, one.holder, one.symbol, one.coins, one.cost_usd)
            for one in file.holders
        ),
    )


def _demand(fine: bool, sentence: str) -> None:
    if not fine:
        raise BadScenario(sentence)


def _script(asset: str, entry: _Asset) -> AssetScript:
    for field in ("tick", "lot", "own_noise", "volume_day", "order_usd"):
        _demand(getattr(entry, field).value > 0, f"{field} of {asset} is not above zero.")
    day_prices = [
        (_minute(day) + (index + 1) * _DAY_MINUTES // len(prices), price)
        for day, prices in entry.prices.rows.items()
        for index, price in enumerate(prices)
    ]
    points = [(_minute(at), price) for at, price in entry.points.rows]
    return AssetScript(
        asset=asset,
        tick=entry.tick.value,
        lot=entry.lot.value,
        follows_btc=entry.follows_btc.value,
        own_noise=entry.own_noise.value,
        volume_day=entry.volume_day.value,
        order_usd=entry.order_usd.value,
        prices=_knots(f"prices of {asset}", [*day_prices, *points]),
        walls=tuple(
            Wall(_minute(wall.since), _minute(wall.until), wall.low) for wall in entry.walls
        ),
        longs=_totals(asset, entry.liquidations, 1),
        shorts=_totals(asset, entry.liquidations, 2),
        open_interest=_curve(f"open interest of {asset}", entry.open_interest),
        funding=_curve(f"funding of {asset}", entry.funding, positive=False),
        long_share=_curve(f"long share of {asset}", entry.long_share),
    )


def _minute(text: str) -> int:
    return parse_iso(text) // MINUTE_MS


def _curve(what: str, rows: _Rows, *, positive: bool = True) -> Knots:
    return _knots(what, [(_minute(at), value) for at, value in rows.rows], positive=positive)


def _knots(what: str, points: Sequence[tuple[int, float]], *, positive: bool = True) -> Knots:
    _demand(len(points) >= 2, f"the {what} are fewer than two.")
    minutes, values = zip(*sorted(points), strict=True)
    knots = Knots(np.array(minutes, np.int64), np.array(values, np.float64))
    _demand(bool((np.diff(knots.minute) > 0).all()), f"the {what} name a time twice.")
    _demand(not positive or bool((knots.value > 0).all()), f"the {what} are not all above zero.")
    return knots


def _totals(asset: str, totals: _Totals, column: int) -> Totals:
    edge = (_minute(totals.since), *(_minute(row[0]) for row in totals.rows))
    rising = len(edge) > 1 and all(low < high for low, high in pairwise(edge))
    _demand(rising, f"the liquidations of {asset} are not in order.")
    usd = tuple(float(row[column]) for row in totals.rows)
    _demand(min(usd) >= 0, f"the liquidations of {asset} are below zero.")
    return Totals(edge, usd)


def _shares(what: str, shares: Mapping[str, float]) -> Mapping[str, float]:
    names = sorted(shares) == sorted(VENUES)
    whole = names and abs(sum(shares.values()) - 1.0) < 1e-9 and min(shares.values()) > 0
    _demand(whole, f"the shares of {what} do not divide one among {', '.join(VENUES)}.")
    return shares


def _level(level: _Level, assets: Mapping[str, _Asset]) -> ScenarioLevel:
    _demand(level.asset in assets, f"a level is about {level.asset}, which it does not have.")
    for word in level.rules:
        try:
            parse_rule(word)
        except TrackerError as error:
            raise BadScenario(error.sentence) from None
    return ScenarioLevel(
        asset=level.asset,
        price=level.price,
        since_ms=parse_iso(level.since),
        rules=level.rules,
        note=level.note,
    )
