"""Enquiries and complaints of a period: how fast they were answered, and each of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.domain.figures import By
from salesdesk.domain.response import DAY_HOURS, ResponseTime, elapsed_hours
from salesdesk.services.enquiries import EnquiryCard
from salesdesk.ui.enquiries.enquiry_sheet import AnswerSheet, EnquirySheet, hours_words
from salesdesk.ui.funnel.span_bar import YEAR, SpanBar
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_moment, format_number, format_percent

WAITING, LATE = "waiting", "late"


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One of them with how many hours it waits or took."""

    card: EnquiryCard
    hours: float

    @property
    def id(self) -> Id:
        return self.card.enquiry.id


class EnquiriesSheet(LiveSheet):
    """Enter answers or opens, N notes a new one."""

    watches = frozenset({Kind.ENQUIRY, Kind.CLIENT, Kind.HOLIDAY, Kind.SETTING})

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        hint = lambda: _("Enter: answer or open · N: new")  # noqa: E731
        super().__init__(ctx, lambda: _("Enquiries and complaints"), parent, 1040, hint)
        self.span = SpanBar(self.desk.today(), (By.MONTH.value, By.QUARTER.value, YEAR), By.QUARTER.value, self)
        kinds = [Choice(one.value, partial(label, one)) for one in EnquiryKind]
        self.kind = ChipBar(lambda: _("Kind"), kinds, optional=True)
        states = [Choice(WAITING, lambda: _("No answer yet")), Choice(LATE, lambda: _("Answered late"))]
        self.state = ChipBar(lambda: _("Which ones"), states, optional=True)
        self.new = Button(lambda: _("New enquiry or complaint"), icon="plus")
        self.new.setEnabled(not self.desk.read_only)
        self.within, self.reasons = Label("", "strong"), Label("", "soft")
        self.reasons.setWordWrap(True)
        self.numbers = [[Label("", "strong" if at and line else "soft") for at in range(4)] for line in range(3)]
        self.model = RowsModel[EnquiryRow](_columns(), self)
        self.table = _Keys(self.model, lambda: _("Enquiries and complaints"))
        self.table.sheet = self
        self.table.setMinimumHeight(260)
        self.table.set_empty(EmptyState(lambda: _("None received in this period.")))
        self._lay_out_body()
        self.span.changed.connect(self.show_all)
        self.kind.changed.connect(self._on_chip)
        self.state.changed.connect(self._on_chip)
        self.new.clicked.connect(self.note)
        self.table.opened.connect(self._on_opened)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table if self.model.ids else self.new

    def show_all(self) -> None:
        """Read the period again."""
        desk, period = self.desk, self.span.period
        kind = EnquiryKind(self.kind.chosen()) if self.kind.chosen() else None
        response = desk.enquiries.response(period, kind=kind)
        rate = response.within_a_day
        words = _("Answered within 24 hours: {percent} ({n} of {of})").format(
            percent=format_percent(rate.value), n=format_number(rate.n), of=format_number(rate.of)
        )
        if response.unanswered:
            words = _("{words} · {n} still waiting").format(words=words, n=format_number(response.unanswered))
        self.within.set_caption(words)
        heads = ("", _("Median"), _("Mean"), _("90th percentile"))
        lines = (heads, _line(_("Hours elapsed"), response.elapsed), _line(_("Working hours"), response.working))
        for labels, texts in zip(self.numbers, lines, strict=True):
            for cell, text in zip(labels, texts, strict=True):
                cell.set_caption(text)
        delays = [f"{label(reason)} {format_number(n)}" for reason, n in desk.enquiries.delays(period)]
        self.reasons.set_caption(_("Reasons of late answers: {reasons}").format(reasons=" · ".join(delays)))
        self.reasons.setVisible(bool(delays))
        rows = [EnquiryRow(card, _hours(card, desk.now())) for card in desk.enquiries.of_period(period, kind=kind)]
        self.model.show(FixedRows([row for row in rows if self._wanted(row)]))
        if self.table.current_id() is None:
            self.table.select_first()

    def note(self) -> None:
        """A new one."""
        if not self.desk.read_only:
            EnquirySheet(self.ctx, self).show_over()

    def _wanted(self, row: EnquiryRow) -> bool:
        answered = row.card.enquiry.answered_at is not None
        if self.state.chosen() == WAITING:
            return not answered
        return self.state.chosen() != LATE or (answered and row.hours > DAY_HOURS)

    def _on_chip(self, _key: str) -> None:
        self.show_all()

    def _on_opened(self, pk: Hashable) -> None:
        if isinstance(pk, bytes):
            AnswerSheet(self.ctx, self, enquiry_id=pk).show_over()

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head, chips, grid = QHBoxLayout(), QHBoxLayout(), QGridLayout()
        head.addWidget(self.span)
        head.addStretch()
        head.addWidget(self.new)
        for bar in (self.kind, self.state):
            chips.addWidget(bar)
        chips.addStretch()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(4, 1)
        for line, labels in enumerate(self.numbers):
            for at, cell in enumerate(labels):
                grid.addWidget(cell, line, at)
        column.addLayout(head)
        column.addLayout(chips)
        column.addWidget(self.within)
        column.addLayout(grid)
        column.addWidget(self.reasons)
        column.addWidget(self.table, 1)
        self.set_body(body)


class _Keys(TableView):
    """The list's own letters."""

    sheet: EnquiriesSheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().casefold() == "n":
            self.sheet.note()
        else:
            super().keyPressEvent(event)


def _hours(card: EnquiryCard, now: datetime) -> float:
    return float(elapsed_hours(card.enquiry.received_at, card.enquiry.answered_at or now))


def _line(name: str, time: ResponseTime) -> tuple[str, str, str, str]:
    median, mean, p90 = ("–" if one is None else format_number(one, 1) for one in (time.median, time.mean, time.p90))
    return name, median, mean, p90


def _columns() -> list[Column[EnquiryRow]]:
    def state(row: EnquiryRow) -> str:
        one = row.card.enquiry
        return _("solved") if one.solved_at else _("answered") if one.answered_at else _("waiting")

    return [
        Column(
            "when", lambda: _("Received"), lambda row: format_moment(row.card.enquiry.received_at, "short"), width=136
        ),
        Column("kind", lambda: _("Kind"), lambda row: label(row.card.enquiry.kind), width=84),
        Column("client", lambda: _("Client"), lambda row: row.card.client, width=216),
        Column("text", lambda: _("What the client wants"), lambda row: row.card.enquiry.text, stretch=True),
        Column(
            *("hours", lambda: _("First answer"), lambda row: hours_words(row.hours), RIGHT),
            width=104,
            tone=lambda row: "late" if row.hours > DAY_HOURS else "",
        ),
        Column(
            "delay",
            lambda: _("Reason"),
            lambda row: label(row.card.enquiry.delay) if row.card.enquiry.delay else "",
            width=112,
        ),
        Column("state", lambda: _("State"), state, width=88),
    ]
