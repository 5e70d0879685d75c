"""Every sentence of the window can be translated, and is."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import tracker
from tracker.domain.errors import TrackerError
from tracker.domain.translating import use_translator
from tracker.services.reasons import said_reason
from tracker.sources import register_all
from tracker.sources.errors import SourceError

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tracker"
UI = SOURCE / "ui"
#: What speaks through the window beside `ui`.
WINDOW = (
    SOURCE / "commands" / "window.py",
    SOURCE / "services" / "outbox.py",
    SOURCE / "services" / "pruning.py",
)
TRANSLATIONS = ROOT / "resources" / "translations"

#: What puts words on the screen, or lets them be read aloud.
SHOWS = {
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QLabel",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "addAction",
    "addItem",
    "addMenu",
    "addTab",
    "emit",
    "getOpenFileName",
    "getSaveFileName",
    "said",
    "say",
    "setAccessibleDescription",
    "setAccessibleName",
    "setInformativeText",
    "setPlaceholderText",
    "setStatusTip",
    "setText",
    "setTitle",
    "setToolTip",
    "setWindowTitle",
    "set_empty",
    "warned",
}
#: Of these, those to whom values are passed as well as sentences.
PASSES = {"emit", "said", "say", "warned"}
#: The same in every language.
NAMES = {"Tracker", "UTC", "move:1h-3%"}
_WORD = re.compile(r"[^\W\d_]{2}")


def unwrapped(source: str) -> list[tuple[int, str]]:
    """Literal words that go to the screen as they are: line and words."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        called = call.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in SHOWS:
            for argument in [*call.args, *(one.value for one in call.keywords)]:
                found += [
                    (argument.lineno, text)
                    for text in _literals(argument)
                    if _WORD.search(text)
                    and text not in NAMES
                    and not (name in PASSES and text.isidentifier())
                ]
    return found


def _literals(node: ast.expr) -> list[str]:
    """The literal words of an argument itself, not those that it hands to a function."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return [text for one in node.values for text in _literals(one)]
    if isinstance(node, ast.FormattedValue):
        return _literals(node.value)
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    if isinstance(node, ast.BinOp):
        return _literals(node.left) + _literals(node.right)
    if isinstance(node, ast.BoolOp):
        return [text for one in node.values for text in _literals(one)]
    return []


def test_no_words_go_to_the_screen_untranslated() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in sorted([*UI.rglob("*.py"), *WINDOW])
        for line, text in unwrapped(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Nothing yet")',
        'QLabel(f"{count} venues")',
        'menu.addAction("Copy" if on else tr("Paste"))',
        'box.setToolTip(tip or "what it does")',
        'self.said.emit("Nothing to undo.")',
    ],
)
def test_words_that_are_not_wrapped_are_found(source: str) -> None:
    assert len(unwrapped(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(tr("Nothing yet"))',
        'QLabel("–")',
        'label.setObjectName("quiet")',
        'self.changed.emit("theme")',
    ],
)
def test_words_that_are_wrapped_are_not_found(source: str) -> None:
    assert unwrapped(source) == []


#: Where errors are raised that only commands meet, which speak English: files that are imported or tried,
#: recordings and gateways of a command line, and what ends a start before there is a window.
OF_COMMANDS = {
    "analysis/clustering.py",
    "app.py",
    "services/file_market.py",
    "services/importing.py",
    "services/presence.py",
    "sources/messengers.py",
    "sources/recording.py",
    "sources/simulation/scenario.py",
    "store/bulk_files.py",
    "store/candle_file.py",
    "store/csv_lines.py",
    "store/paths.py",
}


@cache
def _errors() -> tuple[set[str], set[str]]:
    """The names of all errors for people: those of services, which are said again, and the others."""
    register_all()
    for one in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if not one.name.startswith(("tracker.commands", "tracker.cli", "tracker.__main__")):
            importlib.import_module(one.name)
    found, kinds = set(), [TrackerError]
    while kinds:
        kind = kinds.pop()
        found.add(kind)
        kinds += kind.__subclasses__()
    reasons = {one.__name__ for one in found if issubclass(one, SourceError)}
    return reasons, {one.__name__ for one in found} - reasons


def _raised(names: set[str]) -> Iterator[tuple[str, str]]:
    """The literal sentences of errors of these names, `…` where a value stands: file and sentence."""
    for path in sorted(SOURCE.rglob("*.py")):
        file = path.relative_to(SOURCE).as_posix()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in names
                and call.args
                and _WORD.search(sentence := _sentence(call.args[0]))
            ):
                yield file, sentence


def _sentence(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _sentence(one) if isinstance(one, ast.Constant) else "…" for one in node.values
        )
    return ""


def test_errors_that_the_window_shows_speak_the_users_language() -> None:
    _, errors = _errors()
    found = [
        f"{file}: {sentence}"
        for file, sentence in _raised(errors)
        if not file.startswith(("commands/", "cli/")) and file not in OF_COMMANDS
    ]
    assert found == []
    # Who is left out has something to be left out for.
    assert {file for file, _ in _raised(errors)} >= OF_COMMANDS


def test_whatever_a_service_answers_can_be_said_again() -> None:
    reasons, _ = _errors()
    sentences = list(_raised(reasons))
    assert len(sentences) > 100
    use_translator(lambda text, _, __: f"<{text}>")
    try:
        unknown = [f"{file}: {one}" for file, one in sentences if said_reason(one) == one]
    finally:
        use_translator(None)
    assert unknown == []


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_translations", ROOT / "docs" / "make_translations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_translations_are_complete_and_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    maker = _maker()
    monkeypatch.setattr(sys, "argv", ["make_translations.py", "--check"])
    code = maker.main()
    assert capsys.readouterr().out == ""
    assert code == 0


def test_what_is_wrong_with_a_translation_is_said(tmp_path: Path) -> None:
    path = tmp_path / "tracker_de.ts"
    path.write_text(
        """<?xml version="1.0" encoding="utf-8"?><TS version="2.1" language="de"><context><name/>
        <message><source>Add</source><translation>Hinzu</translation></message>
        <message><source>Copy</source><translation type="unfinished"></translation></message>
        <message><source>Remove {name}</source><translation>{nam} weg</translation></message>
        <message numerus="yes"><source>%n venue(s)</source>
        <translation><numerusform>%n Börse</numerusform><numerusform>Börsen</numerusform></translation>
        </message></context></TS>""",
        encoding="utf-8",
    )
    found = list(_maker().faults(path))
    assert len(found) == 3
    assert "not translated: 'Copy'" in found[0]
    assert "{nam} weg" in found[1]
    assert "Börsen" in found[2]
