"""CoinGecko: market caps, supply, dominance and what companies hold, by its public API, with or without a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.context import Holding, Reading, Series
from tracker.domain.health import Channel
from tracker.domain.times import H1, BadTime, parse_iso
from tracker.sources.base import (
    Answer,
    Budget,
    ChannelSpec,
    Job,
    Parsed,
    Parser,
    Poll,
    Request,
    Value,
    retry_after,
)
from tracker.sources.context import ContextSource
from tracker.sources.decode import Number, decode, moment, optional, optional_amount, positive, rows
from tracker.sources.errors import BadAnswer, RateLimited
from tracker.sources.key_specs import COINGECKO
from tracker.sources.limits import Limit

BASE = "https://api.coingecko.com/api/v3"
#: Coins on the one page that is read, by market cap.
_PAGE = 250
#: Of treasuries the largest are kept; the rest is small beside them.
LARGEST_HOLDERS = 20
#: Coins whose treasuries it lists, by its own name of them.
TREASURY_COINS: Mapping[str, str] = {"BTC": "bitcoin", "ETH": "ethereum"}
_MARKETS_S, _TREASURY_S = 600.0, 21_600.0


class _Coin(msgspec.Struct):
    symbol: str
    market_cap: Number = None
    circulating_supply: Number = None
    last_updated: str | None = None


def parse_markets(body: bytes, now_ms: int, *, watched: frozenset[str]) -> Parsed:
    """Market cap and supply of the watched coins: `GET /coins/markets?vs_currency=usd`.

    [{"id":"bitcoin","symbol":"btc","name":"Bitcoin","current_price":77671,
      "market_cap":1555886872303,"market_cap_rank":1,"circulating_supply":20030493.0,
      "total_supply":20030843.0,"max_supply":21000000.0,"roi":null,
      "last_updated":"2026-05-18T12:49:21.599Z"}]

    Largest first; of two coins of one symbol the larger is meant. 0 is a cap that is not known.
    """
    values: list[Value] = []
    told: set[str] = set()

    def build(row: _Coin) -> None:
        asset = row.symbol.upper()
        if asset not in watched or asset in told:
            return
        told.add(asset)
        at_ms = _updated(row.last_updated, now_ms)
        for series, number in (
            (Series.MARKET_CAP, optional_amount(row.market_cap, "market_cap")),
            (Series.SUPPLY, optional_amount(row.circulating_supply, "circulating_supply")),
        ):
            if number:
                values.append(_snapshot(series, asset, at_ms, number))

    _, faults = rows(decode(body, list[msgspec.Raw]), _Coin, build)
    return Parsed(values=values, faults=faults)


def _updated(text: str | None, now_ms: int) -> int:
    """When a row was made; the present where it does not say, and never later."""
    try:
        return min(parse_iso(text), now_ms) if text else now_ms
    except (BadTime, OverflowError):
        return now_ms


def _snapshot(series: Series, asset: str, at_ms: int, value: float) -> Reading:
    return Reading(CoinGecko.venue, series, asset, H1.floor(at_ms), at_ms, value, closed=False)


class _Data(msgspec.Struct):
    total_market_cap: dict[str, Number]
    market_cap_percentage: dict[str, Number]
    updated_at: Number = None


class _Global(msgspec.Struct):
    data: _Data


def parse_global(body: bytes, now_ms: int, *, watched: frozenset[str]) -> Parsed:
    """The market cap of all coins and the shares of the largest: `GET /global`.

    {"data":{"active_cryptocurrencies":17397,"markets":1476,
      "total_market_cap":{"btc":34570737.199462704,"usd":2621040321355.0405},
      "total_volume":{"usd":95133256404.37308},
      "market_cap_percentage":{"btc":57.9539332566265,"eth":9.58227145398409},
      "market_cap_change_percentage_24h_usd":-1.6081983639177684,"updated_at":1779878351}}

    Shares are percent. `updated_at` is seconds.
    """
    data = decode(body, _Global).data
    at_ms = min(moment(data.updated_at), now_ms) if data.updated_at else now_ms
    total = positive(data.total_market_cap.get("usd"), "total_market_cap")
    parsed = Parsed(values=[_snapshot(Series.TOTAL_CAP, "", at_ms, total)])
    for name, percent in data.market_cap_percentage.items():
        share = optional(percent)
        if name.upper() not in watched or share is None:
            continue
        if not 0 <= share <= 100:
            parsed.faults.append(f"{name[:9]} is {share} % of all")
            continue
        parsed.values.append(_snapshot(Series.DOMINANCE, name.upper(), at_ms, share / 100))
    return parsed


class _Company(msgspec.Struct):
    name: str
    symbol: str = ""
    total_holdings: Number = None
    total_entry_value_usd: Number = None


class _Treasury(msgspec.Struct):
    companies: list[msgspec.Raw]


def parse_treasury(body: bytes, now_ms: int, *, asset: str) -> Parsed:
    """What companies hold of a coin: `GET /companies/public_treasury/bitcoin`.

    {"total_holdings":264136,"total_value_usd":18403306939.1513,"market_cap_dominance":1.34,
      "companies":[{"name":"MicroStrategy Inc.","symbol":"NASDAQ:MSTR","country":"US",
      "total_holdings":174530,"total_entry_value_usd":4680000000,
      "total_current_value_usd":12160134022,"percentage_of_total_supply":0.831}]}

    `total_entry_value_usd` 0 is what nobody knows, not what was free. The answer has no time.
    """

    def build(row: _Company) -> Holding | None:
        coins = optional_amount(row.total_holdings, "total_holdings")
        if not coins or not row.name.strip():
            return None
        cost = optional_amount(row.total_entry_value_usd, "total_entry_value_usd") or None
        name, symbol = " ".join(row.name.split())[:80], row.symbol.strip()[:24]
        return Holding(CoinGecko.venue, asset, name, symbol, now_ms, coins, cost)

    found, faults = rows(decode(body, _Treasury).companies, _Company, build)
    if not found:
        raise BadAnswer("It answered without a single holder.")
    found.sort(key=lambda one: -one.coins)
    return Parsed(values=list(found[:LARGEST_HOLDERS]), faults=faults)


class _Status(msgspec.Struct):
    error_code: int = 0
    error_message: str = ""


class _Refusal(msgspec.Struct):
    status: _Status


class CoinGecko(ContextSource):
    """Market caps, dominance and treasuries."""

    venue = "coingecko"
    title = "CoinGecko"
    tells = frozenset({Series.MARKET_CAP, Series.SUPPLY, Series.DOMINANCE, Series.TOTAL_CAP})
    by_asset = True
    attribution = "Powered by CoinGecko"
    key = COINGECKO
    channels: ClassVar = {
        Channel.CAPS: ChannelSpec(cadence_s=_MARKETS_S),
        Channel.DOMINANCE: ChannelSpec(cadence_s=_MARKETS_S),
        Channel.TREASURIES: ChannelSpec(cadence_s=_TREASURY_S),
    }
    # Without a key 5 to 15 calls a minute were measured, shared by an address.
    budgets: ClassVar = {"public": Budget(2 / 60, 3, Limit(10, 60, is_documented=False))}

    def check(self, answer: Answer) -> None:
        """A refusal for too many calls may come with any status."""
        if answer.status >= 400 and b"error_code" in answer.body[:200]:
            try:
                status = decode(answer.body, _Refusal).status
            except BadAnswer:
                status = _Status()
            if status.error_code == 429:
                raise RateLimited(
                    "It asks to wait: too many requests.",
                    status.error_message[:200],
                    retry_after_s=retry_after(answer, default_s=60.0),
                )
        super().check(answer)

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """Caps and dominance every ten minutes, treasuries four times a day."""
        # Dominance of the two largest is worth knowing whatever is watched.
        watched = frozenset({*assets, *TREASURY_COINS})
        page: dict[str, str | int] = {
            "vs_currency": "usd",
            "order": "market_cap_desc",
            "per_page": _PAGE,
            "page": 1,
        }
        caps = self._job("/coins/markets", page, partial(parse_markets, watched=watched))
        all_coins = self._job("/global", {}, partial(parse_global, watched=watched))
        treasuries = [
            self._job(
                f"/companies/public_treasury/{name}", {}, partial(parse_treasury, asset=asset)
            )
            for asset, name in TREASURY_COINS.items()
            if asset in assets or asset == "BTC"
        ]
        return [
            Poll((Channel.DOMINANCE,), _MARKETS_S, lambda _n, _s: [all_coins]),
            Poll((Channel.CAPS,), _MARKETS_S, lambda _n, _s: [caps]),
            Poll((Channel.TREASURIES,), _TREASURY_S, lambda _n, _s: treasuries),
        ]

    @staticmethod
    def _job(path: str, params: Mapping[str, str | int], parse: Parser) -> Job:
        request = Request(f"{BASE}{path}", params, "public")
        return Job(request, parse)
