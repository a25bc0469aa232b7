"""The visit plan on paper: choose the days, look at it, print it to be signed, or give it out as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.services.reports import Document
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.sheet import PaperSheet
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.words.i18n import _

WEEK = timedelta(days=7)
_SPANS: Mapping[str, tuple[str, Callable[[date], Period]]] = {
    "day": (N_("This day"), Period.day),
    "week": (N_("This week"), Period.week),
    "next_week": (N_("Next week"), lambda day: Period.week(day + WEEK)),
    "month": (N_("This month"), Period.month),
}


class VisitPlanSheet(PaperSheet):
    """The form of the days around `day`; the week after it is what one plans on a Friday."""

    def __init__(self, ctx: PageContext, parent: QWidget, day: date, span: str = "week") -> None:
        self.day = day
        self.spans = SegmentedBar(lambda: _("Days"), [_choice(key, name) for key, (name, _find) in _SPANS.items()])
        self.spans.set_chosen(span)
        super().__init__(ctx, parent, lambda: _("Visit plan"), [self.spans])
        self.spans.changed.connect(self._on_span)

    @property
    def period(self) -> Period:
        """The days chosen."""
        return _SPANS[self.spans.chosen()][1](self.day)

    @property
    def document(self) -> Document:
        return self.ctx.desk.visit_plans.document(self.period)

    def ways_out(self) -> WaysOut:
        return WaysOut(
            self.ctx,
            document=lambda: self.document,
            file_name=lambda ending: self.ctx.desk.visit_plans.file_name(self.period, ending),
            title=lambda: _("Save the visit plan"),
            printed=lambda: _("The visit plan has gone to the printer."),
            copied=lambda: _("The visit plan is on the clipboard: paste it into a message."),
            problem=self.show_problem,
        )

    def _on_span(self, _key: str) -> None:
        self.show_pages()


def _choice(key: str, name: str) -> Choice:
    return Choice(key, lambda: _(name))
