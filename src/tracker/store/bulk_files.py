"""Opens the files that exchanges publish: CSV, ZIP of CSV, and folders of both, bounded in size."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, TextIO

from msgspec import Struct

from tracker.domain.errors import TrackerError

#: A file in an archive that unpacks to more than this is refused; a month of minutes has 6 MB.
MEMBER_BYTES = 64 * 1024 * 1024
#: Prices shrink to a fifth. What shrinks to less than a two-hundredth is made to fill memory.
_DENSEST = 200
_DENSE_FROM_BYTES = 1024 * 1024
#: An archive of exchanges holds one file; so many are a collection, and more are an attack.
_MOST_MEMBERS = 2_000
_CSV, _ZIP = ".csv", ".zip"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(NotImplementedError, RuntimeError),
)


class BulkFileError(TrackerError):
    """A file that cannot be imported; the sentence says why."""


class BulkPart(Struct, frozen=True):
    """One CSV file, on its own or within an archive.

    Attributes:
        name: what sentences call it: its path, with that of the archive where it lies in one.
        words: the parts of its path, the archive's too; exchanges tell by them what it holds.
        open: opens its text. Whoever reads gets `BulkFileError` where it is broken or too large.
    """

    name: str
    words: tuple[str, ...]
    open: Callable[[], AbstractContextManager[TextIO]]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and of folders all CSV and ZIP files within, sorted.

    Raises:
        BulkFileError: where one is not there, or a folder has none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            within = sorted(
                one
                for one in path.rglob("*")
                if one.suffix.lower() in (_CSV, _ZIP) and one.is_file()
            )
            if not within:
                raise BulkFileError(f"The folder {path} holds no CSV and no ZIP file.")
            found += within
        elif path.exists():
            found.append(path)
        else:
            raise BulkFileError(f"There is no file {path}.")
    return list(dict.fromkeys(found))


def parts_of(path: Path) -> Iterator[BulkPart | BulkFileError]:
    """The CSV files of one file: itself, or all within an archive; what cannot be read as an error."""
    try:
        is_archive = zipfile.is_zipfile(path)
    except OSError as error:
        yield BulkFileError(f"{path} cannot be read: {error.strerror}.")
        return
    if not is_archive:
        if path.suffix.lower() == _ZIP:
            yield BulkFileError(f"{path} is not a ZIP file, or not all of it is there.")
        else:
            yield BulkPart(str(path), path.parts, lambda: _plain(path))
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (*_BROKEN, OSError) as error:
        yield BulkFileError(f"{path} is a ZIP file that cannot be read.", str(error))
        return
    yield from _members(path, members)


def _members(path: Path, members: list[zipfile.ZipInfo]) -> Iterator[BulkPart | BulkFileError]:
    tables = [one for one in members if PurePosixPath(one.filename).suffix.lower() == _CSV]
    if len(members) > _MOST_MEMBERS:
        yield BulkFileError(f"{path} holds more than {_MOST_MEMBERS:,} files.")
        return
    if not tables:
        yield BulkFileError(f"{path} holds no CSV file.")
    for one in tables:
        name = f"{path}: {one.filename}"
        is_dense = one.file_size > max(_DENSE_FROM_BYTES, _DENSEST * one.compress_size)
        if one.file_size > MEMBER_BYTES or is_dense:
            yield _too_large(name)
            continue
        words = (*path.parts, *PurePosixPath(one.filename).parts)
        yield BulkPart(name, words, _opener(path, one, name))


def _opener(
    path: Path, member: zipfile.ZipInfo, name: str
) -> Callable[[], AbstractContextManager[TextIO]]:
    @contextmanager
    def open_member() -> Iterator[TextIO]:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(member) as packed:
                yield _text(io.BufferedReader(_Bounded(packed, name)))
        except (*_BROKEN, OSError) as error:
            raise BulkFileError(f"{name} cannot be unpacked.", str(error)) from None

    return open_member


@contextmanager
def _plain(path: Path) -> Iterator[TextIO]:
    try:
        with path.open("rb") as file:
            yield _text(file)
    except OSError as error:
        raise BulkFileError(f"{path} cannot be read: {error.strerror}.") from None


def _text(file: io.BufferedReader) -> TextIO:
    # A byte that is no text spoils its row, and not the file.
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")


def _too_large(name: str) -> BulkFileError:
    return BulkFileError(
        f"{name} unpacks to more than a file of an exchange has "
        f"({MEMBER_BYTES // 1024 // 1024} MB at most); it is not opened."
    )


class _Bounded(io.RawIOBase):
    """Unpacks no more than a member may have, whatever its head says."""

    def __init__(self, packed: IO[bytes], name: str) -> None:
        self._packed = packed
        self._name = name
        self._left = MEMBER_BYTES

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something.

        Raises:
            BulkFileError: where there is more than a member may have.
        """
        room = memoryview(buffer)
        data = self._packed.read(len(room))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._name)
        room[: len(data)] = data
        return len(data)
