"""config.toml: every setting, what is missing, and what cannot be meant."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.market import DEFAULT_ASSETS
from tracker.domain.quiet import QuietHours
from tracker.domain.retention import Retention
from tracker.store.settings import BadSettings, Settings, parse_assets


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(path: Path, text: str) -> Settings:
    path.write_text(text, encoding="utf-8")
    return Settings.load(path)


@pytest.mark.parametrize("text", [None, "", "# nothing is set\n", "theme = 'dark'\n[colours]\n"])
def test_what_is_not_set_has_its_default(path: Path, text: str | None) -> None:
    settings = Settings.load(path) if text is None else load(path, text)
    assert settings == Settings(assets=DEFAULT_ASSETS, gateway="", insecure_gateway=False)


def test_every_setting_is_read(path: Path) -> None:
    settings = load(
        path,
        'assets = ["eth", " BTC ", "", "ETH", "1INCH"]\n'
        'gateway = "https://relay.example"\ninsecure_gateway = true\n'
        'notify = ["ntfy", "my-mail", "ntfy"]\n'
        'quiet = "22:00-07:30"\nquiet_lets_urgent = true\nsound = false\n'
        "liquidation_model = true\n"
        'opt_in = ["Quotes", "quotes"]\n[keep]\nliquidations = "30d"\n',
    )
    assert settings == Settings(
        ("ETH", "BTC", "1INCH"),
        "https://relay.example",
        insecure_gateway=True,
        notify=("ntfy", "my-mail"),
        quiet=QuietHours(22 * 60, 7 * 60 + 30),
        quiet_lets_urgent=True,
        sound=False,
        keep=Retention.parse({"liquidations": "30d"}),
        liquidation_model=True,
        opt_in=("quotes",),
    )
    assert all(
        getattr(settings, one.name) != getattr(Settings(), one.name) for one in fields(Settings)
    )


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
