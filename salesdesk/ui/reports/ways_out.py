"""Out of the program: the report on the printer, as PDF, Excel or Word file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from salesdesk.domain.errors import Refused
from salesdesk.paper.export import export, export_filled
from salesdesk.resources import resource
from salesdesk.services.reports import as_text
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.paper.ways_out import documents_folder
from salesdesk.ui.parts import dialogs, icons
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.services.reports import ReportView
    from salesdesk.ui.reports.page import ReportsPage


class WaysOut(QObject):
    """The verbs of the bar: ask where to, write, and say what was written; the folder is remembered for the while."""

    def __init__(self, page: ReportsPage) -> None:
        super().__init__(page)
        self._page = page
        self._folder: Path | None = None
        self._verbs = {
            "print": (QAction(self), self.print_out),
            "pdf": (QAction(self), self._on_pdf),
            "excel": (QAction(self), self._on_excel),
            "word": (QAction(self), self._on_word),
            "copy": (QAction(self), self.copy_text),
        }
        for icon, (action, run) in self._verbs.items():
            icons.set_icon(action, icon)
            action.triggered.connect(run)
        self._verbs["copy"][0].setShortcut(QKeySequence("Ctrl+Shift+C"))

    def actions(self) -> tuple[QAction, ...]:
        """The verbs in their order."""
        return tuple(action for action, _run in self._verbs.values())

    def retranslate(self) -> None:
        """Name the verbs in the present language."""
        names = {
            "print": _("Print…"),
            "pdf": _("PDF"),
            "excel": _("Excel"),
            "word": _("Word"),
            "copy": _("Copy as text"),
        }
        for key, (action, _run) in self._verbs.items():
            action.setText(names[key])
        self._verbs["print"][0].setToolTip(_("Print the report (Ctrl+P)"))
        self._verbs["copy"][0].setToolTip(_("Copy the report as text for a messenger (Ctrl+Shift+C)"))

    def print_out(self) -> None:
        """Ask for printer and pages, and print."""
        view = self._page.current()
        if view is not None and print_out(self._page, view.document):
            self._page.ctx.notify.tell(_("The report has gone to the printer."))

    def copy_text(self) -> None:
        """The report as plain text on the clipboard."""
        view = self._page.current()
        if view is not None:
            QGuiApplication.clipboard().setText(as_text(view.document))
            self._page.ctx.notify.tell(_("The report is on the clipboard: paste it into a message."))

    def write(self, ending: str) -> None:
        """Ask where to, and write the report as a file of that ending."""
        page, view = self._page, self._page.current()
        if view is None:
            return
        name = page.desk.reports.file_name(page.kind, page.day, ending)
        proposal = (self._folder or documents_folder()) / name
        path = dialogs.save_file(page, _("Save the report"), proposal=proposal, kinds=_kinds()[ending])
        if path is None:
            return
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._export(view, path)
        except Refused as refused:
            page.ctx.notify.problem(say(refused))
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self._folder = path.parent
        page.ctx.notify.tell(_("{name} written to {folder}.").format(name=path.name, folder=path.parent))

    def _on_pdf(self) -> None:
        self.write(".pdf")

    def _on_excel(self) -> None:
        self.write(".xlsx")

    def _on_word(self) -> None:
        self.write(".docx")

    def copy_template(self) -> None:
        """Put a copy of the usual Word template where the user edits it in Word."""
        page = self._page
        proposal = (self._folder or documents_folder()) / "report.docx"
        path = dialogs.save_file(page, _("Save a copy of the template"), proposal=proposal, kinds=_kinds()[".docx"])
        if path is None:
            return
        try:
            path.write_bytes(resource("templates", "report.docx").read_bytes())
        except OSError as error:
            page.ctx.notify.problem(
                _("{name} cannot be written: {reason}").format(name=path.name, reason=error.strerror or error)
            )
            return
        page.ctx.notify.tell(_("{name} written. Edit it in Word, then choose it here.").format(name=path.name))

    def choose_template(self) -> Path | None:
        """A Word document of the user's choice."""
        return dialogs.open_file(self._page, _("Choose a Word template"), folder=self._folder, kinds=_kinds()[".docx"])

    def _export(self, view: ReportView, path: Path) -> None:
        """Write the report; a Word document after the template of the user's choice."""
        template = self._page.desk.reports.template() if path.suffix.lower() == ".docx" else None
        if template is None:
            export(view.document, path)
        else:
            problem = export_filled(view.document, path, template.name, template.data)
            if problem:
                self._page.ctx.notify.problem(f"{say(problem)} {_('The usual template was used.')}")

    def choose_logo(self) -> Path | None:
        """A picture of the user's choice."""
        kinds = _("Pictures ({endings})").format(endings="*.png *.jpg *.jpeg")
        return dialogs.open_file(self._page, _("Choose a logo"), kinds=kinds)


def _kinds() -> dict[str, str]:
    return {
        ".pdf": _("PDF document ({ending})").format(ending="*.pdf"),
        ".xlsx": _("Excel workbook ({ending})").format(ending="*.xlsx"),
        ".docx": _("Word document ({ending})").format(ending="*.docx"),
    }
