"""What a key of a data service is: how it is declared, where it is held while Tracker runs, how it is sent.

A key is in no `Request`: the wire adds it as the request leaves. It lives in the keyring of the
operating system (`store/secrets`) and, while Tracker runs, in the one `KeyBook`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr
from tracker.sources.base import Answer, Request

#: What stands in the place of a key that a service echoes.
HIDDEN = "(key)"
# Every service's keys are of letters, digits and a few signs; a pasted sentence is none.
_KEY = re.compile(r"^[A-Za-z0-9._~+/=-]{8,200}$")


class BadKey(TrackerError):
    """A text that cannot be a key; it is not repeated, since it may be a secret all the same."""


class SentAs(StrEnum):
    """Where in a request a key stands."""

    HEADER = "header"
    QUERY = "query parameter"


class KeySpec(Struct, frozen=True):
    """A service that takes a key.

    Attributes:
        name: the short name, as in `tracker key set NAME`.
        title: the service's own name.
        host: the only host that the key is ever sent to, over https.
        field: the header or query parameter that carries it.
        sent: which of these.
        paid: whether the service gives keys for money only.
        adds: what the key brings, as a sentence.
        where: where to get one, as a sentence.
        test: a small request that needs the key.
        judge: reads the answer to it: a sentence about a key that works, with plan and limits where
            they are told; raises SourceError where the key is refused or the answer is another's.
        needed: whether the service answers nobody without a key.
    """

    name: str
    title: str
    host: str
    field: str
    sent: SentAs
    paid: bool
    adds: str
    where: str
    test: Request
    judge: Callable[[Answer], str]
    needed: bool = True

    @property
    def carrier(self) -> str:
        """How and where the key travels: what a keyed source would send."""
        return f"the {self.sent} {self.field} to {self.host}"

    def takes(self, url: str) -> bool:
        """Whether the key may go to this address at all."""
        parts = urlsplit(url)
        return parts.scheme == "https" and parts.hostname == self.host

    def headers(self, key: str) -> dict[str, str]:
        """The headers that carry the key."""
        return {self.field: key} if self.sent is SentAs.HEADER else {}

    def address(self, url: str, key: str) -> str:
        """The address with the key, where that is how it is sent."""
        if self.sent is not SentAs.QUERY:
            return url
        return f"{url}{'&' if '?' in url else '?'}{urlencode({self.field: key})}"


def parse_key(text: str) -> str:
    """A key as it was typed or pasted, without the white space around it.

    Raises:
        BadKey: where it cannot be one.
    """
    key = text.strip()
    if not key:
        raise BadKey(tr("No key was given; nothing is kept."))
    if not _KEY.match(key):
        raise BadKey(
            tr("That cannot be a key: it has 8 to 200 letters, digits or signs, and no spaces.")
        )
    return key


def hide(text: str, key: str) -> str:
    """The text without the key, however it is written in an address."""
    for written in {key, quote(key, safe=""), quote_plus(key)}:
        text = text.replace(written, HIDDEN)
    return text


def hide_bytes(body: bytes, key: str) -> bytes:
    """The same for bytes."""
    for written in {key, quote(key, safe=""), quote_plus(key)}:
        body = body.replace(written.encode(), HIDDEN.encode())
    return body


class KeyBook:
    """The keys of this run, by the names of their services. They are in no text that it makes."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}
        #: Called after a change with the name of the service, on the thread that made it.
        self.on_change: Callable[[str], None] = lambda _name: None

    def __repr__(self) -> str:
        return f"KeyBook({', '.join(sorted(self._keys))})"

    def of(self, name: str) -> str | None:
        """The key of a service; None where there is none."""
        return self._keys.get(name)

    def put(self, name: str, key: str) -> None:
        """Use this key from the next request on."""
        if self._keys.get(name) != key:
            self._keys[name] = key
            self.on_change(name)

    def drop(self, name: str) -> None:
        """Use none from the next request on."""
        if self._keys.pop(name, None) is not None:
            self.on_change(name)
