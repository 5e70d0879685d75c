"""Sends notices to services outside this machine: written down first, then tried until they arrive.

A message that a service took the very moment the program died may be sent again; none is lost for
less than a day's outage.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby

from msgspec.structs import replace

from tracker.analysis import words
from tracker.domain.errors import TrackerError
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import tr
from tracker.services.alerts import Manners
from tracker.services.notices import Notice
from tracker.services.storage import Storage
from tracker.sources import messengers
from tracker.store.outbox import Message
from tracker.store.secrets import read_secret

log = logging.getLogger(__name__)

#: How long to wait after the first, second, … failure; after the last one a message is given up.
PAUSES_MS = (10_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS)
#: Whatever its tries, a message older than this is no news.
_OLDEST_MS = DAY_MS
#: A message that arrives so much later says when it was made.
_LATE_MS = 10 * MINUTE_MS
_LOOK_S = 5.0
#: A message that is on its way when the program leaves is waited for.
_GRACE_S = 1.0


class NoAddress(TrackerError):
    """A service that is named in the settings, but whose address is not in the keyring."""


class NotTaken(TrackerError):
    """A service did not take a message; the sentence holds no part of its address."""


#: Sends one message and waits until it was taken; raises a TrackerError that holds no secret.
Send = Callable[[Message], None]


def send_message(message: Message) -> None:
    """Send a message to the address that the keyring holds for its service.

    Raises:
        TrackerError: where it was not taken; the sentence holds no part of the address.
    """
    address = read_secret(secret_name(message.service))
    if address is None:
        raise NoAddress(
            tr(
                "There is no address for {service} in the keyring; add it with: "
                "tracker notify add {service}",
                service=message.service,
            )
        )
    messengers.send(address, message.title, message.body, urgent=message.urgent)


def secret_name(service: str) -> str:
    """The name under which the keyring holds a service's address."""
    return f"notify:{service}"


class Outbox:
    """Posts notices and sends them from threads of their own, so that nothing waits for a service.

    `say` gets a sentence when a service begins to refuse, when it takes messages again, and when a
    message is given up.
    """

    def __init__(
        self,
        storage: Storage,
        services: Sequence[str],
        *,
        now_ms: Callable[[], int],
        say: Callable[[str], None],
        manners: Manners | None = None,
        send: Send = send_message,
    ) -> None:
        self._storage = storage
        self._services = tuple(services)
        self._now_ms = now_ms
        self._say = say
        self._manners = manners or Manners()
        self._send = send
        self._refusing: set[str] = set()
        self._posted = asyncio.Event()

    def follow(self, manners: Manners) -> None:
        """Hold by these manners from now on."""
        self._manners = manners

    async def try_service(self, service: str) -> None:
        """Send one message now, whatever the hour, and wait until it was taken.

        Raises:
            TrackerError: where it was not; the sentence holds no part of the address.
        """
        body = tr("If you can read this, alerts arrive here.")
        message = Message(
            0, service, tr("Tracker: a test"), body, urgent=False, made_ms=self._now_ms()
        )
        refusal = await _apart(self._send, message)
        if refusal is not None:
            raise NotTaken(refusal)

    async def post(self, notice: Notice) -> None:
        """Write a notice down, once for each service; what was posted before is left out."""
        if not self._services:
            return
        now_ms, services = self._now_ms(), self._services
        await self._storage.journal(
            lambda journal: journal.outbox.post(
                notice.ids, services, notice.title, notice.body, urgent=notice.urgent, now_ms=now_ms
            )
        )
        self._posted.set()

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        while self._services:
            self._posted.clear()
            await self.send_due()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._posted.wait()

    async def send_due(self) -> None:
        """Try every message whose time has come; services do not wait for each other."""
        now_ms = self._now_ms()
        due = await self._storage.journal(lambda journal: journal.outbox.due(now_ms))
        due = [one for one in due if not self._manners.hold(now_ms, urgent=one.urgent)]
        queues = groupby(sorted(due, key=lambda one: one.service), key=lambda one: one.service)
        await asyncio.gather(*(self._send_all(list(messages)) for _, messages in queues))

    async def _send_all(self, messages: Sequence[Message]) -> None:
        for message in messages:
            await self._try(message)

    async def _try(self, message: Message) -> None:
        now_ms = self._now_ms()
        if message.service not in self._services:
            await self._failed(message, tr("The service is no longer in the settings."), last=True)
            return
        if now_ms - message.made_ms > _OLDEST_MS:
            await self._failed(message, tr("It could not be sent for a day."), last=True)
            return
        work = _apart(self._send, _dated(message, now_ms))
        try:
            refusal = await asyncio.shield(work)
        except asyncio.CancelledError:
            done, _ = await asyncio.wait({work}, timeout=_GRACE_S)
            if done and work.result() is None:
                await self._sent(message)
            raise
        if refusal is None:
            await self._sent(message)
        else:
            log.info("%s: a message was not sent: %s", message.service, refusal)
            await self._failed(message, refusal)

    async def _sent(self, message: Message) -> None:
        now_ms = self._now_ms()
        await self._storage.journal(lambda journal: journal.outbox.sent(message.id, now_ms))
        if message.service in self._refusing:
            self._refusing.discard(message.service)
            self._say(tr("Messages to {service} are sent again.", service=message.service))

    async def _failed(self, message: Message, sentence: str, *, last: bool = False) -> None:
        now_ms = self._now_ms()
        last = last or message.tries >= len(PAUSES_MS)
        next_ms = None if last else now_ms + PAUSES_MS[message.tries]
        await self._storage.journal(
            lambda journal: journal.outbox.failed(message.id, sentence, next_ms, now_ms)
        )
        if last:
            self._say(
                tr(
                    "The message “{title}” to {service} is given up: {sentence}",
                    title=message.title,
                    service=message.service,
                    sentence=sentence,
                )
            )
        elif message.service not in self._refusing:
            self._say(
                tr(
                    "A message to {service} was not sent: {sentence} It is tried again.",
                    service=message.service,
                    sentence=sentence,
                )
            )
        self._refusing.add(message.service)


def _dated(message: Message, now_ms: int) -> Message:
    """The same, with its time where it arrives late."""
    if now_ms - message.made_ms <= _LATE_MS:
        return message
    body = tr(
        "{body} This was at {time} UTC.", body=message.body, time=words.clock(message.made_ms)
    )
    return replace(message, title=tr("Late: {title}", title=message.title), body=body)


def _apart(send: Send, message: Message) -> asyncio.Future[str | None]:
    """Send on a thread that nobody waits for at the end of the program.

    Its outcome is why the message was not taken; None where it was.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[str | None] = loop.create_future()

    def settle(refusal: str | None) -> None:
        if not future.done():
            future.set_result(refusal)

    def run() -> None:
        refusal: str | None = tr("Tracker made a mistake in sending it.")
        try:
            send(message)
            refusal = None
        except TrackerError as error:
            refusal = error.sentence
        finally:
            with suppress(RuntimeError):  # the loop may be gone by now
                loop.call_soon_threadsafe(settle, refusal)

    threading.Thread(target=run, name="outbox", daemon=True).start()
    return future
