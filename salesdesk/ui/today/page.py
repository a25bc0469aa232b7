"""Today: what the day asks for, the most important first, each one key from being done (spec 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.today import TodayView
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.enquiries.enquiry_sheet import AnswerSheet
from salesdesk.ui.enquiries.surveys import SurveysSheet
from salesdesk.ui.imports.door import open_import
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.log_visit.until_sheet import UntilSheet
from salesdesk.ui.money.payment_sheet import PaymentSheet
from salesdesk.ui.money.sheet import open_money_record
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.today import rows
from salesdesk.ui.today.day_rows import ListRow
from salesdesk.ui.today.first_steps import FirstStepsPanel
from salesdesk.ui.today.sections import Section, sections
from salesdesk.ui.today.strip import Strip
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_date

RIGHT = ("promises", "collect", "waiting", "nodes", "services", "stalled", "requests", "surveys")
"""The lists of the right column, from above."""

NOTHING_TO_SHOW: Id = b""
"""Asks a page to come up without a record."""


class TodayPage(Page):
    """The strip of figures; at the left the day and who is due; at the right promises, stalled ones and requests."""

    key = "today"
    watches = frozenset(
        {
            Kind.CLIENT,
            Kind.VISIT,
            Kind.OPPORTUNITY,
            Kind.STAGE_MOVE,
            Kind.REQUEST,
            Kind.INVOICE,
            Kind.PAYMENT,
            Kind.PAYMENT_SHARE,
            Kind.ENQUIRY,
            Kind.SURVEY,
            Kind.ORDER,
            Kind.TARGET,
            Kind.REPORT,
            Kind.SETTING,
            Kind.SERVICE_STEP,
            Kind.PROSPECT_STEP,
            Kind.HOLIDAY,
        }
    )

    def build(self) -> None:
        self._ahead = False
        self._view: TodayView | None = None
        self.day_words = Label("", "soft")
        self.plan_action = QAction(self)
        icons.set_icon(self.plan_action, "calendar")
        self.plan_action.triggered.connect(self.new_item)
        self.strip = Strip()
        self.strip.opened.connect(self._on_figure)
        self.first_steps = FirstStepsPanel()
        self.first_steps.begun.connect(self._on_step)
        self.first_steps.acted.connect(self._on_hide_steps)
        self.sections = sections()
        for section in self.sections.values():
            section.list.wanted.connect(self._on_wanted)
            section.list.stepped_out.connect(self._on_stepped_out)
            section.list.crossed.connect(self._on_crossed)
            section.more_wanted.connect(self._on_more)
        self._build_rest()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        today = self.desk.today()
        view = self.desk.todo.day(today + timedelta(days=1) if self._ahead else today)
        self._view = view
        self.day_words.set_caption(format_date(view.day, "weekday"))
        self.strip.show_figures(view.figures, view.day, self.desk.currency)
        steps = view.first_steps
        self.first_steps.show_steps(steps)
        self.first_steps.setVisible(not (steps.hidden or steps.all_done))
        self._show_sections(view, today)
        self._show_rest(view)

    def retranslate(self) -> None:
        self.plan_action.setText(_("Plan a visit"))
        self.plan_action.setToolTip("P")

    # --- what the window asks -------------------------------------------------------------------------------------

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.day_words,)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.plan_action,)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("Enter", _("Log the visit, or open what the row is about")),
            ("P", _("Plan a visit")),
            ("L", _("Log visit")),
            ("S", _("Later: put it off")),
            ("M", _("It did not take place, or moves to another day")),
            ("D", _("Done: promise kept, request settled")),
            ("O", _("Open the record")),
        )

    def new_item(self) -> None:
        self._plan()

    def open_record(self, kind: Kind, record_id: Id) -> None:
        for section in self.sections.values():
            for row in section.list.rows():
                if row.key.endswith(record_id.hex()):
                    section.list.setFocus()

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        letter = "" if held else event.text().upper()
        if letter == "P":
            self._plan()
        elif letter == "L":
            self.ctx.log_visit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._shown():
            self._shown()[0].list.enter(from_above=True)
        else:
            super().keyPressEvent(event)

    # --- verbs of the rows ----------------------------------------------------------------------------------------

    def _on_wanted(self, verb: str, row: ListRow) -> None:
        """A verb was asked for on a row: see `sections` for the verbs of each list."""
        asked = {
            "visits": self._on_visits,
            "due": self._on_due,
            "promises": self._on_promises,
            "nodes": self._on_nodes,
            "services": self._on_services,
            "stalled": self._on_stalled,
            "collect": self._on_collect,
            "waiting": self._on_waiting,
            "requests": self._on_requests,
            "surveys": self._on_surveys,
        }
        name = next(name for name, section in self.sections.items() if section.list is self.sender())
        asked[name](verb, row.thing)

    def _on_visits(self, verb: str, visit: Any) -> None:
        if verb == "log":
            self.ctx.log_visit(visit_id=visit.id)
        elif verb == "move":
            CancelVisitSheet(self.ctx, self, visit_id=visit.id, status=VisitStatus.MOVED).show_over()
        elif verb == "cancel":
            CancelVisitSheet(self.ctx, self, visit_id=visit.id).show_over()
        elif verb == "edit":
            self._plan(visit_id=visit.id)
        else:
            self.ctx.go(Kind.CLIENT, visit.client_id)

    def _on_due(self, verb: str, due: Any) -> None:
        if verb == "log":
            self.ctx.log_visit(client_id=due.client_id)
        elif verb == "plan":
            self._plan(client_id=due.client_id)
        elif verb == "later":
            self._later(due.client_name, partial(self.desk.todo.later, due.client_id))
        else:
            self.ctx.go(Kind.CLIENT, due.client_id)

    def _on_promises(self, verb: str, promise: Any) -> None:
        if verb == "done":
            self.attempt(self.desk.todo.promise_done, promise)
        elif verb == "later":
            self._later(promise.step, partial(self.desk.todo.promise_later, promise))
        elif verb == "log" and promise.client_id:
            self.ctx.log_visit(client_id=promise.client_id)
        elif promise.kind is Kind.OPPORTUNITY:
            self.ctx.go(Kind.OPPORTUNITY, promise.id)
        elif promise.client_id:
            self.ctx.go(Kind.CLIENT, promise.client_id)

    def _on_nodes(self, verb: str, due: Any) -> None:
        step = due.step
        if verb == "done":
            self.attempt(self.desk.prospects.done, step.client_id, step.node)
        elif verb == "later":
            self._later(due.client_name, partial(self.desk.prospects.put_off, step))
        else:
            self._met(verb, step.client_id)

    def _on_services(self, verb: str, due: Any) -> None:
        step = due.step
        if verb == "done":
            self.attempt(self.desk.maintenance.done, step.id)
        elif verb == "later":
            self._later(due.client, partial(self.desk.maintenance.put_off, step))
        else:
            self._met(verb, step.client_id)

    def _met(self, verb: str, client_id: Id) -> None:
        """Log a contact with the client of a row, or open its record."""
        if verb == "log":
            self.ctx.log_visit(client_id=client_id)
        else:
            self.ctx.go(Kind.CLIENT, client_id)

    def _on_stalled(self, verb: str, deal: Any) -> None:
        if verb == "open" or deal.client_id is None:
            self.ctx.go(Kind.OPPORTUNITY, deal.id)
        elif verb == "plan":
            self._plan(client_id=deal.client_id)
        else:
            self.ctx.log_visit(client_id=deal.client_id)

    def _on_collect(self, verb: str, one: Any) -> None:
        invoice = one.invoice
        if verb == "pay" and not self.desk.read_only:
            PaymentSheet(self.ctx, self, client_id=invoice.client_id, amount_cents=one.open_cents).show_over()
        elif verb == "later":
            self._later(one.client, partial(self.desk.todo.invoice_later, invoice))
        elif verb == "log":
            self.ctx.log_visit(client_id=invoice.client_id)
        elif verb == "open":
            open_money_record(self.ctx, self, Kind.INVOICE, invoice.id)

    def _on_waiting(self, verb: str, one: Any) -> None:
        if verb == "answer":
            AnswerSheet(self.ctx, self, enquiry_id=one.enquiry.id).show_over()
        else:
            self._met(verb, one.enquiry.client_id)

    def _on_requests(self, verb: str, request: Any) -> None:
        if verb == "done":
            self.attempt(self.desk.visits.settle_request, request.id)
        elif request.client_id:
            self.ctx.go(Kind.CLIENT, request.client_id)

    def _on_surveys(self, _verb: str, _thing: Any) -> None:
        SurveysSheet(self.ctx, self).show_over()

    # --- other handlers -------------------------------------------------------------------------------------------

    def _on_figure(self, name: str) -> None:
        if name == "contacts" and self.sections["due"].list.rows():
            self.sections["due"].list.enter(from_above=True)
            return
        kind = {"sales": Kind.TARGET, "pipeline": Kind.OPPORTUNITY, "report": Kind.REPORT}.get(name, Kind.CLIENT)
        self.ctx.go(kind, NOTHING_TO_SHOW)

    def _on_step(self, step: str) -> None:
        if step == "visit":
            self._plan()
        elif step == "clients" and not self.desk.read_only:
            open_import(self.ctx, self.window(), kind="clients")
        else:
            self.ctx.go(Kind.CLIENT if step == "clients" else Kind.TARGET, NOTHING_TO_SHOW)

    def _on_hide_steps(self) -> None:
        self.attempt(self.desk.todo.hide_first_steps)

    def _on_more(self) -> None:
        self._fit()

    def _on_tomorrow(self) -> None:
        self._ahead = not self._ahead
        self.refresh_now()

    def _on_stepped_out(self, step: int) -> None:
        shown = self._shown()
        at = next((number for number, section in enumerate(shown) if section.list is self.sender()), 0)
        if 0 <= at + step < len(shown):
            shown[at + step].list.enter(from_above=step > 0)

    def _on_crossed(self, right: bool) -> None:
        """From the left column to the right one and back."""
        other = [section for section in self._shown() if (section.parentWidget() is self._right) is right]
        if other:
            other[0].list.enter(from_above=True)

    # --- private --------------------------------------------------------------------------------------------------

    def _plan(self, *, client_id: Id | None = None, visit_id: Id | None = None) -> None:
        PlanVisitSheet(self.ctx, self, client_id=client_id, visit_id=visit_id).show_over()

    def _later(self, about: str, verb: Any) -> None:
        proposal = self.desk.today() + timedelta(days=1)
        UntilSheet(self.ctx, self, title=lambda: _("Later"), about=about, verb=verb, proposal=proposal).show_over()

    def _shown(self) -> list[Section]:
        return [section for section in self.sections.values() if section.isVisibleTo(self)]

    def _show_sections(self, view: TodayView, today: date) -> None:
        show = self.sections
        show["visits"].show_rows(rows.visit_rows(view.visits, self.desk.now()), len(view.visits))
        due = [rows.due_row(one, today, self.desk.currency) for one in view.due]
        show["due"].show_rows(due, view.due_count)
        show["promises"].show_rows([rows.promise_row(one, today) for one in view.promises], len(view.promises))
        show["nodes"].show_rows([rows.node_row(one, today) for one in view.nodes], len(view.nodes))
        show["services"].show_rows([rows.service_row(one, today) for one in view.services], len(view.services))
        show["stalled"].show_rows([rows.stalled_row(one) for one in view.stalled], len(view.stalled))
        show["collect"].show_rows([rows.invoice_row(one, today) for one in view.collect], len(view.collect))
        now = self.desk.now()
        show["waiting"].show_rows([rows.waiting_row(one, now) for one in view.waiting], len(view.waiting))
        show["requests"].show_rows([rows.request_row(one, today) for one in view.requests], len(view.requests))
        show["surveys"].show_rows([rows.survey_row(view.to_ask)] if view.to_ask else [], int(view.to_ask > 0))
        self._right.setVisible(any(one.total for name, one in show.items() if name not in ("visits", "due")))
        self._fit()

    def _show_rest(self, view: TodayView) -> None:
        """A day with nothing left says so kindly and offers tomorrow."""
        begun = view.first_steps.clients
        self._rest.setVisible(begun and (view.nothing_left or self._ahead))
        n = view.tomorrow
        planned = ngettext("{n} visit is planned for tomorrow.", "{n} visits are planned for tomorrow.", n).format(n=n)
        if self._ahead:
            self._rest_words.set_caption(lambda: _("This is tomorrow, as it looks now."))
        else:
            done = _("Nothing is left for today. Well done.")
            self._rest_words.set_caption(f"{done} {planned}" if n else done)
        self._rest_button.set_caption(_back if self._ahead else _tomorrow)

    def _fit(self) -> None:
        """As many due clients as the screen has room for; the lists at the right a handful."""
        room = self._scroll.viewport().height()
        taken = sum(
            widget.sizeHint().height() + self._left_column.spacing()
            for widget in (self.first_steps, self.sections["visits"], self._rest)
            if widget.isVisibleTo(self)
        )
        row = theme.tokens().row
        self.sections["due"].fit(max(6, (room - taken - theme.tokens().px(48)) // row))
        right = [self.sections[name] for name in RIGHT if self.sections[name].total]
        share = max(4, (room // row - 2 * len(right)) // max(1, len(right)))
        for section in right:
            section.fit(share)

    def _build_rest(self) -> None:
        self._rest = QWidget()
        line = QHBoxLayout(self._rest)
        line.setContentsMargins(0, 4, 0, 4)
        self._rest_words = Label("", "soft")
        self._rest_button = Button(_tomorrow)
        self._rest_button.clicked.connect(self._on_tomorrow)
        line.addWidget(self._rest_words)
        line.addWidget(self._rest_button)
        line.addStretch()

    def _lay_out(self) -> None:
        left, self._right = QWidget(), QWidget()
        self._left_column, right_column = QVBoxLayout(left), QVBoxLayout(self._right)
        for column in (self._left_column, right_column):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(16)
        for widget in (self.first_steps, self.sections["visits"], self._rest, self.sections["due"]):
            self._left_column.addWidget(widget)
        for name in RIGHT:
            right_column.addWidget(self.sections[name])
        self._left_column.addStretch()
        right_column.addStretch()
        body = QWidget()
        body.setProperty("look", "page")
        both = QHBoxLayout(body)
        both.setContentsMargins(0, 0, 0, 12)
        both.setSpacing(24)
        both.addWidget(left, 64)
        both.addWidget(self._right, 36)
        self._scroll = _Scroll()
        self._scroll.resized.connect(self._fit)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 12, 20, 0)
        whole.setSpacing(16)
        whole.addWidget(self.strip)
        whole.addWidget(self._scroll, 1)


def _back() -> str:
    return _("Back to today")


def _tomorrow() -> str:
    return _("Look at tomorrow")


class _Scroll(QScrollArea):
    """Says when there is more or less room."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
