"""config.toml: every setting, what is missing, and what cannot be meant."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.market import DEFAULT_ASSETS
from tracker.domain.quiet import QuietHours
from tracker.domain.retention import Retention
from tracker.domain.times import DAY_MS
from tracker.store.setting_kinds import Choice, Span, Switch
from tracker.store.settings import (
    SETTINGS,
    BadSettings,
    Group,
    Setting,
    Settings,
    parse_assets,
    read_table,
    setting,
    with_value,
)
from tracker.store.settings_file import remove_value, write_value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(path: Path, text: str) -> Settings:
    path.write_text(text, encoding="utf-8")
    return Settings.load(path)


@pytest.mark.parametrize("text", [None, "", "# nothing is set\n", "colour = 'red'\n[colours]\n"])
def test_what_is_not_set_has_its_default(path: Path, text: str | None) -> None:
    settings = Settings.load(path) if text is None else load(path, text)
    assert settings == Settings(assets=DEFAULT_ASSETS, gateway="", insecure_gateway=False)


def test_every_setting_is_read(path: Path) -> None:
    settings = load(
        path,
        'assets = ["eth", " BTC ", "", "ETH", "1INCH"]\n'
        "close_to_tray = false\nask_before_quit = true\nstart_at_login = true\n"
        'theme = "Light"\ncolors = "blue-orange"\nmenu_bar = true\ntime = "local"\nnumbers = "system"\n'
        'interval = "4h"\nlanguage = "de"\n'
        'gateway = "https://relay.example"\ninsecure_gateway = true\n'
        'notify = ["ntfy", "my-mail", "ntfy"]\n'
        'quiet = "22:00-07:30"\nquiet_lets_urgent = true\nsound = false\n'
        'liquidation_model = true\nwatermark = " @desk "\nnote = "Mine."\nlook_for_updates = true\n'
        'opt_in = ["Quotes", "quotes"]\n[keep]\nliquidations = "30d"\nsize = "1.5TB"\n',
    )
    assert settings == Settings(
        assets=("ETH", "BTC", "1INCH"),
        close_to_tray=False,
        ask_before_quit=True,
        start_at_login=True,
        theme="light",
        colors="blue-orange",
        menu_bar=True,
        time="local",
        language="de",
        numbers="system",
        interval="4h",
        gateway="https://relay.example",
        insecure_gateway=True,
        notify=("ntfy", "my-mail"),
        quiet=QuietHours(22 * 60, 7 * 60 + 30),
        quiet_lets_urgent=True,
        sound=False,
        keep=Retention.parse({"liquidations": "30d", "size": "1.5TB"}),
        liquidation_model=True,
        opt_in=("quotes",),
        watermark="@desk",
        note="Mine.",
        look_for_updates=True,
    )
    assert all(
        getattr(settings, one.name) != getattr(Settings(), one.name) for one in fields(Settings)
    )


# --- the declaration ---------------------------------------------------------------------------


def test_every_field_is_declared_once_with_all_that_is_said_of_it() -> None:
    names = [one.name for one in SETTINGS]
    assert len(set(names)) == len(names)
    tables = {name.partition(".")[0] for name in names}
    assert tables == {one.name for one in fields(Settings)}
    for one in SETTINGS:
        assert one.of(Settings()) == one.default, one.name
        assert one.label
        assert one.label[0].isupper()
        assert not one.label.endswith(".")
        assert one.help.endswith(".")
        assert "!" not in one.help + one.label
        assert setting(one.name) is one
    assert {one.group for one in SETTINGS} == set(Group)


OTHERS = {
    "assets": ("SOL", "BTC"),
    "quiet": QuietHours(22 * 60, 7 * 60),
    "notify": ("ntfy",),
    "opt_in": ("quotes",),
    "keep.size": 1_500_000_000,
}


def another(one: Setting) -> Any:
    """A value that is not its default."""
    if one.name in OTHERS:
        return OTHERS[one.name]
    if isinstance(one.kind, Choice):
        return one.kind.options[-1][0]
    if isinstance(one.kind, Switch):
        return not one.default
    return 14 * DAY_MS if isinstance(one.kind, Span) else "words"


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.name)
def test_what_is_written_of_a_setting_is_read_as_it_was(path: Path, one: Setting) -> None:
    value = another(one)
    wanted = with_value(Settings(), one.name, value)
    assert wanted != Settings()
    for now in (Settings(), wanted):
        write_value(path, one.name, one.plain(now))
        assert Settings.load(path) == now
    remove_value(path, one.name)
    assert Settings.load(path) == Settings()


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.name)
def test_a_number_is_no_value_of_any_and_is_told_in_one_sentence(one: Setting) -> None:
    with pytest.raises(BadSettings) as caught:
        one.kind.read(one.name, 7)
    sentence = caught.value.sentence
    assert sentence.startswith(one.name)
    assert sentence.endswith(".")


def test_a_value_that_cannot_be_used_costs_that_value_alone() -> None:
    settings, faults = read_table(
        {
            "theme": "pink",
            "sound": False,
            "quiet": "late",
            "keep": {"ratios": "1d", "statistics": "30d", "toast": "1y", "size": 3},
        }
    )
    assert settings == Settings(sound=False, keep=Retention.parse({"statistics": "30d"}))
    said = {one.name: one.sentence for one in faults}
    assert set(said) == {"theme", "quiet", "keep.ratios", "keep.toast", "keep.size"}
    assert said["theme"] == "theme is one of: system, dark, light."
    assert said["keep.toast"].startswith("keep has no toast")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("assets = []", "assets is a list of coins"),
        ('opt_in = "quotes"', "opt_in is a list of services"),
        ('assets = "BTC"', "assets is a list of coins"),
        ("assets = [1, 2]", "assets is a list of coins"),
        ('assets = ["BTC", 2]', "assets is a list of coins"),
        ('[assets]\nBTC = "yes"', "assets is a list of coins"),
        ('assets = [" "]', "No coin is named"),
        ('assets = ["BTC/USD"]', "“BTC/USD” is not the name of a coin"),
        ('assets = ["ALONGNAMEALONGNAMEALO"]', "is not the name of a coin"),
        ("gateway = 8080", "gateway is a text in quotes"),
        ("gateway = true", "gateway is a text in quotes"),
        ('insecure_gateway = "yes"', "insecure_gateway is true or false"),
        ("insecure_gateway = 1", "insecure_gateway is true or false"),
        ('notify = "ntfy"', "notify is a list of services"),
        ('notify = ["ntfys://secret-topic"]', "tracker notify add NAME"),
        ("quiet = 22", "quiet is a text in quotes"),
        ('quiet = "22-7"', "“22-7” are no quiet hours"),
        ('quiet_lets_urgent = "no"', "quiet_lets_urgent is true or false"),
        ('sound = "beep"', "sound is true or false"),
        ("keep = 5", "keep is a table"),
        ('[keep]\nratios = "1d"', "keep.ratios is a week at least"),
        ('theme = "pink"', "theme is one of: system, dark, light"),
        ("theme = true", "theme is one of"),
        ('note = "two\\nlines"', "note is one line of text"),
        ('watermark = "' + 61 * "x" + '"', "watermark has 60 characters at most"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_in_words(
    path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(BadSettings, match=sentence):
        load(path, text)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "content",
    [b"assets = [", b"assets = ['BTC']\nassets = ['ETH']", b"gateway = \xff", b"\x00", b"{}"],
    ids=["cut off", "said twice", "no UTF-8", "no text", "JSON"],
)
def test_what_is_no_toml_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"config\.toml cannot be read") as caught:
        Settings.load(path)
    assert str(path) in caught.value.sentence
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(BadSettings, match="cannot be read"):
        Settings.load(path)


@given(st.lists(st.text("abcXYZ019 ", max_size=8), max_size=8))
def test_coins_are_upper_case_each_once_in_the_order_they_were_named(names: list[str]) -> None:
    wanted: list[str] = []
    for name in names:
        coin = name.strip().upper()
        if coin and coin not in wanted:
            wanted.append(coin)
    if any(" " in coin for coin in wanted) or not wanted:
        with pytest.raises(BadSettings):
            parse_assets(names)
    else:
        assert list(parse_assets(names)) == wanted
        assert parse_assets(list(wanted)) == tuple(wanted)


def test_a_coin_by_the_thousand_is_the_coin() -> None:
    assert parse_assets(["1000pepe", "PEPE", "1INCH"]) == ("PEPE", "1INCH")
