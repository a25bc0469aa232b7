"""The day sheet: look at it, print it, or give it out as PDF, Word, Excel or text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.paper.export import export
from salesdesk.paper.flow import lay_out
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.preview import Preview
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Caption
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say


class DaySheetSheet(Sheet):
    """The page in the middle, the ways out at the foot."""

    def __init__(self, ctx: PageContext, parent: QWidget, day: date) -> None:
        super().__init__(lambda: _("Day sheet"), parent, save=lambda: _("Close"), width=860)
        self.ctx, self.day = ctx, day
        self.cancel_button.hide()
        self.document = ctx.desk.day_sheets.document(day)
        self.preview = Preview()
        self.preview.setMinimumHeight(440)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.preview, 1)
        self.set_body(body)
        verbs: list[tuple[Caption, Callable[[], None], str]] = [
            (lambda: _("Print…"), self.print_out, "Ctrl+P"),
            (lambda: _("PDF"), self._on_pdf, "Ctrl+Shift+P"),
            (lambda: _("Word"), self._on_word, "Ctrl+Shift+W"),
            (lambda: _("Excel"), self._on_excel, "Ctrl+Shift+E"),
            (lambda: _("Copy as text"), self.copy_text, "Ctrl+Shift+C"),
        ]
        for words, run, keys in verbs:
            button = Button(words, "link", tip=keys)
            button.clicked.connect(run)
            self.add_button(button)
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self.preview.show_pages(lay_out(self.document), from_top=True)

    def first_field(self) -> QWidget:
        return self.preview

    def print_out(self) -> None:
        """Ask for printer and pages, and print."""
        if print_out(self, self.document):
            self.ctx.notify.tell(_("The day sheet has gone to the printer."))

    def copy_text(self) -> None:
        """The sheet as plain text on the clipboard."""
        from salesdesk.services.reports import as_text

        QGuiApplication.clipboard().setText(as_text(self.document))
        self.ctx.notify.tell(_("The day sheet is on the clipboard: paste it into a message."))

    def write(self, ending: str) -> None:
        """Ask where to, and write it as a file of that ending."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        proposal = folder / self.ctx.desk.day_sheets.file_name(self.day, ending)
        path = dialogs.save_file(self, _("Save the day sheet"), proposal=proposal, kinds=f"*{ending}")
        if path is None:
            return
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        try:
            export(self.document, path)
        except Refused as refused:
            self.show_problem(say(refused))
            return
        self.ctx.notify.tell(_("{name} written to {folder}.").format(name=path.name, folder=path.parent))

    def _on_pdf(self) -> None:
        self.write(".pdf")

    def _on_word(self) -> None:
        self.write(".docx")

    def _on_excel(self) -> None:
        self.write(".xlsx")
