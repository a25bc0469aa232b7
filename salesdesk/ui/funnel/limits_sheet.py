"""After how many days an opportunity counts as stalled: a small sheet, two numbers a stage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.funnel_rules import MOST_DAYS, StageLimit
from salesdesk.domain.opportunity import OPEN_STAGES
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.fields import LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label


class DaysField(LineField):
    """A number of days; empty (None) where there is no limit."""

    def value(self) -> Any:
        words = self.line.text().strip()
        return int(words) if words.isdecimal() and 1 <= int(words) <= MOST_DAYS else None

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return _("A limit lies between 1 and {most} days.").format(most=MOST_DAYS)
        return ""


class LimitsSheet(FormSheet):
    """The limits of the open stages."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        self.ctx = ctx
        form = Form()
        words = Label(
            lambda: _("A booked next step that lies ahead counts as activity. Days in the stage count in any case."),
            "soft",
        )
        words.setWordWrap(True)
        form.add_widget(words)
        for stage in OPEN_STAGES:
            form.add_heading(partial(label, stage))
            form.add_row(
                DaysField(f"quiet_{stage.value}", lambda: _("Days without activity"), required=True),
                DaysField(f"in_{stage.value}", lambda: _("Days in the stage"), placeholder=lambda: _("no limit")),
            )
        super().__init__(lambda: _("When an opportunity counts as stalled"), form, parent, width=480)
        form.load(
            {
                key: days
                for stage, limit in ctx.desk.funnel.limits().items()
                for key, days in ((f"quiet_{stage.value}", limit.quiet), (f"in_{stage.value}", limit.in_stage))
            }
        )
        self.save_button.setEnabled(not ctx.desk.read_only)

    def store(self, values: Mapping[str, Any]) -> None:
        done = self.ctx.desk.funnel.set_limits(
            {stage: StageLimit(values[f"quiet_{stage.value}"], values[f"in_{stage.value}"]) for stage in OPEN_STAGES}
        )
        if done:
            self.ctx.notify.done(done)
