"""A passphrase from the first to the last: given, asked for, forgotten, changed, locked, taken away."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from salesdesk.services import safety
from salesdesk.services.desk import Desk
from salesdesk.store import keys
from salesdesk.ui.safety.backups_sheet import BackupsSheet
from salesdesk.ui.safety.unlock_pane import UnlockSheet
from tests.journeys.hands import Answers, PaperTray, User
from tests.services.test_safety import Drawer, drawer

__all__ = ["drawer"]

PASSPHRASE = "three green bicycles under water"


@pytest.fixture
def protected(file: Path) -> Path:
    """A file under a passphrase that nobody has named yet."""
    safety.protect(file, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    safety.forget_keys()
    return file


def kept_code(user: User) -> str:
    """Read the recovery code off the sheet, say that it is kept, and go on."""
    code = user.part(QLineEdit, "Recovery code").text()
    user.part(QCheckBox).setChecked(True)
    user.click("Protect the file")
    return code


def test_a_file_is_protected_and_opens_again_with_its_passphrase(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    user.call("Protect with a passphrase")
    user.type("password1")
    assert user.sees("Weak: it would soon be guessed.")
    user.write(PASSPHRASE)
    assert user.sees("Strong.")
    user.go_to("The same again")
    user.type("another one")
    user.press("Ctrl+Return")
    assert "not the same" in user.problem()
    user.write(PASSPHRASE)
    user.press("Ctrl+Return")
    assert user.sees("Your recovery code")
    user.press("Ctrl+Return")
    assert "before the file is protected" in user.problem()
    assert keys.slots_of(file) is None
    code = kept_code(user)
    assert len(code) == 29
    assert user.desk.path == file and user.desk.safety.protected
    assert user.sees("Protected by a passphrase")
    assert user.desk.safety.backups_to_protect() == 0
    user.close()
    safety.forget_keys()
    assert "华为技术".encode() not in file.read_bytes()

    user.start(file)
    assert user.sees("test.salesdesk is protected by a passphrase.")
    user.type("another one")
    user.press("Ctrl+Return")
    assert "not the passphrase" in user.problem()
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    user.press("Ctrl+3")
    assert user.sees("华为技术")


def test_the_recovery_code_opens_the_file_and_gives_it_another_passphrase(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    from salesdesk.ui.paper.printing import printed_by

    user.start(file)
    user.call("Protect with a passphrase")
    user.type(PASSPHRASE)
    user.go_to("The same again")
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    user.click("Copy")
    assert QApplication.clipboard().text() == user.part(QLineEdit, "Recovery code").text()
    with printed_by(PaperTray(tmp_path / "code.pdf")):
        user.click("Print…")
    assert (tmp_path / "code.pdf").stat().st_size > 1_000
    code = kept_code(user)
    user.close()
    safety.forget_keys()
    user.start(file)
    user.click("Use the recovery code")
    user.type(code.lower())
    user.press("Ctrl+Return")
    assert user.desk.path == file
    user.call("Change the passphrase")
    user.type(code)
    user.go_to("New passphrase")
    user.type("seven yellow spoons at noon")
    user.go_to("The same again")
    user.type("seven yellow spoons at noon")
    user.press("Ctrl+Return")
    assert kept_code(user) != code
    user.desk.safety.confirm("seven yellow spoons at noon")


def test_without_the_passphrase_the_doors_stand_open(user: User, protected: Path) -> None:
    user.start(protected)
    user.press("Esc")
    assert user.running.window.desk is None
    assert user.sees("Start my file")


def test_the_passphrase_is_taken_away_by_whoever_knows_it(user: User, protected: Path) -> None:
    user.start(protected)
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    user.call("Remove the passphrase")
    user.type("another one")
    user.press("Ctrl+Return")
    assert "not the passphrase" in user.problem()
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    assert user.sheet is None
    assert not user.desk.safety.protected
    assert not user.sees("Protected by a passphrase")
    user.close()
    safety.forget_keys()
    Desk.open(protected).close()


def test_this_computer_remembers_it_when_asked(user: User, protected: Path, drawer: Drawer) -> None:
    user.start(protected)
    user.type(PASSPHRASE)
    user.part(QCheckBox, "").window()
    next(one for one in user.sheet.findChildren(QCheckBox) if "Remember" in one.text()).setChecked(True)  # type: ignore[union-attr]
    user.press("Ctrl+Return")
    user.close()
    safety.forget_keys()
    user.start(protected)
    assert user.sheet is None
    assert user.desk.path == protected
    user.call("Forget the passphrase on this computer")
    assert drawer.kept == {}
    user.close()
    safety.forget_keys()
    user.start(protected)
    assert user.sees("is protected by a passphrase")


def test_without_a_keyring_it_is_said_and_not_offered(user: User, protected: Path) -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        user.start(protected)
        assert user.sees("This computer has no keyring")
        assert not user.sees("Remember it on this computer")
    finally:
        keyring.set_keyring(before)


def test_a_locked_window_shows_nothing_and_keeps_what_was_typed(user: User, protected: Path, door: Answers) -> None:
    user.start(protected)
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    user.press("Ctrl+3")
    assert user.sees("华为技术")
    user.press("Ctrl+L")
    user.type("华为技术")
    assert user.sheet is not None
    typing = user.sheet
    user.press("Ctrl+Shift+L")
    assert user.sheet is None
    assert not user.sees("华为技术")
    assert user.sees("SalesDesk is locked")
    for key in ("Ctrl+L", "Ctrl+K", "Ctrl+3", "Ctrl+Z", "Ctrl+,", "Ctrl+O"):
        user.press(key)
        assert user.sheet is None
    assert not user.sees("华为技术")
    user.answer("another one")
    assert "not the passphrase" in user.problem()
    user.answer(PASSPHRASE)
    assert user.sheet is typing
    assert user.sees("华为技术")
    user.press("Esc")
    user.press("Ctrl+K")
    assert user.sheet is not None


def test_after_idle_minutes_the_window_locks_itself_unless_the_file_is_plain(user: User, protected: Path) -> None:
    user.start(protected)
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    lock = user.running.files._lock
    assert lock._idle.isActive() and lock._idle.interval() == 15 * 60_000
    lock._idle.timeout.emit()
    assert user.sees("SalesDesk is locked")
    user.answer(PASSPHRASE)
    user.running.settings.keep(lock_after=0)
    user.press("Ctrl+3")
    assert not lock._idle.isActive()


def test_a_plain_file_does_not_lock(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+Shift+L")
    assert not user.sees("SalesDesk is locked")
    assert "Lock now" not in [action.text() for action in user.running.window.verbs.all()]


def unlocked(user: User, protected: Path) -> None:
    user.start(protected)
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")


def test_while_locked_nothing_that_comes_up_is_seen_and_it_is_told_afterwards(user: User, protected: Path) -> None:
    unlocked(user, protected)
    user.press("Ctrl+Shift+L")
    window = user.running.window
    window.notices.tell("华为技术 pays")
    window.notices.problem("华为技术 does not pay")
    window.show_trends()
    user.settle()
    user.settle()
    assert user.sheet is None and not user.toast()
    assert not user.sees("华为技术")
    shown = [one for one in user.app.topLevelWidgets() if one.isVisible()]
    assert shown == [window] and "test" not in window.windowTitle()
    user.answer(PASSPHRASE)
    assert user.sheet is not None, "the sheet that came up meanwhile"
    user.press("Esc")
    assert user.sees("华为技术 pays") and user.sees("华为技术 does not pay")


def test_a_computer_that_slept_wakes_up_locked(user: User, protected: Path) -> None:
    unlocked(user, protected)
    lock = user.running.files._lock
    lock._last -= 16 * 60
    user.press("Ctrl+3")
    assert user.sees("SalesDesk is locked") and not user.sees("华为技术")
    user.answer(PASSPHRASE)
    user.press("Ctrl+3")
    assert user.sees("华为技术")


def test_wrong_passphrases_are_answered_calmly_and_without_end(user: User, protected: Path) -> None:
    user.start(protected)
    for number in range(5):
        user.type("WRONG")
        assert user.sees("Caps Lock is on.")
        user.press("Ctrl+Return")
        assert "not the passphrase" in user.problem()
        assert ("The recovery code opens it too." in user.problem()) == (number >= 2)
    user.type(PASSPHRASE)
    assert not user.sees("Caps Lock is on.")
    user.press("Ctrl+Return")
    assert user.desk.path == protected


def test_a_recovery_code_is_taken_as_people_write_it(user: User, file: Path) -> None:
    new = safety.new_passphrase(PASSPHRASE, PASSPHRASE)
    safety.protect(file, new)
    safety.forget_keys()
    user.start(file)
    user.click("Use the recovery code")
    user.type(new.code[:-1])
    user.press("Ctrl+Return")
    assert "has 25 letters and digits; this one has 24" in user.problem()
    user.write(new.code[:-1] + ("2" if new.code[-1] != "2" else "3"))
    user.press("Ctrl+Return")
    assert "Compare it letter by letter" in user.problem()
    user.write(" " + new.code.lower().replace("-", "  ").replace("0", "o").replace("1", "l") + " ")
    user.press("Ctrl+Return")
    assert user.desk.path == file


def test_a_backup_under_an_earlier_passphrase_is_told_and_comes_under_the_present_one(
    user: User, file: Path, door: Answers
) -> None:
    """As a change leaves it that was cut short before it came to the backups."""
    safety.protect(file, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    desk = Desk.open(file, clock=user.clock)
    desk.backups.make()
    desk.close()
    safety.protect(file, safety.new_passphrase("four blue umbrellas", "four blue umbrellas"))
    safety.forget_keys()
    user.start(file)
    user.type("four blue umbrellas")
    user.press("Ctrl+Return")
    assert "1 backup, of Nov 23, 2026, is still under an earlier passphrase" in user.toast()
    user.call("Backups")
    assert isinstance(user.sheet, BackupsSheet)
    user.press("End")
    assert [row[3] for row in user.table()].count("Locked") == 1, user.table()
    assert user.sees("It is under an earlier passphrase")
    assert not user.button("Check").isEnabled(), "it is not damaged, it only cannot be read"
    user.click("Name its passphrase…")
    assert isinstance(user.sheet, UnlockSheet)
    user.type(PASSPHRASE)
    user.press("Ctrl+Return")
    assert isinstance(user.sheet, BackupsSheet)
    assert "Locked" not in [row[3] for row in user.table()]
    assert user.desk.safety.backups_of_before() == []
    user.press("Escape")
