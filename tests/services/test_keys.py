"""Where keys are: in the keyring, or in this process until it ends, and nowhere else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from keyring.errors import NoKeyringError

from keyrings import ForgetfulKeyring, MemoryKeyring, in_use, locked
from loopback.keyed import KEY, WRONG
from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.translating import use_translator
from tracker.services.keys import Keys, KeysView, Place, Verdict, aside, secret_name, try_key
from tracker.sources.base import Answer
from tracker.sources.errors import KeyRefused, SourceError, Unreachable
from tracker.sources.key_specs import COINALYZE, FRED
from tracker.sources.keys import BadKey, KeySpec
from tracker.store.secrets import NoKeyring


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with in_use(memory):
        yield memory


def places(view: KeysView) -> dict[str, Place]:
    return {row.spec.name: row.place for row in view.rows if row.place is not Place.NONE}


def test_a_key_goes_into_the_keyring_and_is_used_at_once(ring: MemoryKeyring) -> None:
    keys = Keys()
    assert keys.keep("coinalyze", f" {KEY}\n") == "The key of Coinalyze is in the keyring."
    assert ring.kept == {("tracker", "key:coinalyze"): KEY}
    assert keys.book.of("coinalyze") == KEY
    view = keys.read()
    assert places(view) == {"coinalyze": Place.KEYRING}
    assert view.trouble is None
    assert KEY not in repr(view)


def test_the_next_run_finds_it_there(ring: MemoryKeyring) -> None:
    ring.set_password("tracker", secret_name("fred"), KEY)
    keys = Keys()
    assert keys.book.of("fred") is None
    keys.read()
    assert keys.book.of("fred") == KEY


def test_what_another_process_forgot_is_used_no_more(ring: MemoryKeyring) -> None:
    keys = Keys()
    keys.keep("fred", KEY)
    ring.kept.clear()
    assert places(keys.read()) == {}
    assert keys.book.of("fred") is None


def test_a_forgotten_key_is_gone_everywhere(ring: MemoryKeyring) -> None:
    keys = Keys()
    keys.keep("fred", KEY)
    assert keys.forget("fred") == "The key of FRED is forgotten."
    assert (ring.kept, keys.book.of("fred")) == ({}, None)
    with pytest.raises(TrackerError, match="There is no key of FRED"):
        keys.forget("fred")


@pytest.mark.parametrize("fault", [locked(), NoKeyringError(), OSError("gone")])
def test_without_a_keyring_a_key_lasts_for_the_session_where_the_user_says_so(
    ring: MemoryKeyring, fault: Exception
) -> None:
    ring.fault = fault
    keys = Keys()
    with pytest.raises(NoKeyring):
        keys.keep("fred", KEY)
    assert keys.book.of("fred") is None
    assert keys.keep("fred", KEY, session=True) == (
        "The key of FRED is used until Tracker is closed, and kept nowhere."
    )
    view = keys.read()
    assert places(view) == {"fred": Place.SESSION}
    assert view.trouble is not None
    assert view.trouble.endswith(".")
    assert ring.kept == {}
    assert keys.forget("fred") == "The key of FRED is forgotten."
    assert keys.book.of("fred") is None


def test_a_keyring_that_keeps_nothing_is_none() -> None:
    keys = Keys()
    with in_use(ForgetfulKeyring()), pytest.raises(NoKeyring, match="keeps nothing"):
        keys.keep("fred", KEY)
    assert keys.book.of("fred") is None


def test_a_keyring_that_locks_itself_does_not_take_the_key_out_of_use(ring: MemoryKeyring) -> None:
    keys = Keys()
    keys.keep("fred", KEY)
    ring.fault = locked()
    view = keys.read()
    assert keys.book.of("fred") == KEY
    assert view.trouble == "The keyring is locked; unlock it and try again."
    with pytest.raises(NoKeyring):
        keys.forget("fred")
    assert keys.book.of("fred") == KEY


def test_a_session_key_gives_way_to_one_that_is_kept(ring: MemoryKeyring) -> None:
    keys = Keys()
    keys.keep("fred", WRONG, session=True)
    keys.keep("fred", KEY)
    assert places(keys.read()) == {"fred": Place.KEYRING}
    assert ring.kept == {("tracker", "key:fred"): KEY}


def test_a_name_that_nobody_has_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="coinalyze, coinglass, coingecko, fred"):
        Keys().spec("nasdaq")
    assert Keys().spec(" FRED ") is FRED


def test_what_cannot_be_a_key_is_not_kept(ring: MemoryKeyring) -> None:
    with pytest.raises(BadKey):
        Keys().keep("fred", "no key at all")
    assert ring.kept == {}


# --- trying ------------------------------------------------------------------------------------


async def verdict(outcome: Answer | SourceError) -> Verdict:
    async def ask(spec: KeySpec, key: str) -> Answer:
        assert (spec, key) == (COINALYZE, KEY)
        if isinstance(outcome, SourceError):
            raise outcome
        return outcome

    return await try_key(ask, COINALYZE, KEY)


async def test_a_key_works_is_refused_or_nobody_can_say() -> None:
    good = await verdict(Answer(200, {}, b'[{"name":"Binance","code":"A"}]'))
    assert good == Verdict(True, "The key works: 1 exchange, 40 calls a minute.")
    assert (await verdict(KeyRefused("Coinalyze refuses this key."))).works is False
    cut = await verdict(Unreachable("It cannot be reached: there is no network."))
    assert cut == Verdict(None, "Coinalyze cannot be reached: there is no network.")
    lost = await verdict(Unreachable("Its address cannot be found: is there a network?"))
    assert lost.sentence == "Coinalyze: its address cannot be found: is there a network?"


async def test_what_came_of_trying_a_key_is_said_in_the_users_language() -> None:
    german = {
        "The key works: %n exchange(s), 40 calls a minute.": "Der Schlüssel gilt: %n Börse.",
        "It cannot be reached: there is no network.": "Nicht erreichbar: Es gibt kein Netz.",
        "{title} refuses this key (HTTP {status}).": "{title} lehnt ihn ab (HTTP {status}).",
    }
    use_translator(lambda text, _comment, _count: german.get(text, text))
    try:
        good = await verdict(Answer(200, {}, b'[{"name":"Binance","code":"A"}]'))
        refused = await verdict(Answer(401, {}, b"{}"))
        cut = await verdict(Unreachable("It cannot be reached: there is no network."))
    finally:
        use_translator(None)
    assert [one.sentence for one in (good, refused, cut)] == [
        "Der Schlüssel gilt: 1 Börse.",
        "Coinalyze lehnt ihn ab (HTTP 401).",
        "Coinalyze: Nicht erreichbar: Es gibt kein Netz.",
    ]


async def test_a_keyring_that_hangs_holds_up_nobody() -> None:
    hold = threading.Event()
    task = asyncio.ensure_future(aside(hold.wait))
    assert await aside(lambda: 7) == 7
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    hold.set()


async def test_what_goes_wrong_aside_comes_back() -> None:
    def fail() -> None:
        raise TrackerError("It cannot be.")

    with pytest.raises(TrackerError, match="It cannot be"):
        await aside(fail)
