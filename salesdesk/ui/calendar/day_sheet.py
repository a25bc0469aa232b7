"""The day sheet: look at it, print it, or give it out as PDF, Word, Excel or text."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from salesdesk.services.reports import Document
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.sheet import PaperSheet
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.words.i18n import _


class DaySheetSheet(PaperSheet):
    """What to take along for one day."""

    def __init__(self, ctx: PageContext, parent: QWidget, day: date) -> None:
        self.day = day
        self._document = ctx.desk.day_sheets.document(day)
        super().__init__(ctx, parent, lambda: _("Day sheet"))

    @property
    def document(self) -> Document:
        return self._document

    def ways_out(self) -> WaysOut:
        return WaysOut(
            self.ctx,
            document=lambda: self.document,
            file_name=lambda ending: self.ctx.desk.day_sheets.file_name(self.day, ending),
            title=lambda: _("Save the day sheet"),
            printed=lambda: _("The day sheet has gone to the printer."),
            copied=lambda: _("The day sheet is on the clipboard: paste it into a message."),
            problem=self.show_problem,
        )
