"""A document in a sheet: the page in the middle, its ways out at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.paper.flow import lay_out
from salesdesk.services.reports import Document
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.page_strip import PageStrip
from salesdesk.ui.paper.preview import Preview
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.ui.parts.caption import Button, Caption
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _


class PaperSheet(Sheet):
    """Look at it, print it, or give it out as PDF, Word, Excel or text. A kind of paper says what it is."""

    def __init__(self, ctx: PageContext, parent: QWidget, title: Caption, above: Sequence[QWidget] = ()) -> None:
        super().__init__(title, parent, save=lambda: _("Close"), width=860)
        self.ctx = ctx
        self.cancel_button.hide()
        self.out = self.ways_out()
        self.preview = Preview()
        self.preview.setMinimumHeight(420)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self.preview, 1)
        column.addWidget(PageStrip(self.preview))
        self.set_body(body)
        verbs: list[tuple[Caption, Callable[[], None], str]] = [
            (lambda: _("Print…"), self.print_out, "Ctrl+P"),
            (lambda: _("PDF"), self._on_pdf, "Ctrl+Shift+P"),
            (lambda: _("Word"), self._on_word, "Ctrl+Shift+W"),
            (lambda: _("Excel"), self._on_excel, "Ctrl+Shift+E"),
            (lambda: _("E-mail"), self._on_mail, "Ctrl+Shift+I"),
            (lambda: _("Copy as text"), self.copy_text, "Ctrl+Shift+C"),
        ]
        for words, run, keys in verbs:
            button = Button(words, "link", tip=keys)
            button.clicked.connect(run)
            self.add_button(button)
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self.show_pages()

    @property
    def document(self) -> Document:
        """What is shown."""
        raise NotImplementedError

    def ways_out(self) -> WaysOut:
        """Its name as a file, and the sentences that say it has left."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        return self.preview

    def show_pages(self) -> None:
        """Lay it out anew."""
        self.preview.show_pages(lay_out(self.document), from_top=True)

    def print_out(self) -> None:
        """Ask for printer and pages, and print."""
        self.out.print_out(self)

    def copy_text(self) -> None:
        """As plain text on the clipboard."""
        self.out.copy_text()

    def write(self, ending: str) -> None:
        """Ask where to, and write it as a file of that ending."""
        self.out.write(self, ending)

    def _on_pdf(self) -> None:
        self.write(".pdf")

    def _on_word(self) -> None:
        self.write(".docx")

    def _on_mail(self) -> None:
        self.out.mail()

    def _on_excel(self) -> None:
        self.write(".xlsx")
