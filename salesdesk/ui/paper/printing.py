"""The door to the printer, so that tests can print to a file in the user's stead.

with printing.printed_by(MyPrinter()): …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from salesdesk.paper.pdf import print_document, set_up
from salesdesk.ui.jobs import Job, Jobs, Progress
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.reports import Document


class PrintDoor(Protocol):
    """Who chooses printer, pages and copies."""

    def choose(self, parent: QWidget, printer: QPrinter) -> bool: ...


class QtPrintDoor:
    """The system's own print dialog."""

    def choose(self, parent: QWidget, printer: QPrinter) -> bool:
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(_("Print the report"))
        return bool(dialog.exec())


_door: PrintDoor = QtPrintDoor()


@contextmanager
def printed_by(door: PrintDoor) -> Iterator[None]:
    """Let somebody else choose the printer for a while (tests)."""
    global _door
    before, _door = _door, door
    try:
        yield
    finally:
        _door = before


def print_out(parent: QWidget, document: Document, jobs: Jobs, done: Callable[[], None]) -> None:
    """Ask for printer and pages, and print beside the window, with progress and cancel; `done` when all has gone."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, document)
    if not _door.choose(parent, printer):
        return

    def work(progress: Progress) -> None:
        print_document(printer, document, progress.step)

    jobs.run(Job(_("Printing"), work), lambda _nothing: done())
