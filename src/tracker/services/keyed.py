"""Runs the services that need a key for as long as there is one, and does what the user does with keys."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from tracker.domain.errors import TrackerError
from tracker.domain.translating import noted, tr
from tracker.services.asking import Bench
from tracker.services.health import HealthBook
from tracker.services.history import History
from tracker.services.keys import SIGNAL, Ask, Kept, Keys, KeysView, Verdict, aside, try_key
from tracker.services.plan import Plan
from tracker.services.runner import SourceRunner
from tracker.services.storage import Storage
from tracker.sources.base import Source
from tracker.sources.keys import parse_key
from tracker.store.secrets import NoKeyring

log = logging.getLogger(__name__)

NEEDS_KEY = noted("It needs a key; add one under Keys.")
_NO_KEYS = noted("The simulated market asks no service, so no key is used in it.")


class Keyed:
    """The keys of an engine, and the services that wait for one."""

    def __init__(
        self,
        keys: Keys | None,
        services: Sequence[Source],
        assets: Sequence[str],
        storage: Storage,
        on_key: Callable[[str], None],
    ) -> None:
        """`on_key` is called on the engine's thread with the name of a service whose key changed."""
        self._keys, self._on_key = keys, on_key
        self._services = [one for one in services if one.key is not None] if keys else []
        self._assets = tuple(assets)
        self._storage = storage
        self._ask: Ask | None = None
        #: Set once requests can be sent: the dialog may be quicker than the start of the engine.
        self._begun = asyncio.Event()
        self._runners: dict[str, SourceRunner] = {}
        self._changed: dict[str, asyncio.Event] = {}
        self._signal: bytes | None = None

    # --- running -------------------------------------------------------------------------------

    async def run(self, bench: Bench, health: HealthBook, history: History, plan: Plan) -> None:
        """Run every service while there is a key for it, until cancelled."""
        keys = self._keys
        if keys is None:
            return
        loop = asyncio.get_running_loop()
        self._ask = getattr(bench.transport, "try_key", None)
        self._begun.set()
        self._changed = {spec.key.name: asyncio.Event() for spec in self._services if spec.key}
        for source in self._services:
            health.expect(source)
            health.switched_off(source.venue, NEEDS_KEY)

        def tell(name: str) -> None:
            with suppress(RuntimeError):  # the loop may be gone by now
                loop.call_soon_threadsafe(self._note, name)

        keys.book.on_change = tell
        try:
            async with asyncio.TaskGroup() as group:
                for source in self._services:
                    group.create_task(self._keep(source, bench, health, history, plan))
                view = await aside(keys.read)
                if view.trouble is not None:
                    log.info("keys are not read: %s", view.trouble)
        finally:
            keys.book.on_change = lambda _name: None

    def _note(self, name: str) -> None:
        if name in self._changed:
            self._changed[name].set()
        self._on_key(name)

    async def _keep(
        self, source: Source, bench: Bench, health: HealthBook, history: History, plan: Plan
    ) -> None:
        keys, spec = self._keys, source.key
        assert keys is not None
        assert spec is not None
        changed = self._changed[spec.name]
        while True:
            if keys.book.of(spec.name) is None:
                health.switched_off(source.venue, NEEDS_KEY)
                await changed.wait()
                changed.clear()
                continue
            health.expect(source)
            work = asyncio.ensure_future(self._serve(source, bench, history, plan))
            wait = asyncio.ensure_future(changed.wait())
            try:
                await asyncio.wait({work, wait}, return_when=asyncio.FIRST_COMPLETED)
                if work.done():
                    work.result()
            finally:
                for task in (work, wait):
                    task.cancel()
                await asyncio.gather(work, wait, return_exceptions=True)
                history.leave(source.venue)
                plan.drop(source.venue)
                self._runners.pop(source.venue, None)
            changed.clear()

    async def _serve(self, source: Source, bench: Bench, history: History, plan: Plan) -> None:
        cached = await self._storage.read(lambda reader, _: reader.listed_markets())
        mine = [market for market in cached if market.venue == source.venue]
        runner = SourceRunner(source, self._assets, bench, mine)
        self._runners[source.venue] = runner
        plan.add(runner)
        async with asyncio.TaskGroup() as group:
            group.create_task(runner.run())
            group.create_task(history.serve(runner))
            group.create_task(plan.keep_planned(runner))

    # --- what the engine tells -----------------------------------------------------------------

    def watch(self, assets: Sequence[str], history: History) -> None:
        """Ask about these assets from now on."""
        self._assets = tuple(assets)
        for venue, runner in self._runners.items():
            runner.watch(assets)
            history.forget(venue, assets)

    async def journal_changed(self) -> None:
        """Another process wrote the journal: where it says so, a key is another one now."""
        if self._keys is None:
            return
        signal = await self._storage.journal(lambda journal: journal.kept(SIGNAL))
        if signal != self._signal:
            self._signal = signal
            await aside(self._keys.read)

    # --- what the user does --------------------------------------------------------------------

    async def view(self) -> KeysView:
        """All services that take a key, and where their keys are.

        Raises:
            TrackerError: where no key is used at all.
        """
        return await aside(self._there().read)

    async def test(self, name: str, key: str = "") -> Verdict:
        """Try a key that was typed, or the one that is in use.

        Raises:
            TrackerError: where there is none to try, or it cannot be a key.
        """
        keys = self._there()
        spec = keys.spec(name)
        key = parse_key(key) if key.strip() else keys.book.of(spec.name) or ""
        if not key:
            raise TrackerError(
                tr("There is no key of {title} to test; type one.", title=spec.title)
            )
        await self._begun.wait()
        if self._ask is None:
            raise TrackerError(tr(_NO_KEYS))
        return await try_key(self._ask, spec, key)

    async def keep(self, name: str, key: str, *, session: bool = False) -> Kept:
        """Try a key and, where it works, keep it and use it at once.

        Raises:
            TrackerError: where it cannot be a key, or none is used.
        """
        keys = self._there()
        verdict = await self.test(name, parse_key(key))
        if not verdict.works:
            return Kept(False, tr("{sentence} Nothing is kept.", sentence=verdict.sentence))
        try:
            kept = await aside(lambda: keys.keep(name, key, session=session))
        except NoKeyring as error:
            text = tr(
                "{sentence} {sentence_2} It can be used until Tracker is closed.",
                sentence=verdict.sentence,
                sentence_2=error.sentence,
            )
            return Kept(False, text, session_offered=True)
        return Kept(True, f"{verdict.sentence} {kept}")

    async def forget(self, name: str) -> str:
        """Forget a key and use none from now on.

        Raises:
            TrackerError: where there is none, or the keyring cannot be asked.
        """
        keys = self._there()
        return await aside(lambda: keys.forget(name))

    def _there(self) -> Keys:
        if self._keys is None:
            raise TrackerError(tr(_NO_KEYS))
        return self._keys
