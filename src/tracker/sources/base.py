"""What a venue is to the rest of Tracker: a class that declares what it can do.

A venue is one file with one subclass of `Source` and pure `parse_*` functions. Everything outside
that file asks the class: which channels it has, what to poll, what to listen to, which history it
can give. Nothing outside names a venue. See docs/add-a-source.md.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC
from typing import TYPE_CHECKING, ClassVar, Protocol

from msgspec import Struct, field

from tracker.domain.candle import Candle
from tracker.domain.context import Holding, Reading
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import Interval
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    KeyRefused,
    RateLimited,
    Refused,
    SourceError,
)
from tracker.sources.limits import Gauge, Limit

if TYPE_CHECKING:
    from tracker.sources.keys import KeySpec

Value = (
    Candle
    | Ticker
    | Mark
    | OpenInterest
    | Funding
    | LongShortRatio
    | Liquidation
    | LiquidationBucket
    | Market
    | Reading
    | Holding
)


class Request(Struct, frozen=True):
    """One HTTP question, as the venue documents it; the wire adds gateway, limits and retries.

    Attributes:
        bucket: the name of the budget it counts against (see `Source.budgets`).
        weight: what it costs there.
        needs_key: nobody is answered there without the service's key; without one nothing is sent.
        body: JSON that is sent by POST, where the venue is asked so; None asks by GET.
    """

    url: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    bucket: str = ""
    weight: float = 1.0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    needs_key: bool = False


class Answer(Struct, frozen=True):
    """What came back, before anybody judged it. Header names are lower case.

    `budget_used` is the share of the venue's request budget that is used now, where one is kept.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    budget_used: float | None = None


class Parsed(Struct):
    """What a parser made of one answer or frame.

    Attributes:
        values: what it says.
        heard: channels that this proves alive although it carries no event of theirs.
        faults: why single rows were refused; the rest was kept.
        next: the next page, where there is one.
        venue_ms: the venue's own clock, where the answer tells it.
        error: the venue's refusal of a subscription, as a sentence.
        dropped: events about instruments we do not know.
        reply: a text frame that the venue wants back on this stream (a pong with its own number).
    """

    values: list[Value] = field(default_factory=list)
    heard: tuple[Channel, ...] = ()
    faults: list[str] = field(default_factory=list)
    next: Job | None = None
    venue_ms: int | None = None
    error: str | None = None
    dropped: int = 0
    reply: str | None = None


#: Parses a body; the second argument is the venue's present time in UTC ms.
Parser = Callable[[bytes, int], Parsed]


class Job(Struct, frozen=True):
    """A request and the pure function that reads its answer.

    `keyless` is asked instead where the request needs a key and none can be sent.
    """

    request: Request
    parse: Parser
    keyless: Job | None = None


class Poll(Struct, frozen=True):
    """Something asked again and again.

    `jobs(now_ms, since_ms)` are sent one after the other; `since_ms` is when the poll last
    succeeded, None before that: a poll of events pages back to it.
    """

    channels: tuple[Channel, ...]
    every_s: float
    jobs: Callable[[int, int | None], Sequence[Job]]


class Stream(Struct, frozen=True):
    """One WebSocket connection.

    Attributes:
        channels: what arrives on it.
        proof_s: how often at least something arrives on it while it is alive; three times that
            without a frame and its channels count as stale.
        hello: text frames sent after connecting.
        ping: a text frame and how often to send it, where the venue wants its own; what answers a
            ping of the venue's is `Parsed.reply`.
        parse: reads one frame; the second argument is the venue's present time in UTC ms. What
            comes packed with gzip was unpacked by the wire.
    """

    name: str
    url: str
    channels: tuple[Channel, ...]
    proof_s: float
    parse: Callable[[bytes | str, int], Parsed]
    hello: tuple[str, ...] = ()
    ping: tuple[str, float] | None = None


class ChannelSpec(Struct, frozen=True):
    """What a venue declares about one of its channels.

    Attributes:
        cadence_s: how often a datum is expected; None where events come as they may.
        feed: for liquidations, how much of the truth it carries.
        backlog_ms: how far back a poll of this channel reads each time (events by REST).
        unit: what the venue counts it in, before it is made coins and USD of one side.
    """

    cadence_s: float | None
    feed: FeedKind | None = None
    backlog_ms: int = 0
    unit: str = ""


class History(Struct, frozen=True):
    """How a venue serves the past of one channel.

    Attributes:
        page_rows: the most rows of one answer.
        reach_ms: how far back it goes; None: as far as anybody wants.
        reach_rows: the same as a number of rows, where it depends on the interval.
        intervals: at which intervals; empty where the channel has none.
        rest_ms: the newest stretch is not asked for before it is so long, where answers are heavy.
    """

    page_rows: int
    reach_ms: int | None = None
    reach_rows: int | None = None
    intervals: tuple[Interval, ...] = ()
    rest_ms: int = 0

    def earliest_ms(self, interval: Interval | None, now_ms: int) -> int:
        """The oldest moment that may be asked for."""
        earliest = 0
        if self.reach_ms is not None:
            earliest = now_ms - self.reach_ms
        if self.reach_rows is not None and interval is not None:
            earliest = max(earliest, now_ms - self.reach_rows * interval.ms)
        return earliest


class Page(Struct, frozen=True):
    """A stretch of the past to ask for: half-open, at most `History.page_rows` rows long.

    `now_ms` is the venue's present time; `interval` is None where the channel has none.
    """

    channel: Channel
    market: Market
    interval: Interval | None
    start_ms: int
    end_ms: int
    now_ms: int


class Budget(Struct, frozen=True):
    """What we allow ourselves of a documented limit: tokens per second, and at most so many at once.

    It counts for a host: venues that share one declare the same. Everything stays within
    `limits.ALLOWED` of the documented figure.

    Attributes:
        limit: what the vendor documents; None where it is not known.
        gauge: the headers in which the vendor's answers count it; None where they do not.
    """

    per_s: float
    burst: float
    limit: Limit | None = None
    gauge: Gauge | None = None

    @property
    def share(self) -> float | None:
        """The most that is used of the limit in any stretch of its length, 0 to 1; None: unknown.

        In requests of weight 1: a full burst, and what refills before the stretch is over.
        """
        if self.limit is None:
            return None
        refilled = self.per_s * self.limit.seconds
        if self.limit.is_pool:
            return max(self.burst, refilled) / self.limit.amount
        return (self.burst + math.ceil(refilled - 1e-9) - 1) / self.limit.amount


class Connection(Protocol):
    """An open stream."""

    async def receive(self) -> bytes | str:
        """The next frame.

        Raises:
            SourceError: where the connection is over.
        """
        ...

    async def send(self, text: str) -> None:
        """Send one text frame."""
        ...


class Transport(Protocol):
    """What carries requests to venues: the wire, or a simulated exchange in its place."""

    async def get(self, source: Service, request: Request) -> Answer:
        """Ask, within the budgets, and return an answer that `Source.check` let pass.

        Raises:
            SourceError: where there is none.
        """
        ...

    def connect(self, source: Service, stream: Stream) -> AbstractAsyncContextManager[Connection]:
        """Open a stream; entering raises SourceError where it cannot be opened."""
        ...

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        """Leave the host of this address alone, for as long as the error says."""
        ...


class Service(ABC):
    """Whoever is asked: what the wire, the budgets and the page of health want to know of it.

    Class attributes declare it; instances are cheap and hold no connection and no state.
    """

    venue: ClassVar[str]
    title: ClassVar[str]
    simulated: ClassVar[bool] = False
    channels: ClassVar[Mapping[Channel, ChannelSpec]]
    budgets: ClassVar[Mapping[str, Budget]] = {}
    #: The key that the wire adds to its requests, where the user has one.
    key: ClassVar[KeySpec | None] = None

    def check(self, answer: Answer) -> None:
        """Tell a usable answer from a refusal by its status; venues add their own signs.

        Raises:
            SourceError: where the answer is not one.
        """
        status = answer.status
        if 200 <= status < 300:
            return
        text = answer.body[:300].decode(errors="replace")
        detail = f"HTTP {status}: {text}"
        if status in (429, 418):
            wait = retry_after(answer, default_s=120.0 if status == 418 else 60.0)
            if status == 418:
                sentence = "It has banned this address for a while: too many requests."
                raise RateLimited(sentence, detail, retry_after_s=wait)
            raise RateLimited("It asks to wait: too many requests.", detail, retry_after_s=wait)
        if status == 401 and self.key is not None:
            raise KeyRefused("It refuses the key; try it under Keys.", detail)
        if status == 451:
            raise Blocked("It is not available from this country or network.", detail)
        if status == 403:
            raise Blocked("It refuses requests from this region or network.", detail)
        if status in (400, 404, 405, 410, 422):
            raise Refused("It refused the question.", detail)
        if status >= 500:
            raise BadAnswer(f"It reports a fault of its own (HTTP {status}).", detail)
        raise BadAnswer(f"It answered with HTTP {status}.", detail)


class Source(Service):
    """A venue: it trades coins."""

    #: The folder in which the exchange's public archive of files keeps this venue's (`spot`, `um`, `cm`);
    #: empty where there is none.
    archive: ClassVar[str] = ""
    #: The order in which venues may serve as an asset's reference market; None: never.
    reference_rank: ClassVar[int | None] = None
    histories: ClassVar[Mapping[Channel, History]] = {}
    #: How many sides of a contract its figures of open interest count, by the venue's own name of the
    #: figure; what is not named counts one. Parsers divide by it, so that everything inside is one-sided.
    interest_sides: ClassVar[Mapping[str, int]] = {}
    #: Whether contracts need a multiplier that only the instrument list tells.
    needs_instruments: ClassVar[bool] = False

    registry: ClassVar[dict[str, type[Source]]] = {}

    def __init_subclass__(cls) -> None:
        """Register a venue; abstract helpers leave `venue` out."""
        if "venue" in cls.__dict__:
            if cls.venue in Source.registry:
                raise TypeError(f"two sources call themselves {cls.venue}")
            Source.registry[cls.venue] = cls

    @abstractmethod
    def market(self, asset: str) -> Market:
        """The market of this asset by the venue's naming rule, before its list was read."""

    def find(self, asset: str, listed: Iterable[Market]) -> Market | None:
        """The venue's own market of an asset among those that it lists; None where it has none.

        The one that the naming rule says, else the contract on many of the coin with the same
        quote (`1000PEPEUSDT` where there is no `PEPEUSDT`), the smallest such.
        """
        wanted = self.market(asset)
        quote = wanted.symbol.rpartition(asset)[2]
        by_many: list[Market] = []
        for one in listed:
            if one.symbol == wanted.symbol:
                return one
            same = (one.venue, one.asset, one.contract) == (self.venue, asset, wanted.contract)
            if same and one.factor > 1 and one.symbol.endswith(quote):
                by_many.append(one)
        return min(by_many, key=lambda one: (one.factor, one.symbol), default=None)

    def series(self, asset: str, listed: Iterable[Market]) -> list[Market]:
        """All of its markets of an asset that are asked for: `find`'s, for a venue."""
        market = self.find(asset, listed)
        return [market] if market is not None else []

    def presumed(self, asset: str) -> list[Market]:
        """The same before its list was read."""
        return [self.market(asset)]

    def instruments(self) -> Job | None:
        """Reads the venue's own list of markets."""
        return None

    def clock(self) -> Job | None:
        """Asks the venue for its time."""
        return None

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """What to ask again and again about these markets."""
        del markets
        return ()

    def streams(self, markets: Sequence[Market], known: Mapping[str, Market]) -> Sequence[Stream]:
        """What to listen to. `known` holds every market of the venue by its symbol."""
        del markets, known
        return ()

    def history(self, page: Page) -> Job:
        """The request for one page of a channel that `histories` declares."""
        raise NotImplementedError(f"{self.venue} declares no history of {page.channel}")


def checked(source: Service, answer: Answer) -> Answer:
    """An answer that its venue lets pass.

    Raises:
        SourceError: where it does not, with the status of the answer.
    """
    try:
        source.check(answer)
    except SourceError as error:
        error.http = answer.status
        raise
    return answer


#: Bans of up to three days are documented; more than that is a broken header.
LONGEST_PAUSE_S = 4 * 86_400.0


def retry_after(answer: Answer, default_s: float) -> float:
    """The pause a venue asks for in `Retry-After`, in seconds; the default where it says none.

    Both forms of RFC 9110, section 10.2.3, are read: seconds, and a date (against the answer's own
    `Date`).
    """
    text = answer.headers.get("retry-after", "").strip()
    try:
        wait = float(text)
    except ValueError:
        until, sent = http_date_ms(text), http_date_ms(answer.headers.get("date", ""))
        if until is None or sent is None:
            return default_s
        wait = (until - sent) / 1_000
    # NaN compares false and falls to the default.
    return min(wait, LONGEST_PAUSE_S) if wait >= 0 else default_s


def http_date_ms(text: str) -> int | None:
    """An HTTP date header as UTC ms; None where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    # A date without a zone is GMT, as RFC 9110 wants them all; never local time.
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()) * 1_000
