"""The calendar page: days, weeks, months and a list of visits; what is due beside them (spec 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.period import Period
from salesdesk.domain.today import TodayView
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar import faces
from salesdesk.ui.calendar.agenda_view import AgendaView
from salesdesk.ui.calendar.bar import Bar
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.day_sheet import DaySheetSheet
from salesdesk.ui.calendar.deeds import Deeds
from salesdesk.ui.calendar.engagements import Engagements
from salesdesk.ui.calendar.entries import Busy, Ghost
from salesdesk.ui.calendar.menus import Menus
from salesdesk.ui.calendar.month_hand import MonthView
from salesdesk.ui.calendar.notes import notes_of
from salesdesk.ui.calendar.page_keys import PageKeys, keys_of_page
from salesdesk.ui.calendar.planning import Planning
from salesdesk.ui.calendar.reader import Reader
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.side import Side
from salesdesk.ui.calendar.titles import AGENDA, MONTH, OF_MONTHS, WEEK, period_of, title, turned
from salesdesk.ui.calendar.week import WeekView
from salesdesk.ui.calendar.wishes import Wishes
from salesdesk.ui.imports.door import CalendarDoor
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.working.menu import show_working_menu
from salesdesk.words.i18n import _

MINUTE_MS = 60_000
ROOMY = 1440
"""On a page narrower than this (pixels before scaling) planning a visit, which has other doors, is only a sign."""
CRAMPED = 900
"""On a page narrower than this the side is folded until it is asked for."""


class CalendarPage(PageKeys):
    """Visits in their days. Everything the mouse does, the keys do too."""

    key = "calendar"
    watches = frozenset({Kind.VISIT, Kind.CLIENT, Kind.OPPORTUNITY, Kind.APPOINTMENT, Kind.HOLIDAY, Kind.SETTING})

    def build(self) -> None:
        faces.install()
        self.reader = Reader(self.desk)
        deeds, engagements = Deeds(self.ctx, self.window, self.reader), Engagements(self.ctx, self.window)
        self._deeds = deeds
        self._wishes = Wishes(self, deeds, engagements, Menus(self.ctx, self.window, deeds, engagements))
        self._view, self._day = WEEK, self.desk.today()
        self._mini_day = self._day
        self._today: TodayView | None = None
        self._side_wanted: bool | None = None
        self._fitted: int | None = None
        shown = Shown(self.desk.now())
        self.week, self.month, self.agenda = WeekView(shown), MonthView(shown), AgendaView(shown)
        self._views = QStackedWidget()
        for widget in (self.week, self.month, self.agenda):
            self._views.addWidget(widget)
        self.planning = Planning(self)
        self._build_bar()
        CalendarDoor(self.ctx, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_side(shown))
        row.addLayout(self._build_days(), 1)
        self.setFocusProxy(self.week)
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self._on_minute)
        self._ahead = QTimer(self, singleShot=True, interval=0)
        self._ahead.timeout.connect(self._on_idle)
        self._beside: tuple[int, ...] = ()
        for canvas in self.canvases:
            self._wishes.listen(canvas)
            self.planning.listen(canvas)
            canvas.told.connect(self._on_told)
            canvas.went.connect(self._on_went)
            canvas.looked_into.connect(self._on_looked_into)
            canvas.pointed.connect(self._on_pointed)

    def refresh(self) -> None:
        seen, mini = self._seen(), period_of(MONTH, self._mini_day)
        if self._today is None:
            self._today = self.desk.todo.day()
            self.side.show_due(self._today)
        self._show(self.reader.read(min(seen.first, mini.first), max(seen.last, mini.last)), seen)
        self._beside = (1, -1)
        self._ahead.start()

    def changed(self, change: ChangeSet) -> None:
        self.reader.forget(change)
        super().changed(change)
        self.planning.follow(change)

    def invalidate(self) -> None:
        """A change or a new day; a turned page alone says nothing new about who is due."""
        self._today = None
        super().invalidate()

    def retranslate(self) -> None:
        self._plan.setText(_("Plan a visit"))
        self._plan.setIconText(" " if self.width() < theme.tokens().px(ROOMY) else _("Plan a visit"))
        self._plan.setToolTip(_("Plan a visit at the chosen moment (N)"))
        self.planning.retranslate(narrow=False)
        self._fitted = None
        self._fit_bar()

    def bar_widgets(self) -> Sequence[QWidget]:
        return self.bar.widgets()

    def bar_actions(self) -> Sequence[QAction]:
        return (self._plan, self.planning.week, self.planning.rest)

    def chosen(self) -> tuple[Kind, Id] | None:
        entry = self.canvas.current_entry()
        if isinstance(entry, VisitCard):
            return Kind.VISIT, entry.id
        return (Kind.APPOINTMENT, entry.id) if isinstance(entry, Busy) else None

    def keys(self) -> Sequence[tuple[str, str]]:
        return keys_of_page()

    def search_focus(self) -> None:
        self._side_wanted = True
        self._fit_side()
        self.due.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.due.currentIndex().isValid():
            self.due.setCurrentIndex(self.due.rows.index(0))

    def new_item(self) -> None:
        self.canvas.drawn.emit(*self.canvas.moment(), 0)

    def print_page(self) -> None:
        """The sheet to take along for the day that is meant."""
        DaySheetSheet(self.ctx, self.window(), self._day).show_over()

    def open_record(self, kind: Kind, record_id: Id) -> None:
        if kind is Kind.VISIT:
            visit = self.attempt(self.desk.visits.get, record_id)
            if visit is not None:
                self.go_to(visit.day, entry_id=record_id)
        elif kind is Kind.APPOINTMENT:
            found = self.attempt(self.desk.appointments.get, record_id)
            if found is not None:
                self.go_to(found.day, entry_id=record_id)

    # --- public -----------------------------------------------------------------------------------------------

    @property
    def canvas(self) -> Canvas:
        """The painted days in view."""
        return {MONTH: self.month, AGENDA: self.agenda.rows}.get(self._view, self.week.grid)

    @property
    def canvases(self) -> tuple[Canvas, ...]:
        """The painted days of every view: what is connected to one is connected to all."""
        return self.week.grid, self.month, self.agenda.rows

    @property
    def view(self) -> str:
        """Which view is shown: day, five (the working days), week, month or agenda."""
        return self._view

    @property
    def day(self) -> date:
        """The day that is meant."""
        return self._day

    def show_ghosts(self, ghosts: Sequence[Ghost]) -> None:
        """Show these proposals among the visits, in every view, until they are taken away with `()`."""
        self.reader.ghosts = tuple(ghosts)
        if self.isVisible():
            self.refresh_now()

    def show_view(self, view: str, day: date | None = None) -> None:
        """Show a day, a week, a month …: the one that is meant, or that holds `day`."""
        before = self.canvas
        spot, current = before.spot, before.current
        self._view = view
        self.bar.switch.set_chosen(view)
        widget = {MONTH: self.month, AGENDA: self.agenda}.get(view, self.week)
        self._views.setCurrentWidget(widget)
        self.setFocusProxy(widget)
        minute = spot[1] if spot[1] >= 0 else before.shown.pattern.first_minute
        self.canvas.spot, self.canvas.current = (day or spot[0], minute), current
        if before.hasFocus() or self.bar.switch.isAncestorOf(self.focusWidget() or self):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.go_to(day or self._day, keep=day is None)

    def go_to(
        self, day: date, *, entry_id: Id | None = None, moment: datetime | None = None, keep: bool = False
    ) -> None:
        """Show the day, week or month that holds `day`, and let the keys mean it, a visit of it or a moment."""
        canvas = self.canvas
        self._day = self._mini_day = day
        if entry_id:
            canvas.current, canvas.spot = entry_id, (day, canvas.spot[1])
        elif not keep:
            minute = moment.hour * 60 + moment.minute // 30 * 30 if moment else canvas.spot[1]
            canvas.current, canvas.spot = None, (day, minute)
        self.refresh_now()
        entry = canvas.shown.entry(entry_id, day)
        if entry:
            canvas.mean(entry)
        elif moment:
            canvas.mean(None, canvas.spot)

    def turn(self, step: int) -> None:
        """Back or forth by what is shown."""
        self.go_to(turned(self._view, self._day, step))

    def go_to_today(self) -> None:
        """To this very moment."""
        now = self.desk.now()
        self.go_to(now.date(), moment=now)

    def fold_side(self) -> None:
        """Show or hide the month and the due clients."""
        self._side_wanted = self.side.isHidden()
        self._fit_side()

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.planning.key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retranslate()
        self._fit_side()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.bar.title.parentWidget():
            self._fit_bar()
            self._say_period()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_back(self) -> None:
        self.turn(-1)

    def _on_forth(self) -> None:
        self.turn(1)

    def _on_minute(self) -> None:
        """The line of the present moment moves on."""
        for canvas in (self.week.grid, self.month, self.agenda.rows):
            canvas.shown = replace(canvas.shown, now=self.desk.now())
            canvas.tick()

    def _on_idle(self) -> None:
        """What lies before and after is read while nobody waits, so that a page turns at once."""
        beside = self._seen(turned(self._view, self._day, self._beside[0]))
        self.reader.look_ahead(beside.first, beside.last)
        self._beside = self._beside[1:]
        if self._beside:
            self._ahead.start()

    def _on_pointed(self) -> None:
        self._day = self.canvas.spot[0]
        self._say_period()

    def _on_told(self) -> None:
        faces.tell_focus(self.canvas)

    def _on_went(self, day: date, freely: bool) -> None:
        minute = self.canvas.spot[1]
        self.go_to(day, keep=True)
        if not freely:
            self.canvas.come_to(day, minute)

    def _on_looked_into(self, day: date) -> None:
        self.show_view("day", day)

    def _on_mini_chosen(self, day: date) -> None:
        self.go_to(day)

    def _on_mini_turned(self, month: date) -> None:
        self._mini_day = month
        self.refresh()

    def _on_plan(self) -> None:
        self.new_item()

    def _on_due_planned(self, client_id: Id) -> None:
        day = self._deeds.plan_next(client_id, self._day)
        if day:
            self.go_to(day)

    def _on_due_opened(self, client_id: Id) -> None:
        self.ctx.go(Kind.CLIENT, client_id)

    def _on_due_logged(self, client_id: Id) -> None:
        self.ctx.log_visit(client_id=client_id)

    def _on_more(self) -> None:
        show_working_menu(self.ctx, self.bar.more)

    # --- private ----------------------------------------------------------------------------------------------

    def _build_bar(self) -> None:
        self.bar = Bar(self._view)
        self.bar.fold.clicked.connect(self.fold_side)
        self.bar.switch.changed.connect(self.show_view)
        self.bar.back.clicked.connect(self._on_back)
        self.bar.today.clicked.connect(self.go_to_today)
        self.bar.forth.clicked.connect(self._on_forth)
        self.bar.more.clicked.connect(self._on_more)
        self._plan = QAction(self)
        icons.set_icon(self._plan, "plus")
        self._plan.triggered.connect(self._on_plan)
        self.retranslate()

    def _build_side(self, shown: Shown) -> QWidget:
        self.side = Side(shown)
        self.side.mini.chosen.connect(self._on_mini_chosen)
        self.side.mini.turned.connect(self._on_mini_turned)
        self.due = self.side.due
        self.due.planned.connect(self._on_due_planned)
        self.due.opened.connect(self._on_due_opened)
        self.due.logged.connect(self._on_due_logged)
        return self.side

    def _build_days(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.planning.strip)
        column.addWidget(self._views, 1)
        return column

    def _fit_side(self) -> None:
        """Where the user has not said, a narrow page belongs to the days alone."""
        roomy = self.width() >= theme.tokens().px(CRAMPED)
        self.side.setVisible(roomy if self._side_wanted is None else self._side_wanted)

    def _fit_bar(self) -> None:
        """Every word while there is room; then the views by their keys, then only signs, then no years."""
        part = self.bar.title.parentWidget()
        room = part.width() if part else 0
        if room == self._fitted:
            return
        if part and self._fitted is None:
            part.installEventFilter(self)
        self._fitted = room
        for less in range(4):
            self.bar.set_narrow(less > 0)
            self.planning.retranslate(narrow=less > 1)
            self.bar.set_short(less > 2)
            if self.bar.fits():
                return

    def _seen(self, day: date | None = None) -> Period:
        """The days that the view shows."""
        return period_of(self._view, day or self._day, self.desk.working.workdays())

    def _show(self, shown: Shown, seen: Period) -> None:
        if self._view == MONTH:
            self.month.month = self._day.replace(day=1)
            self.month.show_days(list(seen), shown)
        elif self._view == AGENDA:
            self.agenda.show_days(list(seen), shown, notes_of(self.desk, shown, self._today))
        else:
            self.week.show_days(list(seen), shown)
        self._say_period()

    def _say_period(self) -> None:
        self._fit_bar()
        work = self.desk.working.workdays()
        self.bar.title.set_caption(title(self._view, self._day, work, short=self.bar.short))
        seen = () if self._view in OF_MONTHS else list(self._seen())
        self.side.mini.show_month(self._mini_day, self.canvas.shown, seen, self._day)
