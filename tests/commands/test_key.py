"""`tracker key`: asked for and never an argument, tried before it is kept, in no file and no sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from keyring.errors import NoKeyringError

from keyrings import MemoryKeyring, in_use, locked
from loopback import Exchange, Reply
from loopback.keyed import COINALYZE, KEY, WRONG, serve_keyed
from tracker import cli
from tracker.services.keys import SIGNAL
from tracker.sources.clock import WallClock
from tracker.store.journal import Journal
from tracker.store.paths import Home

Run = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """A person at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with in_use(memory):
        yield memory


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        serve_keyed(running, WallClock().now_ms)
        yield running


@pytest.fixture
def run(
    home: Home,
    exchange: Exchange,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a command with a line on stdin: the exit code, stdout and stderr."""
    del home

    def command(
        *arguments: str, given: str = "", stdin: io.StringIO | None = None
    ) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", stdin or io.StringIO(given))
        code = cli.run(["key", *arguments, "--gateway", exchange.url])
        said = capsys.readouterr()
        for key in (KEY, WRONG):
            assert key not in said.out + said.err
        return code, said.out, said.err

    return command


def files(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.data.rglob("*") if path.is_file())


def test_a_key_that_works_is_kept_in_the_keyring_alone(
    run: Run, ring: MemoryKeyring, home: Home
) -> None:
    code, out, err = run("set", "coinalyze", given=f"{KEY}\n")
    assert (code, err) == (0, "")
    assert out == (
        "The key works: 2 exchanges, 40 calls a minute. The key of Coinalyze is in the keyring.\n"
    )
    assert ring.kept == {("tracker", "key:coinalyze"): KEY}
    assert KEY.encode() not in files(home)
    with closing(Journal.open(home.journal_file)) as journal:
        assert journal.kept(SIGNAL)


def test_a_key_that_is_refused_is_not_kept(run: Run, ring: MemoryKeyring) -> None:
    for name in ("coinalyze", "coinglass", "coingecko", "fred"):
        code, out, err = run("set", name, given=f"{WRONG}\n")
        assert (code, out) == (1, "")
        assert "refuses this key" in err
        assert err.endswith("Nothing is kept.\n")
    assert ring.kept == {}


def test_what_cannot_be_tried_is_not_kept(
    run: Run, ring: MemoryKeyring, exchange: Exchange
) -> None:
    with exchange.fault(COINALYZE, Reply(b"<html>", 404)):
        code, _, err = run("set", "coinalyze", given=KEY)
    assert code == 1
    assert err == "The answer is not Coinalyze's: is the gateway right? Nothing is kept.\n"
    assert ring.kept == {}


@pytest.mark.parametrize("fault", [locked(), NoKeyringError()])
def test_without_a_keyring_the_sentence_says_what_can_be_done(
    run: Run, ring: MemoryKeyring, fault: Exception
) -> None:
    ring.fault = fault
    code, _, err = run("set", "fred", given=KEY)
    assert code == 1
    assert err.endswith("In the window a key can be used for one session without a keyring.\n")
    code, out, _ = run("list")
    assert code == 0
    assert "unknown" in out
    rows = [json.loads(line) for line in run("list", "--json")[1].splitlines()]
    assert {row["place"] for row in rows} == {None}
    assert all(row["reason"] for row in rows)


def test_the_list_says_what_each_adds_how_it_is_sent_and_through_what(
    run: Run, ring: MemoryKeyring, exchange: Exchange
) -> None:
    run("set", "fred", given=KEY)
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert "key in the keyring · free" in out
    assert "no key · paid" in out
    assert "It is sent as the query parameter api_key to api.stlouisfed.org." in out
    assert f"Keys go through the gateway {exchange.url}, which can read them." in out
    rows = {row["name"]: row for row in map(json.loads, run("list", "--json")[1].splitlines())}
    assert list(rows) == ["coinalyze", "coinglass", "coingecko", "fred"]
    assert rows["fred"]["place"] == "keyring"
    assert rows["coinglass"] == {
        "name": "coinglass",
        "title": "CoinGlass",
        "place": "none",
        "paid": True,
        "needed": True,
        "adds": "Liquidations and open interest summed over all its exchanges, 30 days back.",
        "where": "With a paid plan at coinglass.com/pricing; the key is on the account's page.",
        "sent_as": "the header CG-API-KEY to open-api-v4.coinglass.com",
        "reason": None,
    }
    assert len(ring.kept) == 1


def test_a_kept_key_is_tried_again(run: Run, ring: MemoryKeyring) -> None:
    code, _, err = run("test", "coinglass")
    assert code == 1
    assert "tracker key set coinglass" in err
    ring.set_password("tracker", "key:coinglass", KEY)
    code, out, _ = run("test", "coinglass")
    assert (code, out) == (0, "The key works: its plan allows 80 requests a minute, 1 used.\n")
    ring.set_password("tracker", "key:coinglass", WRONG)
    code, out, err = run("test", "coinglass")
    assert (code, out) == (1, "")
    assert err == "CoinGlass refuses this key (code 30001).\n"
    code, out, _ = run("test", "coinglass", "--json")
    assert code == 1
    assert json.loads(out) == {
        "name": "coinglass",
        "works": False,
        "sentence": "CoinGlass refuses this key (code 30001).",
    }


def test_a_forgotten_key_is_gone(run: Run, ring: MemoryKeyring) -> None:
    run("set", "fred", given=KEY)
    code, out, _ = run("forget", "fred", "--json")
    assert code == 0
    assert json.loads(out)["place"] == "none"
    assert ring.kept == {}
    code, _, err = run("forget", "fred")
    assert (code, err) == (1, "There is no key of FRED.\n")


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (("set", "fred"), "", 1),
        (("set", "fred"), "not a key\n", 1),
        (("set", "nasdaq"), KEY, 2),
        (("set", "fred", "--key=x"), KEY, 2),  # every process would see an argument
        (("set",), KEY, 2),
        ((), "", 2),
        (("steal", "fred"), "", 2),
    ],
)
def test_what_cannot_be_a_key_or_a_service(
    run: Run, ring: MemoryKeyring, arguments: tuple[str, ...], given: str, code: int
) -> None:
    assert run(*arguments, given=given)[0] == code
    assert ring.kept == {}


def test_a_person_is_asked_without_the_key_being_shown(
    run: Run, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return KEY

    monkeypatch.setattr("tracker.commands.key.getpass.getpass", ask)
    code, _, err = run("set", "fred", stdin=Terminal())
    assert code == 0
    assert prompts == ["Key of FRED (not shown): "]
    assert "fredaccount.stlouisfed.org" in err
    assert len(ring.kept) == 1


def test_a_demo_uses_no_key(
    home: Home, ring: MemoryKeyring, capsys: pytest.CaptureFixture[str]
) -> None:
    del home
    assert cli.run(["key", "list", "--demo"]) == 1
    assert "asks no service" in capsys.readouterr().err
    assert ring.kept == {}
