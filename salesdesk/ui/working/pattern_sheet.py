"""The working week: days, hours, break, and how many visits a day holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.domain.working import DAY_MINUTES, WorkPattern
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, LineField, TimeField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import weekday_names

_TIMES = ("first_minute", "last_minute", "break_first", "break_last")
_NUMBERS = ("visits_a_day", "travel_minutes", "visit_minutes")


class PatternSheet(FormSheet):
    """Changed for the whole file at once; capacity and plans follow it."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx, self._before = ctx, ctx.desk.working.pattern()
        form = Form()
        names = weekday_names("abbreviated")
        form.add(
            ChipsField(
                "weekdays",
                lambda: _("Days on which you work"),
                [Choice(str(number), name) for number, name in enumerate(names)],
                multiple=True,
            )
        )
        form.add_row(
            TimeField("first_minute", lambda: _("Begin"), required=True),
            TimeField("last_minute", lambda: _("End"), required=True),
        )
        form.add_row(
            TimeField("break_first", lambda: _("Break from")),
            TimeField("break_last", lambda: _("Break until")),
        )
        form.add_row(
            LineField("visits_a_day", lambda: _("Visits a day at most"), required=True),
            LineField("visit_minutes", lambda: _("Minutes of a visit"), required=True),
            LineField("travel_minutes", lambda: _("Minutes on the way"), required=True),
        )
        super().__init__(lambda: _("Working week"), form, parent, width=520)
        form.load(_shown(self._before))

    def store(self, values: Mapping[str, Any]) -> None:
        seen = self._ctx.bridge.last
        self._ctx.desk.working.set_pattern(self._before, _pattern(values, self._before))
        if self._ctx.bridge.last is not seen and self._ctx.bridge.last:
            self._ctx.notify.done(self._ctx.bridge.last)


def _shown(pattern: WorkPattern) -> dict[str, Any]:
    values: dict[str, Any] = {"weekdays": [str(day) for day in sorted(pattern.weekdays)]}
    values |= {key: _clock(getattr(pattern, key)) for key in _TIMES}
    values |= {key: str(getattr(pattern, key)) for key in _NUMBERS}
    if pattern.break_first == pattern.break_last:
        values |= {"break_first": None, "break_last": None}
    return values


def _pattern(values: Mapping[str, Any], before: WorkPattern) -> WorkPattern:
    """What the form says. Raises Refused for a number that is none."""
    minutes = {key: values[key].hour * 60 + values[key].minute if values[key] else 0 for key in _TIMES}
    if values["last_minute"] == time() and minutes["first_minute"]:
        minutes["last_minute"] = DAY_MINUTES
    if values["break_first"] is None or values["break_last"] is None:
        minutes["break_first"] = minutes["break_last"] = minutes["first_minute"]
    numbers = {}
    for key in _NUMBERS:
        if not str(values[key]).strip().isdecimal():
            raise Refused(N_("A whole number is wanted here."), field=key)
        numbers[key] = int(values[key])
    return WorkPattern(frozenset(map(int, values["weekdays"])), **minutes, **numbers)


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
