"""A document's ways out of the program: on the printer, as a file, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.paper.export import export
from salesdesk.services.reports import Document, as_text
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.words.i18n import _, say


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What leaves, under which name, and what is said of it; `problem` says why a file could not be written."""

    ctx: PageContext
    document: Callable[[], Document]
    file_name: Callable[[str], str]
    title: Caption
    printed: Caption
    copied: Caption
    problem: Callable[[str], None]

    def print_out(self, over: QWidget) -> None:
        """Ask for printer and pages, and print."""
        if print_out(over, self.document()):
            self.ctx.notify.tell(read(self.printed))

    def copy_text(self) -> None:
        """As plain text on the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self.document()))
        self.ctx.notify.tell(read(self.copied))

    def write(self, over: QWidget, ending: str) -> None:
        """Ask where to, and write it as a file of that ending."""
        proposal = documents_folder() / self.file_name(ending)
        path = dialogs.save_file(over, read(self.title), proposal=proposal, kinds=f"*{ending}")
        if path is None:
            return
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        try:
            export(self.document(), path)
        except Refused as refused:
            self.problem(say(refused))
            return
        self.ctx.notify.tell(_("{name} written to {folder}.").format(name=path.name, folder=path.parent))


def documents_folder() -> Path:
    """Where this user keeps documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
