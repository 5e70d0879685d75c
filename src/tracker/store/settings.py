"""What the user may set in config.toml: every setting declared once, with all that is said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from tracker.domain.market import DEFAULT_ASSETS
from tracker.domain.quiet import QuietHours
from tracker.domain.retention import (
    DEFAULT_BOUND_BYTES,
    DEFAULT_KEEP_MS,
    BadRetention,
    Retention,
)
from tracker.domain.retention import Kind as Kept
from tracker.domain.times import CHART_INTERVALS, H1
from tracker.domain.translating import noted, tr
from tracker.store.setting_kinds import (
    BadSettings,
    Choice,
    Hours,
    Kind,
    Names,
    Plain,
    Size,
    Span,
    Switch,
    Text,
    is_asset,
    parse_agreed,
    parse_assets,
    parse_services,
)

__all__ = [
    "SETTINGS",
    "BadSettings",
    "Fault",
    "Group",
    "Setting",
    "Settings",
    "is_asset",
    "parse_assets",
    "parse_services",
    "read_file",
    "read_table",
    "read_text",
    "setting",
    "with_value",
]

_OF_KEEP = "keep."
_DECLARED = "settings"


_KEEP_HELP = {
    Kept.LIQUIDATIONS: noted("How long single ones are kept; their sums by minute and hour stay."),
    Kept.OPEN_INTEREST: noted(
        "How long every answer is kept; after that one in five minutes stays."
    ),
}


class Group(StrEnum):
    """What belongs together, in the order of the dialog."""

    GENERAL = noted("General")
    LOOKS = noted("Looks")
    CHARTS = noted("Charts")
    NOTIFICATIONS = noted("Notifications")
    DATA = noted("Data")
    SERVICES = noted("Keys & services")
    EXPORT = noted("Export")
    UPDATES = noted("Updates")


class Setting(Struct, frozen=True):
    """All that is to be known of one setting.

    Attributes:
        name: its key in config.toml; `keep.ratios` is the key `ratios` of the table `[keep]`.
        kind: what it may be.
        default: its value where the file says nothing.
        label: what it is called.
        help: a sentence on what it does.
        at_once: a change takes effect at once; else with the next start.
    """

    name: str
    kind: Kind
    default: Any
    label: str
    help: str
    group: Group
    at_once: bool = True

    def of(self, settings: Settings) -> Any:
        """Its value among all."""
        if not self.name.startswith(_OF_KEEP):
            return getattr(settings, self.name)
        part = self.name.removeprefix(_OF_KEEP)
        keep = settings.keep
        return keep.bound_bytes if part == "size" else keep.keep_ms[Kept(part)]

    def plain(self, settings: Settings) -> Plain:
        """Its value among all, as config.toml has it."""
        return self.kind.plain(self.of(settings))

    @property
    def plain_default(self) -> Plain:
        """Its default, as config.toml has it."""
        return self.kind.plain(self.default)


class Fault(Struct, frozen=True):
    """A setting that cannot be used, and why; its default holds."""

    name: str
    sentence: str


def _set(
    default: Any, kind: Kind, group: Group, label: str, help_text: str, *, at_once: bool = True
) -> Any:
    """A field of `Settings` that declares itself; its name is that of the field."""
    declared = (kind, default, label, help_text, group, at_once)
    return field(default=default, metadata={_DECLARED: (declared,)})


def _kept() -> Any:
    """The table `[keep]`: a setting for each kind of data, and the size of the cache."""
    spans = [
        (
            kind.value,
            Span(),
            DEFAULT_KEEP_MS[kind],
            f"Keep {kind.words}",
            _KEEP_HELP.get(kind, f"How long {kind.words} are kept."),
        )
        for kind in Kept
    ]
    size = (
        "size",
        Size(),
        DEFAULT_BOUND_BYTES,
        noted("Size of the cache at most"),
        noted(
            "Beyond it what is worth least goes first: what can be fetched again, or "
            "leaves its sums."
        ),
    )
    declared = tuple((*one, Group.DATA, False) for one in (*spans, size))
    return field(default_factory=Retention, metadata={_DECLARED: declared})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings. The declaration of a field is all that is known of it, anywhere."""

    assets: tuple[str, ...] = _set(
        DEFAULT_ASSETS,
        Names("coins", '["BTC", "ETH"]', parse_assets, needs_one=True),
        Group.GENERAL,
        noted("Watchlist"),
        noted(
            "The coins that are watched, in their order. The first ranked venue that lists "
            "a coin leads it."
        ),
    )
    close_to_tray: bool = _set(
        True,
        Switch(),
        Group.GENERAL,
        noted("Closing the window hides it in the tray"),
        noted("Tracker goes on watching. Where there is no tray, closing the window ends it."),
    )
    ask_before_quit: bool = _set(
        False,
        Switch(),
        Group.GENERAL,
        noted("Ask before quitting"),
        noted("Nothing is watched and nothing alerts while Tracker is closed."),
    )
    start_at_login: bool = _set(
        False,
        Switch(),
        Group.GENERAL,
        noted("Start at login"),
        noted("Tracker starts in the tray when you log in."),
    )
    theme: str = _set(
        "system",
        Choice(
            (("system", noted("As the system")), ("dark", noted("Dark")), ("light", noted("Light")))
        ),
        Group.LOOKS,
        noted("Theme"),
        noted("Dark or light. As the system: it follows while Tracker runs."),
    )
    colors: str = _set(
        "green-red",
        Choice(
            (
                ("green-red", noted("Up green, down red")),
                ("red-green", noted("Up red, down green")),
                ("blue-orange", noted("Up blue, down orange")),
            )
        ),
        Group.LOOKS,
        noted("Colours of up and down"),
        noted("Blue and orange can be told apart with any colour vision."),
    )
    menu_bar: bool = _set(
        False,
        Switch(),
        Group.LOOKS,
        noted("Menus in view"),
        noted("The bar of menus stays above the window. Otherwise Alt or F10 brings it up."),
    )
    time: str = _set(
        "utc",
        Choice((("utc", "UTC"), ("local", noted("Local time")))),
        Group.LOOKS,
        noted("Times"),
        noted("The zone of all times on screen. Candles of a day begin at 00:00 UTC in either."),
    )
    language: str = _set(
        "system",
        Choice(
            (("system", noted("As the system")), ("en", noted("English")), ("de", noted("Deutsch")))
        ),
        Group.LOOKS,
        noted("Language"),
        noted(
            "The words of the window. Commands, files that scripts read and the log are in English."
        ),
        at_once=False,
    )
    numbers: str = _set(
        "plain",
        Choice(
            (("plain", "1,234.5 · 12K · 3.4M · 5.6B"), ("system", noted("As the system's region")))
        ),
        Group.LOOKS,
        noted("Numbers"),
        noted(
            "Separators and the words for thousands, millions and billions on screen. "
            "Commands and files always have plain ones."
        ),
    )
    interval: str = _set(
        H1.name,
        Choice(tuple((one.name, one.name) for one in CHART_INTERVALS)),
        Group.CHARTS,
        noted("Interval of the first chart"),
        noted(
            "What a first start shows. Later each chart keeps the interval that you choose in it."
        ),
        at_once=False,
    )
    liquidation_model: bool = _set(
        False,
        Switch(),
        Group.CHARTS,
        noted("Estimate what sampled feeds leave out"),
        noted(
            "Some venues publish one liquidation a second at most. The estimate stands "
            "beside the figures, labelled as such, and is in no sum."
        ),
        at_once=False,
    )
    sound: bool = _set(
        True,
        Switch(),
        Group.NOTIFICATIONS,
        noted("Alerts are heard"),
        noted("A short sound with every alert, another with urgent ones."),
    )
    quiet: QuietHours | None = _set(
        None,
        Hours(),
        Group.NOTIFICATIONS,
        noted("Quiet hours"),
        noted(
            "Alerts are held from one time of the day to another, on this machine's clock, "
            "and told as one digest afterwards. None is dropped."
        ),
    )
    quiet_lets_urgent: bool = _set(
        False,
        Switch(),
        Group.NOTIFICATIONS,
        noted("Urgent alerts are shown in quiet hours"),
        noted("Decisive breaks and what you marked as urgent."),
    )
    notify: tuple[str, ...] = _set(
        (),
        Names("services", '["ntfy", "mail"]', parse_services),
        Group.NOTIFICATIONS,
        noted("Services that get every alert"),
        noted(
            "Names alone: the address of each is kept in the keyring with “tracker notify "
            "add NAME”."
        ),
        at_once=False,
    )
    keep: Retention = _kept()
    gateway: str = _set(
        "",
        Text(example="http://127.0.0.1:8080"),
        Group.SERVICES,
        noted("Gateway"),
        noted(
            "One address that every request to a venue goes through; empty for none. "
            "Messages of alerts do not."
        ),
        at_once=False,
    )
    insecure_gateway: bool = _set(
        False,
        Switch(),
        Group.SERVICES,
        noted("Allow a gateway without encryption on another machine"),
        noted(
            "Whoever is between here and there reads what is asked. Keys are never sent that way."
        ),
        at_once=False,
    )
    opt_in: tuple[str, ...] = _set(
        (),
        Names("services", '["name"]', parse_agreed),
        Group.SERVICES,
        noted("Services whose terms you agreed to"),
        noted("They are asked only then. The state of the market (F7) shows the terms of each."),
        at_once=False,
    )
    watermark: str = _set(
        "",
        Text(longest=60, example="@desk"),
        Group.EXPORT,
        noted("Word of the watermark"),
        noted(
            "What stands behind the candles of a picture that is given a watermark; "
            "“Tracker” where this is empty."
        ),
    )
    note: str = _set(
        "",
        Text(longest=280),
        Group.EXPORT,
        noted("Note"),
        noted("What the note of every export begins with; each can have another. Empty for none."),
    )
    look_for_updates: bool = _set(
        False,
        Switch(),
        Group.UPDATES,
        noted("Look for a newer release"),
        noted("Asks once a day at most whether there is one, and says so. Nothing is downloaded."),
    )

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; without one the defaults hold.

        Raises:
            BadSettings: where it is no TOML, or a setting has the wrong type. It is not touched.
        """
        settings, faults = read_text(path, read_file(path))
        if faults:
            raise BadSettings(f"{path}: {faults[0].sentence}")
        return settings


def _declared() -> tuple[Setting, ...]:
    found = []
    for one in fields(Settings):
        for *part, kind, default, label, help_text, group, at_once in one.metadata[_DECLARED]:
            name = f"{_OF_KEEP}{part[0]}" if part else one.name
            found.append(Setting(name, kind, default, label, help_text, group, at_once))
    return tuple(found)


#: Every setting, in the order of the dialog.
SETTINGS = _declared()
_BY_NAME = {one.name: one for one in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of a name; a KeyError where there is none."""
    return _BY_NAME[name]


# --- reading -----------------------------------------------------------------------------------


def read_file(path: Path) -> str | None:
    """The text of the file; None without one.

    Raises:
        BadSettings: where it cannot be read.
    """
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadSettings(tr("{path} cannot be read: {error}.", path=path, error=error)) from None


def read_text(path: Path, text: str | None) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings that a text means, and what of it cannot be meant.

    Raises:
        BadSettings: where it is no TOML; `path` is where it stands.
    """
    try:
        table = tomllib.loads(text or "")
    except ValueError as error:
        raise BadSettings(tr("{path} cannot be read: {error}.", path=path, error=error)) from None
    return read_table(table)


def read_table(table: Mapping[str, Any]) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings; each that cannot be used has its default and is named. Unknown ones are passed over."""
    faults: list[Fault] = []
    given: dict[str, Any] = {}
    keep = table.get("keep", {})
    if not isinstance(keep, dict):
        sentence = tr('keep is a table, for example [keep] with liquidations = "90d".')
        faults.append(Fault("keep", sentence))
        keep = {}
    for part, value in keep.items():
        try:
            Retention.parse({part: value})
        except BadRetention as error:
            faults.append(Fault(f"{_OF_KEEP}{part}", error.sentence))
    bad = {one.name for one in faults}
    good = {part: value for part, value in keep.items() if f"{_OF_KEEP}{part}" not in bad}
    given["keep"] = Retention.parse(good)
    for one in SETTINGS:
        if one.name in table and not one.name.startswith(_OF_KEEP):
            try:
                given[one.name] = one.kind.read(one.name, table[one.name])
            except BadSettings as error:
                faults.append(Fault(one.name, error.sentence))
    return Settings(**given), tuple(faults)


def with_value(settings: Settings, name: str, value: Any) -> Settings:
    """All settings with another value of one."""
    if not name.startswith(_OF_KEEP):
        return replace(settings, **{name: value})
    part, keep = name.removeprefix(_OF_KEEP), settings.keep
    if part == "size":
        return replace(settings, keep=structs.replace(keep, bound_bytes=value))
    return replace(
        settings, keep=structs.replace(keep, keep_ms={**keep.keep_ms, Kept(part): value})
    )
