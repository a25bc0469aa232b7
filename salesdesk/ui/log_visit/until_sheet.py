"""Put something off: one line with a day in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet
from salesdesk.ui.log_visit.drafted_sheet import EnterSheet
from salesdesk.ui.log_visit.entry_form import LinedForm
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.fields import DayField
from salesdesk.words.i18n import _


class UntilSheet(EnterSheet):
    """Asks until which day; `verb` does it. `about` says what is put off."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None,
        *,
        title: Caption,
        about: str,
        verb: Callable[[date], ChangeSet],
        proposal: date,
    ) -> None:
        self.ctx, self._verb = ctx, verb
        self.form = LinedForm()
        self.form.add_widget(Label(about, "soft"))
        self.form.add_line(DayField("until", lambda: _("Until"), ctx.desk.today, required=True))
        super().__init__(title, self.form, parent, width=420)
        self.form.load({"until": proposal})

    def store(self, values: Mapping[str, Any]) -> None:
        done = self._verb(values["until"])
        if done:
            self.ctx.notify.done(done)

    def first_field(self) -> QWidget | None:
        field = self.form.field("until")
        assert isinstance(field, DayField)
        field.line.selectAll()
        return field
