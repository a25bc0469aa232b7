"""Months that are settled: close one with all before it, or reopen one and say why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_month

MONTHS = 24
"""So many months back can be chosen."""
CLOSE, REOPEN = "close", "reopen"


class ClosingSheet(FormSheet):
    """Close or reopen; a month that is closed is closed with all before it, one reopened with all after it."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx = ctx
        form = Form()
        form.add_widget(Label(self._state, "soft"))
        deeds = [
            Choice(CLOSE, lambda: _("Close, with all before it")),
            Choice(REOPEN, lambda: _("Reopen, with all after it")),
        ]
        self.deed = form.add(ChipsField("deed", lambda: _("What to do"), deeds, required=True))
        self.month = form.add(ChoiceField("month", lambda: _("Month"), required=True))
        self.why = form.add(LineField("why", lambda: _("Why it is reopened")))
        super().__init__(lambda: _("Closed months"), form, parent, width=480)
        self.deed.edited.connect(self._on_deed)
        form.load({"deed": CLOSE, "month": "", "why": ""})
        self._on_deed()
        self.form.set_clean()

    def store(self, values: Mapping[str, Any]) -> None:
        if not values["month"]:
            raise Refused(N_("Choose a month."), field="month")
        month, closing = date.fromisoformat(values["month"]), self._ctx.desk.closing
        done = closing.close(month) if values["deed"] == CLOSE else closing.reopen(month, values["why"])
        self._ctx.notify.done(done)

    def _on_deed(self) -> None:
        months = self._months(self.deed.value() == REOPEN)
        self.month.set_choices([Choice(one.isoformat(), format_month(one)) for one in months])
        self.month.set_value(months[0].isoformat() if months else "")
        self.why.setVisible(self.deed.value() == REOPEN)

    def _months(self, closed: bool) -> list[date]:
        """What can be closed, or reopened; the newest first."""
        found, month = [], self._ctx.desk.today().replace(day=1)
        until = self._ctx.desk.closing.until
        for _back in range(MONTHS):
            month = (month - timedelta(days=1)).replace(day=1)
            if closed == (until is not None and month <= until):
                found.append(month)
        return found

    def _state(self) -> str:
        until = self._ctx.desk.closing.until
        if until is None:
            return _("Every month is open.")
        return _("Closed up to the end of {month}: nothing dated in it changes.").format(month=format_month(until))
