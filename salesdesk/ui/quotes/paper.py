"""A quote as it prints: look at it, print it, or give it out as PDF, Excel, Word or text, in any of the languages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from salesdesk.services.quotes import WholeQuote
from salesdesk.services.reports import Document
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.sheet import PaperSheet
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChoiceField
from salesdesk.words.i18n import LANGUAGES, _, language


class QuotePaperSheet(PaperSheet):
    """The quote in the language chosen above it."""

    def __init__(self, ctx: PageContext, parent: QWidget, whole: WholeQuote) -> None:
        self.whole = whole
        self.spoken = ChoiceField(
            "language", lambda: _("Language of the quote"), [Choice(code, name) for code, name in LANGUAGES.items()]
        )
        self.spoken.set_value(language())
        super().__init__(ctx, parent, lambda: _("The quote on paper"), [self.spoken])
        self.spoken.edited.connect(self.show_pages)

    @property
    def document(self) -> Document:
        return self.ctx.desk.quote_papers.document(self.whole, self.spoken.value())

    def ways_out(self) -> WaysOut:
        papers = self.ctx.desk.quote_papers
        return WaysOut(
            self.ctx,
            document=lambda: self.document,
            file_name=lambda ending: papers.file_name(self.whole, ending, self.spoken.value()),
            title=lambda: _("Save the quote"),
            printed=lambda: _("The quote has gone to the printer."),
            copied=lambda: _("The quote is on the clipboard: paste it into a message."),
            problem=self.show_problem,
        )
