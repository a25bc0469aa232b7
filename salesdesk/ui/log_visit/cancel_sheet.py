"""A planned visit did not take place: cancelled, nobody there, or moved; and why (spec 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.log_visit.drafted_sheet import EnterSheet
from salesdesk.ui.log_visit.entry_form import LinedForm, member_choices
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.fields import ChipsField, DayField, LineField, TimeField
from salesdesk.words.i18n import _

WAYS = (VisitStatus.CANCELLED, VisitStatus.NO_SHOW, VisitStatus.MOVED)


class CancelVisitSheet(EnterSheet):
    """Asks how and why; a moved visit also for its new day. `status` is the way chosen first."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        visit_id: Id,
        status: VisitStatus = VisitStatus.CANCELLED,
    ) -> None:
        self.ctx, self.desk, self.visit = ctx, ctx.desk, ctx.desk.visits.get(visit_id)
        self.form = LinedForm()
        self.form.add_line(ChipsField("status", lambda: _("What happened"), member_choices(WAYS)))
        self.form.add_line(
            DayField("day", lambda: _("New day"), self.desk.today),
            TimeField("time", lambda: _("At"), placeholder=lambda: _("all day")),
            stretch=(3, 2),
        )
        self.form.add_line(LineField("reason", lambda: _("Why"), placeholder=lambda: _("In a word"), required=True))
        super().__init__(lambda: _("The visit did not take place"), self.form, parent, width=580)
        at = None if self.visit.all_day else self.visit.starts_at.time()
        day = max(self.visit.day, self.desk.today()) + timedelta(days=1)
        self.form.load({"status": status.value, "day": day, "time": at, "reason": ""})
        self.form.edited.connect(self._show_day)
        self._show_day()

    def store(self, values: Mapping[str, Any]) -> None:
        status = VisitStatus(values["status"])
        if status is VisitStatus.MOVED:
            if values["day"] is None:
                raise Refused(N_("Say on which day it will be instead."), field="day")
            at = values["time"] or self.visit.starts_at.time()
            moved = self.desk.moment(values["day"], at, self.visit.starts_at)
            done = self.desk.visits.postpone(self.visit.id, moved, values["reason"])
        else:
            done = self.desk.visits.cancel(self.visit.id, values["reason"], status)
        self.ctx.notify.done(done)

    def first_field(self) -> QWidget | None:
        return self.form.field("status")

    def _show_day(self) -> None:
        moved = self.form.field("status").value() == VisitStatus.MOVED
        self.form.show_field("time", moved)
        self.form.show_field("day", moved)
