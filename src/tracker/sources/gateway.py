"""One address that every request may be sent through, with the venue's host as the first path part.

https://fapi.binance.com/x?y → http://127.0.0.1:8000/fapi.binance.com/x?y, and likewise for wss → ws.
It serves a company proxy, a relay at home, and every test.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class BadGateway(TrackerError):
    """The gateway's address cannot be used."""


class Gateway(Struct, frozen=True):
    """Where requests go: the venue itself, or the one address named by the user."""

    base: str | None = None

    @classmethod
    def parse(cls, text: str | None, *, insecure: bool = False) -> Gateway:
        """Read the user's address; none means that venues are asked directly.

        Raises:
            BadGateway: where it is no http(s) address, or plain http to another machine without
                `insecure`.
        """
        given = (text or "").strip()
        text = given.rstrip("/")
        if not text:
            return cls()
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise BadGateway(
                tr("“{given}” is not an address for a gateway.", given=given)
            ) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise BadGateway(
                tr(
                    "“{given}” is not an address for a gateway; it starts with http(s)://.",
                    given=given,
                )
            )
        if parts.query or parts.fragment:
            raise BadGateway(
                tr("“{given}” is not an address for a gateway; it ends at the path.", given=given)
            )
        if not text.isprintable() or " " in text:
            raise BadGateway(
                tr(
                    "“{given}” is not an address for a gateway; there is a space or an unprintable "
                    "character in it.",
                    given=given,
                )
            )
        if parts.scheme == "http" and not _is_loopback(parts.hostname) and not insecure:
            raise BadGateway(
                tr(
                    "The gateway {address} is on another machine and not encrypted; use https, or "
                    "allow it with --insecure-gateway.",
                    address=text,
                )
            )
        return cls(text)

    @property
    def is_private(self) -> bool:
        """Whether nobody between us and it can read along; a key is sent only then."""
        if self.base is None:
            return True
        parts = urlsplit(self.base)
        return parts.scheme == "https" or _is_loopback(parts.hostname or "")

    def route(self, url: str) -> str:
        """The address to ask in place of a venue's own."""
        if self.base is None:
            return url
        parts = urlsplit(url)
        base = urlsplit(self.base)
        scheme = base.scheme
        if parts.scheme in ("ws", "wss"):
            scheme = "wss" if base.scheme == "https" else "ws"
        path = f"{base.path}/{_host(parts)}{parts.path}"
        return urlunsplit((scheme, base.netloc, path, parts.query, ""))

    def redirect(self, url: str, asked: str, location: str) -> str | None:
        """Where a redirect may lead; None where it must not be followed.

        Through a gateway every target stays behind it; without one the host must not change. A path
        alone is the gateway's where it begins with the venue's host, else the venue's own.

        Args:
            url: the venue's own address that was wanted.
            asked: the address that was asked (behind the gateway, if there is one).
            location: the `Location` of the answer.
        """
        if not location:
            return None
        try:
            if self.base is not None:
                return self._redirect_inside(url, asked, location)
            target = urljoin(url, location)
            mine, theirs = urlsplit(url), urlsplit(target)
        except ValueError:  # no address at all
            return None
        same = mine.hostname == theirs.hostname and mine.scheme == theirs.scheme
        return target if same else None

    def _redirect_inside(self, url: str, asked: str, location: str) -> str | None:
        if location.startswith("/") and not location.startswith("//"):
            home = urlsplit(self.route(urljoin(url, "/"))).path
            if not location.startswith(home):
                return self.route(urljoin(url, location))
        target = urljoin(asked, location)
        if target == self.base or target.startswith(f"{self.base}/"):
            return target
        return self.route(target) if urlsplit(target).hostname else None


def _host(parts: SplitResult) -> str:
    """The host, with its port only where it is not the scheme's own."""
    host = parts.hostname or ""
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return host
    return f"{host}:{parts.port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
