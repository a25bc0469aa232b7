"""*Plan my week* on the calendar: proposals among the visits, taken over whole or singly, dragged, waved away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.period import Period
from salesdesk.domain.plan import Plan, Proposal
from salesdesk.domain.visit import Channel
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.entries import Ghost
from salesdesk.ui.calendar.plan_list import PlanList
from salesdesk.ui.calendar.plan_strip import PlanStrip
from salesdesk.ui.parts import icons
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.plan_reasons import proposal_words

if TYPE_CHECKING:
    from salesdesk.services.planning import Named
    from salesdesk.ui.calendar.page import CalendarPage

_SHIFT, _CTRL, _NO = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)
_CHANGES_A_PLAN = frozenset({Kind.VISIT, Kind.APPOINTMENT, Kind.HOLIDAY, Kind.CLIENT, Kind.SETTING, Kind.CADENCE_RULE})


class Planning(QObject):
    """The plan that is looked at, if any. Nothing of it is in the file before it is accepted."""

    def __init__(self, page: CalendarPage) -> None:
        super().__init__(page)
        self._page = page
        self.plan: Plan | None = None
        self._first = date.min
        self._weeks = 1
        self._kept: dict[bytes, Proposal] = {}
        self._dismissed: list[Id] = []
        self._names: dict[Id, Named] = {}
        self._mine = False
        self.strip, self.list = PlanStrip(), PlanList()
        self.strip.accepted.connect(self.accept_all)
        self.strip.around.connect(self.plan_around)
        self.strip.closed.connect(self.close)
        self.strip.weeks_chosen.connect(self._on_weeks)
        self.list.opened.connect(self._on_opened)
        self.week, self.rest = QAction(self), QAction(self)
        icons.set_icon(self.week, "calendar")
        icons.set_icon(self.rest, "repeat")
        self.week.triggered.connect(self.begin)
        self.rest.triggered.connect(self.replan)

    def listen(self, canvas: Canvas) -> None:
        """Fulfil what is wished for the proposals of these days."""
        canvas.ghost_accepted.connect(self.accept)
        canvas.ghost_dismissed.connect(self.dismiss)
        canvas.ghost_moved.connect(self.move)
        canvas.ghost_opened.connect(self._on_ghost_opened)

    def retranslate(self, *, narrow: bool) -> None:
        """Name the verbs in the present language; without words where the page is narrow."""
        self.week.setText(_("Plan my week"))
        self.week.setIconText(" " if narrow else _("Plan my week"))
        self.week.setToolTip(_("Propose visits for the week in view (Shift+P)"))
        self.rest.setText(_("Re-plan the rest of the week"))
        self.rest.setIconText(" ")
        self.rest.setToolTip(
            _("Plan the rest of the week in view anew, as after a lost morning; what you set yourself stays (Shift+R)")
        )

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key meant the plan."""
        keys, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        if keys == _SHIFT and key == Qt.Key.Key_P:
            self.begin()
        elif keys == _SHIFT and key == Qt.Key.Key_R:
            self.replan()
        elif self.plan and keys == _NO and key == Qt.Key.Key_Escape:
            self.close()
        elif self.plan and keys == _CTRL and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept_all()
        else:
            return False
        return True

    # --- verbs ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Propose visits for the week in view; where it has passed or is over, for the next one that has room."""
        desk, today = self._page.desk, self._page.desk.today()
        self._first = max(today, Period.week(self._page.day).first)
        if not desk.working.days(Period(self._first, Period.week(self._first).last)):
            self._first = Period.week(self._first).last + timedelta(days=1)
        self._kept, self._dismissed = {}, []
        if self._propose() and self.plan:
            first = next(iter(self.plan.proposals), None)
            self._page.week.show_working_hours()
            self._page.go_to(first.day if first else self._first, entry_id=first.key if first else None)
            self._page.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept_all(self) -> None:
        """Put every proposal into the calendar: one action."""
        if self.plan and self.plan.proposals and self._accept(self.plan, None):
            self.close()

    def accept(self, key: Id) -> None:
        """Put one proposal into the calendar; the next one is meant."""
        if self.plan and self._accept(self.plan, {key}):
            self._without(key)

    def dismiss(self, key: Id) -> None:
        """Wave one away: it is not proposed again in this plan."""
        one = self._find(key)
        if one:
            self._dismissed.append(one.client_id)
            self._without(key)

    def move(self, key: Id, day: date, minute: int) -> None:
        """Another day and hour for one proposal; there it stays."""
        one = self._find(key)
        if one is None or self.plan is None:
            return
        if day < self._page.desk.today():
            self._page.ctx.notify.problem(_("This day has passed. Choose one that lies ahead."))
            return
        moved = replace(one, day=day, start=max(0, minute) if minute >= 0 else one.start)
        self._kept[key] = moved
        others = [moved if other.key == key else other for other in self.plan.proposals]
        self.plan = replace(self.plan, proposals=tuple(sorted(others, key=lambda other: (other.day, other.start))))
        self._show()
        self._page.go_to(day, entry_id=key)

    def plan_around(self) -> None:
        """Keep what was moved where it is, and plan the rest around it."""
        self._propose()

    def close(self) -> None:
        """Look at the plan no more; what was accepted stays."""
        self.plan = None
        self.strip.hide()
        self._page.side.show_plan(None)
        self._page.show_ghosts(())
        self._page.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def replan(self) -> None:
        """Plan the rest of the week in view anew: only visits that the planner put there move."""
        if self.plan:
            self.close()
        desk, week = self._page.desk, Period.week(self._page.day)
        if week.last < desk.today():
            self._page.ctx.notify.problem(_("This week has passed. Show one that lies ahead."))
            return
        ahead = week.first > desk.today()
        moment = desk.moment(week.first, time()) if ahead else None
        with _waiting():
            done = self._page.ctx.attempt(desk.planning.replan, moment)
        if done is not None:
            self._page.go_to(week.first if ahead else desk.today())

    def follow(self, change: ChangeSet) -> None:
        """The calendar has changed otherwise (by hand, by undo): what is proposed has to fit it again."""
        if self.plan and not self._mine and change.kinds & _CHANGES_A_PLAN:
            self._propose()

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_weeks(self, weeks: int) -> None:
        self._weeks = weeks
        self._propose()

    def _on_opened(self, client_id: Id) -> None:
        self._page.ctx.go(Kind.CLIENT, client_id)

    def _on_ghost_opened(self, key: Id) -> None:
        one = self._find(key)
        if one:
            self._page.ctx.go(Kind.CLIENT, one.client_id)

    # --- private ----------------------------------------------------------------------------------------------

    def _propose(self) -> bool:
        planning, ctx = self._page.desk.planning, self._page.ctx
        kept, dismissed = list(self._kept.values()), list(self._dismissed)
        with _waiting():
            found = ctx.attempt(planning.propose, self._first, self._weeks, kept=kept, dismissed=dismissed)
        if found is None:
            return False
        self.plan, self._names = found, planning.names(found)
        self._show()
        return True

    def _accept(self, plan: Plan, which: set[bytes] | None) -> bool:
        self._mine = True
        try:
            return self._page.ctx.attempt(self._page.desk.planning.accept, plan, which) is not None
        finally:
            self._mine = False

    def _without(self, key: Id) -> None:
        """One proposal less; the next one is meant, and with the last one the plan is done."""
        if self.plan is None:
            return
        keys = [one.key for one in self.plan.proposals]
        place = keys.index(key)
        self._kept.pop(key, None)
        self.plan = replace(self.plan, proposals=tuple(one for one in self.plan.proposals if one.key != key))
        if not self.plan.proposals:
            self.close()
            return
        self._show()
        following = self.plan.proposals[min(place, len(self.plan.proposals) - 1)]
        self._page.go_to(following.day, entry_id=following.key)

    def _find(self, key: Id) -> Proposal | None:
        return next((one for one in self.plan.proposals if one.key == key), None) if self.plan else None

    def _show(self) -> None:
        if self.plan is None:
            return
        self.strip.show_plan(self.plan, self._weeks, moved=bool(self._kept))
        self.list.show_plan(self.plan, self._names)
        self._page.side.show_plan(self.list)
        self._page.show_ghosts(self._ghosts(self.plan.proposals))

    def _ghosts(self, proposals: Sequence[Proposal]) -> list[Ghost]:
        return [self._ghost(one, self._names[one.client_id]) for one in proposals if one.client_id in self._names]

    @staticmethod
    def _ghost(one: Proposal, client: Named) -> Ghost:
        words = [] if one.channel is Channel.FACE else [label(one.channel)]
        reason = " · ".join([*words, proposal_words(one)])
        return Ghost(one.key, one.client_id, client.tier, one.day, one.start, one.minutes, client.name, reason)


@contextmanager
def _waiting() -> Iterator[None]:
    """The mouse says that it takes a moment."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
