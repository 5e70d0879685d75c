"""`tracker doctor`: checks what Tracker needs on this machine, one line each."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from msgspec import Struct

from tracker import __version__
from tracker.app import App
from tracker.commands.notify import ADDRESS_KNOWN, describe, posts_of
from tracker.domain.errors import TrackerError
from tracker.services.asking import Bench
from tracker.services.feed import Feed
from tracker.services.health import HealthBook
from tracker.services.kept import cache_words, read_kept
from tracker.services.runner import SourceRunner
from tracker.sources.base import Source, Transport
from tracker.sources.budget import Pauses
from tracker.sources.errors import SourceError
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.sizes import file_bytes

_NETWORK_S = 12.0
#: A clock that is off by more than this shifts every candle's close.
_SKEW_WARN_MS = 1_000


class Finding(Struct, frozen=True):
    """One line: what was looked at, whether it is fine, and what was seen."""

    name: str
    good: bool
    words: str
    essential: bool = True


def doctor(app: App) -> int:
    """Print every finding; 1 where something essential is wrong."""
    failed = False
    for finding in _findings(app):
        mark = "ok  " if finding.good else ("FAIL" if finding.essential else "note")
        print(f"{mark}  {finding.name:<14}{finding.words}")
        failed = failed or (finding.essential and not finding.good)
    return 1 if failed else 0


def _findings(app: App) -> Iterator[Finding]:
    yield _checked("program", _program)
    yield _checked("folders", lambda: _folders(app))
    yield _checked("cache", lambda: _cache(app))
    yield _checked("journal", lambda: _journal(app))
    yield _checked("keyring", _keyring, essential=False)
    yield from _services(app)
    yield from _desktop()
    yield from _network(app)


def _checked(name: str, look: Callable[[], str], *, essential: bool = True) -> Finding:
    try:
        return Finding(name, good=True, words=look())
    except TrackerError as error:
        return Finding(name, good=False, words=error.sentence, essential=essential)


def _program() -> str:
    """What this program is made of: shows that a built one has all that the source tree has."""
    from keyring.backend import get_all_keyring

    from tracker.sources.messengers import known_services
    from tracker.ui.plots.axes import PAINTED_BY

    get_all_keyring()  # loads every one there is
    prefix = "keyring.backends."
    rings = sorted(name.removeprefix(prefix) for name in sys.modules if name.startswith(prefix))
    version, services = known_services()
    return (
        f"Tracker {__version__}; Apprise {version} knows {services} services; plots by "
        f"{PAINTED_BY}; keyrings: {', '.join(rings)}."
    )


def _folders(app: App) -> str:
    app.home.make()
    probe = app.home.data / ".writable"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise TrackerError(f"{app.home.data} cannot be written: {error.strerror}.") from None
    return f"{app.home.data} can be written."


def _cache(app: App) -> str:
    reader = MarketReader.open(app.home.market_file)
    if reader is None:
        return "There is none yet; it fills when Tracker runs."
    with closing(reader):
        kept = read_kept(reader)
    size = file_bytes(app.home.market_file)
    return f"{app.home.market_file.name}, {cache_words(kept, size, app.settings.keep)}"


def _journal(app: App) -> str:
    journal = Journal.open(app.home.journal_file)
    count = len(journal.levels())
    journal.close()
    return f"{app.home.journal_file.name}, {count} {'level' if count == 1 else 'levels'}."


def _keyring() -> str:
    import keyring
    import keyring.errors

    backend = keyring.get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    if getattr(backend, "priority", 0) <= 0 or "fail" in name:
        raise TrackerError("There is none here: keys of keyed sources last for one session only.")
    return f"{backend.name}."


def _services(app: App) -> Iterator[Finding]:
    """The services that get alerts: nothing is sent to find out."""
    if not app.settings.notify:
        return
    try:
        posts = posts_of(app)
    except TrackerError:
        posts = {}  # the journal's own line says why
    for service in app.settings.notify:
        post = posts.get(service)
        text = describe(service, post)
        good = text.startswith(ADDRESS_KNOWN) and (post is None or post.error is None)
        yield Finding("alerts to", good=good, words=f"{service}: {text}", essential=False)


def _desktop() -> Iterator[Finding]:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        text = "There is no screen here: the window cannot open; collect and show work."
        yield Finding("screen", good=False, words=text, essential=False)
        return
    from tracker.ui.desktop import describe_desktop

    for name, good, text in describe_desktop():
        yield Finding(name, good=good, words=text, essential=False)


def _network(app: App) -> Iterator[Finding]:
    try:
        results = asyncio.run(_ask_everyone(app))
    except TrackerError as error:
        yield Finding("network", good=False, words=error.sentence)
        return
    reached = [one for one in results if one[1] is None]
    text = f"{len(reached)} of {len(results)} venues answer."
    yield Finding("network", good=bool(reached), words=text)
    skews = []
    for source, failure, skew_ms in results:
        text = "It answers." if failure is None else failure.sentence
        yield Finding(source.venue, good=failure is None, words=text, essential=False)
        if skew_ms:
            skews.append(skew_ms)
    if skews:
        worst = max(skews, key=abs)
        fine = abs(worst) <= _SKEW_WARN_MS
        text = (
            "It agrees with the venues within a second."
            if fine
            else f"It is off by {abs(worst) / 1_000:.1f} s against the venues; set it by the network."
        )
        yield Finding("clock", good=fine, words=text, essential=False)


async def _ask_everyone(app: App) -> list[tuple[Source, SourceError | None, int]]:
    """Ask every venue one small question."""
    transport = app.setup().transport(Pauses())
    health = HealthBook()
    storage = app.storage()
    bench = Bench(transport, Feed(storage, _ignore), health, app.clock)
    try:
        asked = [_ask(source, bench, app.settings.assets[:1]) for source in app.sources]
        return await asyncio.gather(*asked)
    finally:
        await _close(transport)


async def _ask(
    source: Source, bench: Bench, assets: tuple[str, ...]
) -> tuple[Source, SourceError | None, int]:
    runner = SourceRunner(source, assets, bench, [])
    polls = source.polls(runner.markets())
    job = source.clock() or polls[0].jobs(int(time.time() * 1_000), None)[0]
    try:
        async with asyncio.timeout(_NETWORK_S):
            await runner.ask(job)
    except TimeoutError:
        return source, SourceError("It did not answer in time."), 0
    except SourceError as error:
        return source, error, 0
    return source, None, runner.skew_ms


async def _ignore(stored: object) -> None:
    del stored


async def _close(transport: Transport) -> None:
    close = getattr(transport, "aclose", None)
    if close is not None:
        await close()
