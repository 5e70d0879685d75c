"""Garbage goes at calm moments alone, and what lives is walked through where it is little."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.ui.tidying import Tidier


class Knot:
    """Refers to itself, so that only a collection takes it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()
    gc.freeze()  # what other tests have left is laid aside again


@pytest.mark.usefixtures("qapp")
def test_around_the_end_of_a_minute_nothing_is_collected() -> None:
    now = [59.0]
    tidier = Tidier(now_s=lambda: now[0])
    tidier.start()
    knot = weakref.ref(Knot())
    for second in (59.0, 60.0, 63.0):
        now[0] = second
        tidier.tidy()
    assert knot() is not None
    now[0] = 75.0
    tidier.tidy()
    assert knot() is None
    assert tidier.rounds == 1
    tidier.stop()


@pytest.mark.usefixtures("qapp")
def test_what_lives_is_laid_aside_at_the_start_and_found_when_that_is_over() -> None:
    tidier = Tidier(now_s=lambda: 30.0)
    tidier.start()
    assert gc.get_freeze_count() > 10_000
    held = Knot()
    tidier.tidy()
    assert all(one is not held for one in gc.get_objects())
    seen = weakref.ref(held)
    del held
    tidier.tidy()
    assert seen() is not None
    while tidier.rounds < 20:
        tidier.tidy()
    assert seen() is None
    tidier.stop()


@pytest.mark.usefixtures("qapp")
def test_later_what_lived_through_a_round_is_found_in_the_next() -> None:
    tidier = Tidier(now_s=lambda: 30.0)
    tidier.start()
    while tidier.rounds < 20:
        tidier.tidy()
    aside = gc.get_freeze_count()
    held = Knot()
    tidier.tidy()
    assert gc.get_freeze_count() <= aside
    seen = weakref.ref(held)
    del held
    tidier.tidy()
    assert seen() is None
    tidier.stop()


@pytest.mark.usefixtures("qapp")
def test_nothing_is_taken_apart_on_another_thread() -> None:
    threads: list[threading.Thread] = []

    class Told(Knot):
        def __del__(self) -> None:
            threads.append(threading.current_thread())

    def work() -> None:
        # Far more new objects than Python waits for before it collects by itself.
        made.extend([] for _ in range(100_000))

    tidier = Tidier(now_s=lambda: 30.0)
    tidier.start()
    made: list[list[object]] = []
    Told()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    tidier.tidy()
    assert threads == [threading.current_thread()]
    tidier.stop()
    assert gc.isenabled()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give it back by themselves")
@pytest.mark.usefixtures("qapp")
def test_what_was_freed_is_given_back_to_the_system() -> None:
    tidier = Tidier(now_s=lambda: 30.0)
    # Pieces too small for a mapping of their own, and one at the end that keeps them from going.
    pieces = [b"x" * 30_000 for _ in range(4_000)]
    last = b"y" * 30_000
    full = resident_bytes()
    del pieces
    for _ in range(5):
        tidier.tidy()
    assert full - resident_bytes() > 60_000_000
    assert last


def resident_bytes() -> int:
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


#: Eight threads that allocate at the same time, and how many arenas they have brought about.
_THREADS = """
import ctypes, pathlib, sys, threading
from tracker.ui.tidying import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
library = ctypes.CDLL(None)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
together = threading.Barrier(9)

def allocate():
    library.malloc(1000)
    together.wait()
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
library.fopen.restype = ctypes.c_void_p
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
library.fclose.argtypes = [ctypes.c_void_p]
file = library.fopen(sys.argv[2].encode(), b"w")
library.malloc_info(0, file)
library.fclose(file)
together.wait()
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="an arena a thread is a habit of glibc"
)
def test_threads_share_two_arenas(tmp_path: Path) -> None:
    arenas = {}
    for how in ("own", "shared"):
        told = tmp_path / how
        subprocess.run([sys.executable, "-c", _THREADS, how, told], check=True, timeout=60)
        arenas[how] = told.read_text(encoding="ascii").count("<heap nr=")
    assert arenas["shared"] <= 2 < arenas["own"]
