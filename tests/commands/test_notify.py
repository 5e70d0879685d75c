"""`tracker notify`: an address goes into the keyring, is tried, told of without its secret, forgotten."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keyring.errors import NoKeyringError

from keyrings import ForgetfulKeyring, MemoryKeyring, in_use, locked
from loopback.webhook import Webhook
from tracker import cli
from tracker.services.outbox import secret_name
from tracker.store.journal import Journal
from tracker.store.paths import Home

SECRET = "s3cret-token"

Run = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """A person at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    return Home.under(tmp_path)


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with in_use(memory):
        yield memory


@pytest.fixture
def run(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with a line on stdin: the exit code, stdout and stderr."""
    del home

    def command(
        *arguments: str, given: str = "", stdin: io.StringIO | None = None
    ) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", stdin or io.StringIO(given))
        code = cli.run(["notify", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def settings(home: Home, text: str) -> None:
    home.make()
    home.config_file.write_text(text, encoding="utf-8")


def files(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.data.rglob("*") if path.is_file())


def test_an_address_goes_into_the_keyring_and_nowhere_else(
    run: Run, ring: MemoryKeyring, home: Home
) -> None:
    settings(home, 'notify = ["mail"]')
    code, out, err = run("add", "hook", given=f"jsons://example.org/{SECRET}\n")
    assert (code, err) == (0, "")
    assert ring.kept == {("tracker", "notify:hook"): f"jsons://example.org/{SECRET}"}
    assert 'notify = ["mail", "hook"]' in out
    assert "JSON" in out
    assert SECRET not in out
    assert SECRET.encode() not in files(home)


def test_at_a_terminal_the_address_is_asked_for_without_showing_it(
    run: Run, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda text: asked.append(text) or "ntfys://topic123")
    assert run("add", "phone", stdin=Terminal())[0] == 0
    assert ring.kept == {("tracker", "notify:phone"): "ntfys://topic123"}
    assert "not shown" in asked[0]


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("hook", "", "No address was given; nothing is kept."),
        ("hook", "secret-nonsense\n", "This is not an address that Apprise knows"),
        ("jsons://example.org/secret", "", "The name of a service has small letters"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_not_kept(
    run: Run, ring: MemoryKeyring, name: str, given: str, sentence: str
) -> None:
    code, out, err = run("add", name, given=given)
    assert (code, out) == (1, "")
    assert err.startswith(sentence)
    assert "secret" not in err
    assert ring.kept == {}


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (locked(), "The keyring is locked; unlock it and try again."),
        (NoKeyringError(), "There is no keyring on this machine, so no secret can be kept."),
        (OSError(), "The keyring does not answer."),
    ],
)
def test_without_a_keyring_nothing_is_kept_and_a_sentence_says_why(
    run: Run, ring: MemoryKeyring, home: Home, fault: Exception, sentence: str
) -> None:
    ring.fault = fault
    settings(home, 'notify = ["hook"]')
    for action in ("add", "test", "remove"):
        code, _, err = run(action, "hook", given=f"jsons://example.org/{SECRET}\n")
        assert (code, err) == (1, f"{sentence}\n")
    assert run("list")[1] == f"hook        {sentence}\n"
    assert SECRET.encode() not in files(home)


def test_a_keyring_that_keeps_nothing_is_told(run: Run, home: Home) -> None:
    with in_use(ForgetfulKeyring()):
        code, _, err = run("add", "hook", given=f"jsons://example.org/{SECRET}\n")
    assert (code, err) == (1, "The keyring on this machine keeps nothing.\n")
    assert SECRET.encode() not in files(home)


def test_a_keyring_that_is_a_file_is_not_used(run: Run, ring: MemoryKeyring) -> None:
    class PlaintextKeyring(MemoryKeyring):
        __module__ = "keyrings.alt.file"

    file = PlaintextKeyring()
    with in_use(file):
        code, _, err = run("add", "hook", given=f"jsons://example.org/{SECRET}\n")
    assert code == 1
    assert "is a file, which is not used" in err
    assert file.kept == ring.kept == {}


def test_a_test_message_arrives_or_says_why_not(run: Run, ring: MemoryKeyring) -> None:
    with Webhook() as webhook:
        ring.kept["tracker", secret_name("hook")] = webhook.address(SECRET)
        assert run("test", "hook") == (0, "hook took the message.\n", "")
        assert webhook.titles() == ["Tracker: a test"]
        webhook.status = 401
        code, out, err = run("test", "hook")
    assert (code, out) == (1, "")
    assert "401" in err
    assert SECRET not in err
    assert run("test", "other")[2].startswith("There is no address for other in the keyring")


def test_the_list_says_how_messages_fared_and_so_does_the_doctor(
    run: Run,
    ring: MemoryKeyring,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("list") == (0, "No services yet. Add one with: tracker notify add ntfy\n", "")
    settings(home, 'notify = ["hook", "mail"]')
    ring.kept["tracker", secret_name("hook")] = f"jsons://example.org/{SECRET}"
    with closing(Journal.open(home.journal_file)) as journal:
        for at in range(3):
            journal.outbox.post([str(at)], ["hook"], "Title", "Body", urgent=False, now_ms=1)
        due = journal.outbox.due(1)
        journal.outbox.sent(due[0].id, 2)
        journal.outbox.failed(due[1].id, "It is closed.", None, 2)
        journal.outbox.failed(due[2].id, "It is shut.", 3, 2)
    fared = "address in the keyring · 1 sent · 1 waiting · 1 given up · last error: It is shut."
    code, out, _ = run("list")
    assert code == 0
    assert out.splitlines() == [
        f"hook        {fared}",
        "mail        no address in the keyring",
    ]
    from tracker.commands import doctor

    monkeypatch.setattr(doctor, "_network", lambda _app: iter(()))
    monkeypatch.setattr(doctor, "_desktop", lambda: iter(()))
    cli.run(["doctor"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "alerts to" in line]
    assert lines == [
        f"note  alerts to     hook: {fared}",
        "note  alerts to     mail: no address in the keyring",
    ]


def test_a_removed_address_is_forgotten(run: Run, ring: MemoryKeyring, home: Home) -> None:
    settings(home, 'notify = ["hook"]')
    ring.kept["tracker", secret_name("hook")] = SECRET
    code, out, _ = run("remove", "hook")
    assert code == 0
    assert ring.kept == {}
    assert "still named" in out
    code, _, err = run("remove", "hook")
    assert (code, err) == (1, "There is no address for hook in the keyring.\n")
