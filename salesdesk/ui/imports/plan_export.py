"""*Give the plan to another calendar*: which days, all visits or only the planned ones; written as iCalendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.text import N_
from salesdesk.services.imports import ImportKind
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import CheckField, ChipsField, DayField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext, pgettext

WEEK, FOUR, MONTHS, DAYS = "week", "four", "months", "days"


class PlanExportSheet(FormSheet):
    """The days are asked here; where to is the file dialog's question."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx = ctx
        form = Form()
        spans = [
            Choice(WEEK, lambda: _("This week")),
            Choice(FOUR, lambda: _("Four weeks")),
            Choice(MONTHS, lambda: _("Three months")),
            Choice(DAYS, lambda: _("Other days")),
        ]
        form.add(ChipsField("span", lambda: _("Which days"), spans, required=True))
        form.add_row(
            DayField("first", lambda: pgettext("day", "From"), ctx.desk.today),
            DayField("last", lambda: pgettext("day", "To"), ctx.desk.today),
        )
        form.add(CheckField("planned", lambda: _("Only what is planned")))
        words = Label(
            lambda: _("Outlook, Google and telephones read it. Given once more, a visit moves there too."), "soft"
        )
        words.setWordWrap(True)
        form.add_widget(words)
        super().__init__(
            lambda: _("Give the plan to another calendar"), form, parent, save=lambda: _("Save as…"), width=560
        )
        today = ctx.desk.today()
        form.load({"span": FOUR, "first": today, "last": today + timedelta(days=27), "planned": True})
        form.field("span").edited.connect(self._on_span)
        self._on_span()

    def store(self, values: Mapping[str, Any]) -> None:
        period = self._period(values)
        desk = self._ctx.desk
        proposal = desk.path.with_name(f"{_('Visits')} {period.first.isoformat()}.ics")
        out = dialogs.save_file(self, _("Save as…"), proposal=proposal, kinds=dialogs.file_kind(_("iCalendar"), ".ics"))
        if out is None:
            raise Refused(N_("Nothing was written yet."))
        out = out if out.suffix.lower() == ".ics" else out.with_name(f"{out.name}.ics")
        n = desk.exports.write(ImportKind.VISITS, out, period=period, planned_only=values["planned"])
        told = ngettext("{n} visit written to {name}.", "{n} visits written to {name}.", n)
        self._ctx.notify.tell(told.format(n=n, name=out.name))

    def would_lose(self) -> bool:
        return False

    def _on_span(self) -> None:
        own = self.form.field("span").value() == DAYS
        for key in ("first", "last"):
            self.form.field(key).setVisible(own)
        if self.isVisible():
            self._fit()

    def _period(self, values: Mapping[str, Any]) -> Period:
        week = Period.week(self._ctx.desk.today())
        if values["span"] == WEEK:
            return week
        if values["span"] == FOUR:
            return Period(week.first, week.last + timedelta(days=21))
        if values["span"] == MONTHS:
            return Period(week.first, add_months(week.first, 3))
        if values["first"] is None or values["last"] is None or values["last"] < values["first"]:
            raise Refused(N_("Say from which day to which day."), field="last")
        return Period(values["first"], values["last"])
