"""How a visit repeats, as part of its form: how often, until when, what days off do; the days before they are saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.recurrence import Occurrence, Often, Rhythm
from salesdesk.domain.text import N_
from salesdesk.domain.visit import OnHoliday, Visit, VisitSeries
from salesdesk.services.series import Repeats
from salesdesk.ui.log_visit.entry_form import NAMES_WIDE, LinedForm, member_choices
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, DayField, LineField
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, weekday_names
from salesdesk.words.recurrence import day_of_month_words, rule_words, weekday_of_month_words

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

FOREVER, UNTIL, COUNT = "", "until", "count"
EVERY: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12)
_KEYS: Final = ("every", "weekdays", "custom", "ends", "until", "count", "on_holiday")


class RepeatFields:
    """Lines of a `LinedForm`, and below them the list of the days; asked only where the visit repeats."""

    def __init__(self, form: LinedForm, desk: Desk) -> None:
        self._form, self._desk = form, desk
        self.often = ChoiceField("often", lambda: _("Repeats"), self._often(desk.today()))
        self.every = ChoiceField("every", lambda: _("Every"), self._every(Often.WEEKLY))
        form.add_line(self.often, self.every, stretch=(3, 2))
        form.add_line(
            ChipsField(
                "weekdays",
                lambda: _("On"),
                [Choice(str(day), lambda day=day: weekday_names()[day]) for day in range(7)],  # type: ignore[misc]
                multiple=True,
            )
        )
        form.add_line(
            LineField("custom", lambda: _("Rule"), placeholder="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
        )
        ends = [
            Choice(FOREVER, lambda: _("Never")),
            Choice(UNTIL, lambda: _("On a day")),
            Choice(COUNT, lambda: _("After a number of visits")),
        ]
        form.add_line(
            ChoiceField("ends", lambda: _("Ends"), ends),
            DayField("until", lambda: _("Last day"), desk.today),
            LineField("count", lambda: _("How many visits"), placeholder=lambda: _("How many visits")),
            stretch=(2, 3, 3),
        )
        form.add_line(ChoiceField("on_holiday", lambda: _("On days off"), member_choices(list(OnHoliday))))
        self.words = Label("", "small")
        self.words.setWordWrap(True)
        self.words.setContentsMargins(theme.tokens().px(NAMES_WIDE + 8), 0, 0, 0)
        form.add_widget(self.words)
        self.days = QListWidget()
        self.days.setFixedHeight(theme.tokens().px(112))
        self.days.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.days.setAccessibleName(_("Days of this visit"))
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(theme.tokens().px(NAMES_WIDE + 8), 0, 0, 0)
        column.addWidget(self.days)
        form.add_widget(below)
        self._offered: tuple[object, ...] = ()
        self._follows = True
        self._week = 0
        self._proposed: list[str] = []
        for key in _KEYS:
            form.show_field(key, False)
        self.words.hide()
        self.days.hide()

    def values_of(self, visit: Visit | None, series: VisitSeries | None, day: date) -> dict[str, Any]:
        """How it repeats now, as values of the form."""
        blank: dict[str, Any] = {
            "often": "",
            "every": "1",
            "weekdays": [],
            "custom": "",
            "ends": FOREVER,
            "until": None,
            "count": "",
        }
        if series is None or visit is None or visit.series_day is None:
            return {**blank, "on_holiday": OnHoliday.KEEP.value}
        self._follows = False
        choice = Rhythm.of(series.rule, visit.series_day)
        self._week = choice.week
        self._offer(day, choice.often, choice.every)
        own = choice.often is Often.CUSTOM
        return {
            **blank,
            "often": choice.often.value,
            "every": str(choice.every),
            "weekdays": [str(one) for one in choice.weekdays],
            "custom": series.rule if own else "",
            "ends": FOREVER if own else UNTIL if choice.until else COUNT if choice.count else FOREVER,
            "until": None if own else choice.until,
            "count": str(choice.count or "") if not own else "",
            "on_holiday": series.on_holiday.value,
        }

    def read(self, values: Mapping[str, Any]) -> Repeats | None:
        """The rule that the form says; None where the visit does not repeat. Raises Refused naming the field."""
        often = Often(values["often"])
        if often is Often.NEVER:
            return None
        count = values["count"]
        if values["ends"] == COUNT and not (count.isascii() and count.isdecimal()):
            raise Refused(N_("Say a number from 1 to {most}."), field="count", most=999)
        if values["ends"] == UNTIL and values["until"] is None:
            raise Refused(N_("Say on which day it ends."), field="until")
        choice = Rhythm(
            often,
            int(values["every"] or 1),
            tuple(sorted(int(one) for one in values["weekdays"])),
            values["custom"],
            values["until"] if values["ends"] == UNTIL else None,
            int(count) if values["ends"] == COUNT else None,
            self._week,
        )
        return Repeats(choice.rule(values["day"]), OnHoliday(values["on_holiday"]))

    def shown(self) -> tuple[str, ...]:
        """Which lines are asked at present."""
        return tuple(key for key in _KEYS if not self._form.field(key).isHidden())

    def propose(self, values: Mapping[str, Any]) -> bool:
        """By weeks: the weekday of the first visit, until somebody chooses others. Whether that changed the form."""
        if values["often"] != Often.WEEKLY or values["day"] is None:
            return False
        mine = [str(values["day"].weekday())]
        wanted = not values["weekdays"] or (self._follows and values["weekdays"] == self._proposed)
        self._proposed = mine
        if wanted and values["weekdays"] != mine:
            self._form.field("weekdays").set_value(mine)
            return True
        return False

    def show(self, values: Mapping[str, Any], wish: VisitSeries | None) -> None:
        """Ask what belongs to the choice, and list the days it comes to."""
        often = Often(values["often"])
        repeats, own = often is not Often.NEVER, often is Often.CUSTOM
        if values["day"] is not None:
            self._offer(values["day"], often, int(values["every"] or 1))
        asked = {
            "every": repeats and not own,
            "weekdays": often is Often.WEEKLY,
            "custom": own,
            "ends": repeats and not own,
            "until": repeats and not own and values["ends"] == UNTIL,
            "count": repeats and not own and values["ends"] == COUNT,
            "on_holiday": repeats,
        }
        for key, shown in asked.items():
            self._form.show_field(key, shown)
        self._list(wish)

    # private

    def _offer(self, day: date, often: Often, every: int) -> None:
        """The choices name the day: "on day 15", "on the 2nd Tue"."""
        wanted = (day, often, every)
        if wanted != self._offered:
            self._offered = wanted
            self.often.set_choices(self._often(day))
            self.every.set_choices(self._every(often, every))

    def _often(self, day: date) -> list[Choice]:
        names: dict[Often, Caption] = {
            **{one: partial(label, one) for one in Often},
            Often.MONTHLY_DAY: lambda: _("By months, {day}").format(day=day_of_month_words(day)),
            Often.MONTHLY_WEEKDAY: lambda: _("By months, {day}").format(day=weekday_of_month_words(day)),
        }
        return [Choice(often.value, caption) for often, caption in names.items()]

    def _every(self, often: Often, also: int = 1) -> list[Choice]:
        return [Choice(str(n), partial(_every_words, often, n)) for n in sorted({*EVERY, also})]

    def _list(self, wish: VisitSeries | None) -> None:
        self.words.setVisible(wish is not None)
        self.days.setVisible(wish is not None)
        if wish is None:
            return
        try:
            found = self._desk.series.preview(wish)
        except Refused as refused:
            self.words.set_caption(say(refused))
            self.days.hide()
            return
        names = self._holidays(found)
        self.words.set_caption(partial(_summary, wish, found))
        self.days.setAccessibleName(_("Days of this visit"))
        self.days.clear()
        self.days.addItems([_line(one, names.get(one.rule_day, "")) for one in found])
        self.days.setVisible(bool(found))

    def _holidays(self, found: list[Occurrence]) -> dict[date, str]:
        if not found:
            return {}
        known = self._desk.holidays.between(found[0].rule_day, found[-1].rule_day)
        return {date.fromisoformat(one.day): one.name for one in known if not one.working}


def _every_words(often: Often, n: int) -> str:
    if often is Often.DAILY:
        return ngettext("every day", "every {n} days", n).format(n=n)
    if often in (Often.MONTHLY_DAY, Often.MONTHLY_WEEKDAY):
        return ngettext("every month", "every {n} months", n).format(n=n)
    return ngettext("every week", "every {n} weeks", n).format(n=n)


def _line(one: Occurrence, holiday: str) -> str:
    rule_day = format_date(one.rule_day, "weekday")
    why = holiday or _("a day off")
    if one.day is None:
        return _("left out: {day} ({why})").format(day=rule_day, why=why)
    if one.shifted:
        return _("{day}, instead of {other} ({why})").format(
            day=format_date(one.day, "weekday"), other=rule_day, why=why
        )
    return rule_day if not holiday else f"{rule_day} ({holiday})"


def _summary(wish: VisitSeries, found: list[Occurrence]) -> str:
    """The rule in words, how many visits of the next twelve months, how many give way or are left out."""
    visits = [one for one in found if one.day]
    shifted, gone = sum(one.shifted for one in found), len(found) - len(visits)
    n = len(visits)
    parts = [
        rule_words(wish.rule, wish.first_at.date()),
        ngettext("{n} visit in twelve months", "{n} visits in twelve months", n).format(n=n),
        ngettext("{n} shifted", "{n} shifted", shifted).format(n=shifted) if shifted else "",
        ngettext("{n} left out", "{n} left out", gone).format(n=gone) if gone else "",
    ]
    return " · ".join(part for part in parts if part)
