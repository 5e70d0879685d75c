"""Services outside this machine: `notify` for those that get alerts, `key` for those that take a key."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tracker.cli.declaring import Actions, Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_notify(parser: Parser) -> None:
    actions = Actions(parser)
    for action, text in (
        ("add", "Keep the Apprise address of a service in the keyring; it is asked for."),
        ("test", "Send one message to a service now."),
        ("remove", "Forget the address of a service."),
    ):
        one = actions.add(action, text)
        one.add_argument("name", metavar="NAME", help="your name for the service, such as ntfy")
    actions.add("list", "The services of the settings, and how their messages fared.")


def _run_notify(app: App, options: argparse.Namespace) -> int:
    from tracker.commands import notify

    if options.action == "add":
        return notify.add_service(app, options.name)
    if options.action == "test":
        return notify.try_service(options.name, app.clock.now_ms())
    if options.action == "remove":
        return notify.remove_service(app, options.name)
    return notify.list_services(app)


def _declare_key(parser: Parser) -> None:
    actions = Actions(parser)
    for action, text in (
        ("list", "The services that take a key, what each adds, and whether there is one."),
        ("set", "Try a key and keep it; it is asked for, or read from standard input."),
        ("test", "Try the key that is kept with one real request."),
        ("forget", "Forget a key; its service is asked no more."),
    ):
        one = actions.add(action, text)
        if action != "list":
            one.add_argument("name", metavar="NAME", help="of the service, as `key list` has it")
        one.add_argument("--json", action="store_true", help="JSON alone on standard output")


def _run_key(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.key import KeyCommand, key

    return key(app, KeyCommand(options.action, vars(options).get("name", ""), options.json))


NOTIFY = Command(
    "notify", "Services outside this machine that get every alert.", _run_notify, _declare_notify
)
KEY = Command(
    "key", "Keys of data services: kept in the keyring, tried before.", _run_key, _declare_key
)
