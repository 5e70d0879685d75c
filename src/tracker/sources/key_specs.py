"""The services that take a key: what each adds, how its key is sent, and how one is tried.

Keys change which sources are asked, never a figure: with and without one, totals over venues are the
same sums (docs/sources.md).
"""

from __future__ import annotations

import msgspec

from tracker.domain.translating import noted, tr
from tracker.sources.base import Answer, Request, retry_after
from tracker.sources.decode import decode
from tracker.sources.errors import BadAnswer, KeyRefused, RateLimited
from tracker.sources.keys import KeySpec, SentAs

_OTHER = noted("The answer is not {title}'s: is the gateway right?")


def _refuse_status(answer: Answer, title: str, *, no_key: tuple[int, ...] = (401, 403)) -> None:
    """Raise where the status alone says that the key is not taken, or that nothing is known of it."""
    status = answer.status
    detail = f"HTTP {status}: {answer.body[:200].decode(errors='replace')}"
    if status in no_key:
        refused = (
            tr(
                "{title} refuses this key, or this network (HTTP {status}).",
                title=title,
                status=status,
            )
            if status == 403
            else tr("{title} refuses this key (HTTP {status}).", title=title, status=status)
        )
        raise KeyRefused(refused, detail)
    if status in (418, 429):
        wait_s = retry_after(answer, default_s=60.0)
        raise RateLimited(
            tr("{title} asks to wait before the key can be tried: too many requests.", title=title),
            detail,
            retry_after_s=wait_s,
        )
    if status == 451:
        sentence = tr("{title} is not available from this country or network.", title=title)
        raise BadAnswer(sentence, detail)
    if status >= 500:
        sentence = tr(
            "{title} reports a fault of its own (HTTP {status}).", title=title, status=status
        )
        raise BadAnswer(sentence, detail)
    if status != 200:
        raise BadAnswer(tr(_OTHER, title=title), detail)


class _Exchange(msgspec.Struct):
    name: str
    code: str


def judge_coinalyze(answer: Answer) -> str:
    """`GET /v1/exchanges`: [{"name":"Binance","code":"A"}]; else {"message":"Invalid API key"}."""
    title = "Coinalyze"
    _refuse_status(answer, title, no_key=(400, 401, 403))
    try:
        exchanges = decode(answer.body, list[_Exchange])
    except BadAnswer as error:
        raise BadAnswer(tr(_OTHER, title=title), error.detail) from None
    if not exchanges:
        raise BadAnswer(tr(_OTHER, title=title), "no exchanges")
    return tr("The key works: %n exchange(s), 40 calls a minute.", "", len(exchanges))


class _Envelope(msgspec.Struct):
    code: str
    msg: str = ""


def judge_coinglass(answer: Answer) -> str:
    """`GET /api/futures/supported-coins`: {"code":"0","msg":"success","data":["BTC", ...]}.

    A refusal comes with HTTP 200 too: {"code":"30001","msg":"API key missing."}. The plan's limit a
    minute is in `API-KEY-MAX-LIMIT`, what was used of it in `API-KEY-USE-LIMIT`.
    """
    title = "CoinGlass"
    _refuse_status(answer, title, no_key=(400, 401, 403))
    try:
        envelope = decode(answer.body, _Envelope)
    except BadAnswer as error:
        raise BadAnswer(tr(_OTHER, title=title), error.detail) from None
    code, detail = envelope.code[:10], f"code {envelope.code}: {envelope.msg[:200]}"
    if code == "429":
        sentence = tr("{title} asks to wait: too many requests.", title=title)
        raise RateLimited(sentence, detail, retry_after_s=60.0)
    if code.startswith("5"):
        raise BadAnswer(
            tr("{title} reports a fault of its own (code {code}).", title=title, code=code), detail
        )
    if code != "0":
        raise KeyRefused(
            tr("{title} refuses this key (code {code}).", title=title, code=code), detail
        )
    most, used = (answer.headers.get(f"api-key-{one}-limit", "") for one in ("max", "use"))
    if not most.isdecimal():
        return tr("The key works.")
    if not used.isdecimal():
        return tr("The key works: its plan allows {most} requests a minute.", most=int(most))
    return tr(
        "The key works: its plan allows {most} requests a minute, {used} used.",
        most=int(most),
        used=int(used),
    )


class _Ping(msgspec.Struct):
    gecko_says: str = ""


def judge_coingecko(answer: Answer) -> str:
    """`GET /api/v3/ping` with a key: {"gecko_says":"(V3) To the Moon!"}.

    A wrong key is HTTP 401 with {"status":{"error_code":10002, ...}}, a paid key on this host HTTP 400
    with error 10010.
    """
    title = "CoinGecko"
    _refuse_status(answer, title, no_key=(400, 401, 403))
    try:
        ping = decode(answer.body, _Ping)
    except BadAnswer as error:
        raise BadAnswer(tr(_OTHER, title=title), error.detail) from None
    if not ping.gecko_says:
        raise BadAnswer(tr(_OTHER, title=title), "no gecko_says")
    return tr("The key works: the Demo plan allows 100 calls a minute and 10,000 a month.")


class _Series(msgspec.Struct):
    observations: list[msgspec.Raw]


def judge_fred(answer: Answer) -> str:
    """`GET /fred/series/observations`: {"count":1,"observations":[{"date":"2026-03-02","value":"4.1"}]}.

    A wrong key is HTTP 400: {"error_code":400,"error_message":"Bad Request. The value for variable
    api_key is not registered."}
    """
    title = "FRED"
    if answer.status == 400 and b"api_key" in answer.body:
        detail = answer.body[:200].decode(errors="replace")
        sentence = tr("{title} refuses this key (HTTP {status}).", title=title, status=400)
        raise KeyRefused(sentence, detail)
    _refuse_status(answer, title)
    try:
        decode(answer.body, _Series)
    except BadAnswer as error:
        raise BadAnswer(tr(_OTHER, title=title), error.detail) from None
    return tr("The key works: 120 requests a minute.")


COINALYZE = KeySpec(
    name="coinalyze",
    title="Coinalyze",
    host="api.coinalyze.net",
    field="api_key",
    sent=SentAs.HEADER,
    paid=False,
    adds=noted("Liquidations and open interest of each exchange by the hour, 30 days back."),
    where=noted("Free with an account at coinalyze.net, under API."),
    test=Request("https://api.coinalyze.net/v1/exchanges", bucket="rest"),
    judge=judge_coinalyze,
)
COINGLASS = KeySpec(
    name="coinglass",
    title="CoinGlass",
    host="open-api-v4.coinglass.com",
    field="CG-API-KEY",
    sent=SentAs.HEADER,
    paid=True,
    adds=noted("Liquidations and open interest summed over all its exchanges, 30 days back."),
    where=noted("With a paid plan at coinglass.com/pricing; the key is on the account's page."),
    test=Request("https://open-api-v4.coinglass.com/api/futures/supported-coins", bucket="rest"),
    judge=judge_coinglass,
)
COINGECKO = KeySpec(
    name="coingecko",
    title="CoinGecko",
    host="api.coingecko.com",
    field="x-cg-demo-api-key",
    sent=SentAs.HEADER,
    paid=False,
    adds=noted("A request limit of your own; without a key it is shared with your neighbours."),
    where=noted("Free (Demo plan) with an account at coingecko.com, in the developer's dashboard."),
    test=Request("https://api.coingecko.com/api/v3/ping", bucket="rest"),
    judge=judge_coingecko,
    needed=False,
)
FRED = KeySpec(
    name="fred",
    title="FRED",
    host="api.stlouisfed.org",
    field="api_key",
    sent=SentAs.QUERY,
    paid=False,
    adds=noted(
        "US rates, indices and the dollar by its documented interface instead of its tables."
    ),
    where=noted("Free with an account at fredaccount.stlouisfed.org, under API Keys."),
    test=Request(
        "https://api.stlouisfed.org/fred/series/observations",
        {"series_id": "DFF", "file_type": "json", "limit": 1, "sort_order": "desc"},
        "rest",
        needs_key=True,
    ),
    judge=judge_fred,
    needed=False,
)
#: Every service that takes a key, as the dialog and `tracker key list` have them.
KEY_SPECS = (COINALYZE, COINGLASS, COINGECKO, FRED)
