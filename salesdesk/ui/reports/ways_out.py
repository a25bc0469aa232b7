"""Out of the program: the report on the printer, as PDF, Excel or Word file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication

from salesdesk.domain.errors import Refused
from salesdesk.paper.export import export
from salesdesk.resources import resource
from salesdesk.ui.parts import dialogs
from salesdesk.ui.reports.printing import print_out
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.services.reports import ReportView
    from salesdesk.ui.reports.page import ReportsPage


class WaysOut:
    """Asks where to, writes, and says what was written; remembers the folder while the program runs."""

    def __init__(self, page: ReportsPage) -> None:
        self._page = page
        self._folder: Path | None = None

    def print_out(self, view: ReportView | None) -> None:
        """Ask for printer and pages, and print."""
        if view is not None and print_out(self._page, view.document):
            self._page.ctx.notify.tell(_("The report has gone to the printer."))

    def write(self, view: ReportView | None, ending: str) -> None:
        """Ask where to, and write the report as a file of that ending."""
        if view is None:
            return
        page = self._page
        name = page.desk.reports.file_name(page.kind, page.day, ending)
        proposal = (self._folder or _documents()) / name
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

    def copy_template(self) -> None:
        """Put a copy of the usual Word template where the user edits it in Word."""
        page = self._page
        proposal = (self._folder or _documents()) / "report.docx"
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
            return
        with TemporaryDirectory() as folder:
            own = Path(folder) / template.name
            own.write_bytes(template.data)
            export(view.document, path, own)

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


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
