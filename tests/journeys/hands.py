"""The user at the desk: starts the program, types, drags, reads what is shown, and answers what is asked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeySequence,
)
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.page import Page
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.toast import Toast
from salesdesk.ui.pictures import settle
from salesdesk.ui.program import Program
from tests.builders import TestClock

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


@dataclass
class Answers(dialogs.QtDoor):
    """Stands in for the user where a box asks: what was said to them, and what they answer."""

    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    opens: Path | None = None
    saves: Path | None = None
    folder: Path | None = None
    takes: int = 0
    writes: str | None = None

    def ask_text(self, parent: QWidget | None, question: str, text: str, secret: bool) -> str | None:
        self.asked.append(question)
        return self.writes

    def tell(self, parent: QWidget | None, message: str, detail: str, problem: bool) -> None:
        self.told.append(f"{message} {detail}".strip())

    def ask(self, parent: QWidget | None, question: str, detail: str, yes: str, no: str, danger: bool) -> bool:
        return self.choose(parent, question, detail, (yes, no)) == 0

    def choose(self, parent: QWidget | None, question: str, detail: str, answers: Sequence[str]) -> int:
        self.asked.append(f"{question} {detail}".strip())
        return self.takes

    def open_file(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> Path | None:
        return self.opens

    def open_files(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> list[Path]:
        return [self.opens] if self.opens else []

    def save_file(self, parent: QWidget | None, title: str, proposal: Path | None, kinds: str) -> Path | None:
        return self.saves

    def choose_folder(self, parent: QWidget | None, title: str, folder: Path | None) -> Path | None:
        return self.folder


@dataclass(frozen=True)
class PaperTray:
    """A printer that prints into a PDF file."""

    path: Path

    def choose(self, parent: QWidget, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.path))
        return True


class User:
    """One person before one screen. Keys go to whatever has the focus; nothing is called behind its back."""

    def __init__(self, app: QApplication, bot: QtBot, clock: TestClock, preferences: Path | None = None) -> None:
        self.app, self.bot, self.clock, self.preferences = app, bot, clock, preferences
        self.program: Program | None = None

    # --- the program ----------------------------------------------------------------------------------------------

    def start(self, file: Path | None = None) -> None:
        """Start the program as from the desktop, or with a file that was double-clicked."""
        self.program = Program(self.app, SettingsFile(self.preferences), file, jobs=Jobs(inline=True), clock=self.clock)
        self.program.start()
        self.bot.waitUntil(lambda: self.running.ready)
        self.settle()

    def close(self) -> None:
        """Close the window with its key; the program ends."""
        self.press("Ctrl+Q")
        assert not self.running.window.isVisible()
        self.leave()

    def leave(self) -> None:
        """Whatever happened: end the program."""
        if self.program is not None:
            self.program.end()
            self.program.window.deleteLater()
            self.program = None
            settle()
            gc.collect()

    @property
    def running(self) -> Program:
        assert self.program is not None, "the program is not running"
        return self.program

    @property
    def window(self) -> QWidget:
        return self.running.window

    @property
    def desk(self) -> Desk:
        """The file that the window shows."""
        assert self.running.window.desk is not None, "no file is open"
        return self.running.window.desk

    @property
    def page(self) -> Page:
        assert self.running.window.page is not None
        return self.running.window.page

    def sit_down(self) -> None:
        """Come to this window, where several people each have one: the keys are its from now on."""
        self.window.activateWindow()
        self.window.setFocus()
        settle()
        if self.running.window.page is not None:
            self.running.window.page.setFocus()
        settle()

    # --- hands ----------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after the other: `"Ctrl+L"`, `"Return"`, `"2"`."""
        for key in keys:
            pressed = QKeySequence(key)[0]
            QTest.keyClick(self.target, pressed.key(), pressed.keyboardModifiers())
            self.settle()

    def type(self, words: str) -> None:
        """Type words; those that no key gives come from the input method, as Chinese always does."""
        if words.isascii():
            for letter in words:
                QTest.keyClicks(self.target, letter)
        else:
            composed = QInputMethodEvent("", [])
            composed.setCommitString(words)
            QApplication.sendEvent(self.target, composed)
        self.settle()

    def answer(self, *words: str) -> None:
        """Type an answer and press Enter, for each field that comes."""
        for word in words:
            if word:
                self.type(word)
            self.press("Return")

    def write(self, words: str) -> None:
        """Write these words instead of those that stand in the field."""
        self.press("Ctrl+A")
        self.type(words)

    def click(self, words: str) -> None:
        """Click the button with these words, or what stands under *More* where a narrow window has no room for it."""
        if (kept := self._under_more(words)) is not None:
            kept.trigger()
        else:
            QTest.mouseClick(self.button(words), Qt.MouseButton.LeftButton)
        self.settle()

    def go_to(self, name: str) -> QWidget:
        """Press Tab until the field of this name has the focus."""
        seen: list[str] = []
        for _press in range(60):
            if self.target.accessibleName() == name:
                return self.target
            seen.append(self.target.accessibleName() or type(self.target).__name__)
            self.press("Tab")
        raise AssertionError(f"Tab does not come to {name!r}, only to {seen}")

    def call(self, words: str) -> None:
        """Do what the palette knows under these words."""
        self.press("Ctrl+K")
        self.type(words)
        self.press("Return")

    # --- eyes -----------------------------------------------------------------------------------------------------

    @property
    def target(self) -> QWidget:
        """What the keys go to."""
        return QApplication.focusWidget() or self.sheet or self.window

    @property
    def sheet(self) -> QDialog | None:
        """The sheet over the window, the uppermost."""
        shown = [one for one in self.app.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        return next((one for one in shown if one is QApplication.activeModalWidget()), shown[-1] if shown else None)

    def sees(self, words: str) -> bool:
        """Whether these words stand on what is in front."""
        return any(words in said for said in self.reading())

    def reading(self) -> list[str]:
        """Every word in front: labels, buttons, fields, lists."""
        front = self.sheet or self.window
        said: list[str] = []
        for widget in front.findChildren(QWidget):
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                said.append(widget.text())
            elif isinstance(widget, QAbstractItemView):
                said += cells(widget)
        return [words for words in said if words]

    def table(self) -> list[list[str]]:
        """The lines of the table in front, cell by cell."""
        model = self.part(QTableView).model()
        columns = range(model.columnCount())
        return [[str(model.index(row, column).data() or "") for column in columns] for row in range(model.rowCount())]

    def toast(self) -> str:
        """What the window said last."""
        shown = [one for one in self.window.findChildren(Toast) if not one.isHidden()]
        return shown[-1].label.text() if shown else ""

    def button(self, words: str) -> QAbstractButton:
        """The button with these words, on what is in front."""
        front = self.sheet or self.window
        for found in front.findChildren(QAbstractButton):
            if found.isVisible() and words in (found.text(), found.accessibleName()):
                return found
        raise AssertionError(f"no button {words!r} among {self.reading()}")

    def _under_more(self, words: str) -> QAction | None:
        menus = [one.menu() for one in self.window.findChildren(QPushButton) if one.isVisible() and self.sheet is None]
        actions = [action for menu in menus if menu is not None for action in menu.actions()]
        return next((one for one in actions if one.isVisible() and one.isEnabled() and one.text() == words), None)

    def part(self, kind: type[W], name: str = "") -> W:
        """The visible part of this kind, with this accessible name."""
        front = self.sheet or self.window
        found = [one for one in front.findChildren(kind) if one.isVisible() and name in ("", one.accessibleName())]
        assert found, f"no {kind.__name__} {name!r} in view"
        return found[0]

    def verb(self, words: str) -> QAction:
        """A verb of the window by its words."""
        return next(one for one in self.running.window.verbs.all() if one.text() == words)

    def problem(self) -> str:
        """What the form says is wrong."""
        front = self.sheet or self.window
        said = [one.text() for one in front.findChildren(Label) if one.property("look") == "problem"]
        return " ".join(words for words in said if words)

    def settle(self) -> None:
        """Let the window do what it was asked for; a window in front takes the keys, as every desktop sees to it."""
        settle()
        if self.program is not None and QApplication.activeWindow() is None and self.window.isVisible():
            (self.sheet or self.window).activateWindow()
            settle()

    def wait(self, until: Callable[[], bool]) -> None:
        """Until something has come about."""
        self.bot.waitUntil(until, timeout=5000)
        self.settle()


def cells(view: QAbstractItemView) -> list[str]:
    """The words of the first rows of a list or table."""
    model = view.model()
    if model is None:
        return []
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    places = [(row, column) for row in range(min(model.rowCount(), 60)) for column in range(columns)]
    return [str(model.index(*place).data() or "") for place in places]


def drop(target: QWidget, carried: QMimeData, place: QPoint) -> bool:
    """Carry something over a part of the window and let it go, as the window system tells it."""
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, move, carried, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(target, QDragMoveEvent(place, move, carried, left, none))
    let = QDropEvent(QPointF(place), move, carried, left, none)
    QApplication.sendEvent(target, let)
    settle()
    return let.isAccepted()
