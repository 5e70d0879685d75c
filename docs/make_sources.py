"""Writes docs/sources.md from what the classes of sources declare, and keeps the notes in it.

    python docs/make_sources.py [--check]

Everything but the notes comes from the classes: a source that is registered appears by itself. What
stands under "Notes" of a source is written by hand and stays as it is. `--check` writes nothing and
ends with 1 where the page is not as it should be.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, H1, HOUR_MS
from tracker.sources import register_all
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Budget, History, Job, Page, Poll, Service, Source, Stream
from tracker.sources.limits import ALLOWED

PAGE = Path(__file__).parent / "sources.md"
_NOW_MS = 1_796_000_000_000
_INTRO = f"""# Sources: what each gives, how often it is asked, and its traps

Tables are written from the classes themselves by `python docs/make_sources.py`, and a test fails where \
they are stale; the notes are ours. Vendor documentation as of 2026-11.

- **Feed** says how much of the liquidations a channel carries: every one, a sample, or the venue's own sums.
- **Unit** is what the source counts in. Inside, everything is coins and USD of one side ([methodology](methodology.md)).
- **Budgets** count for a host: every request of the program counts against them, whatever asked for it, and \
a restart does not refill them. *Most* is the largest share of the documented limit that we use in any \
stretch of its length, at most {ALLOWED:.0%}; where the answers themselves tell how much is used (*told by*), \
we slow down beyond that share in step with what others leave. A host that answers 429 or 418 is not asked \
before it says, a restart included.
"""
_CONTRACTS = {
    Contract.SPOT: "spot market",
    Contract.LINEAR: "perpetuals in USD or a stablecoin",
    Contract.INVERSE: "perpetuals in the coin itself",
}
_FEEDS = {
    FeedKind.COMPLETE: "every one",
    FeedKind.SAMPLED: "at most one a symbol and second: a lower bound",
    FeedKind.STATS: "the venue's own sums",
}


# --- what a class declares ---------------------------------------------------------------------


def kinds() -> list[type[Service]]:
    """Every registered source of this package: venues first, by rank, then who else is asked."""
    register_all()
    found = {
        kind
        for kind in _below(Service)
        if "venue" in kind.__dict__
        and kind.__module__.startswith("tracker.sources.")
        and not kind.simulated
        and kind.channels  # who lists the releases of Tracker says nothing of markets
    }

    def place(kind: type[Service]) -> tuple[bool, int, str]:
        rank = getattr(kind, "reference_rank", None)
        return not issubclass(kind, Source), 99 if rank is None else rank, kind.title

    return sorted(found, key=place)


def _below(kind: type[Service]) -> Iterator[type[Service]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


class Asked:
    """What a source asks and listens to when BTC is watched."""

    def __init__(self, kind: type[Service]) -> None:
        source: Any = kind()
        self.lists = isinstance(source, Source) and source.instruments() is not None
        self.cadence_s = 0.0
        if Channel.INSTRUMENTS in kind.channels:
            self.cadence_s = kind.channels[Channel.INSTRUMENTS].cadence_s or 0.0
        self.polls: Sequence[Poll] = ()
        self.streams: Sequence[Stream] = ()
        self.jobs: list[Job] = []
        if isinstance(source, Source):
            market = source.market("BTC")
            self.polls = source.polls([market])
            self.streams = source.streams([market], {market.symbol: market})
            self.jobs += [one for one in (source.instruments(), source.clock()) if one is not None]
            for channel, past in source.histories.items():
                interval = past.intervals[0] if past.intervals else None
                start_ms = _NOW_MS - (interval or H1).ms
                page = Page(channel, market, interval, start_ms, _NOW_MS, _NOW_MS)
                self.jobs.append(source.history(page))
        else:
            self.polls = source.polls(["BTC"])
        for poll in self.polls:
            self.jobs += poll.jobs(_NOW_MS, None)
        self.jobs += [job.keyless for job in self.jobs if job.keyless is not None]

    def hosts(self, bucket: str | None = None) -> list[str]:
        """The hosts of all it does, or of what counts against one budget."""
        urls = [
            job.request.url for job in self.jobs if bucket is None or job.request.bucket == bucket
        ]
        if bucket is None:
            urls += [stream.url for stream in self.streams]
        return sorted({str(urlsplit(url).hostname) for url in urls})

    def way(self, channel: Channel) -> str:
        """How a channel's data come."""
        ways = []
        if any(channel in stream.channels for stream in self.streams):
            ways.append("stream")
        every = [poll.every_s for poll in self.polls if channel in poll.channels]
        if channel is Channel.INSTRUMENTS and self.lists:
            every.append(self.cadence_s)
        if every:
            ways.append(f"asked every {_span(min(every))}")
        return " and ".join(ways) or "its past is asked for"


def _documentation(kind: type[Service]) -> str:
    doc = sys.modules[kind.__module__].__doc__ or ""
    found = re.search(r"Documentation: (.+?)\.\s+(?:Facts|$)", doc, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _key(kind: type[Service]) -> str:
    key = getattr(kind, "key", None)
    if key is None:
        return "none"
    need = "needed" if key.needed else "if there is one"
    return f"{need}, as {key.carrier}. {key.where}"


# --- words ------------------------------------------------------------------------------------


def _span(seconds: float) -> str:
    for size, word in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {word}"
    return f"{seconds:g} s"


def _past(past: History | None) -> str:
    if past is None:
        return ""
    reach = ""
    if past.reach_ms is not None:
        days, hours = past.reach_ms / DAY_MS, past.reach_ms / HOUR_MS
        reach = f", {days:.0f} d back" if days >= 2 else f", {hours:.0f} h back"
    elif past.reach_rows is not None:
        reach = f", the newest {past.reach_rows}"
    intervals = " ".join(one.name for one in past.intervals)
    return f"{past.page_rows} a page{reach}{f': {intervals}' if intervals else ''}"


def _budget(name: str, budget: Budget, hosts: Iterable[str]) -> list[str]:
    limit, documented = budget.limit, "not known"
    if limit is not None:
        if limit.is_pool:
            documented = f"a pool of {limit.amount:g} that fills in {_span(limit.seconds)}"
        else:
            documented = f"{limit.amount:,g} in {_span(limit.seconds)}"
        if not limit.is_documented:
            documented += " (by hearsay)"
    share = "" if budget.share is None else f"{budget.share:.0%}"
    if limit is not None and budget.burst >= limit.amount:
        share = f"one request; {budget.per_s * limit.seconds / limit.amount:.0%} on average"
    ours = f"{budget.burst:g} at once, {round(60 * budget.per_s, 1):,g} a minute"
    told = "" if budget.gauge is None else " ".join(f"`{one}`" for one in budget.gauge.names)
    return [" ".join(hosts), f"`{name}`", ours, documented, share, told]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# --- the page ----------------------------------------------------------------------------------


def section(kind: type[Service], notes: str) -> str:
    """All that is said of one source."""
    asked = Asked(kind)
    facts = [("Hosts", " ".join(f"`{one}`" for one in asked.hosts()))]
    if issubclass(kind, Aggregator):
        facts.insert(0, ("Stands", "beside the venues: what it collects from them is in no sum"))
    elif issubclass(kind, Source):
        facts.insert(0, ("Trades", _CONTRACTS[kind().market("BTC").contract]))
    for word, text in (
        ("Key", _key(kind)),
        ("Documentation", _documentation(kind)),
        ("Named as", str(getattr(kind, "attribution", ""))),
        ("Terms", str(getattr(kind, "terms", ""))),
    ):
        if text:
            facts.append((word, text.removesuffix(".")))
    said = "  \n".join(f"**{word}:** {text}." for word, text in facts)
    pasts = getattr(kind, "histories", {})
    channels = [
        [
            str(channel),
            asked.way(channel),
            _FEEDS[spec.feed] if spec.feed is not None else "",
            spec.unit,
            _past(pasts.get(channel)),
        ]
        for channel, spec in kind.channels.items()
    ]
    budgets = [
        _budget(name, budget, asked.hosts(name))
        for name, budget in kind.budgets.items()
        # A host's budgets are declared by all its venues; here stand those that this one asks for.
        if asked.hosts(name)
    ]
    parts = [
        f"## {kind.title} (`{kind.venue}`)",
        said,
        _table(("channel", "comes", "feed", "unit", "past"), channels),
        _table(("host", "budget", "ours", "documented", "most", "told by"), budgets),
        f"### Notes\n\n{notes}" if notes else "",
    ]
    return "\n\n".join(part for part in parts if part)


def kept(text: str) -> dict[str, str]:
    """The notes of a page, by the source they are about."""
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        name = re.search(r"\(`([\w.-]+)`\)", head)
        _, mark, notes = body.partition("### Notes\n")
        if name is not None and mark:
            found[name[1]] = notes.strip()
    return found


def page(before: str) -> str:
    """The page as it should be.

    Args:
        before: the page as it is; its notes are kept.
    """
    notes = kept(before)
    sections = [section(kind, notes.get(kind.venue, "")) for kind in kinds()]
    return "\n".join([_INTRO, *(f"{one}\n" for one in sections)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = page(before)
    lost = set(kept(before)) - {kind.venue for kind in kinds()}
    if lost:
        print(f"These notes are about no source: {', '.join(sorted(lost))}.", file=sys.stderr)
        return 1
    if options.check:
        return 0 if after == before else 1
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
