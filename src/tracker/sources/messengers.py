"""Hands messages to services outside this machine: the one importer of Apprise.

An Apprise address (`ntfys://…`, `tgram://…`, `mailtos://…`, `jsons://…`) names the service and holds
its secrets, so it never leaves this module: what went wrong is told without any part of it.
"""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import unquote

from tracker.domain.errors import TrackerError

#: A service that has not answered by then is tried again later.
_TIMEOUT_S = 20.0
#: Parts of an address; shorter ones say nothing and stand in every sentence.
_PART = re.compile(r"[^:/?&=@,;+\s]{4,}")


class BadAddress(TrackerError):
    """An address that no service has."""


class NotSent(TrackerError):
    """A service did not take a message; it may the next time."""


def check_address(address: str) -> str:
    """The name of the service at an address, such as Telegram; nothing is sent.

    Raises:
        BadAddress: where it is none.
    """
    return str(_service(address).service_name)


def known_services() -> tuple[str, int]:
    """The version of Apprise, and how many services it can reach."""
    apprise = _apprise()
    return str(apprise.__version__), len(apprise.Apprise().details()["schemas"])


def send(address: str, title: str, body: str, *, urgent: bool) -> None:
    """Send one message and wait until the service has taken it.

    Raises:
        BadAddress: where the address is none.
        NotSent: where it was not taken; the sentence holds no part of the address.
    """
    apprise = _apprise()
    post = apprise.Apprise()
    service = _service(address)
    post.add(service)
    kind = apprise.NotifyType.FAILURE if urgent else apprise.NotifyType.WARNING
    try:
        result = post.notify(body=body, title=title, notify_type=kind, body_format="text")
    except Exception as error:
        # Its text may hold the address; its kind cannot.
        raise NotSent(f"{service.service_name} failed.", type(error).__name__) from error
    if result:
        return
    said = [entry.message for one in result for attempt in one for entry in attempt.logs]
    if result.status is apprise.AppriseResultStatus.TIMEOUT:
        said.append(f"There was no answer within {_TIMEOUT_S:.0f} s.")
    reason = without_secrets(said[-1], address) if said else "It did not say why."
    raise NotSent(f"{service.service_name} did not take the message: {reason}")


def without_secrets(text: str, address: str) -> str:
    """A text of a service, with every part of its address taken out."""
    # The scheme is no secret: JSON and mail are words of their own.
    given = address.partition("://")[2]
    written = _PART.findall(given)
    for part in sorted({*written, *map(unquote, written)}, key=len, reverse=True):
        text = re.sub(re.escape(part), "…", text, flags=re.IGNORECASE)
    return text.strip()


def _service(address: str) -> Any:
    apprise = _apprise()
    asset = apprise.AppriseAsset(
        app_id="Tracker",
        app_desc="Tracker",
        app_url="",
        # No service is told to fetch a picture from somewhere else.
        image_url_mask="",
        image_url_logo="",
        service_timeout=_TIMEOUT_S,
    )
    service = apprise.Apprise.instantiate(address.strip(), asset=asset)
    if service is None:
        raise BadAddress(
            "This is not an address that Apprise knows; it looks like ntfys://TOPIC, "
            "jsons://HOST/PATH, tgram://TOKEN/CHAT or mailtos://USER:PASSWORD@HOST."
        )
    return service


def _apprise() -> Any:
    import apprise

    # What it logs may name the address; it is told to nobody but `send`.
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    return apprise
