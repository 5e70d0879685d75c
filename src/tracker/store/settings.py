"""What the user may set in config.toml: every setting declared once, with its type and default."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tracker.domain.errors import TrackerError
from tracker.domain.market import DEFAULT_ASSETS, coin_and_factor
from tracker.domain.quiet import BadQuietHours, QuietHours
from tracker.domain.retention import BadRetention, Retention


class BadSettings(TrackerError):
    """config.toml cannot be used."""


_ASSET = re.compile(r"^[A-Z0-9]{1,20}$")
_SWITCHES = frozenset({"insecure_gateway", "quiet_lets_urgent", "sound", "liquidation_model"})
_LISTS = {
    "assets": ("coins", '["BTC", "ETH"]'),
    "notify": ("services", '["ntfy", "mail"]'),
    "opt_in": ("services", '["name"]'),
}
_SERVICE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,30}$")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings.

    Attributes:
        assets: the watchlist.
        gateway: one address that every request goes through; empty for none.
        insecure_gateway: allow plain http to another machine.
        notify: names of the services that get every alert; where they are is in the keyring.
        quiet: local hours in which alerts are held; None for none.
        quiet_lets_urgent: urgent alerts are shown in quiet hours too.
        sound: alerts are heard.
        keep: how long what is kept, and how large the cache may grow.
        liquidation_model: also show an estimate of what sampled feeds leave out, labelled as such.
        opt_in: services that are asked only by who agreed to their terms, by their short names.
    """

    assets: tuple[str, ...] = DEFAULT_ASSETS
    gateway: str = ""
    insecure_gateway: bool = False
    notify: tuple[str, ...] = ()
    quiet: QuietHours | None = None
    quiet_lets_urgent: bool = False
    sound: bool = True
    keep: Retention = field(default_factory=Retention)
    liquidation_model: bool = False
    opt_in: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; without one the defaults hold.

        Raises:
            BadSettings: where it is no TOML, or a setting has the wrong type. It is not touched.
        """
        try:
            with path.open("rb") as file:
                table = tomllib.load(file)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise BadSettings(f"{path} cannot be read: {error}.") from None
        known = {one.name for one in fields(cls)}
        given = {name: _checked(path, name, table[name]) for name in known & table.keys()}
        return cls(**given)


def _checked(path: Path, name: str, value: Any) -> Any:
    if name in _LISTS:
        what, example = _LISTS[name]
        good = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not good or (name == "assets" and not value):
            raise BadSettings(f"{path}: {name} is a list of {what}, for example {example}.")
        if name == "opt_in":
            return tuple(dict.fromkeys(one.strip().lower() for one in value))
        return parse_assets(value) if name == "assets" else parse_services(value)
    if name == "keep":
        return _retention(path, value)
    wanted = bool if name in _SWITCHES else str
    if not isinstance(value, wanted):
        words = "true or false" if wanted is bool else "a text in quotes"
        raise BadSettings(f"{path}: {name} is {words}.")
    return _quiet(path, str(value)) if name == "quiet" else value


def _retention(path: Path, value: Any) -> Retention:
    if not isinstance(value, dict):
        raise BadSettings(f'{path}: keep is a table, for example [keep] with liquidations = "90d".')
    try:
        return Retention.parse(value)
    except BadRetention as error:
        raise BadSettings(f"{path}: {error.sentence}") from None


def _quiet(path: Path, text: str) -> QuietHours | None:
    try:
        return QuietHours.parse(text)
    except BadQuietHours as error:
        raise BadSettings(f"{path}: {error.sentence}") from None


def parse_services(names: list[str]) -> tuple[str, ...]:
    """Names of services, each once, in order.

    Raises:
        BadSettings: where one cannot be such a name; it could be an address, so it is not repeated.
    """
    services = tuple(dict.fromkeys(name.strip() for name in names))
    if not all(_SERVICE.match(service) for service in services):
        raise BadSettings(
            "The name of a service has small letters, digits, - and _ only; its address belongs "
            "into the keyring: tracker notify add NAME."
        )
    return services


def is_asset(name: str) -> bool:
    """Whether this can be the name of a watched coin."""
    return _ASSET.match(name) is not None


def parse_assets(names: list[str]) -> tuple[str, ...]:
    """Coins as people write them, upper case, each once, in order; 1000PEPE is PEPE.

    Raises:
        BadSettings: where one cannot be the name of a coin.
    """
    coins = (coin_and_factor(name.strip().upper())[0] for name in names if name.strip())
    assets = tuple(dict.fromkeys(coins))
    for asset in assets:
        if not is_asset(asset):
            raise BadSettings(f"“{asset}” is not the name of a coin.")
    if not assets:
        raise BadSettings("No coin is named.")
    return assets
