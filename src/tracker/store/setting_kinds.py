"""What a setting may be: a switch, one of some words, a text, a list, hours, a span, a size.

Every kind reads what stands in config.toml, says in one sentence what cannot be meant, and turns a
value into what is written there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.market import coin_and_factor
from tracker.domain.quiet import BadQuietHours, QuietHours
from tracker.domain.retention import BadRetention, parse_size, parse_span, size_words, span_words
from tracker.domain.translating import noted, tr


class BadSettings(TrackerError):
    """config.toml, or a value for it, cannot be used."""


#: What TOML holds of a setting.
Plain = bool | str | list[str]


class Kind(Protocol):
    """What one kind of setting may be."""

    def read(self, name: str, value: object) -> Any:
        """The value that is meant; the sentence of a BadSettings begins with the setting's name."""

    def plain(self, value: Any) -> Plain:
        """The value as it is written into config.toml."""

    @property
    def may_be(self) -> str:
        """What can be written, in words."""


class Switch(Struct, frozen=True):
    """On or off."""

    may_be: str = noted("true or false")

    def read(self, name: str, value: object) -> bool:
        """Only `true` and `false`: 1 and "yes" are mistakes."""
        if not isinstance(value, bool):
            raise BadSettings(tr("{name} is {may_be}.", name=name, may_be=tr(self.may_be)))
        return value

    def plain(self, value: bool) -> Plain:
        """As it is."""
        return value


class Choice(Struct, frozen=True):
    """One of some words; `options` are those words and what people read."""

    options: tuple[tuple[str, str], ...]

    @property
    def may_be(self) -> str:
        """All the words."""
        return " | ".join(f'"{word}"' for word, _ in self.options)

    def read(self, name: str, value: object) -> str:
        """The word, whatever its case."""
        text = value.strip().lower() if isinstance(value, str) else ""
        known = [word for word, _ in self.options]
        if text not in known:
            raise BadSettings(tr("{name} is one of: {known}.", name=name, known=", ".join(known)))
        return text

    def plain(self, value: str) -> Plain:
        """As it is."""
        return value


class Text(Struct, frozen=True):
    """A line of text; `longest` is how many characters it may have."""

    longest: int = 300
    example: str = ""
    may_be: str = noted("a text")

    def read(self, name: str, value: object) -> str:
        """The text in one line."""
        if not isinstance(value, str):
            raise BadSettings(tr("{name} is a text in quotes.", name=name))
        if len(value) > self.longest:
            raise BadSettings(
                tr("{name} has {longest} characters at most.", name=name, longest=self.longest)
            )
        if not value.isprintable():
            raise BadSettings(tr("{name} is one line of text.", name=name))
        return value.strip()

    def plain(self, value: str) -> Plain:
        """As it is."""
        return value


class Names(Struct, frozen=True):
    """A list of names; `parse` tells what each may be, and raises BadSettings."""

    what: str
    example: str
    parse: Callable[[list[str]], tuple[str, ...]]
    needs_one: bool = False

    @property
    def may_be(self) -> str:
        """An example."""
        return tr("a list of {what}: {example}", what=self.what, example=self.example)

    def read(self, name: str, value: object) -> tuple[str, ...]:
        """The names, each once, in their order."""
        good = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not isinstance(value, list) or not good or (self.needs_one and not value):
            raise BadSettings(
                tr(
                    "{name} is a list of {what}, for example {example}.",
                    name=name,
                    what=self.what,
                    example=self.example,
                )
            )
        return self.parse(value)

    def plain(self, value: Sequence[str]) -> Plain:
        """A list."""
        return list(value)


class Hours(Struct, frozen=True):
    """A part of each day, or none."""

    example: str = "22:00-07:00"
    may_be: str = noted('"22:00-07:00", or "" for none')

    def read(self, name: str, value: object) -> QuietHours | None:
        """The hours; None where nothing is written."""
        if not isinstance(value, str):
            raise BadSettings(tr("{name} is a text in quotes.", name=name))
        try:
            return QuietHours.parse(value)
        except BadQuietHours as error:
            raise BadSettings(error.sentence) from None

    def plain(self, value: QuietHours | None) -> Plain:
        """As it is read."""
        return "" if value is None else str(value)


class Span(Struct, frozen=True):
    """For how long something is kept, in ms; None is for ever."""

    may_be: str = noted('"90d", "12w", "2y" or "for ever"')

    def read(self, name: str, value: object) -> int | None:
        """The span in ms."""
        try:
            return parse_span(name.removeprefix("keep."), value)
        except BadRetention as error:
            raise BadSettings(error.sentence) from None

    def plain(self, value: int | None) -> Plain:
        """As it is read."""
        return span_words(value)


class Size(Struct, frozen=True):
    """How large something may grow, in bytes."""

    may_be: str = noted('"4GB" or "800MB"')

    def read(self, name: str, value: object) -> int:
        """The size in bytes."""
        del name  # there is one size
        try:
            return parse_size(value)
        except BadRetention as error:
            raise BadSettings(error.sentence) from None

    def plain(self, value: int) -> Plain:
        """As it is read."""
        return size_words(value)


# --- names -------------------------------------------------------------------------------------

_ASSET = re.compile(r"^[A-Z0-9]{1,20}$")
_SERVICE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,30}$")


def parse_services(names: list[str]) -> tuple[str, ...]:
    """Names of services, each once, in order.

    Raises:
        BadSettings: where one cannot be such a name; it could be an address, so it is not repeated.
    """
    services = tuple(dict.fromkeys(name.strip() for name in names))
    if not all(_SERVICE.match(service) for service in services):
        raise BadSettings(
            tr(
                "The name of a service has small letters, digits, - and _ only; its address "
                "belongs into the keyring: tracker notify add NAME."
            )
        )
    return services


def parse_agreed(names: list[str]) -> tuple[str, ...]:
    """Short names of services whose terms were agreed to, each once, in order."""
    return tuple(dict.fromkeys(one.strip().lower() for one in names))


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
            raise BadSettings(tr("“{asset}” is not the name of a coin.", asset=asset))
    if not assets:
        raise BadSettings(tr("No coin is named."))
    return assets
