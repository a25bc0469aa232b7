"""Go to a day that is said in words: "next mon", 12-24, 下周二."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.ui.log_visit.drafted_sheet import EnterSheet
from salesdesk.ui.log_visit.entry_form import LinedForm
from salesdesk.ui.parts.fields import DayField
from salesdesk.words.i18n import _


class JumpSheet(EnterSheet):
    """One field; Enter goes there."""

    def __init__(self, today: Callable[[], date], go: Callable[[date], None], parent: QWidget | None = None) -> None:
        self._go = go
        self.form = LinedForm()
        self.form.add_line(
            DayField("day", lambda: _("Day"), today, placeholder=lambda: _("next mon, +10, 12-24 …"), required=True)
        )
        super().__init__(lambda: _("Go to a day"), self.form, parent, width=420, save=lambda: _("Go"))

    def store(self, values: Mapping[str, Any]) -> None:
        self._go(values["day"])

    def would_lose(self) -> bool:
        return False

    def first_field(self) -> QWidget | None:
        return self.form.field("day")
