"""The engine: runs all venues, history, levels and alerts until it is cancelled.

It knows no window. What happens leaves it as one `Update` about every 50 ms.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, suppress

from msgspec import Struct, field

from tracker.domain.alert import Alert
from tracker.domain.health import PAUSED, Channel, Filled, Health
from tracker.domain.level import Transition, parse_rule
from tracker.domain.market import Market
from tracker.domain.retention import Retention
from tracker.domain.times import DAY_MS, INTERVALS, Interval, base_interval, iso
from tracker.domain.translating import noted, tr
from tracker.domain.version import Version
from tracker.services.alerts import Alerts, Manners
from tracker.services.asking import Bench
from tracker.services.cascades import CascadeWatch
from tracker.services.closing import Closing
from tracker.services.context import ContextRunner
from tracker.services.context_view import CORRELATED, SAMPLED, SAMPLED_DEEP_MS
from tracker.services.drawings import DrawingBook
from tracker.services.feed import Feed, Stored
from tracker.services.filling import Filling
from tracker.services.gate import Gate, GatedTransport
from tracker.services.health import HealthBook
from tracker.services.history import History
from tracker.services.judging import Series
from tracker.services.keyed import Keyed
from tracker.services.keys import Keys
from tracker.services.level_book import LevelBook
from tracker.services.missed import Missed
from tracker.services.muting import Muting
from tracker.services.neighbours import keep_noticing
from tracker.services.notices import Notice
from tracker.services.outbox import Outbox, Send, send_message
from tracker.services.packing import keep_packing
from tracker.services.plan import Plan
from tracker.services.presence import Presence
from tracker.services.pruning import Pruning
from tracker.services.releases import ReleaseWatch
from tracker.services.rules import RuleWatch
from tracker.services.runner import SourceRunner
from tracker.services.sleep import Jump, keep_awake
from tracker.services.spending import Spending
from tracker.services.stabilisation import StabilisationWatch
from tracker.services.storage import Along, Storage
from tracker.services.update import Grown, Progress, Update
from tracker.services.watch import Watch
from tracker.sources.base import Source, Transport
from tracker.sources.budget import Pauses
from tracker.sources.clock import Clock
from tracker.sources.context import ContextSource

log = logging.getLogger(__name__)

_FLUSH_S = 0.05
_ASSESS_S = 1.0
#: How far apart the frames are that close the candles of all coins.
_GATHER_S = 0.005
_JOURNAL_S = 1.0
#: The watchlist is taken, and its past fetched, once nothing of it has changed for so long.
_CALM_S = 0.5
#: How far back the monitor of stabilisation looks for what is usual.
_SEEN_MS = 100 * DAY_MS
_NETWORK_BACK = noted("The network is another one, or back; all venues are asked at once.")


class Setup(Struct, frozen=True):
    """What an engine is made of; the composition root decides.

    Attributes:
        transport: makes the transport, once the pauses that hosts asked for are known.
        watch_sleep: whether the clock is the real one, so that a jump means sleep.
        manners: when alerts may disturb.
        services: names of the services outside this machine that get every alert.
        send: how such a service is told.
        keyed: services beside the venues, each asked while there is a key for it.
        keys: where these are; None where no key is used.
        retention: how long what is kept, and how large the cache may grow.
        deepens: whether the past is filled further while idle.
        context: who tells what surrounds the coins.
    """

    sources: Sequence[Source]
    assets: Sequence[str]
    clock: Clock
    transport: Callable[[Pauses], Transport]
    watch_sleep: bool = True
    manners: Manners = field(default_factory=Manners)
    services: Sequence[str] = ()
    send: Send = send_message
    keyed: Sequence[Source] = ()
    keys: Keys | None = None
    retention: Retention = field(default_factory=Retention)
    deepens: bool = True
    context: Sequence[ContextSource] = ()


class Collector:
    """One run of the engine over one home."""

    def __init__(self, storage: Storage, setup: Setup, on_update: Callable[[Update], None]) -> None:
        self.storage = storage
        self._setup = setup
        self._on_update = on_update
        self._pending = Update()
        self._health = HealthBook()
        self._feed = Feed(storage, self._stored, self._closing)
        self.history = History(
            storage,
            self._feed,
            self._health,
            setup.clock,
            on_grown=self._grown,
            on_progress=self._progressed,
            retention=setup.retention,
        )
        #: Keeps the series whole; `fetch_older` is for charts that look further back.
        self.plan = Plan(storage, self.history, self._health, setup.clock)
        self._filling = Filling(
            storage,
            self.history,
            setup.retention,
            leads=self.plan.leads,
            tell=self._filled,
            deepens=setup.deepens,
        )
        if setup.context:
            self.plan.deepen(CORRELATED, SAMPLED, SAMPLED_DEEP_MS)
        self._presence = Presence(storage)
        self._spending = Spending(storage, setup.clock, self._spawn)
        self._pruning = Pruning(storage, self._feed, setup.retention, setup.clock.now_ms, self._say)
        self._watch = Watch(
            storage,
            self.history,
            venue_now_ms=self._venue_now_ms,
            on_events=self._happened,
        )
        #: What the user does to levels.
        self.levels = LevelBook(storage, setup.sources, setup.clock, self.levels_changed)
        #: What the user draws on charts.
        self.drawings = DrawingBook(
            storage, setup.sources, setup.clock, self._drawn, self.levels_changed
        )
        #: Everything that can alert beside levels.
        self.rules = RuleWatch(
            storage,
            setup.sources,
            now_ms=setup.clock.now_ms,
            health=self._venue_rows,
            on_alerts=self._alerted,
        )
        #: How severe forced selling is, and whether it feeds itself.
        self.cascades = CascadeWatch(
            storage,
            setup.sources,
            now_ms=setup.clock.now_ms,
            on_rules=self.rules.changed,
            on_episodes=self._episodes,
        )
        self.cascades.watch(setup.assets)
        #: What is watched now.
        self._assets = tuple(setup.assets)
        #: Whether a sell-off is over.
        self.stabilisation = StabilisationWatch(
            storage,
            setup.sources,
            assets=lambda: self._assets,
            now_ms=setup.clock.now_ms,
            on_alerts=self._alerted,
        )
        self._alerts = Alerts(
            storage,
            now_ms=setup.clock.now_ms,
            show=self._show,
            tell=self._tell,
            manners=setup.manners,
        )
        self._at_close = Closing(
            self._watch,
            self._alerts,
            judged=lambda: self._judged,
            may_deliver=lambda: self._may_deliver,
            on_events=self._levels_moved,
            spawn=self._spawn,
        )
        self._outbox = Outbox(
            storage,
            setup.services,
            now_ms=setup.clock.now_ms,
            say=self._say,
            manners=setup.manners,
            send=setup.send,
        )
        #: Alerts are held for as long as the user says.
        self.muting = Muting(
            storage,
            setup.manners,
            now_ms=setup.clock.now_ms,
            follow=self._follow,
            tell=self._muted,
        )
        self._gate = Gate()
        self._runners: dict[str, SourceRunner] = {}
        self._missed = Missed(
            self.plan,
            self.history,
            self.rules,
            self.stabilisation,
            gate=self._gate,
            runners=self._runners,
            assets=lambda: self._assets,
            spawn=self._spawn,
        )
        #: Keys of data services, and what is asked with them.
        self.keys = Keyed(setup.keys, setup.keyed, setup.assets, storage, self._key_changed)
        #: Whether there is a newer Tracker.
        self.releases = ReleaseWatch(storage, setup.clock.now_ms)
        self._context: list[ContextRunner] = []
        self._services = list(setup.context)
        self._bench: Bench | None = None
        self._wanted: tuple[str, ...] | None = None
        self._rewatch = asyncio.Event()
        self._others = asyncio.Event()
        self._judged: set[tuple[Market, Interval]] = set()
        #: Whether the store is open, so that calls from outside make sense.
        self.is_open = False
        self._may_deliver = False
        self._group: asyncio.TaskGroup | None = None

    # --- running -------------------------------------------------------------------------------

    async def run(self) -> None:
        """Run until cancelled; then store what was received and let go of everything.

        Raises:
            TrackerError: where the store cannot be used, or another engine runs.
        """
        clock = self._setup.clock
        await self.storage.open(iso(int(time.time()) * 1_000).replace(":", ""))
        try:
            await self._presence.claim()
            self.is_open = True
            await self._run(clock)
        except BaseExceptionGroup as group:
            raise _root(group) from group
        finally:
            self.is_open = False
            await self.storage.close()

    async def _run(self, clock: Clock) -> None:
        pauses = await self._spending.begin()
        transport = GatedTransport(self._setup.transport(pauses), self._gate)
        bench = Bench(
            transport,
            self._feed,
            self._health,
            clock,
            self._others.set,
            self._reopened,
            gate=self._gate,
        )
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for source in self._setup.sources:
                    self._health.expect(source)
                    cached = await self.storage.read(lambda reader, _: reader.listed_markets())
                    mine = [market for market in cached if market.venue == source.venue]
                    runner = SourceRunner(source, self._setup.assets, bench, mine)
                    self._runners[source.venue] = runner
                    self.plan.add(runner)
                    group.create_task(runner.run())
                    group.create_task(self.history.serve(runner))
                    group.create_task(self.plan.keep_planned(runner))
                    group.create_task(self._filling.fill(runner, self.plan.planned))
                group.create_task(self.keys.run(bench, self._health, self.history, self.plan))
                self._bench = bench
                if self._setup.watch_sleep:  # a market that begins anew was never muted
                    await self.muting.begin()
                for service in self._services:
                    self._run_service(service, bench)
                await self._load_levels()
                await self.rules.changed()
                await self.cascades.begin()
                for loop in (
                    self._keep_flushing,
                    self._presence.keep_beating,
                    self._spending.run,
                    self._keep_reading_journal,
                    self._keep_watching,
                    self._keep_fetching,
                    self.plan.keep_candles,
                    self.rules.keep_looking,
                    self.cascades.run,
                    self._keep_monitoring,
                    self._keep_delivering,
                    self._outbox.run,
                    self._keep_packing,
                    self._pruning.run,
                    self._keep_noticing,
                ):
                    group.create_task(loop())
                if self._setup.watch_sleep:
                    group.create_task(keep_awake(self._jumped))
        finally:
            self._group = None
            await self._feed.flush(self._health.stretches(), self._health.assess(clock.now_ms()))
            await self._spending.note()
            await self._presence.leave(clock.now_ms())
            await transport.aclose()

    def _spawn(self, work: Coroutine[object, object, object]) -> None:
        if self._group is not None:
            try:
                self._group.create_task(work)
            except RuntimeError:  # it is ending, and so is whatever was wanted
                work.close()
        else:
            work.close()

    # --- loops ---------------------------------------------------------------------------------

    async def _keep_flushing(self) -> None:
        loop = asyncio.get_running_loop()
        due_s, assessed_s = loop.time() + _FLUSH_S, 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due_s):
                    await self._feed.pressing.wait()
                    # The candles of all coins close together: what is not in waits for this one.
                    await asyncio.sleep(_GATHER_S)
            await self._feed.flush_closed()
            now_s = loop.time()
            if now_s >= due_s:
                if now_s - assessed_s >= _ASSESS_S:
                    assessed_s = now_s
                    changed = self._health.assess(self._setup.clock.now_ms())
                    await self._feed.flush(self._health.stretches(), changed)
                else:
                    await self._feed.flush()
                due_s = loop.time() + _FLUSH_S
            self._emit()

    def _emit(self) -> None:
        if self._pending:
            update, self._pending = self._pending, Update()
            self._on_update(update)

    async def _keep_packing(self) -> None:
        await keep_packing(self.storage, self._feed, self._setup.clock.now_ms)

    async def _keep_watching(self) -> None:
        """Take another watchlist once the user is done with it: each step would cost a round."""
        while True:
            await self._rewatch.wait()
            while self._rewatch.is_set():
                self._rewatch.clear()
                await asyncio.sleep(_CALM_S)
            assets, self._wanted = self._wanted, None
            if assets is not None:
                self.cascades.watch(assets)
            for venue, runner in self._runners.items() if assets is not None else ():
                runner.watch(assets or ())
                self.history.forget(venue, assets or ())
            if assets is not None:
                self.keys.watch(assets, self.history)
                self._assets = assets
            for context in self._context if assets is not None else ():
                context.watch(assets or ())

    async def _keep_fetching(self) -> None:
        """A venue asks for other markets than before: judge and fetch these."""
        while True:
            await self._others.wait()
            while self._others.is_set():
                self._others.clear()
                await asyncio.sleep(_CALM_S)
            await self.rules.changed()
            await self.levels_changed()
            self._spawn(self.plan.rewatched())

    async def _keep_noticing(self) -> None:
        await keep_noticing(self.storage, self._imported)

    async def _imported(self) -> None:
        """Another process stored something of the past: whoever shows or judges it looks again."""
        for runner in self._runners.values():
            for market in runner.markets():
                self.stabilisation.grown(market.asset)
                self._pending.grown += [
                    Grown(channel, market, interval)
                    for channel in runner.source.channels
                    for interval in (INTERVALS if channel is Channel.CANDLES else (None,))
                ]
        await self.judge_all()

    async def _keep_reading_journal(self) -> None:
        """Notice levels, drawings and rules that another process added, changed or removed."""
        version = await self.storage.journal(lambda journal: journal.version())
        while True:
            await asyncio.sleep(_JOURNAL_S)
            now = await self.storage.journal(lambda journal: journal.version())
            if now != version:
                version = now
                await self.keys.journal_changed()
                await self.rules.changed()
                await self.levels_changed()

    async def _keep_delivering(self) -> None:
        """Tell what happened while nothing ran, once it is known as a whole; then what waits."""
        await self._missed.settle(lambda: self._judged)
        await self.judge_all()
        await self._missed.begin_rules()
        self._may_deliver = True
        await self._alerts.deliver()
        await self._alerts.run()

    async def _keep_monitoring(self) -> None:
        """Judge whether sell-offs are over, once the hours before are there."""
        await self._missed.begin_monitoring()
        await self.stabilisation.keep_looking()

    def _jumped(self, jump: Jump) -> None:
        """The machine slept, or its clock was set."""
        if self._gate.is_open:  # else all of it is done when the user resumes
            self._say(jump.sentence)
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Connect and ask at once, whatever was waited for; then fetch what was missed."""
        if self._bench is not None:
            self._bench.nudge.call()
        self.plan.reopen_streams()
        self._missed.hold()
        self._spawn(self._missed.catch_up())

    # --- what the parts tell -------------------------------------------------------------------

    async def _stored(self, stored: Stored) -> None:
        self._pending.values += stored.values
        self.cascades.take(stored.values)
        self._pending.health += stored.health
        self.plan.after(stored.health, self._spawn)

    async def _grown(self, grown: Grown) -> None:
        self._pending.grown.append(grown)
        seen_ms = self._setup.clock.now_ms() - _SEEN_MS
        if grown.channel is Channel.LIQUIDATIONS and grown.reaches(seen_ms):
            self.stabilisation.grown(grown.market.asset)
        if grown.channel is Channel.CANDLES and grown.interval is not None:
            series = (grown.market, grown.interval)
            if series in self._judged and self.history.is_settled(
                (grown.channel, grown.market, grown.interval)
            ):
                self._spawn(self._watch.check([series]))

    def _filled(self, filled: Filled) -> None:
        self._pending.filled.append(filled)

    def _reopened(self, venue: str, channels: Sequence[Channel]) -> None:
        self.plan.reopened(venue, channels, self._spawn)

    def _progressed(self, progress: Progress) -> None:
        self._pending.progress = progress

    def _closing(self, closed: frozenset[Series]) -> AbstractAsyncContextManager[Along | None]:
        return self._at_close.along(closed)

    def _levels_moved(self) -> None:
        self._pending.levels_changed = True

    async def _happened(self) -> None:
        self._levels_moved()
        if self._may_deliver:
            await self._alerts.deliver()

    async def _alerted(self, _alerts: list[Alert]) -> None:
        if self._may_deliver:
            await self._alerts.deliver()

    async def _tell(self, found: Transition | Alert) -> None:
        if isinstance(found, Alert):
            self._pending.alerts.append(found)
        else:
            self._pending.transitions.append(found)

    async def _show(self, notices: Sequence[Notice]) -> None:
        self._pending.notices += notices
        self._emit()
        for notice in notices:
            await self._outbox.post(notice)

    def _key_changed(self, name: str) -> None:
        """Who does without a key but takes one asks anew with it, or without it."""
        for context in self._context:
            if context.source.key is not None and context.source.key.name == name:
                context.ask_anew()

    def _venue_rows(self) -> list[Health]:
        """What rules know of feeds: not those of services that wait for a key."""
        waiting = {source.venue for source in self._setup.keyed}
        return [row for row in self._health.rows() if row.venue not in waiting]

    def _say(self, sentence: str) -> None:
        self._pending.said.append(sentence)

    def ahead_ms(self, venue: str) -> int:
        """How far a venue's clock is ahead of ours, as far as it told; may be asked on any thread."""
        runner = self._runners.get(venue)
        return runner.skew_ms if runner is not None else 0

    def _venue_now_ms(self, venue: str) -> int:
        return self._setup.clock.now_ms() + self.ahead_ms(venue)

    # --- what users do -------------------------------------------------------------------------

    async def watch(self, assets: Sequence[str]) -> None:
        """Watch these assets from now on, in this order; what is removed is asked for no more."""
        self._wanted = tuple(assets)
        self._rewatch.set()

    async def stamp(self, notice: Notice) -> None:
        """A notice was shown."""
        await self._alerts.stamp(notice.ids)

    def stamp_soon(self, notice: Notice) -> None:
        """The same from within `on_update`, which cannot wait."""
        self._spawn(self.stamp(notice))

    def _episodes(self) -> None:
        self._pending.episodes_changed = True

    async def newer_release(self) -> Version | None:
        """A newer Tracker that the user was not told of; asks for it once a day at most."""
        return await self.releases.look(self._bench.transport) if self._bench is not None else None

    async def add_service(self, service: ContextSource) -> None:
        """Ask one more service of market context from now on."""
        if self._bench is None:
            self._services.append(service)  # the engine is about to begin
        else:
            self._run_service(service, self._bench)

    def _run_service(self, service: ContextSource, bench: Bench) -> None:
        self._health.expect(service)
        context = ContextRunner(service, self._assets, bench)
        self._context.append(context)
        self._spawn(context.run())

    async def pause(self) -> None:
        """Ask nobody from now on; what the user does goes on, and what happens is found on `resume`."""
        if self._gate.is_open:
            log.info("paused")
            self._gate.close()
            self._missed.hold()
            self._health.pause(PAUSED)
            self.plan.reopen_streams()
            self._pending.paused = True

    async def resume(self) -> None:
        """Ask again, and find what happened meanwhile as after sleep."""
        if not self._gate.is_open:
            log.info("resumed")
            self._health.resume()
            self._gate.open()
            self._pending.paused = False
            self._begin_anew()

    async def network_changed(self) -> None:
        """The machine is on another network, or back on one: whatever was connected is not."""
        if self._gate.is_open:
            self._say(tr(_NETWORK_BACK))
            self._begin_anew()

    async def try_service(self, name: str) -> None:
        """Send a test to a service outside this machine.

        Raises:
            TrackerError: where it was not taken.
        """
        await self._outbox.try_service(name)

    def _follow(self, manners: Manners) -> None:
        self._alerts.follow(manners)
        self._outbox.follow(manners)

    def _muted(self, until_ms: int) -> None:
        self._pending.muted_until_ms = until_ms

    def _drawn(self) -> None:
        self._pending.drawings_changed = True

    async def levels_changed(self) -> None:
        """Take the list of levels anew and judge them; a step undone may have been of drawings."""
        await self._load_levels()
        self._pending.levels_changed = self._pending.drawings_changed = True
        await self.judge_all()

    async def judge_all(self) -> None:
        """Judge every level on what is stored."""
        await self._watch.check(list(self._judged))

    async def _load_levels(self) -> None:
        levels = await self.storage.journal(lambda journal: journal.levels())
        judged: set[tuple[Market, Interval]] = set()
        for level in levels:
            runner = self._runners.get(level.venue)
            if runner is None:
                continue
            for market in runner.markets():
                if market.asset == level.asset:
                    judged.update(
                        (market, base_interval(parse_rule(word).timeframe)) for word in level.rules
                    )
        self._judged = judged


def _root(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error that ended a group of tasks."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
