"""Out of the program: the report on the printer, in an e-mail, as a file, as text for a messenger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from salesdesk.resources import resource
from salesdesk.services.reports import as_text
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.paper.ways_out import documents_folder, mail_out, write_file
from salesdesk.ui.parts import dialogs, icons
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.ui.reports.page import ReportsPage

_KEYS = {
    "pdf": "Ctrl+Shift+P",
    "mail": "Ctrl+Shift+I",
    "copy": "Ctrl+Shift+C",
    "short": "Ctrl+Shift+T",
    "excel": "Ctrl+Shift+X",
    "word": "Ctrl+Shift+W",
}


class WaysOut(QObject):
    """The verbs of the bar: ask where to, write, and say what was written; the folder is remembered for the while."""

    def __init__(self, page: ReportsPage) -> None:
        super().__init__(page)
        self._page = page
        self._folder: Path | None = None
        runs: dict[str, Callable[[], None]] = {
            "print": self.print_out,
            "pdf": partial(self.write, ".pdf"),
            "mail": self.mail,
            "copy": self.copy_text,
            "short": partial(self.copy_text, short=True),
            "excel": partial(self.write, ".xlsx"),
            "word": partial(self.write, ".docx"),
            "text": partial(self.write, ".txt"),
            "several": page.write_several,
            "plan": page.show_visit_plan,
            "tiers": page.show_tier_paper,
        }
        self._verbs: dict[str, QAction] = {}
        for name, run in runs.items():
            action = self._verbs[name] = QAction(self)
            icons.set_icon(
                action,
                {"short": "message", "several": "export", "plan": "calendar", "tiers": "clients"}.get(name, name),
            )
            action.triggered.connect(partial(_call, run))
            if name in _KEYS:
                action.setShortcut(QKeySequence(_KEYS[name]))

    def actions(self) -> tuple[QAction, ...]:
        """The verbs that stand in the bar."""
        return tuple(self._verbs[name] for name in ("print", "pdf", "mail", "copy"))

    def more(self) -> tuple[QAction, ...]:
        """The verbs that stand in the menu."""
        return tuple(self._verbs[name] for name in ("excel", "word", "text", "short", "several", "plan", "tiers"))

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the verbs, for the list of keys."""
        return [(key, self._verbs[name].text()) for name, key in _KEYS.items()]

    def retranslate(self) -> None:
        """Name the verbs in the present language."""
        names = {
            "print": _("Print…"),
            "pdf": _("PDF"),
            "mail": _("E-mail"),
            "copy": _("Copy as text"),
            "short": _("Copy as short text"),
            "excel": _("Excel workbook…"),
            "word": _("Word document…"),
            "text": _("Text file…"),
            "several": _("Several reports at once…"),
            "plan": _("Visit plan…"),
            "tiers": _("Tier review on paper…"),
        }
        for key, action in self._verbs.items():
            action.setText(names[key])
        tips = {
            "print": _("Print the report (Ctrl+P)"),
            "mail": _("An e-mail with the report as PDF, open in your mail program (Ctrl+Shift+I)"),
            "copy": _("Copy the report as text for a messenger (Ctrl+Shift+C)"),
        }
        for key, tip in tips.items():
            self._verbs[key].setToolTip(tip)

    # --- verbs ------------------------------------------------------------------------------------------------

    def print_out(self) -> None:
        """Ask for printer and pages, and print."""
        view = self._page.current()
        if view is not None:
            print_out(self._page, view.document, self._page.ctx.jobs, self._on_printed)

    def mail(self) -> None:
        """A draft of an e-mail with the PDF attached, opened in the user's mail program."""
        page, view = self._page, self._page.current()
        if view is not None:
            mail_out(page.ctx, view.document, page.file_name(), page.ctx.notify.problem)

    def copy_text(self, *, short: bool = False) -> None:
        """The report as plain text on the clipboard; the short form has the figures and the rep's words."""
        view = self._page.current()
        if view is not None:
            QGuiApplication.clipboard().setText(as_text(view.document, short=short))
            self._page.ctx.notify.tell(_("The report is on the clipboard: paste it into a message."))

    def write(self, ending: str) -> None:
        """Ask where to, and write the report as a file of that ending; a Word file after the template in use."""
        page, view = self._page, self._page.current()
        if view is None:
            return
        path = self.ask_where(page.file_name(ending), ending)
        if path is not None:
            template = page.desk.reports.template()
            write_file(page.ctx, view.document, path, page.ctx.notify.problem, template=template)

    def ask_where(self, name: str, ending: str, title: str = "") -> Path | None:
        """Where a file of that ending shall be put."""
        proposal = (self._folder or documents_folder()) / name
        path = dialogs.save_file(self._page, title or _("Save the report"), proposal=proposal, kinds=_kinds()[ending])
        if path is None:
            return None
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        self._folder = path.parent
        return path

    def copy_template(self) -> None:
        """Put a copy of the usual Word template where the user edits it in Word."""
        page = self._page
        path = self.ask_where("report.docx", ".docx", _("Save a copy of the template"))
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
        return self._choose(_("Choose a Word template"), ".docx")

    def choose_layout(self) -> Path | None:
        """A layout that a colleague gave."""
        return self._choose(_("Take over a layout"), ".json")

    def choose_logo(self) -> Path | None:
        """A picture of the user's choice."""
        kinds = _("Pictures ({endings})").format(endings="*.png *.jpg *.jpeg")
        return dialogs.open_file(self._page, _("Choose a logo"), kinds=kinds)

    def _choose(self, title: str, ending: str) -> Path | None:
        path = dialogs.open_file(self._page, title, folder=self._folder, kinds=_kinds()[ending])
        self._folder = path.parent if path else self._folder
        return path

    def _on_printed(self) -> None:
        self._page.ctx.notify.tell(_("The report has gone to the printer."))


def _call(run: Callable[[], None], _checked: bool = False) -> None:
    run()


def _kinds() -> dict[str, str]:
    return {
        ".pdf": _("PDF document ({ending})").format(ending="*.pdf"),
        ".xlsx": _("Excel workbook ({ending})").format(ending="*.xlsx"),
        ".docx": _("Word document ({ending})").format(ending="*.docx"),
        ".txt": _("Text ({ending})").format(ending="*.txt"),
        ".json": _("Layout of reports ({ending})").format(ending="*.json"),
    }
