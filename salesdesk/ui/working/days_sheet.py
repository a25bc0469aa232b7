"""Working days: whose holidays hold, a year to check and to turn days over in, lists of days taken from files."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.period import Period
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.ui.working.pattern_sheet import PatternSheet
from salesdesk.ui.working.year import LegendMark, ShownYear, YearView
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_date, format_number
from salesdesk.words.regions import region_name


class WorkingDaysSheet(LiveSheet):
    """A year at a time; every day says beside the title what it is."""

    watches = frozenset({Kind.HOLIDAY, Kind.SETTING, Kind.APPOINTMENT})

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        hint = lambda: _("Click or Space: off or worked · Enter: name · PgUp, PgDown: months")  # noqa: E731
        super().__init__(ctx, lambda: _("Working days"), parent, 980, hint)
        self.region = QComboBox()
        self.region.activated.connect(self._on_region)
        self.back = IconButton("chevron-left", lambda: _("Year before"))
        self.forth = IconButton("chevron-right", lambda: _("Next year"))
        self.title = Label("", "heading")
        self.week = Button(lambda: _("Working week…"), tip=lambda: _("Days of the week, hours, visits a day"))
        self.take = Button(lambda: _("As published"), tip=lambda: _("Take this year's holidays of the region again"))
        self.bring = Button(lambda: _("Import days…"), tip=lambda: _("Lines of date, name, off or worked; or .ics"))
        self.counted, self.told = Label("", "soft"), Label("", "small")
        self.note = Label("", "problem")
        self.note.setWordWrap(True)
        self.year = YearView(ShownYear(self.desk.today().year, self.desk.today()))
        self._lay_out_body()
        self._connect()
        self._fill_regions()
        self.show_all()

    def first_field(self) -> QWidget:
        return self.year

    def show_all(self) -> None:
        """Read the year again."""
        year, desk = self.year.shown.year, self.desk
        span = Period(date(year, 1, 1), date(year, 12, 31))
        special = {date.fromisoformat(one.day): one for one in desk.holidays.between(span.first, span.last)}
        whole = desk.working.pattern().minutes
        leave = {day: minutes / whole for day, minutes in desk.working.leave_minutes(span).items()}
        work = desk.working.workdays()
        self.year.show_year(ShownYear(year, desk.today(), work, special, leave))
        self.title.set_caption(str(year))
        days, region = work.count(span), desk.holidays.region()
        words = ngettext("{n} working day", "{n} working days", days).format(n=format_number(days))
        self.counted.set_caption(words)
        self.region.setCurrentIndex(max(0, self.region.findData(region)))
        missing = bool(region) and not desk.holidays.is_published(region, year)
        self.note.set_caption(self._unpublished if missing else "")
        self.note.setVisible(missing)
        writable = not desk.read_only
        for widget in (self.region, self.week, self.bring):
            widget.setEnabled(writable)
        self.take.setEnabled(writable and bool(region))

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_region(self, _row: int) -> None:
        self.ctx.attempt(self.desk.holidays.set_region, self.region.currentData())
        self.show_all()

    def _on_toggled(self, day: date) -> None:
        self.ctx.attempt(self.desk.holidays.toggle, day)

    def _on_named(self, day: date) -> None:
        if self.desk.read_only:
            return
        special = self.year.shown.special.get(day)
        question = _("What is {day} called?").format(day=format_date(day, "long"))
        name = dialogs.ask_text(self, question, text=special.name if special else "")
        if name is not None:
            working = day in self.year.shown.work
            self.ctx.attempt(self.desk.holidays.mark, day, working=working, name=name)

    def _on_moved(self, day: date) -> None:
        self.told.set_caption(lambda: self.year.words(day))

    def _on_turned(self, year: int) -> None:
        self.year.shown = ShownYear(year, self.desk.today())
        self.show_all()

    def _on_back(self) -> None:
        self._on_turned(self.year.shown.year - 1)

    def _on_forth(self) -> None:
        self._on_turned(self.year.shown.year + 1)

    def _on_week(self) -> None:
        PatternSheet(self.ctx, self).show_over()

    def _on_take(self) -> None:
        done = self.ctx.attempt(self.desk.holidays.take_year, self.year.shown.year)
        if done is not None and not done:
            self.ctx.notify.tell(_("This year is as published already."))

    def _on_bring(self) -> None:
        path = dialogs.open_file(self, _("Import days"), kinds=_("Lists and calendars (*.csv *.txt *.ics)"))
        if path is None:
            return
        taken = self.ctx.attempt(self.desk.holidays.import_days, path)
        if taken is None or not taken.problems:
            return
        lines = [
            _("Line {line}: {reason}").format(line=one.line, reason=say(one.reason)) for one in taken.problems[:12]
        ]
        left = ngettext(
            "{n} line could not be read and was left out.",
            "{n} lines could not be read and were left out.",
            len(taken.problems),
        )
        dialogs.tell(self, left.format(n=format_number(len(taken.problems))), detail="\n".join(lines))

    def _unpublished(self) -> str:
        return _("The make-up days of {year} are not published yet: these are the days fixed by law.").format(
            year=self.year.shown.year
        )

    def _fill_regions(self) -> None:
        desk = self.desk
        self.region.clear()
        self.region.addItem(_("No public holidays"), "")
        codes = desk.holidays.regions()
        own = desk.holidays.region()
        for code in codes if own in ("", *codes) else [own, *codes]:
            self.region.addItem(region_name(code), code)
        self.region.setAccessibleName(_("Whose holidays hold"))

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.region, self.back, self.title, self.forth, self.counted):
            head.addWidget(widget)
        head.addStretch()
        for button in (self.week, self.take, self.bring):
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.year, 1)
        column.addLayout(_legend(self.told))
        self.set_body(body)

    def _connect(self) -> None:
        self.year.toggled.connect(self._on_toggled)
        self.year.named.connect(self._on_named)
        self.year.moved.connect(self._on_moved)
        self.year.turned.connect(self._on_turned)
        for button, handler in (
            (self.back, self._on_back),
            (self.forth, self._on_forth),
            (self.week, self._on_week),
            (self.take, self._on_take),
            (self.bring, self._on_bring),
        ):
            button.clicked.connect(handler)


def _legend(told: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for mark, words in (
        ("off", lambda: _("Day off")),
        ("made_up", lambda: _("Worked to make up")),
        ("leave", lambda: _("Leave")),
        ("own", lambda: _("Entered here")),
    ):
        row.addWidget(LegendMark(mark))
        row.addWidget(Label(words, "small"))
        row.addSpacing(12)
    row.addStretch()
    row.addWidget(told)
    return row
