"""Keys of data services: where each is kept, whether it works, and what becomes of it without a keyring.

A key lies in the keyring of the operating system, or, where there is none and the user says so, in
this process until it ends. It is in no file, no log line and no sentence.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.translating import tr
from tracker.services.reasons import said_reason
from tracker.sources.base import Answer
from tracker.sources.errors import KeyRefused, SourceError
from tracker.sources.key_specs import KEY_SPECS
from tracker.sources.keys import KeyBook, KeySpec, parse_key
from tracker.store.secrets import NoKeyring, forget_secret, keep_secret, read_secret

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Sends what a key is tried with, and returns whatever comes back.
Ask = Callable[[KeySpec, str], Awaitable[Answer]]
#: Under this name the journal tells a running engine that another process changed a key; never which.
SIGNAL = "keys-changed"


class Place(StrEnum):
    """Where the key of a service is."""

    NONE = "none"
    KEYRING = "keyring"
    SESSION = "session"


class KeyRow(Struct, frozen=True):
    """A service that takes a key, and where its key is."""

    spec: KeySpec
    place: Place


class KeysView(Struct, frozen=True):
    """All of them.

    Attributes:
        trouble: why the keyring cannot be used; None where it can.
        way: how requests go out, where that is not straight to the service.
    """

    rows: tuple[KeyRow, ...]
    trouble: str | None = None
    way: str = ""


class Verdict(Struct, frozen=True):
    """What came of trying a key: True, False, or None where nobody could say."""

    works: bool | None
    sentence: str


class Kept(Struct, frozen=True):
    """What came of keeping a key.

    Attributes:
        done: whether it is kept, or held for this session.
        sentence: what was found and where it is.
        session_offered: it works, but the keyring does not take it: it may be held for the session.
    """

    done: bool
    sentence: str
    session_offered: bool = False


class Keys:
    """The one that knows where keys are. Its methods wait for the keyring: not for an event loop."""

    def __init__(self, specs: Sequence[KeySpec] = KEY_SPECS, way: str = "") -> None:
        self.book = KeyBook()
        self._specs = {spec.name: spec for spec in specs}
        self._way = way
        self._session: set[str] = set()
        self._lock = threading.Lock()

    def spec(self, name: str) -> KeySpec:
        """The service of this name.

        Raises:
            WrongUsage: where none has it.
        """
        spec = self._specs.get(name.strip().lower())
        if spec is None:
            there = ", ".join(self._specs)
            raise WrongUsage(
                tr("No service takes a key under that name; there are: {there}.", there=there)
            )
        return spec

    def read(self) -> KeysView:
        """Look into the keyring anew, and use what it holds from now on."""
        with self._lock:
            trouble = None
            for name in self._specs:
                if name in self._session:
                    continue
                try:
                    key = read_secret(secret_name(name))
                except NoKeyring as error:
                    # What it held when it last opened goes on: it is locked, not emptied.
                    trouble = error.sentence
                    break
                self._use(name, key)
            rows = [KeyRow(spec, self._place(name)) for name, spec in self._specs.items()]
        return KeysView(tuple(rows), trouble, self._way)

    def _use(self, name: str, key: str | None) -> None:
        if key is None:
            self.book.drop(name)
        else:
            self.book.put(name, key)

    def _place(self, name: str) -> Place:
        if name in self._session:
            return Place.SESSION
        return Place.KEYRING if self.book.of(name) is not None else Place.NONE

    def keep(self, name: str, key: str, *, session: bool = False) -> str:
        """Keep a key that was tried, and use it from now on; says where it is.

        Args:
            name: of the service.
            key: in the place of an earlier one.
            session: hold it in this process alone.

        Raises:
            NoKeyring: where the keyring does not take it; nothing has changed then.
            TrackerError: where it cannot be a key.
        """
        spec, key = self.spec(name), parse_key(key)
        with self._lock:
            if session:
                self._session.add(spec.name)
            else:
                keep_secret(secret_name(spec.name), key)
                self._session.discard(spec.name)
            self.book.put(spec.name, key)
        if session:
            return tr(
                "The key of {title} is used until Tracker is closed, and kept nowhere.",
                title=spec.title,
            )
        return tr("The key of {title} is in the keyring.", title=spec.title)

    def forget(self, name: str) -> str:
        """Forget a key wherever it is, and use none from now on.

        Raises:
            NoKeyring: where the keyring cannot be asked; a key of this session is forgotten all the same.
            TrackerError: where there is none.
        """
        spec = self.spec(name)
        with self._lock:
            was_session = spec.name in self._session
            self._session.discard(spec.name)
            if was_session:
                self.book.drop(spec.name)
            try:
                was_kept = forget_secret(secret_name(spec.name))
            except NoKeyring:
                if not was_session:
                    raise
                was_kept = False
            self.book.drop(spec.name)
        if not (was_kept or was_session):
            raise TrackerError(tr("There is no key of {title}.", title=spec.title))
        return tr("The key of {title} is forgotten.", title=spec.title)


def secret_name(name: str) -> str:
    """The name under which the keyring holds a service's key."""
    return f"key:{name}"


async def try_key(ask: Ask, spec: KeySpec, key: str) -> Verdict:
    """Send one real request with a key, and say in a sentence what came of it."""
    try:
        return Verdict(True, spec.judge(await ask(spec, key)))
    except KeyRefused as error:
        log.info("the key of %s is refused: %s", spec.title, error.detail)
        return Verdict(False, error.sentence)
    except SourceError as error:
        log.info("the key of %s could not be tried: %s", spec.title, error.detail)
        return Verdict(None, _named(error.sentence, spec.title))


def _named(sentence: str, title: str) -> str:
    """The sentence with the service's name in the place of `It`."""
    if title in sentence:
        return sentence
    said = said_reason(sentence)
    if said != sentence:  # it is in another language
        return f"{title}: {said}"
    if sentence.startswith("It "):
        return f"{title} {sentence[3:]}"
    return f"{title}: {sentence[0].lower()}{sentence[1:]}"


async def aside(work: Callable[[], T]) -> T:
    """Run something that may hang, as a keyring does that waits for its owner, on a thread of its own.

    Nobody waits for the thread when the program ends.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except Exception as caught:  # noqa: BLE001 - it belongs to whoever asked
            error = caught
        with suppress(RuntimeError):  # the loop may be gone by now
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return await future
