"""Bitfinex: USDt perpetuals, with every liquidation by stream and days of them over REST.

Documentation: docs.bitfinex.com. Facts and traps: docs/sources.md. Rows are positional arrays with
nulls in between, sizes are coins, times ms; errors are arrays that begin with "error".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec

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
from tracker.domain.times import DAY_MS, H1, M5, MINUTE_MS
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

BASE = "https://api-pub.bitfinex.com/v2"
STREAM = "wss://api-pub.bitfinex.com/ws/2"

_QUOTE = "F0:USTF0"
# Its own names of coins, where they are not the usual ones.
_COINS = {"ALG": "ALGO", "AMP": "AMPL", "ATO": "ATOM", "DSH": "DASH", "IOT": "IOTA", "QTM": "QTUM"}
_NAMES = {coin: name for name, coin in _COINS.items()}
# Currencies, metals, oil, volatility, dominance; "IX" ends the name of a stock index.
_NOT_COINS = frozenset(
    [
        "EUR",
        "GBP",
        "JPY",
        "TRY",
        "CHF",
        "CNH",
        "AUD",
        "CAD",
        "NZD",
        "XAG",
        "XPD",
        "XPT",
        "UKOIL",
        "BVIV",
        "EVIV",
        "BTCDOM",
    ]
)
# A page of liquidations; the hours that a page of states holds, which come about once a minute.
_LIQUIDATIONS, _STATE_HOURS, _STATES = 500, 80, 5000
#: How far each poll reads back: a trigger without a price is priced by a match that comes later.
_MATCHES_MS = 10 * MINUTE_MS
_BACKLOG_MS = 3 * DAY_MS
_Known = Mapping[str, Market]
_Row = list[Number]


def _part(row: _Row, index: int) -> Number:
    """One column; absent where the row is shorter, as rows of earlier years are."""
    return row[index] if index < len(row) else None


# Columns of a state, counted without the key that stands before it in `status/deriv`.
_AT, _SPOT, _NEXT, _RATE, _MARK, _INTEREST = 0, 3, 7, 11, 14, 17


def _state(market: Market, row: _Row) -> tuple[Mark | None, Funding | None, OpenInterest | None]:
    """Mark, the funding of the period that runs, and one-sided open interest in coins."""
    at_ms = moment(_part(row, _AT))
    price = optional_price(_part(row, _MARK), "mark")
    mark = funding = interest = None
    if price is not None:
        mark = Mark(market, at_ms, price, optional_price(_part(row, _SPOT), "spot"))
    rate, settles = optional(_part(row, _RATE)), optional(_part(row, _NEXT))
    if rate is not None and settles:
        funding = Funding(market, moment(settles), rate, market.funding_h, settled=False)
    coin = optional_amount(_part(row, _INTEREST), "open interest")
    if coin is not None:
        interest = OpenInterest(market, at_ms, coin, coin * price if price else None)
    return mark, funding, interest


def parse_status(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Mark, funding and open interest of several contracts: `GET /status/deriv?keys=…`.

    [["tBTCF0:USTF0",1691165059000,null,29297.851276225,29277.5,null,36950860.76010306,null,
      1691193600000,5.27e-06,82,null,0.00014548,null,null,29278.8925,null,null,9636.07644994,null,
      null,null,0.0005,0.0025]]

    In order: key, time, -, last, spot, -, insurance fund, -, next funding time, accrued so far,
    step, -, funding of the period, -, -, mark, -, -, open interest in coins.
    """
    del now_ms
    values: list[Value] = []

    def build(row: _Row) -> None:
        market = known.get(str(_part(row, 0)))
        if market is not None:
            values.extend(one for one in _state(market, row[1:]) if one is not None)

    _, faults = rows(decode(body, list[msgspec.Raw]), _Row, build)
    return Parsed(values=values, faults=faults)


def parse_status_history(body: bytes, now_ms: int, *, market: Market) -> Parsed:
    """Past open interest and settled funding: `GET /status/deriv/{key}/hist`, without the key.

    [[1706295191000,null,42152.425382,42133,null,37671589.7853521,null,1706313600000,0.00018734,
      3343,null,7.587e-05,null,null,42134.1,null,null,5775.20348804,null,null,null,0.0005,0.0025]]

    Rows come about once a minute; one of five minutes is kept. A rate is settled once its period
    is over; the last row before that tells it.
    """
    interests: dict[int, OpenInterest] = {}
    fundings: dict[int, tuple[int, Funding]] = {}

    def build(row: _Row) -> None:
        _, funding, interest = _state(market, row)
        at_ms = moment(_part(row, _AT))
        if interest is not None:
            place = M5.floor(at_ms)
            first = interests.setdefault(place, interest)
            if interest.at_ms < first.at_ms:
                interests[place] = interest
        if funding is not None and funding.settles_ms <= now_ms:
            known = fundings.get(funding.settles_ms)
            if known is None or at_ms > known[0]:
                fundings[funding.settles_ms] = (at_ms, funding)

    _, faults = rows(decode(body, list[msgspec.Raw]), _Row, build)
    values: list[Value] = [interests[place] for place in sorted(interests)]
    for settles_ms in sorted(fundings):
        rate = fundings[settles_ms][1].rate
        values.append(Funding(market, settles_ms, rate, market.funding_h, settled=True))
    return Parsed(values=values, faults=faults)


def parse_tickers(body: bytes, now_ms: int, *, known: _Known) -> Parsed:
    """Last price and the 24 hours before it: `GET /tickers?symbols=…`; volume in coins.

    [["tBTCUSD",10645,73.93854271,10647,75.22266119,731.60645389,0.0738,10644.00645389,
      14480.89849423,10766,9889.1449809]]

    In order: symbol, bid, size, ask, size, change, change as a fraction, last, volume, high, low.
    The answer carries no time; it is dated by the venue's clock.
    """

    def build(row: _Row) -> Ticker | None:
        market = known.get(str(_part(row, 0)))
        if market is None:
            return None
        last, change = positive(_part(row, 7), "last"), optional(_part(row, 5))
        volume = optional_amount(_part(row, 8), "volume")
        return Ticker(
            market=market,
            at_ms=now_ms,
            last=last,
            open_24h=last - change if change is not None and change < last else None,
            high_24h=optional_price(_part(row, 9), "high"),
            low_24h=optional_price(_part(row, 10), "low"),
            volume_24h=volume,
            volume_24h_usd=volume * last if volume is not None else None,
        )

    values, faults = rows(decode(body, list[msgspec.Raw]), _Row, build)
    return Parsed(values=list(values), faults=faults)


class _Position(msgspec.Struct, array_like=True):
    kind: str
    position: int
    at_ms: Number
    gap: None
    symbol: str
    amount: Number
    base_price: Number
    gap_too: None
    is_match: int
    is_market_sold: int
    gap_as_well: None = None
    price: Number = None


def _liquidations(positions: Iterable[_Position], known: _Known) -> Parsed:
    """What was liquidated: the triggers, with the price at which they were taken over.

    The sign of the amount is the position's: above zero a long. A trigger is the whole position;
    its later matches are parts of it and are not counted. Where a trigger has no price, its first
    match says it; where there is none yet, a later reading will.
    """
    parsed = Parsed()
    prices: dict[int, tuple[int, float]] = {}
    triggers: list[_Position] = []
    for row in positions:
        price = optional_price(row.price, "price")
        if row.is_match and price is not None:
            match = (moment(row.at_ms), price)
            prices[row.position] = min(match, prices.get(row.position, match))
        elif not row.is_match:
            triggers.append(row)
    for row in triggers:
        market = known.get(row.symbol)
        if market is None:
            parsed.dropped += 1
            continue
        price = optional_price(row.price, "price")
        if price is None and row.position in prices:
            price = prices[row.position][1]
        amount = required(row.amount, "amount")
        if price is not None and amount != 0:
            parsed.values.append(
                Liquidation(
                    market=market,
                    at_ms=moment(row.at_ms),
                    side=Side.LONG if amount > 0 else Side.SHORT,
                    price=price,
                    quantity=abs(amount),
                    notional_usd=abs(amount) * price,
                )
            )
    return parsed


def _checked(row: _Position) -> _Position:
    """A row whose figures can be true."""
    if row.kind != "pos" or row.is_match not in (0, 1):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"{row.kind} {row.is_match}")
    moment(row.at_ms)
    optional_price(row.price, "price")
    required(row.amount, "amount")
    return row


class _Wrapped(msgspec.Struct, array_like=True):
    position: msgspec.Raw


def parse_liquidations(
    body: bytes, now_ms: int, *, known: _Known, since_ms: int, until_ms: int | None
) -> Parsed:
    """Liquidations of all contracts, newest first, back to `since_ms`: `GET /liquidations/hist`.

    [[["pos",158793100,1678465351520,null,"tAMPF0:USTF0",1e-8,1.0093,null,0,1,null,1.0098]]]

    In order: "pos", position, time, -, symbol, amount in coins, the position's ENTRY price, -,
    1 where it is a match, 1 where sold into the market, -, the price it was taken over at.
    Margin positions of the spot market are among them and are not counted.
    """
    del now_ms

    def unwrap(row: _Wrapped) -> _Position:
        return _checked(decode(bytes(row.position), _Position))

    raws = decode(body, list[msgspec.Raw])
    positions, faults = rows(raws, _Wrapped, unwrap)
    parsed = _liquidations(positions, known)
    parsed.faults = faults
    if positions:
        oldest_ms = min(moment(row.at_ms) for row in positions)
        if len(raws) >= _LIQUIDATIONS and oldest_ms > since_ms:
            # One ms of overlap, for the others of that ms; unless the page held only that ms.
            end_ms = oldest_ms if until_ms is None or oldest_ms < until_ms else oldest_ms - 1
            parsed.next = liquidations_job(known, since_ms, end_ms)
    return parsed


def liquidations_job(known: _Known, since_ms: int, until_ms: int | None = None) -> Job:
    """One page; both ends are inclusive."""
    params: dict[str, str | int] = {"start": since_ms, "sort": -1, "limit": _LIQUIDATIONS}
    if until_ms is not None:
        params["end"] = until_ms
    request = Request(f"{BASE}/liquidations/hist", params, "liquidations")
    parse = partial(parse_liquidations, known=known, since_ms=since_ms, until_ms=until_ms)
    return Job(request, parse)


class _Listed(msgspec.Struct, array_like=True):
    pair: str


def parse_instruments(body: bytes, now_ms: int) -> Parsed:
    """Perpetuals on coins that are quoted in USDt: `GET /conf/pub:info:pair:futures`.

    [[["AAVEF0:USTF0",[null,null,null,"0.02","5000.0",null,null,null,0.01,0.005]]]]
    """
    del now_ms

    def build(row: _Listed) -> Market | None:
        name = row.pair.removesuffix(_QUOTE)
        if name == row.pair or name.startswith("TEST") or name.endswith("IX") or not name:
            return None
        if name in _NOT_COINS:
            return None
        return _market(name)

    (pairs,) = decode(body, tuple[list[msgspec.Raw]])
    markets, faults = rows(pairs, _Listed, build)
    return Parsed(values=list(markets), faults=faults)


def _market(name: str) -> Market:
    asset = _COINS.get(name, name)
    symbol = f"t{name}{_QUOTE}"
    return Market(Bitfinex.venue, symbol, asset, Contract.LINEAR, funding_h=8.0)


class _Event(msgspec.Struct):
    event: str
    msg: str = ""
    code: int | None = None


class _Push(msgspec.Struct, array_like=True):
    channel: int
    content: msgspec.Raw


def parse_frame(frame: bytes | str, now_ms: int, *, known: _Known, stated: Market) -> Parsed:
    """Liquidations; heartbeats, and the states of one contract, prove the connection alive.

    [386841,[["pos",143683674,1593522802742,null,"tBTCF0:USTF0",0.00268657,9135.972557016,null,0,1,
      null,9080]]]
    [23928,[1590596819000,null,9166.30324769,9169.35,null,1372762.95402242,null,1590624000000,
      -1.415e-05,533,null,0,null,null,9170.3525,null,null,3005.25851857]]
    [386841,"hb"]
    {"event":"error","msg":"symbol: invalid","code":10300}

    A frame names its channel by a number that only the answer to the subscription explains, so
    one connection listens to the states of one contract, `stated`.
    """
    del now_ms
    raw = frame.encode(errors="replace") if isinstance(frame, str) else frame
    if raw.lstrip()[:1] == b"{":
        event = decode(raw, _Event)
        if event.event == "error":
            reason = f"{event.code}: {event.msg[:200]}"
            return Parsed(error="It refused a subscription.", faults=[reason])
        return Parsed()
    content = bytes(decode(raw, _Push).content)
    alive = (Channel.LIQUIDATIONS,)
    if content == b'"hb"':
        return Parsed(heard=alive)
    parts = decode(content, list[msgspec.Raw])
    if parts and bytes(parts[0])[:1] == b"[":
        positions, faults = rows(parts, _Position, _checked)
        parsed = _liquidations(positions, known)
        parsed.faults, parsed.heard = faults, alive
        return parsed
    row = decode(content, _Row)
    moment(_part(row, _AT))
    values = [one for one in _state(stated, row) if one is not None]
    return Parsed(values=list(values), heard=alive)


class Bitfinex(Source):
    """USDt perpetuals."""

    venue = "bitfinex"
    title = "Bitfinex"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None,
            feed=FeedKind.COMPLETE,
            backlog_ms=_BACKLOG_MS,
            unit="coins; above zero was a long",
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="coins, taken as one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=30),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    # One page carries open interest and settled funding alike.
    histories: ClassVar = {Channel.OI: History(_STATE_HOURS, intervals=(H1,))}
    # Of an endpoint and minute.
    budgets: ClassVar = {
        "liquidations": Budget(1 / 60, 1, Limit(3, 60)),
        "status": Budget(0.4, 12, Limit(90, 60)),
        "market": Budget(0.4, 12, Limit(90, 60)),
    }

    def market(self, asset: str) -> Market:
        """BTC is tBTCF0:USTF0."""
        return _market(_NAMES.get(asset, asset))

    def check(self, answer: Answer) -> None:
        """Errors are arrays, mostly with HTTP 500: ["error",10020,"limit: invalid"]."""
        if answer.body[:16].lstrip().startswith(b'["error"'):
            _, code, text = decode(answer.body, tuple[str, int, str])
            detail = f"HTTP {answer.status}: {code} {text[:200]}"
            if code == 11010:
                raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=60)
            if code == 10020:
                raise Refused("It refused the question.", detail)
            raise BadAnswer("It answered with an error.", detail)
        super().check(answer)

    def instruments(self) -> Job | None:
        """All pairs of futures in one call."""
        return Job(
            Request(f"{BASE}/conf/pub:info:pair:futures", bucket="market"), parse_instruments
        )

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """States and tickers of all watched contracts in one call each, and what was liquidated."""
        if not markets:
            return ()
        known = {market.symbol: market for market in markets}
        symbols = ",".join(known)
        status = Job(
            Request(f"{BASE}/status/deriv", {"keys": symbols}, "status"),
            partial(parse_status, known=known),
        )
        tickers = Job(
            Request(f"{BASE}/tickers", {"symbols": symbols}, "market"),
            partial(parse_tickers, known=known),
        )

        def liquidations(now_ms: int, since_ms: int | None) -> list[Job]:
            back_ms = now_ms - _BACKLOG_MS if since_ms is None else since_ms - _MATCHES_MS
            return [liquidations_job(known, back_ms)]

        return [
            Poll((Channel.OI, Channel.FUNDING), 30, lambda _n, _s: [status]),
            Poll((Channel.TICKERS,), 30, lambda _n, _s: [tickers]),
            Poll((Channel.LIQUIDATIONS,), 60, liquidations),
        ]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """All liquidations as they happen, and the states of the first watched contract."""
        if not markets:
            return ()
        keys = ["liq:global", f"deriv:{markets[0].symbol}"]
        everything = {**known, **{market.symbol: market for market in markets}}
        return [
            Stream(
                name="status",
                url=STREAM,
                channels=(Channel.LIQUIDATIONS,),
                proof_s=15,
                parse=partial(parse_frame, known=everything, stated=markets[0]),
                hello=tuple(
                    json.dumps({"event": "subscribe", "channel": "status", "key": key})
                    for key in keys
                ),
                ping=('{"event":"ping"}', 30),
            )
        ]

    def history(self, page: Page) -> Job:
        """Newest first, so that a page cut by its limit lacks its oldest part."""
        params: dict[str, str | int] = {
            "start": page.start_ms,
            "end": page.end_ms - 1,
            "sort": -1,
            "limit": _STATES,
        }
        request = Request(f"{BASE}/status/deriv/{page.market.symbol}/hist", params, "status")
        return Job(request, partial(parse_status_history, market=page.market))
