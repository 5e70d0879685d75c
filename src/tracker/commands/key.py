"""`tracker key`: keys of data services in the keyring; each is tried before it is kept."""

from __future__ import annotations

import asyncio
import getpass
import sys
import time
from contextlib import suppress

from msgspec import Struct

from tracker.app import App
from tracker.commands.output import Row, json_line, write_rows
from tracker.domain.errors import TrackerError
from tracker.services.keys import SIGNAL, Ask, KeyRow, Keys, Verdict, try_key
from tracker.sources.budget import Pauses
from tracker.sources.keys import KeySpec, parse_key
from tracker.store.database import SqlError
from tracker.store.journal import Journal
from tracker.store.secrets import NoKeyring

_SESSION = "In the window a key can be used for one session without a keyring."


class KeyCommand(Struct, frozen=True):
    """What is asked for."""

    action: str
    name: str = ""
    json: bool = False


def key(app: App, command: KeyCommand) -> int:
    """Run one action.

    Raises:
        TrackerError: where it fails; the sentence holds no part of a key.
    """
    keys = app.keys
    if keys is None:
        raise TrackerError("The simulated market asks no service, so no key is used in it.")
    if command.action == "list":
        return _list(keys, command)
    spec = keys.spec(command.name)
    if command.action == "set":
        return _set(app, keys, spec, command)
    if command.action == "test":
        return _test(app, keys, spec, command)
    sentence = keys.forget(spec.name)
    _tell_engine(app)
    _say(command, {"name": spec.name, "place": "none", "sentence": sentence}, sentence)
    return 0


def _list(keys: Keys, command: KeyCommand) -> int:
    view = keys.read()
    if command.json:
        write_rows((_row(row, view.trouble) for row in view.rows), "json")
        return 0
    for row in view.rows:
        spec = row.spec
        print(f"{spec.name:<12}{_state(row, view.trouble)} · {'paid' if spec.paid else 'free'}")
        print(f"{'':<12}{spec.adds}")
        print(f"{'':<12}{spec.where} It is sent as {spec.carrier}.")
    for sentence in (view.trouble, view.way):
        if sentence:
            print(sentence)
    return 0


def _state(row: KeyRow, trouble: str | None) -> str:
    if trouble is not None:
        return "unknown"
    return {"none": "no key", "keyring": "key in the keyring"}[row.place]


def _row(row: KeyRow, trouble: str | None) -> Row:
    spec = row.spec
    return {
        "name": spec.name,
        "title": spec.title,
        "place": str(row.place) if trouble is None else None,
        "paid": spec.paid,
        "needed": spec.needed,
        "adds": spec.adds,
        "where": spec.where,
        "sent_as": spec.carrier,
        "reason": trouble,
    }


def _set(app: App, keys: Keys, spec: KeySpec, command: KeyCommand) -> int:
    text = parse_key(_asked(spec))
    verdict = _try(app, spec, text)
    if not verdict.works:
        raise TrackerError(f"{verdict.sentence} Nothing is kept.")
    try:
        kept = keys.keep(spec.name, text)
    except NoKeyring as error:
        raise TrackerError(f"{error.sentence} {_SESSION}", error.detail) from None
    _tell_engine(app)
    sentence = f"{verdict.sentence} {kept}"
    _say(command, {"name": spec.name, "place": "keyring", "sentence": sentence}, sentence)
    return 0


def _test(app: App, keys: Keys, spec: KeySpec, command: KeyCommand) -> int:
    view = keys.read()
    kept = keys.book.of(spec.name)
    if kept is None:
        raise TrackerError(
            view.trouble
            or f"There is no key of {spec.title}; add one with: tracker key set {spec.name}"
        )
    verdict = _try(app, spec, kept)
    if command.json:
        _say(command, {"name": spec.name, "works": verdict.works, "sentence": verdict.sentence}, "")
        return 0 if verdict.works else 1
    if not verdict.works:
        raise TrackerError(verdict.sentence)
    print(verdict.sentence)
    return 0


def _try(app: App, spec: KeySpec, text: str) -> Verdict:
    async def run() -> Verdict:
        transport = app.setup().transport(Pauses())
        ask: Ask = transport.try_key  # type: ignore[attr-defined]
        try:
            return await try_key(ask, spec, text)
        finally:
            await transport.aclose()  # type: ignore[attr-defined]

    return asyncio.run(run())


def _tell_engine(app: App) -> None:
    """An engine that runs beside looks into the keyring anew; the journal tells it, not what changed."""
    with suppress(TrackerError, SqlError):
        app.home.make()
        journal = Journal.open(app.home.journal_file)
        try:
            journal.keep(SIGNAL, str(time.time_ns()).encode())
        finally:
            journal.close()


def _say(command: KeyCommand, row: Row, sentence: str) -> None:
    if command.json:
        sys.stdout.write(json_line(row))
    else:
        print(sentence)


def _asked(spec: KeySpec) -> str:
    if sys.stdin.isatty():
        print(spec.where, file=sys.stderr)
        return getpass.getpass(f"Key of {spec.title} (not shown): ")
    return sys.stdin.readline()
