"""The quarterly tier review on paper."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from salesdesk.services.reports import Document
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.sheet import PaperSheet
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.words.i18n import _


class TierPaperSheet(PaperSheet):
    """What the review of the quarter proposes and has decided, to be talked over and signed."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._document = ctx.desk.tier_sheets.document()
        super().__init__(ctx, parent, lambda: _("Tier review on paper"))

    @property
    def document(self) -> Document:
        return self._document

    def ways_out(self) -> WaysOut:
        return WaysOut(
            self.ctx,
            document=lambda: self.document,
            file_name=self.ctx.desk.tier_sheets.file_name,
            title=lambda: _("Save the tier review"),
            printed=lambda: _("The tier review has gone to the printer."),
            copied=lambda: _("The tier review is on the clipboard: paste it into a message."),
            problem=self.show_problem,
        )
