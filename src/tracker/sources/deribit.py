"""Deribit: perpetuals in coins (BTC, ETH) and USDC (the others), with every liquidation as a trade.

Documentation: docs.deribit.com. Facts and traps: docs/sources.md. JSON-RPC over GET and WebSocket;
sizes of inverse contracts are USD, those of linear ones coins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from tracker.domain.context import Reading, Series
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1
from tracker.sources.base import (
    Answer,
    Budget,
    ChannelSpec,
    History,
    Job,
    Page,
    Parsed,
    Poll,
    Request,
    Source,
    Stream,
    Value,
    retry_after,
)
from tracker.sources.decode import (
    Number,
    decode,
    moment,
    optional,
    optional_amount,
    optional_price,
    positive,
    required,
    rows,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.limits import Limit

BASE = "https://www.deribit.com/api/v2/public"
STREAM = "wss://www.deribit.com/ws/api/v2"

_END = "-PERPETUAL"
_VOLATILITY_S = 300.0
#: Coins whose perpetual in the coin itself is the main one; the others are traded in USDC.
_INVERSE = ("BTC", "ETH")
_Known = Mapping[str, Market]
_NOTHING = msgspec.Raw()


class _Fault(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Envelope(msgspec.Struct):
    jsonrpc: str
    result: msgspec.Raw = _NOTHING
    error: _Fault | None = None
    usOut: Number = None
    method: str = ""
    params: msgspec.Raw = _NOTHING


def open_envelope(body: bytes) -> tuple[bytes, int | None]:
    """The result, and the venue's time in ms.

    {"jsonrpc":"2.0","result":[...],"usIn":1654340303741682,"usOut":1654340303741855,"usDiff":173,
     "testnet":false}

    Raises:
        SourceError: the one the error stands for, or BadAnswer where there is no result.
    """
    envelope = decode(body, _Envelope)
    if envelope.error is not None:
        detail = f"code {envelope.error.code}: {envelope.error.message[:200]}"
        if envelope.error.code == 10028:
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=10)
        if envelope.error.code == -32602:
            raise Refused("It refused the question.", detail)
        raise BadAnswer("It answered with an error.", detail)
    if not bytes(envelope.result):
        raise BadAnswer("It answered without data.")
    return bytes(envelope.result), moment(envelope.usOut) if envelope.usOut else None


class _Summary(msgspec.Struct):
    instrument_name: str
    creation_timestamp: Number
    last: Number = None
    high: Number = None
    low: Number = None
    price_change: Number = None
    volume: Number = None
    volume_usd: Number = None
    mark_price: Number = None
    estimated_delivery_price: Number = None
    open_interest: Number = None
    current_funding: Number = None


def parse_summaries(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Price, mark, open interest and funding of a currency: `GET /get_book_summary_by_currency`.

    "result":[{"volume_usd":223275080.0,"volume":7539.21,"quote_currency":"USD",
      "price_change":-0.369,"open_interest":560105870,"mid_price":29700.75,"mark_price":29700.53,
      "low":29266.5,"last":29698.0,"instrument_name":"BTC-PERPETUAL","high":29934.0,
      "funding_8h":0.00000214,"estimated_delivery_price":29695.49,"current_funding":0.0,
      "creation_timestamp":1654340303741,"base_currency":"BTC"}]

    Open interest is USD of inverse contracts and coins of linear ones; volume is coins of both.
    `estimated_delivery_price` of a perpetual is the index; `price_change` is percent.
    """
    del now_ms
    result, venue_ms = open_envelope(body)
    values: list[Value] = []

    def build(row: _Summary) -> None:
        market = known.get(row.instrument_name)
        if market is not None:
            values.extend(_summary_values(market, row))

    _, faults = rows(decode(result, list[msgspec.Raw]), _Summary, build)
    return Parsed(values=values, faults=faults, venue_ms=venue_ms)


def _summary_values(market: Market, row: _Summary) -> list[Value]:
    at_ms = moment(row.creation_timestamp)
    values: list[Value] = []
    last, change = optional_price(row.last, "last"), optional(row.price_change)
    if last is not None:
        values.append(
            Ticker(
                market=market,
                at_ms=at_ms,
                last=last,
                open_24h=last / (1 + change / 100) if change is not None and change > -99 else None,
                high_24h=optional_price(row.high, "high"),
                low_24h=optional_price(row.low, "low"),
                volume_24h=optional_amount(row.volume, "volume"),
                volume_24h_usd=optional_amount(row.volume_usd, "volume_usd"),
            )
        )
    mark = optional_price(row.mark_price, "mark_price")
    if mark is not None:
        index = optional_price(row.estimated_delivery_price, "estimated_delivery_price")
        values.append(Mark(market, at_ms, mark, index))
    size = optional_amount(row.open_interest, "open_interest")
    if size is not None:
        values.append(open_interest(market, at_ms, size, mark))
    rate = optional(row.current_funding)
    if rate is not None:
        # It is paid all the time; the venue's own history counts it by hours.
        settles_ms = H1.floor(at_ms) + H1.ms
        values.append(Funding(market, settles_ms, rate, market.funding_h, settled=False))
    return values


def open_interest(market: Market, at_ms: int, size: float, mark: float | None) -> OpenInterest:
    """One-sided: USD of inverse contracts, coins of linear ones; the other by the mark price."""
    if market.contract is Contract.INVERSE:
        return OpenInterest(market, at_ms, size / mark if mark else None, size)
    return OpenInterest(market, at_ms, size, size * mark if mark else None)


class _Volatilities(msgspec.Struct):
    data: list[msgspec.Raw]


class _Volatility(msgspec.Struct, array_like=True):
    at: Number
    open: Number
    high: Number
    low: Number
    close: Number


def parse_volatility(body: bytes, now_ms: int, *, asset: str) -> Parsed:
    """DVOL, what options expect of the next 30 days: `GET /get_volatility_index_data`.

    "result":{"data":[[1770886800000,58.21,58.9,57.8,58.44]],"continuation":null}

    Hours by when they begin: open, high, low, close, in percent a year. The last one still runs.
    """
    result, venue_ms = open_envelope(body)

    def build(row: _Volatility) -> Reading:
        slot_ms, value = moment(row.at), positive(row.close, "close")
        end_ms = slot_ms + H1.ms
        at_ms = min(end_ms, max(now_ms, slot_ms))
        return Reading(
            Deribit.venue, Series.DVOL, asset, slot_ms, at_ms, value, closed=end_ms <= now_ms
        )

    values, faults = rows(decode(result, _Volatilities).data, _Volatility, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _FundingPoint(msgspec.Struct):
    timestamp: Number
    interest_1h: Number


def parse_funding(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """What was paid hour by hour: `GET /get_funding_rate_history`.

    "result":[{"timestamp":1569891600000,"index_price":8222.87,"prev_index_price":8305.72,
      "interest_8h":-9.234260068476106e-05,"interest_1h":-4.739622041017375e-07}]

    `timestamp` ends the hour; `interest_8h` is the sum of the eight hours up to it.
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _FundingPoint) -> Funding:
        rate = required(row.interest_1h, "interest_1h")
        return Funding(market, moment(row.timestamp), rate, 1.0, settled=True)

    values, faults = rows(decode(result, list[msgspec.Raw]), _FundingPoint, build)
    return Parsed(values=list(values), faults=faults, venue_ms=venue_ms)


class _Instrument(msgspec.Struct):
    instrument_name: str
    base_currency: str
    is_active: bool = False
    settlement_period: str = ""


def parse_instruments(body: bytes, now_ms: int) -> Parsed:
    """The main perpetual of each coin: `GET /get_instruments?currency=any&kind=future`.

    "result":[{"price_index":"btc_usd","kind":"future","instrument_name":"BTC-PERPETUAL",
      "instrument_type":"reversed","is_active":true,"contract_size":10.0,
      "settlement_currency":"BTC","settlement_period":"perpetual","base_currency":"BTC",
      "quote_currency":"USD"}]

    Dated futures, and the second perpetual of a coin that has two, are left out.
    """
    del now_ms
    result, venue_ms = open_envelope(body)

    def build(row: _Instrument) -> Market | None:
        if row.settlement_period != "perpetual" or not row.is_active or not row.base_currency:
            return None
        market = _market(row.base_currency)
        return market if market.symbol == row.instrument_name else None

    markets, faults = rows(decode(result, list[msgspec.Raw]), _Instrument, build)
    return Parsed(values=list(markets), faults=faults, venue_ms=venue_ms)


def _market(asset: str) -> Market:
    if asset in _INVERSE:
        return Market(Deribit.venue, f"{asset}{_END}", asset, Contract.INVERSE, funding_h=8.0)
    symbol = f"{asset}_USDC{_END}"
    return Market(Deribit.venue, symbol, asset, Contract.LINEAR, funding_h=8.0)


def parse_time(body: bytes, now_ms: int) -> Parsed:
    """`GET /get_time`: {"jsonrpc":"2.0","id":1,"result":1733338800000}."""
    del now_ms
    result, _ = open_envelope(body)
    return Parsed(venue_ms=moment(decode(result, int)))


class _Trade(msgspec.Struct):
    instrument_name: str
    timestamp: Number
    direction: str
    price: Number
    amount: Number
    liquidation: str = ""


class _LiveTicker(msgspec.Struct):
    instrument_name: str
    timestamp: Number
    mark_price: Number = None
    index_price: Number = None


class _Push(msgspec.Struct):
    channel: str
    data: msgspec.Raw


def parse_frame(frame: bytes | str, now_ms: int, *, known: _Known) -> Parsed:
    """Liquidations among the trades, and the ticker that proves the connection alive.

    {"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.raw","data":[
      {"trade_seq":40781986,"trade_id":"66460463","timestamp":1584058044032,"tick_direction":3,
       "price":4469.5,"liquidation":"T","instrument_name":"BTC-PERPETUAL","index_price":4805.41,
       "direction":"sell","amount":1120}]}}
    {"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-PERPETUAL.100ms",
      "data":{"timestamp":1765541474086,"state":"open","index_price":92263.55,
       "instrument_name":"BTC-PERPETUAL","last_price":92283.5,"open_interest":1132329370.0,
       "mark_price":92281.78,"current_funding":0.0,"funding_8h":0.00001742}}}
    {"jsonrpc":"2.0","id":1,"error":{"code":10028,"message":"too_many_requests","data":null}}
    """
    del now_ms
    outer = decode(frame, _Envelope)
    if outer.error is not None:
        reason = f"{outer.error.code}: {outer.error.message[:200]}"
        return Parsed(error="It refused a subscription.", faults=[reason])
    if outer.method != "subscription":
        return Parsed()
    push = decode(bytes(outer.params), _Push)
    parsed = Parsed(heard=(Channel.LIQUIDATIONS,))
    if push.channel.startswith("trades."):
        _read_trades(parsed, bytes(push.data), known)
    elif push.channel.startswith("ticker."):
        row = decode(bytes(push.data), _LiveTicker)
        market, mark = known.get(row.instrument_name), optional_price(row.mark_price, "mark_price")
        if market is not None and mark is not None:
            index = optional_price(row.index_price, "index_price")
            parsed.values.append(Mark(market, moment(row.timestamp), mark, index))
    return parsed


def _read_trades(parsed: Parsed, data: bytes, known: _Known) -> None:
    """One liquidation each of the same contract, moment, side and price: what one order took."""
    amounts: dict[tuple[Market, int, Side, float], float] = {}

    def build(row: _Trade) -> None:
        sides = liquidated(row.liquidation, row.direction)
        market = known.get(row.instrument_name)
        if market is None:
            parsed.dropped += bool(sides)
            return
        for side in sides:
            key = (market, moment(row.timestamp), side, positive(row.price, "price"))
            amounts[key] = amounts.get(key, 0.0) + positive(row.amount, "amount")

    _, parsed.faults = rows(decode(data, list[msgspec.Raw]), _Trade, build)
    for (market, at_ms, side, price), amount in amounts.items():
        inverse = market.contract is Contract.INVERSE
        quantity = amount / price if inverse else amount
        usd = amount if inverse else amount * price
        parsed.values.append(Liquidation(market, at_ms, side, price, quantity, usd))


def liquidated(who: str, direction: str) -> list[Side]:
    """The positions that a trade liquidated: the taker's ("T"), the maker's ("M"), both, or none.

    `direction` is the taker's: a taker that sells closes a long, and the maker opposite a short.
    """
    if not who:
        return []
    if direction not in ("buy", "sell") or who not in ("T", "M", "MT"):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"{who[:9]} {direction[:9]}")
    taker, maker = (Side.LONG, Side.SHORT) if direction == "sell" else (Side.SHORT, Side.LONG)
    return [side for letter, side in (("T", taker), ("M", maker)) if letter in who]


class Deribit(Source):
    """Perpetuals; of BTC and ETH those in the coin."""

    venue = "deribit"
    title = "Deribit"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None,
            feed=FeedKind.COMPLETE,
            unit="USD, coins of contracts in USDC; a taker's sell closed a long",
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="USD, coins of contracts in USDC, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=30),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
        Channel.VOLATILITY: ChannelSpec(cadence_s=_VOLATILITY_S),
    }
    histories: ClassVar = {Channel.FUNDING: History(500)}
    # A pool of 50 000 credits an address, refilled with 10 000 a second; a question costs 500 and
    # the list of instruments 10 000. Counted in questions.
    budgets: ClassVar = {"credits": Budget(8, 40, Limit(100, 5, is_pool=True))}

    def market(self, asset: str) -> Market:
        """BTC is BTC-PERPETUAL, SOL is SOL_USDC-PERPETUAL."""
        return _market(asset)

    def check(self, answer: Answer) -> None:
        """The pool refills within seconds."""
        if answer.status == 429:
            wait = retry_after(answer, default_s=10)
            detail = answer.body[:200].decode(errors="replace")
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=wait)
        super().check(answer)

    def instruments(self) -> Job | None:
        """All futures in one call."""
        params = {"currency": "any", "kind": "future", "expired": "false"}
        request = Request(f"{BASE}/get_instruments", params, "credits", weight=20)
        return Job(request, parse_instruments)

    def clock(self) -> Job | None:
        """Server time."""
        return Job(Request(f"{BASE}/get_time", bucket="credits"), parse_time)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """One call a currency carries price, mark, open interest and funding."""
        known = {market.symbol: market for market in markets}
        currencies = {
            market.asset if market.contract is Contract.INVERSE else "USDC": None
            for market in markets
        }
        jobs = [
            Job(
                Request(
                    f"{BASE}/get_book_summary_by_currency",
                    {"currency": currency, "kind": "future"},
                    "credits",
                ),
                partial(parse_summaries, known=known),
            )
            for currency in currencies
        ]
        if not jobs:
            return ()
        channels = (Channel.TICKERS, Channel.OI, Channel.FUNDING)
        return [
            Poll(channels, 30, lambda _n, _s: jobs),
            Poll((Channel.VOLATILITY,), _VOLATILITY_S, _volatility_jobs),
        ]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """Trades of the watched contracts, and the ticker of one as the proof of life."""
        del known
        if not markets:
            return ()
        channels = [f"trades.{market.symbol}.100ms" for market in markets]
        channels.append(f"ticker.{markets[0].symbol}.100ms")
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="public",
                url=STREAM,
                channels=(Channel.LIQUIDATIONS,),
                proof_s=5,
                parse=partial(parse_frame, known=mine),
                hello=(_call(1, "public/subscribe", {"channels": channels}),),
                ping=(_call(2, "public/test", {}), 20),
            )
        ]

    def history(self, page: Page) -> Job:
        """Funding hour by hour; both ends are inclusive."""
        params: dict[str, str | int] = {
            "instrument_name": page.market.symbol,
            "start_timestamp": page.start_ms,
            "end_timestamp": page.end_ms - 1,
        }
        request = Request(f"{BASE}/get_funding_rate_history", params, "credits")
        return Job(request, partial(parse_funding, market=page.market))


def _volatility_jobs(now_ms: int, since_ms: int | None) -> list[Job]:
    """DVOL of its two coins, whatever is watched: of two days, or since the last time."""
    start_ms = H1.floor(now_ms - 2 * DAY_MS if since_ms is None else since_ms) - H1.ms
    return [
        Job(
            Request(
                f"{BASE}/get_volatility_index_data",
                {
                    "currency": asset,
                    "start_timestamp": start_ms,
                    "end_timestamp": now_ms,
                    "resolution": H1.seconds,
                },
                "credits",
            ),
            partial(parse_volatility, asset=asset),
        )
        for asset in _INVERSE
    ]


def _call(number: int, method: str, params: Mapping[str, object]) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
