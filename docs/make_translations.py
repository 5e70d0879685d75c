"""Lists all sentences of the window in resources/translations and makes what the program loads.

    python docs/make_translations.py [--check]

Qt's lupdate reads the source for `tr("…")` and `noted("…")` and brings each `.ts` up to date; what
is new in it is marked as unfinished, for Qt Linguist or any editor. lrelease makes the `.qm` of it.
With --check nothing is written: it fails where a `.ts` is not what the source says, a sentence
has no translation, its places differ, or a `.qm` is not that of its `.ts`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
_PLACE = re.compile(r"\{[^{}]*\}|%n")


def main() -> int:
    """Bring all up to date, or say what is not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, fail where it differs")
    check = parser.parse_args().check
    faults = [fault for ts in sorted(FOLDER.glob("tracker_*.ts")) for fault in _made(ts, check)]
    for fault in faults:
        print(fault)
    return 1 if faults and check else 0


def _made(ts: Path, check: bool) -> Iterator[str]:
    """Make one language anew; what is not as it should be, a line each."""
    with tempfile.TemporaryDirectory() as made:
        new = Path(made) / ts.name
        shutil.copy(ts, new)
        listed(new)
        compiled = new.with_suffix(".qm")
        _run("lrelease", "-silent", str(new), "-qm", str(compiled))
        if check:
            if new.read_text(encoding="utf-8") != ts.read_text(encoding="utf-8"):
                yield f"{ts.name} does not list what the source says."
            qm = ts.with_suffix(".qm")
            if not qm.exists() or qm.read_bytes() != compiled.read_bytes():
                yield f"{qm.name} is not made of {ts.name}."
        else:
            shutil.copy(new, ts)
            shutil.copy(compiled, ts.with_suffix(".qm"))
        yield from faults(new)


def listed(ts: Path) -> None:
    """Bring a `.ts` up to date with the source; what is in it already stays."""
    sources = sorted(str(one) for one in (ROOT / "src" / "tracker").rglob("*.py"))
    _run(
        "lupdate",
        *("-silent", "-locations", "none", "-no-obsolete", "-sort-messages"),
        *("-tr-function-alias", "QT_TR_NOOP+=noted"),
        *sources,
        *("-source-language", "en", "-ts", str(ts)),
    )


def faults(ts: Path) -> Iterator[str]:
    """Sentences without a translation, or with other places than the English one."""
    for message in ET.parse(ts).getroot().iter("message"):  # noqa: S314 - a file of this repository
        source = message.findtext("source") or ""
        translation = message.find("translation")
        assert translation is not None
        forms = [one.text or "" for one in translation.iter("numerusform")]
        if not forms:
            forms = [translation.text or ""]
        if translation.get("type") == "unfinished" or not all(forms):
            yield f"{ts.name}: not translated: {source!r}"
            continue
        places = sorted(_PLACE.findall(source))
        for form in forms:
            if sorted(_PLACE.findall(form)) != places:
                yield f"{ts.name}: other places than {source!r}: {form!r}"


def _run(tool: str, *arguments: str) -> None:
    """Run a program of Qt Linguist that comes with PySide6."""
    folder = Path(PySide6.__file__).parent
    path = next(one for one in (folder / tool, folder / f"{tool}.exe") if one.exists())
    subprocess.run([str(path), *arguments], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
