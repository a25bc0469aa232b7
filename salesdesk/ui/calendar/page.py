"""The calendar page: days, weeks and months of visits; what is due beside them (spec 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.period import Period
from salesdesk.ui.calendar.bar import Bar
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.deeds import Deeds
from salesdesk.ui.calendar.month import MonthView
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.side import Side
from salesdesk.ui.calendar.titles import DAY, MONTH, WEEK, period_of, title, turned
from salesdesk.ui.calendar.week import WeekView
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _

MINUTE_MS = 60_000
NARROW = 1120
"""On a page narrower than this (pixels before scaling) the bar has no room for every word."""
CRAMPED = 900
"""On a page narrower than this the side is folded until it is asked for."""
_VIEW_KEYS = {Qt.Key.Key_D: DAY, Qt.Key.Key_W: WEEK, Qt.Key.Key_M: MONTH}


class CalendarPage(Page):
    """Visits in their days. Everything the mouse does, the keys do too."""

    key = "calendar"
    watches = frozenset({Kind.VISIT, Kind.CLIENT, Kind.HOLIDAY, Kind.SETTING})

    def build(self) -> None:
        self._deeds = Deeds(self.ctx, self.window)
        self._view, self._day = WEEK, self.desk.today()
        self._mini_day = self._day
        self._due_stale = True
        self._side_wanted: bool | None = None
        shown = Shown(self.desk.now())
        self.week, self.month = WeekView(shown), MonthView(shown)
        self._views = QStackedWidget()
        self._views.addWidget(self.week)
        self._views.addWidget(self.month)
        self._build_bar()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_side(shown))
        row.addWidget(self._views, 1)
        self.setFocusProxy(self.week)
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self._on_minute)
        for canvas in (self.week.grid, self.month):
            self._connect(canvas)

    def refresh(self) -> None:
        seen, mini = period_of(self._view, self._day), period_of(MONTH, self._mini_day)
        shown = self._deeds.read(min(seen.first, mini.first), max(seen.last, mini.last))
        self._show(shown, seen)
        if self._due_stale:
            self._due_stale = False
            self.side.show_due(self.desk.todo.day())

    def invalidate(self) -> None:
        """A change or a new day; a turned page alone says nothing new about who is due."""
        self._due_stale = True
        super().invalidate()

    def retranslate(self) -> None:
        self._plan.setText(_("Plan visit"))
        self._plan.setIconText(" " if self.width() < theme.tokens().px(NARROW) else _("Plan visit"))
        self._plan.setToolTip(_("Plan a visit at the chosen moment (N)"))

    def bar_widgets(self) -> Sequence[QWidget]:
        return self.bar.widgets()

    def bar_actions(self) -> Sequence[QAction]:
        return (self._plan,)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("D, W, M", _("Show a day, a week, a month")),
            ("T", _("Go to today")),
            ("PgUp, PgDown", _("Back and forth by what is shown")),
            ("←, ↑, →, ↓", _("From visit to visit, from day to day")),
            ("Shift+←, ↑, →, ↓", _("From moment to moment, past the visits")),
            ("Ctrl+←, ↑, →, ↓", _("Move the visit by a day or a quarter of an hour")),
            ("+, -", _("Make the visit longer or shorter")),
            ("Ctrl+C, Ctrl+V", _("Copy the visit to another moment")),
            (_("Enter"), _("Open the visit, or plan one here")),
            ("N", _("Plan a visit here")),
            ("L", _("Log the visit")),
            ("E", _("Change the planned visit")),
            (_("Del"), _("The visit did not take place; a logged one goes to the bin")),
            (_("Shift+Del"), _("Put the visit into the bin")),
            ("P", _("Plan the chosen due client at the next free hour")),
            ("B", _("Show or hide the month and the due clients")),
        )

    def search_focus(self) -> None:
        self._side_wanted = True
        self._fit_side()
        self.due.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.due.currentIndex().isValid():
            self.due.setCurrentIndex(self.due.rows.index(0))

    def new_item(self) -> None:
        canvas = self.canvas
        self._on_drawn(canvas.spot[0], canvas.spot[1] if self._view != MONTH else -1, 0)

    def open_record(self, kind: Kind, record_id: Id) -> None:
        visit = self.attempt(self.desk.visits.get, record_id) if kind is Kind.VISIT else None
        if visit is not None:
            self._go_to(visit.day, visit_id=record_id)

    # --- public -----------------------------------------------------------------------------------------------

    @property
    def canvas(self) -> Canvas:
        """The painted days in view."""
        return self.month if self._view == MONTH else self.week.grid

    @property
    def view(self) -> str:
        """Which view is shown: day, week or month."""
        return self._view

    def show_view(self, view: str, day: date | None = None) -> None:
        """Show a day, a week or a month: the one that is meant, or that holds `day`."""
        before = self.canvas
        spot, current = before.spot, before.current
        self._view = view
        self.bar.switch.set_chosen(view)
        widget = self.month if view == MONTH else self.week
        self._views.setCurrentWidget(widget)
        self.setFocusProxy(widget)
        self.canvas.spot, self.canvas.current = (day, spot[1]) if day else spot, current
        had_focus = before.hasFocus() or self.bar.switch.isAncestorOf(self.focusWidget() or self)
        if had_focus:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_to(day or self._day, keep=day is None)

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in _VIEW_KEYS:
            self.show_view(_VIEW_KEYS[key])
        elif plain and key == Qt.Key.Key_T:
            self._on_today()
        elif plain and key == Qt.Key.Key_B:
            self._on_fold()
        elif plain and key == Qt.Key.Key_PageUp:
            self._on_back()
        elif plain and key == Qt.Key.Key_PageDown:
            self._on_on()
        elif plain and key == Qt.Key.Key_N:
            self.new_item()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retranslate()
        self._fit_side()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_view(self, key: str) -> None:
        self.show_view(key)

    def _on_today(self) -> None:
        now = self.desk.now()
        self._go_to(now.date(), moment=now)

    def _on_back(self) -> None:
        self._go_to(turned(self._view, self._day, -1))

    def _on_on(self) -> None:
        self._go_to(turned(self._view, self._day, 1))

    def _on_fold(self) -> None:
        self._side_wanted = self.side.isHidden()
        self._fit_side()

    def _on_minute(self) -> None:
        """The line of the present moment moves on."""
        for canvas in (self.week.grid, self.month):
            canvas.shown = replace(canvas.shown, now=self.desk.now())
            canvas.update()

    def _on_pointed(self) -> None:
        self._day = self.canvas.spot[0]
        self._say_period()

    def _on_went(self, day: date, freely: bool) -> None:
        minute = self.canvas.spot[1]
        self._go_to(day, keep=True)
        if not freely:
            self.canvas.come_to(day, minute)

    def _on_looked_into(self, day: date) -> None:
        self.show_view(DAY, day)

    def _on_mini_chosen(self, day: date) -> None:
        self._go_to(day)

    def _on_mini_turned(self, month: date) -> None:
        self._mini_day = month
        self.refresh()

    def _on_drawn(self, day: date, minute: int, minutes: int) -> None:
        self._deeds.plan(day, minute, minutes, self.canvas.shown)

    def _on_plan(self) -> None:
        self.new_item()

    def _on_moved(self, visit_id: Id, day: date, minute: int) -> None:
        if self._deeds.move(visit_id, day, minute):
            self._go_to(day, visit_id=visit_id)

    def _on_copied(self, visit_id: Id, day: date, minute: int) -> None:
        if self._deeds.copy(visit_id, day, minute):
            self.refresh_now()

    def _on_resized(self, visit_id: Id, minutes: int) -> None:
        if self._deeds.resize(visit_id, minutes):
            self.refresh_now()

    def _on_dropped(self, client_id: Id, day: date, minute: int) -> None:
        if self._deeds.plan_client(client_id, day, minute, self.canvas.shown):
            self.refresh_now()

    def _on_removed(self, visit_id: Id, for_good: bool) -> None:
        if self._deeds.remove(visit_id, for_good=for_good):
            self.refresh_now()

    def _on_asked(self, visit_id: Id, where: QPoint) -> None:
        self._deeds.menu(visit_id, where, self.refresh_now)

    def _on_due_planned(self, client_id: Id) -> None:
        day = self._deeds.plan_next(client_id, self._day)
        if day:
            self._go_to(day)

    def _on_due_opened(self, client_id: Id) -> None:
        self.ctx.go(Kind.CLIENT, client_id)

    def _on_due_logged(self, client_id: Id) -> None:
        self.ctx.log_visit(client_id=client_id)

    # --- private ----------------------------------------------------------------------------------------------

    def _build_bar(self) -> None:
        self.bar = Bar(self._view)
        self.bar.fold.clicked.connect(self._on_fold)
        self.bar.switch.changed.connect(self._on_view)
        self.bar.back.clicked.connect(self._on_back)
        self.bar.today.clicked.connect(self._on_today)
        self.bar.forth.clicked.connect(self._on_on)
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

    def _fit_side(self) -> None:
        """Where the user has not said, a narrow page belongs to the days alone."""
        roomy = self.width() >= theme.tokens().px(CRAMPED)
        self.side.setVisible(roomy if self._side_wanted is None else self._side_wanted)

    def _connect(self, canvas: Canvas) -> None:
        canvas.opened.connect(self._deeds.open)
        canvas.logged.connect(self._deeds.log)
        canvas.changing.connect(self._deeds.change)
        canvas.removed.connect(self._on_removed)
        canvas.asked.connect(self._on_asked)
        canvas.moved.connect(self._on_moved)
        canvas.copied.connect(self._on_copied)
        canvas.resized.connect(self._on_resized)
        canvas.drawn.connect(self._on_drawn)
        canvas.dropped.connect(self._on_dropped)
        canvas.went.connect(self._on_went)
        canvas.looked_into.connect(self._on_looked_into)
        canvas.pointed.connect(self._on_pointed)

    def _go_to(
        self, day: date, *, visit_id: Id | None = None, moment: datetime | None = None, keep: bool = False
    ) -> None:
        """Show the day, week or month that holds `day`, and let the keys mean it, a visit of it or a moment."""
        canvas = self.canvas
        self._day = self._mini_day = day
        if visit_id:
            canvas.current = visit_id
        elif not keep:
            minute = moment.hour * 60 + moment.minute // 30 * 30 if moment else canvas.spot[1]
            canvas.current, canvas.spot = None, (day, minute)
        self.refresh_now()
        card = canvas.shown.find(visit_id)
        if card:
            canvas.mean(card)
        elif moment:
            canvas.mean(None, canvas.spot)

    def _show(self, shown: Shown, seen: Period) -> None:
        if self._view == MONTH:
            self.month.month = self._day.replace(day=1)
            self.month.show_days(list(seen), shown)
        else:
            self.week.show_days(list(seen), shown)
        self._say_period()

    def _say_period(self) -> None:
        self.bar.title.set_caption(title(self._view, self._day))
        seen = () if self._view == MONTH else list(period_of(self._view, self._day))
        self.side.mini.show_month(self._mini_day, self.canvas.shown, seen, self._day)
