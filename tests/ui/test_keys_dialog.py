"""The dialog of keys: masked, tried with one click, kept or held for the session, let go of when closed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from loopback.keyed import KEY
from tracker.services.keys import Kept, KeyRow, KeysView, Place, Verdict
from tracker.sources.key_specs import COINALYZE, COINGLASS, KEY_SPECS
from tracker.ui.keys_dialog import KeyCard, KeysDialog
from tracker.ui.theme import DARK, LIGHT, style_sheet
from ui.bench import Bench
from ui.samples import click

NONE = KeysView(tuple(KeyRow(spec, Place.NONE) for spec in KEY_SPECS))


def with_key(place: Place = Place.KEYRING, **changes: Any) -> KeysView:
    rows = [KeyRow(COINALYZE, place), *NONE.rows[1:]]
    return KeysView(tuple(rows), **changes)


@pytest.fixture
def dialog(qtbot: QtBot) -> KeysDialog:
    made = KeysDialog()
    made.setStyleSheet(style_sheet(DARK))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.show_keys(NONE)
    return made


def enabled(card: KeyCard) -> list[str]:
    return [one.text() for one in (card.test, card.keep, card.forget) if one.isEnabled()]


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_row_a_service_says_what_a_key_adds_where_to_get_it_and_where_it_lives(
    dialog: KeysDialog,
) -> None:
    assert list(dialog.cards) == [spec.name for spec in KEY_SPECS]
    for spec, card in zip(KEY_SPECS, dialog.cards.values(), strict=True):
        said = words(card)
        for part in (spec.title, spec.adds, spec.where, "paid" if spec.paid else "free", "no key"):
            assert part in said
        assert spec.carrier in card.field.toolTip()
        assert enabled(card) == []
    assert "in the keyring of this machine and nowhere else" in dialog.head.text()
    assert "the same sums" in dialog.foot.text()


def test_what_is_typed_is_not_shown_and_has_a_name_for_readers_of_the_screen(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    card = dialog.cards["coinglass"]
    qtbot.keyClicks(card.field, KEY)
    assert card.field.text() == KEY
    assert KEY not in card.field.displayText()
    assert card.field.echoMode() is QLineEdit.EchoMode.Password
    assert card.field.accessibleName() == "Key of CoinGlass"
    assert card.test.accessibleName() == "Test the key of CoinGlass"
    assert enabled(card) == ["Test", "Keep"]


def test_one_click_tests_what_is_typed_and_says_what_came_of_it(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    card = dialog.cards["coinalyze"]
    qtbot.keyClicks(card.field, KEY)
    with qtbot.waitSignal(dialog.test_wanted) as asked:
        click(qtbot, card.test)
    assert asked.args == ["coinalyze", KEY]
    assert card.said.text() == "Asking Coinalyze …"
    assert enabled(card) == []  # one at a time
    card.show_verdict(Verdict(True, "The key works."))
    assert (card.said.text(), bool(card.said.property("wrong"))) == ("The key works.", False)
    assert card.field.accessibleDescription() == "The key works."
    card.show_verdict(Verdict(False, "Coinalyze refuses this key (HTTP 401)."))
    assert card.said.property("wrong") is True
    assert enabled(card) == ["Test", "Keep"]
    qtbot.keyClick(card.field, "x")
    assert card.said.text() == ""


def test_enter_keeps_it_and_a_kept_key_leaves_the_field(dialog: KeysDialog, qtbot: QtBot) -> None:
    card = dialog.cards["coinalyze"]
    qtbot.keyClicks(card.field, KEY)
    with qtbot.waitSignal(dialog.keep_wanted) as asked:
        qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert asked.args == ["coinalyze", KEY, False]
    assert dialog.isVisible()
    card.show_kept(Kept(True, "The key works. The key of Coinalyze is in the keyring."))
    dialog.show_keys(with_key())
    assert card.field.text() == ""
    assert card.state.text() == "key in the keyring"
    assert card.field.placeholderText() == "Type another to replace it"
    assert enabled(card) == ["Test", "Forget"]
    with qtbot.waitSignal(dialog.test_wanted) as tested:
        click(qtbot, card.test)
    assert tested.args == ["coinalyze", ""]


def test_what_is_not_kept_stays_typed(dialog: KeysDialog, qtbot: QtBot) -> None:
    card = dialog.cards["coinalyze"]
    qtbot.keyClicks(card.field, KEY)
    click(qtbot, card.keep)
    card.show_kept(Kept(False, "Coinalyze refuses this key (HTTP 401). Nothing is kept."))
    assert card.field.text() == KEY
    assert card.said.property("wrong") is True


def test_without_a_keyring_the_session_is_offered_and_is_a_choice(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    dialog.show_keys(KeysView(NONE.rows, "There is no keyring on this machine."))
    assert dialog.head.text().startswith("There is no keyring on this machine. A key that works")
    card = dialog.cards["coinalyze"]
    assert card.state.text() == "no key that can be read"
    qtbot.keyClicks(card.field, KEY)
    click(qtbot, card.keep)
    card.show_kept(Kept(False, "It can be used until Tracker is closed.", session_offered=True))
    assert card.keep.text() == "Use for this session"
    with qtbot.waitSignal(dialog.keep_wanted) as asked:
        click(qtbot, card.keep)
    assert asked.args == ["coinalyze", KEY, True]
    card.show_kept(Kept(True, "It is used until Tracker is closed."))
    dialog.show_keys(with_key(Place.SESSION, trouble="There is no keyring on this machine."))
    assert (card.keep.text(), card.state.text()) == ("Keep", "key until Tracker is closed")


def test_a_locked_keyring_is_a_sentence_and_can_be_asked_again(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    assert not dialog.retry.isVisible()
    locked = "The keyring is locked; unlock it and try again."
    dialog.show_keys(KeysView(NONE.rows, locked))
    assert dialog.head.text().startswith(locked)
    with qtbot.waitSignal(dialog.refresh_wanted):
        click(qtbot, dialog.retry)
    assert not dialog.retry.isEnabled()  # the keyring may be asking for its password
    dialog.show_keys(KeysView(NONE.rows, locked))
    assert dialog.retry.isEnabled()
    click(qtbot, dialog.retry)
    dialog.show_keys(with_key())
    assert not dialog.retry.isVisible()
    assert dialog.cards["coinalyze"].state.text() == "key in the keyring"


def test_another_key_is_not_offered_for_the_session_unasked(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    card = dialog.cards["coinalyze"]
    qtbot.keyClicks(card.field, KEY)
    card.show_kept(Kept(False, "No keyring.", session_offered=True))
    qtbot.keyClick(card.field, "x")
    assert card.keep.text() == "Keep"
    with qtbot.waitSignal(dialog.keep_wanted) as asked:
        click(qtbot, card.keep)
    assert asked.args == ["coinalyze", f"{KEY}x", False]


def test_the_gateway_is_named(dialog: KeysDialog) -> None:
    dialog.show_keys(
        with_key(way="Keys go through the gateway https://relay, which can read them.")
    )
    assert dialog.head.text().endswith("which can read them.")


def test_closing_lets_go_of_what_was_typed(dialog: KeysDialog, qtbot: QtBot) -> None:
    card = dialog.cards["fred"]
    qtbot.keyClicks(card.field, KEY)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert card.field.text() == ""


def test_the_keyboard_reaches_everything_and_what_it_reaches_is_in_view(
    dialog: KeysDialog, qtbot: QtBot
) -> None:
    dialog.show_keys(with_key())
    dialog.resize(520, 320)
    qtbot.waitUntil(lambda: dialog._area.viewport().height() < 300 and dialog.isActiveWindow())
    dialog.cards["coinalyze"].field.setFocus()
    seen: list[QWidget] = []
    for _ in range(12):
        now = dialog.focusWidget()
        assert now is not None
        seen.append(now)
        # Until there are two the smaller size has not arrived; the area is where they are in view.
        if len(seen) > 1 and now is not dialog._area:
            area = dialog._area.viewport()
            top = now.mapTo(area, now.rect().topLeft()).y()
            assert 0 <= top <= area.height() - now.height()
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    fields = [card.field for card in dialog.cards.values()]
    assert [one for one in dict.fromkeys(seen) if isinstance(one, QLineEdit)] == fields
    card = dialog.cards["coinalyze"]
    assert {card.test, card.forget} <= set(seen)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda one: one.name)
@pytest.mark.parametrize("width", [520, 640, 1_000])
def test_no_word_is_cut_off(dialog: KeysDialog, qtbot: QtBot, palette: object, width: int) -> None:
    dialog.setStyleSheet(style_sheet(palette))  # type: ignore[arg-type]
    long = "The key works: its plan allows 80 requests a minute, 1 used. The keyring is locked."
    for card in dialog.cards.values():
        card.show_kept(Kept(False, long, session_offered=True))
    dialog.resize(width, 700)

    def fits() -> bool:
        cards = dialog.cards.values()
        labels = [label for card in cards for label in card.findChildren(QLabel) if label.text()]
        buttons = [button for card in cards for button in (card.test, card.keep, card.forget)]
        return all(
            one.height() >= (one.heightForWidth(one.width()) if one.wordWrap() else 0)
            for one in labels
        ) and all(one.width() >= one.sizeHint().width() for one in buttons)

    qtbot.waitUntil(fits)


# --- in the window -----------------------------------------------------------------------------


def fake(**answers: Any) -> Any:
    """A collector whose keys answer at once, and remember what they were asked."""

    class FakeKeys:
        def __init__(self) -> None:
            self.asked: list[tuple[Any, ...]] = []

        def __getattr__(self, name: str) -> Any:
            async def answer(*arguments: Any, **named: Any) -> Any:
                self.asked.append((name, *arguments, *named.values()))
                return answers[name]

            return answer

    return SimpleNamespace(keys=FakeKeys())


def serve(bench: Bench, collector: Any) -> None:
    """Do what the engine was given to do, and answer."""
    waiting, bench.engine.submitted = bench.engine.submitted, []
    for work, then, _ in waiting:
        result = asyncio.run(work(collector))
        if then is not None:
            then(result)


def test_the_menu_brings_it_up_and_what_is_done_there_reaches_the_engine(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.engine.submitted.clear()
    bench.window.registry.entry("service-keys").action.trigger()
    dialog = bench.window.keying.dialog
    assert dialog is not None
    collector = fake(
        view=with_key(),
        test=Verdict(True, "The key works."),
        keep=Kept(True, "It is kept."),
        forget="The key of Coinalyze is forgotten.",
    )
    serve(bench, collector)
    card = dialog.cards["coinalyze"]
    qtbot.keyClicks(card.field, KEY)
    click(qtbot, card.test)
    serve(bench, collector)
    assert card.said.text() == "The key works."
    click(qtbot, card.keep)
    serve(bench, collector)
    serve(bench, collector)
    assert card.said.text() == "It is kept."
    click(qtbot, card.forget)
    serve(bench, collector)
    assert card.said.text() == "The key of Coinalyze is forgotten."
    assert collector.keys.asked == [
        ("view",),
        ("test", "coinalyze", KEY),
        ("keep", "coinalyze", KEY, False),
        ("view",),
        ("forget", "coinalyze"),
    ]
    dialog.close()


def test_while_no_engine_runs_the_dialog_says_so(bench: Bench) -> None:
    bench.window.keying.open()
    dialog = bench.window.keying.dialog
    assert dialog is not None
    assert dialog.empty.text() == "Asking the keyring which keys there are…"
    _, _, failed = bench.engine.submitted[-1]
    failed("The engine does not run.")
    assert dialog.empty.isVisible()
    assert dialog.cards == {}
    assert dialog.empty.text() == "The engine does not run."
    before = len(bench.engine.submitted)
    dialog.retry.click()
    assert dialog.empty.text() == "Asking the keyring which keys there are…"
    _, then, _ = bench.engine.submitted[before]
    then(NONE)
    assert not dialog.empty.isVisible()
    assert len(dialog.cards) == len(KEY_SPECS)
    dialog.refused("The engine does not run.")  # what was known stays
    assert dialog.head.text() == "The engine does not run."
    assert not dialog.empty.isVisible()
    dialog.close()


def test_no_picture_of_the_window_shows_a_key(dialog: KeysDialog, qtbot: QtBot) -> None:
    """The same picture for every key of one length."""
    card = dialog.cards["coinglass"]
    card.test.setFocus()
    shots = []
    for key in (KEY, KEY[::-1]):
        card.field.setText(key)
        shots.append(dialog.grab().toImage())
    assert shots[0] == shots[1]
    assert COINGLASS.field not in words(dialog)
    del qtbot
