"""Secrets in the keyring of the operating system, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tracker.domain.errors import TrackerError
from tracker.domain.translating import tr

_PROGRAM = "tracker"


class NoKeyring(TrackerError):
    """The keyring is missing, locked, or does not do what it should."""


def read_secret(name: str) -> str | None:
    """What is kept under this name; None where nothing is.

    Raises:
        NoKeyring: where the keyring cannot be asked.
    """
    with _keyring() as ring:
        secret: str | None = ring.get_password(_PROGRAM, name)
        return secret


def keep_secret(name: str, secret: str) -> None:
    """Keep a secret in the place of an earlier one.

    Raises:
        NoKeyring: where the keyring does not take it.
    """
    with _keyring() as ring:
        ring.set_password(_PROGRAM, name, secret)
        kept = ring.get_password(_PROGRAM, name)
    if kept != secret:
        raise NoKeyring(tr("The keyring on this machine keeps nothing."))


def forget_secret(name: str) -> bool:
    """Forget a secret; whether there was one.

    Raises:
        NoKeyring: where the keyring cannot be asked.
    """
    with _keyring() as ring:
        if ring.get_password(_PROGRAM, name) is None:
            return False
        ring.delete_password(_PROGRAM, name)
        return True


@contextmanager
def _keyring() -> Iterator[Any]:
    import keyring

    try:
        ring = keyring.get_keyring()
        _refuse_file(ring)
        yield ring
    except NoKeyring:
        raise
    except Exception as error:
        # Backends raise what the services behind them raise, which is documented nowhere.
        raise _refusal(error) from error


def _refuse_file(ring: object) -> None:
    # keyrings.alt, where somebody has installed it, would write a file.
    if type(ring).__module__.startswith("keyrings.alt"):
        raise NoKeyring(tr("The only keyring on this machine is a file, which is not used."))


def _refusal(error: Exception) -> NoKeyring:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        return NoKeyring(tr("There is no keyring on this machine, so no secret can be kept."))
    if isinstance(error, KeyringLocked):
        return NoKeyring(tr("The keyring is locked; unlock it and try again."))
    return NoKeyring(tr("The keyring does not answer."), type(error).__name__)
