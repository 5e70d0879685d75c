"""`tracker notify`: the services outside this machine that get every alert."""

from __future__ import annotations

import getpass
import sys

from tracker.app import App
from tracker.domain.errors import TrackerError
from tracker.services.outbox import secret_name, send_message
from tracker.sources import messengers
from tracker.store.journal import Journal
from tracker.store.outbox import Message, Post
from tracker.store.secrets import forget_secret, keep_secret, read_secret
from tracker.store.settings import parse_services

ADDRESS_KNOWN = "address in the keyring"


def add_service(app: App, name: str) -> int:
    """Ask for a service's address and keep it in the keyring."""
    (service,) = parse_services([name])
    address = _asked(service)
    if not address:
        raise TrackerError("No address was given; nothing is kept.")
    kind = messengers.check_address(address)
    keep_secret(secret_name(service), address)
    print(f"The address of {service} ({kind}) is in the keyring.")
    if service not in app.settings.notify:
        names = ", ".join(f'"{one}"' for one in (*app.settings.notify, service))
        print(f"To send alerts there, write into {app.home.config_file}: notify = [{names}]")
    return 0


def list_services(app: App) -> int:
    """Print each service of the settings: whether its address is known, and how messages fare."""
    posts = posts_of(app)
    for service in app.settings.notify:
        print(f"{service:<12}{describe(service, posts.get(service))}")
    if not app.settings.notify:
        print("No services yet. Add one with: tracker notify add ntfy")
    return 0


def try_service(name: str, now_ms: int) -> int:
    """Send one message now."""
    (service,) = parse_services([name])
    body = "If you can read this, alerts arrive here."
    send_message(Message(0, service, "Tracker: a test", body, urgent=False, made_ms=now_ms))
    print(f"{service} took the message.")
    return 0


def remove_service(app: App, name: str) -> int:
    """Forget a service's address."""
    (service,) = parse_services([name])
    if not forget_secret(secret_name(service)):
        raise TrackerError(f"There is no address for {service} in the keyring.")
    print(f"The address of {service} is forgotten.")
    if service in app.settings.notify:
        print(f"It is still named in {app.home.config_file}.")
    return 0


def posts_of(app: App) -> dict[str, Post]:
    """How the messages for each service fared."""
    journal = Journal.read(app.home.journal_file)
    if journal is None:
        return {}
    posts = journal.outbox.posts()
    journal.close()
    return {post.service: post for post in posts}


def describe(service: str, post: Post | None) -> str:
    """One line about a service."""
    parts = [_address(service)]
    if post is not None:
        counts = ((post.sent, "sent"), (post.waiting, "waiting"), (post.given_up, "given up"))
        parts += [f"{count} {word}" for count, word in counts if count]
        parts += [f"last error: {post.error}"] if post.error else []
    return " · ".join(parts)


def _address(service: str) -> str:
    try:
        address = read_secret(secret_name(service))
    except TrackerError as error:
        return error.sentence
    return ADDRESS_KNOWN if address is not None else "no address in the keyring"


def _asked(service: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"Apprise address of {service} (not shown): ").strip()
    return sys.stdin.readline().strip()
