"""The one door for questions, messages and file choosers, so that tests (and only they) can stand in for the user.

with dialogs.answered_by(MyAnswers()): …
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from salesdesk.words.i18n import _


def file_kind(name: str, *endings: str) -> str:
    """A line of the list of kinds in a file dialog: its name, and the endings such files have (".csv")."""
    return f"{name} ({' '.join(f'*{ending}' for ending in endings)})"


class Door(Protocol):
    """Everything that stops the user for an answer."""

    def ask(self, parent: QWidget | None, question: str, detail: str, yes: str, no: str, danger: bool) -> bool: ...

    def choose(self, parent: QWidget | None, question: str, detail: str, answers: Sequence[str]) -> int: ...

    def tell(self, parent: QWidget | None, message: str, detail: str, problem: bool) -> None: ...

    def ask_text(self, parent: QWidget | None, question: str, text: str, secret: bool) -> str | None: ...

    def open_file(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> Path | None: ...

    def open_files(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> list[Path]: ...

    def save_file(self, parent: QWidget | None, title: str, proposal: Path | None, kinds: str) -> Path | None: ...

    def choose_folder(self, parent: QWidget | None, title: str, folder: Path | None) -> Path | None: ...


class QtDoor:
    """The real door: Qt's own boxes and choosers."""

    def ask(self, parent: QWidget | None, question: str, detail: str, yes: str, no: str, danger: bool) -> bool:
        return _answer(parent, question, detail, (yes, no), 1 if danger else 0) == 0

    def choose(self, parent: QWidget | None, question: str, detail: str, answers: Sequence[str]) -> int:
        return _answer(parent, question, detail, answers, 0)

    def tell(self, parent: QWidget | None, message: str, detail: str, problem: bool) -> None:
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Warning if problem else QMessageBox.Icon.Information)
        box.setText(message)
        box.setInformativeText(detail)
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def ask_text(self, parent: QWidget | None, question: str, text: str, secret: bool) -> str | None:
        echo = QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal
        answer, given = QInputDialog.getText(parent, _("SalesDesk"), question, echo, text)
        return answer if given else None

    def open_file(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(folder or ""), kinds)
        return Path(chosen) if chosen else None

    def open_files(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> list[Path]:
        chosen, _kind = QFileDialog.getOpenFileNames(parent, title, str(folder or ""), kinds)
        return [Path(name) for name in chosen]

    def save_file(self, parent: QWidget | None, title: str, proposal: Path | None, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(proposal or ""), kinds)
        return Path(chosen) if chosen else None

    def choose_folder(self, parent: QWidget | None, title: str, folder: Path | None) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(parent, title, str(folder or ""))
        return Path(chosen) if chosen else None


def _answer(parent: QWidget | None, question: str, detail: str, answers: Sequence[str], enter: int) -> int:
    """Ask with a box; the number of the answer. Enter gives the answer of that number, Esc the last one."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(question)
    box.setInformativeText(detail)
    buttons = []
    for number, answer in enumerate(answers):
        last = number == len(answers) - 1
        role = QMessageBox.ButtonRole.RejectRole if last else QMessageBox.ButtonRole.AcceptRole
        buttons.append(box.addButton(answer, role))
    buttons[enter].setProperty("look", "primary")
    box.setDefaultButton(buttons[enter])
    buttons[enter].setFocus()
    box.setEscapeButton(buttons[-1])
    box.exec()
    clicked = box.clickedButton()
    return next((number for number, button in enumerate(buttons) if button is clicked), len(buttons) - 1)


_door: Door = QtDoor()


@contextmanager
def answered_by(door: Door) -> Iterator[None]:
    """Let somebody else answer for a while (tests)."""
    global _door
    before, _door = _door, door
    try:
        yield
    finally:
        _door = before


def ask(
    parent: QWidget | None, question: str, *, detail: str = "", yes: str = "", no: str = "", danger: bool = False
) -> bool:
    """A question with two verbs; True for `yes`. Rare: most things are done at once and offer Undo instead.

    `danger`: something would be lost by `yes`, so that Enter means `no`.
    """
    return _door.ask(parent, question, detail, yes or _("Yes"), no or _("Cancel"), danger)


def choose(parent: QWidget | None, question: str, answers: Sequence[str], *, detail: str = "") -> int:
    """A question with several answers; the number of the chosen one, the last being the way out (Esc)."""
    return _door.choose(parent, question, detail, answers)


def tell(parent: QWidget | None, message: str, *, detail: str = "", problem: bool = False) -> None:
    """A message that must not be missed."""
    _door.tell(parent, message, detail, problem)


def ask_text(parent: QWidget | None, question: str, *, text: str = "", secret: bool = False) -> str | None:
    """One line from the user (a passphrase when `secret`); None when given up."""
    return _door.ask_text(parent, question, text, secret)


def open_file(parent: QWidget | None, title: str, *, folder: Path | None = None, kinds: str = "") -> Path | None:
    """Choose a file to open; `kinds` as Qt writes filters: "Excel (*.xlsx);;CSV (*.csv)"."""
    return _door.open_file(parent, title, folder, kinds)


def open_files(parent: QWidget | None, title: str, *, folder: Path | None = None, kinds: str = "") -> list[Path]:
    """Choose several files to open."""
    return _door.open_files(parent, title, folder, kinds)


def save_file(parent: QWidget | None, title: str, *, proposal: Path | None = None, kinds: str = "") -> Path | None:
    """Choose where to write a file; an existing one is asked about by the chooser."""
    return _door.save_file(parent, title, proposal, kinds)


def choose_folder(parent: QWidget | None, title: str, *, folder: Path | None = None) -> Path | None:
    """Choose a folder."""
    return _door.choose_folder(parent, title, folder)
