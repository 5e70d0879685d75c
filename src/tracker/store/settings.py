"""What the user may set in config.toml: every setting declared once, with its type and default."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tracker.domain.errors import TrackerError
from tracker.domain.market import DEFAULT_ASSETS


class BadSettings(TrackerError):
    """config.toml cannot be used."""


_ASSET = re.compile(r"^[A-Z0-9]{1,20}$")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings.

    Attributes:
        assets: the watchlist.
        gateway: one address that every request goes through; empty for none.
        insecure_gateway: allow plain http to another machine.
    """

    assets: tuple[str, ...] = DEFAULT_ASSETS
    gateway: str = ""
    insecure_gateway: bool = False

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
        known = {field.name for field in fields(cls)}
        given = {name: _checked(path, name, table[name]) for name in known & table.keys()}
        return cls(**given)


def _checked(path: Path, name: str, value: Any) -> Any:
    if name == "assets":
        good = isinstance(value, list) and value and all(isinstance(one, str) for one in value)
        if not good:
            raise BadSettings(f'{path}: assets is a list of coins, for example ["BTC", "ETH"].')
        return parse_assets(value)
    wanted = bool if name == "insecure_gateway" else str
    if not isinstance(value, wanted):
        words = "true or false" if wanted is bool else "a text in quotes"
        raise BadSettings(f"{path}: {name} is {words}.")
    return value


def parse_assets(names: list[str]) -> tuple[str, ...]:
    """Coins as people write them, upper case, each once, in order.

    Raises:
        BadSettings: where one cannot be the name of a coin.
    """
    assets = tuple(dict.fromkeys(name.strip().upper() for name in names if name.strip()))
    for asset in assets:
        if not _ASSET.match(asset):
            raise BadSettings(f"“{asset}” is not the name of a coin.")
    if not assets:
        raise BadSettings("No coin is named.")
    return assets
