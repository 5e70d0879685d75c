"""The composition root: the one place that knows everybody and puts them together."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr
from tracker.services.brief_wish import Headline
from tracker.services.levels import LevelWish, make_level
from tracker.services.views import Views
from tracker.sources import register_all
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source, Transport
from tracker.sources.budget import Pauses
from tracker.sources.clock import Clock, ScaledClock, WallClock
from tracker.sources.context import ContextSource
from tracker.sources.gateway import Gateway
from tracker.store.database import StoreError
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.paths import Home, bundled
from tracker.store.settings import Settings
from tracker.store.settings_book import SettingsBook

# What the engine is made of is loaded with it: a window is painted, and a command answers, before that.
if TYPE_CHECKING:
    from tracker.services.collector import Setup
    from tracker.services.keys import Keys
    from tracker.services.storage import Storage
    from tracker.sources.recording import Recorder, ReplayTransport
    from tracker.sources.simulation.scenario import Scenario

_LOG_BYTES, _LOG_FILES = 1_000_000, 3
#: A demo runs so many times as fast as real time: an hourly candle closes every minute.
DEMO_SPEED = 60.0

register_all()


class Options(Struct, frozen=True):
    """What the command line says about the program as a whole."""

    gateway: str | None = None
    insecure_gateway: bool = False
    demo: str | None = None
    assets: tuple[str, ...] | None = None


class DemoRuns(TrackerError):
    """The simulated market of this home is in use."""


class App:
    """Everything that is decided once a process."""

    def __init__(
        self, options: Options, home: Home | None = None, *, forgiving: bool = False
    ) -> None:
        """Read the settings; `forgiving` starts with defaults for what in them cannot be used.

        Raises:
            BadSettings: where something cannot be used and is not forgiven.
        """
        self._options = options
        #: How fast a demo's clock runs; only what asks for its first moment lets it run slowly.
        self.demo_speed = DEMO_SPEED
        real = home or Home.find()
        self.home = real.demo() if options.demo is not None else real
        self._forgiving = forgiving
        #: The settings beside their file, for whoever changes them.
        self.book = (
            SettingsBook.open(real.config_file)
            if forgiving
            else SettingsBook(real.config_file, Settings.load(real.config_file))
        )
        self.settings = self.book.settings
        if options.assets is not None:
            self.settings = replace(self.settings, assets=options.assets)

    @property
    def simulated(self) -> bool:
        """Whether the market is the simulated one."""
        return self._options.demo is not None

    @property
    def named_assets(self) -> tuple[str, ...]:
        """The coins that the command line named; none where it named none."""
        return self._options.assets or ()

    @property
    def named_gateway(self) -> str:
        """The gateway that the command line named; empty where it named none."""
        return self._options.gateway or ""

    @cached_property
    def scenario(self) -> Scenario:
        """The simulated market that was asked for; the one there is where none was named.

        Raises:
            TrackerError: where there is none of that name.
        """
        files = {path.stem: path for path in sorted(bundled("seeds").glob("*.json"))}
        name = self._options.demo or next(iter(files), "")
        if name not in files:
            known = ", ".join(files) or "none"
            raise TrackerError(f"There is no scenario “{name}”; there are: {known}.")
        from tracker.sources.simulation.scenario import load_scenario

        return load_scenario(files[name])

    @property
    def simulated_words(self) -> str:
        """A sentence where the market is not real; else nothing."""
        if not self.simulated:
            return ""
        return tr("Simulated market: {title}. No figure here is real.", title=self.scenario.title)

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """What the text said that a simulated market was made after."""
        if not self.simulated:
            return ()
        return tuple(
            Headline(one.text, one.amount_usd, one.change, one.window_ms)
            for one in self.scenario.headlines
        )

    @cached_property
    def clock(self) -> Clock:
        """The time that holds in this process."""
        if self.simulated:
            return ScaledClock(self.scenario.now_ms, self.demo_speed)
        return WallClock()

    @cached_property
    def sources(self) -> Sequence[Source]:
        """One of every venue, real or simulated ones."""
        kinds = Source.registry.values()
        return [kind() for kind in kinds if kind.simulated == self.simulated]

    @cached_property
    def services(self) -> Sequence[ContextSource]:
        """One of everybody who tells market context; whose terms the user must agree to, if so.

        Raises:
            TrackerError: where the settings name one that there is not.
        """
        kinds = [
            kind
            for kind in ContextSource.context_registry.values()
            if kind.simulated == self.simulated
        ]
        agreed, optional = self.settings.opt_in, {one.venue for one in kinds if one.terms}
        unknown = [] if self.simulated else sorted(set(agreed) - optional)
        if unknown:
            sentence = (
                f"{self.home.config_file}: opt_in names “{unknown[0]}”; there is "
                f"{', '.join(sorted(optional))}."
            )
            if not self._forgiving:
                raise TrackerError(sentence)
            self.book.add_notice(sentence)
        return [kind() for kind in kinds if not kind.terms or kind.venue in agreed]

    @property
    def optional_services(self) -> Sequence[type[ContextSource]]:
        """Those that are off until the user agrees to their terms, and are off now."""
        asked = {one.venue for one in self.services}
        return [
            kind
            for kind in ContextSource.context_registry.values()
            if kind.terms and kind.simulated == self.simulated and kind.venue not in asked
        ]

    def agree(self, venue: str) -> ContextSource:
        """The user agreed to the terms of a service: it is asked from now on, and remembered.

        Raises:
            TrackerError: where config.toml cannot be changed; it is as it was before.
        """
        agreed = (*self.settings.opt_in, venue)
        self.book.set("opt_in", agreed)
        self.settings = replace(self.settings, opt_in=agreed)
        return ContextSource.context_registry[venue]()

    @cached_property
    def aggregators(self) -> Sequence[Aggregator]:
        """One of every service that stands beside the venues; none beside a simulated market."""
        return [] if self.simulated else [kind() for kind in Aggregator.services.values()]

    @cached_property
    def keys(self) -> Keys | None:
        """The keys of data services; None in a simulated market, which asks none.

        Raises:
            TrackerError: where the gateway cannot be used.
        """
        from tracker.services.keys import Keys

        if self.simulated:
            return None
        gateway = self._gateway()
        if gateway.base is None:
            return Keys()
        if gateway.is_private:
            way = tr("Keys go through the gateway {base}, which can read them.", base=gateway.base)
        else:
            way = tr(
                "No key is sent through the gateway {base}: it is not encrypted.", base=gateway.base
            )
        return Keys(way=way)

    def views(self) -> tuple[Views, MarketReader | None, Journal | None]:
        """What the cache and the journal hold now, for reading only."""
        reader = MarketReader.open(self.home.market_file)
        try:
            journal = Journal.read(self.home.journal_file)
        except TrackerError:
            if reader is not None:
                reader.close()
            raise
        return Views(reader, journal, self.sources), reader, journal

    def now_ms(self, reader: MarketReader | None) -> int:
        """The present of what the cache holds: in a simulated market, its newest moment."""
        now_ms = self.clock.now_ms()
        if self.simulated and reader is not None:
            now_ms = max(now_ms, reader.newest_ms() or 0)
        return now_ms

    def storage(self) -> Storage:
        """The store of this home, not open yet."""
        from tracker.services.storage import Storage

        return Storage(self.home)

    def begin(self) -> None:
        """Make the folders; a simulated market begins anew, with the levels of its scenario.

        Raises:
            TrackerError: where a file cannot be used.
        """
        self.home.make()
        self.book.set_aside(WallClock().now_ms())
        if not self.simulated:
            self._adapt_journal()
            return
        scripts = self.scenario.levels  # a scenario that is not there costs the last one nothing
        self._refuse_second_demo()
        kept = self._keepsakes()
        for path in (self.home.market_file, self.home.journal_file):
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        with contextlib.closing(Journal.open(self.home.journal_file)) as journal:
            for name, value in kept.items():
                journal.keep(name, value)
            for script in scripts:
                wish = LevelWish(script.asset, script.price, script.rules)
                make_level(None, journal, self.sources, wish, script.since_ms)
            # The scenario made them, not the user.
            journal.steps.forget()

    def _adapt_journal(self) -> None:
        """Bring it up to date before the engine does: the window's layout is read from it first."""
        if self.home.journal_file.exists():
            # What is wrong with it is said by the engine, in the window.
            with contextlib.suppress(StoreError):
                Journal.open(self.home.journal_file).close()

    def _refuse_second_demo(self) -> None:
        from tracker.services.presence import engine_runs

        with contextlib.suppress(StoreError):
            reader = MarketReader.open(self.home.market_file)
            if reader is None:
                return
            with contextlib.closing(reader):
                engine = reader.engine()
            if engine is not None and engine_runs(engine, WallClock().now_ms()):
                raise DemoRuns(
                    f"A demo runs already (process {engine.pid}). Close it before you begin anew."
                )

    def _keepsakes(self) -> dict[str, bytes]:
        """What the last demo's window remembers of itself."""
        try:
            journal = Journal.read(self.home.journal_file)
        except StoreError:
            return {}
        if journal is None:
            return {}
        kept = journal.keepsakes()
        journal.close()
        return kept

    def setup(self, recorder: Recorder | None = None) -> Setup:
        """What the engine is made of."""
        from tracker.services.alerts import Manners
        from tracker.services.collector import Setup

        if self.simulated:
            from tracker.sources.simulation.exchange import SimulatedExchange

            exchange = SimulatedExchange(self.scenario, self.clock, self.demo_speed)
            return Setup(
                self.sources,
                self.settings.assets,
                self.clock,
                lambda _pauses: exchange,
                watch_sleep=False,
                deepens=False,
                context=self.services,
                # No quiet hours and no services: what is simulated must not wake anybody.
                manners=Manners(quiet_before_ms=self.scenario.now_ms),
            )
        # Here and not above: what only reads the cache must not wait for the network's libraries.
        from tracker.sources.wire import Wire

        gateway, keys, settings = self._gateway(), self.keys, self.settings
        book = keys.book if keys is not None else None

        def transport(pauses: Pauses) -> Transport:
            return Wire(
                clock=self.clock, gateway=gateway, pauses=pauses, recorder=recorder, keys=book
            )

        return Setup(
            self.sources,
            settings.assets,
            self.clock,
            transport,
            manners=Manners(settings.quiet, settings.quiet_lets_urgent),
            services=settings.notify,
            keyed=self.aggregators,
            keys=keys,
            retention=settings.keep,
            context=self.services,
        )

    def replay_setup(self, transport: ReplayTransport, clock: Clock) -> Setup:
        """An engine over a recording."""
        from tracker.services.collector import Setup

        return Setup(
            self.sources,
            self.settings.assets,
            clock,
            lambda _pauses: transport,
            watch_sleep=False,
            deepens=False,
            context=self.services,
        )

    def keep_assets(self, assets: Sequence[str]) -> None:
        """Remember the watchlist in config.toml.

        Not that of a demo, and not where the command line said another one: it holds for this run.

        Raises:
            TrackerError: where the file cannot be changed; it is as it was before.
        """
        if not self.simulated and self._options.assets is None:
            self.book.set("assets", tuple(assets))

    def _gateway(self) -> Gateway:
        return Gateway.parse(
            self._options.gateway or self.settings.gateway,
            insecure=self._options.insecure_gateway or self.settings.insecure_gateway,
        )

    def start_logging(self) -> None:
        """Write what happens to a file that cannot grow for ever."""
        try:
            self.home.logs.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self.home.logs / "tracker.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES
            )
        except OSError as error:
            raise TrackerError(
                f"The log in {self.home.logs} cannot be written.", str(error)
            ) from None
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger = logging.getLogger("tracker")
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
