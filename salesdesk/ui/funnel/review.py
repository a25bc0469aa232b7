"""The weekly review: stalled, lost and slipped opportunities, each with a line for the changed approach (spec 4.4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.deal_week import ReviewReason
from salesdesk.domain.figures import By
from salesdesk.services.reports import Document
from salesdesk.services.reviews import DealWeek
from salesdesk.ui.funnel.review_row import ReviewRow
from salesdesk.ui.funnel.span_bar import SpanBar
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_number

MOST = 60
"""Rows shown at once; the rest comes with a button."""


class ReviewView(QWidget):
    """The third view of the funnel page. `refresh` reads the desk, `retranslate` sets the fixed words anew."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self.rows: list[ReviewRow] = []
        self._most = MOST
        self._week: DealWeek | None = None
        self.span = SpanBar(ctx.desk.today(), (By.WEEK.value,), By.WEEK.value, self)
        self.count = Label("", "soft")
        self.more = Button("", "link")
        self.empty = EmptyState(lambda: _("Nothing stalled, slipped or was lost in this week. Well done."))
        self.out = WaysOut(
            ctx,
            document=lambda: self.document,
            file_name=lambda ending: self.desk.reviews.file_name(self.span.period.first, ending),
            title=lambda: _("Save the review"),
            printed=lambda: _("The review has gone to the printer."),
            copied=lambda: _("The review is on the clipboard: paste it into a message."),
            problem=ctx.notify.problem,
        )
        self._verbs: list[Button] = []
        self._lay_out()
        self.span.changed.connect(self._on_span)
        self.more.clicked.connect(self._on_more)

    # public

    def refresh(self) -> None:
        """Read the week anew; a line that is being written is left alone."""
        week = self.desk.reviews.week(self.span.period.first)
        self._week = week
        shown = week.items[: self._most]
        if [row.id for row in self.rows] == [item.id for item in shown]:
            for row, item in zip(self.rows, shown, strict=True):
                row.show_item(item)
        else:
            self._make_rows()
        self._say_counts(week)

    def retranslate(self) -> None:
        """Set the fixed words anew (`refresh` sets those of the rows)."""
        self.span.name.retranslate()

    @property
    def document(self) -> Document:
        """The list of the week, ready for paper."""
        return self.desk.reviews.document(self.span.period.first)

    def print_page(self) -> None:
        """Ask for printer and pages, and print the list."""
        self._keep()
        self.out.print_out(self)

    def copy_text(self) -> None:
        """The list as plain text on the clipboard."""
        self._keep()
        self.out.copy_text()

    def write(self, ending: str) -> None:
        """Ask where to, and write the list as a file of that ending."""
        self._keep()
        self.out.write(self, ending)

    # handlers

    def _on_span(self) -> None:
        self._keep()
        self._most = MOST
        self.refresh()

    def _on_more(self) -> None:
        self._most = len(self._week.items) if self._week else MOST
        self.refresh()

    def _on_noted(self, pk: Id, text: str) -> None:
        row = next((row for row in self.rows if row.id == pk), None)
        if row is not None:
            self.ctx.attempt(self.desk.reviews.note, pk, self.span.period.first, text, row.item.note)

    def _on_opened(self, pk: Id) -> None:
        sheet = OpportunitySheet(self.ctx, self, opportunity_id=pk)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _on_stepped(self, by: int) -> None:
        row = self.sender()
        at = next((place for place, one in enumerate(self.rows) if one is row), 0) + by
        if 0 <= at < len(self.rows):
            self.rows[at].approach.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(self.rows[at])

    def _on_pdf(self) -> None:
        self.write(".pdf")

    def _on_excel(self) -> None:
        self.write(".xlsx")

    def _on_word(self) -> None:
        self.write(".docx")

    def _on_text(self) -> None:
        self.write(".txt")

    # private

    def _keep(self) -> None:
        """Store a line that is still being written."""
        for row in self.rows:
            row.keep()

    def _make_rows(self) -> None:
        assert self._week is not None
        for row in self.rows:
            row.approach.blockSignals(True)
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self.rows = []
        today, read_only = self.desk.today(), self.desk.read_only
        for place, item in enumerate(self._week.items[: self._most]):
            row = ReviewRow(item, today)
            row.approach.setReadOnly(read_only)
            row.noted.connect(self._on_noted)
            row.opened.connect(self._on_opened)
            row.stepped.connect(self._on_stepped)
            self._column.insertWidget(place, row)
            self.rows.append(row)
        self.setFocusProxy(self.rows[0].approach if self.rows else self.span.back)

    def _say_counts(self, week: DealWeek) -> None:
        told = [(reason, len(week.of(reason))) for reason in ReviewReason]
        said = [f"{label(reason)} {format_number(count)}" for reason, count in told if count]
        self.count.set_caption(" · ".join(said))
        rest = len(week.items) - len(self.rows)
        self.more.set_caption(ngettext("Show {n} more", "Show {n} more", rest).format(n=format_number(rest)))
        self.more.setVisible(rest > 0)
        self.empty.setVisible(not week.items)
        self.area.setVisible(bool(week.items))

    def _lay_out(self) -> None:
        verbs: list[tuple[Caption, Callable[[], None]]] = [
            (lambda: _("Print…"), self.print_page),
            (lambda: _("PDF"), self._on_pdf),
            (lambda: _("Excel"), self._on_excel),
            (lambda: _("Word"), self._on_word),
            (lambda: _("Text"), self._on_text),
            (lambda: _("Copy as text"), self.copy_text),
        ]
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.span)
        top.addWidget(self.count)
        top.addStretch(1)
        for words, run in verbs:
            button = Button(words, "link")
            button.clicked.connect(run)
            top.addWidget(button)
            self._verbs.append(button)
        body = QWidget()
        body.setProperty("look", "page")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.empty, 1)
