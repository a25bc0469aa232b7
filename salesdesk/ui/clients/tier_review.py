"""The tier review: who should move and why, what other weights would do, and the programmes of the tiers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.maintenance import ProgrammeLine
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.text import N_
from salesdesk.domain.tiering import Outcome, Proposal, TierPlan
from salesdesk.services.tiers import TierReview
from salesdesk.ui.clients.care_sheets import ServiceDoneSheet, ServiceSheet, SharesSheet
from salesdesk.ui.clients.editor import TierSheet
from salesdesk.ui.clients.review_rows import (
    ProgrammeRows,
    ReviewRow,
    ReviewRows,
    programme_columns,
    review_columns,
)
from salesdesk.ui.clients.tier_plan import PlanPanel, ResourcePanel
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs, theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_date, format_number

MOVES = "moves"


class TierReviewView(QWidget):
    """A full-page mode of the clients. `left` when the list is wanted again, `opened(Id)` for a client's record."""

    left = Signal()
    opened = Signal(object)

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._desk = ctx, ctx.desk
        self._review: TierReview | None = None
        self._outcome: Outcome | None = None
        self._rows = ReviewRows(ctx.desk, ())
        self._lines = ProgrammeRows()
        self._sentences: dict[QAction, str] = {}
        self._model = RowsModel[ReviewRow](review_columns(ctx.desk.currency), self)
        self._programme_model = RowsModel[ProgrammeLine](programme_columns(ctx.desk.today), self)
        self.moves = TableView(self._model, lambda: _("Proposals"))
        self.programme = TableView(self._programme_model, lambda: _("Programme"))
        self.empty = EmptyState("")
        self.moves.set_empty(self.empty)
        self.nobody = EmptyState(lambda: _("Nothing is asked for here."))
        self.programme.set_empty(self.nobody)
        self.plan = PlanPanel()
        self.resources = ResourcePanel(ctx.desk.currency)
        self.views = SegmentedBar(lambda: _("Show"), _views())
        self.views.set_chosen(MOVES)
        self.accept_all = Button("", "primary")
        self.back = Button(lambda: _("Back to the list"), tip="Esc")
        self.take = Button(lambda: _("Accept"), tip="A")
        self.keep = Button(lambda: _("Keep…"), tip=lambda: _("O: keep the client in a tier of your own choice"))
        self.serve = Button(lambda: _("Plan a service"), tip="P")
        self.mark = Button(lambda: _("Mark as done"), tip="D")
        self.head = Label("", "soft")
        self.mail = Button(lambda: _("Mailing list…"), icon="export")
        self.quote = _Quote(ctx)
        self._actions = (
            self._action(N_("Accept the move"), self.accept, "A"),
            self._action(N_("Accept all moves"), self.on_accept_all, "Shift+A"),
            self._action(N_("Keep in another tier…"), self.override, "O"),
            self._action(N_("Mark the service done"), self.done, "D"),
            self._action(N_("Plan a service"), self.plan_service, "P"),
            self._action(N_("Show the client"), self.show_client, "R"),
            self._action(N_("Back to the list"), self.left.emit, "Esc"),
        )
        self._soon = QTimer(self, singleShot=True, interval=60)
        self._soon.timeout.connect(self._on_trial)
        self._connect()
        self._lay_out()

    # public

    def refresh(self) -> None:
        """Everything anew: the picture of the clients, proposals under the kept weights, the chosen programme."""
        tried = self.plan.plan() if self._review is not None and self.plan.is_tried else None
        self._review = review = self._desk.tiers.review()
        self.plan.setEnabled(not self._desk.read_only)
        self.plan.show_plan(review.plan)
        if tried is not None:
            for name, box in self.plan.boxes.items():
                box.setValue(getattr(tried, name))
        self._show_outcome(review.under(tried) if tried else review.outcome)
        day = self._desk.today()
        self.resources.show_resources(self._desk.maintenance.resources(Period(add_months(day, -12), day)))
        self._show_programme()
        self.head.set_caption(_head(review))

    def focus_table(self) -> None:
        """Put the cursor where one begins."""
        table = self.table
        table.select_first()
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def table(self) -> TableView:
        """The table in view."""
        return self.moves if self.views.chosen() == MOVES else self.programme

    def show_view(self, key: str) -> None:
        """Show the moves or the programme of a tier ("moves", "A", "B", "C")."""
        self.views.set_chosen(key)
        self._on_view(key)

    def key_list(self) -> list[tuple[str, str]]:
        """Each key with what it does."""
        return [(action.shortcut().toString(), action.text()) for action in self._actions]

    # verbs

    def accept(self) -> None:
        """Take the move under the cursor, and go on to the next."""
        if self.table is not self.moves:
            return
        chosen = [pk for pk in self.moves.selected_ids() if isinstance(pk, bytes)]
        picked = [found for found in map(self._rows.proposal, chosen) if found is not None]
        self._take(picked)

    def on_accept_all(self) -> None:
        """Take every move shown, as one action."""
        if self.table is self.moves and self._outcome is not None:
            self._take(list(self._outcome.proposals))

    def override(self) -> None:
        """Keep the client in a tier of one's own choice until a day."""
        client_id = self._client_id()
        client = self._desk.clients.get(client_id) if client_id is not None else None
        if client is not None and not self._desk.read_only:
            self._open(TierSheet(self._ctx, self.window(), client))

    def done(self) -> None:
        """The service under the cursor was given."""
        line = self._line()
        if line is not None and line.step is not None and line.step.done_on is None and not self._desk.read_only:
            self._open(ServiceDoneSheet(self._ctx, self.window(), line.step, line.name))

    def plan_service(self) -> None:
        """Plan a service for the client under the cursor."""
        client_id, line = self._client_id(), self._line()
        if client_id is not None and not self._desk.read_only:
            step = line.step if line is not None and line.step is not None and line.step.done_on is None else None
            self._open(ServiceSheet(self._ctx, self.window(), client_id, step, line.kind if line else None))

    def show_client(self) -> None:
        """The record of the client under the cursor."""
        client_id = self._client_id()
        if client_id is not None:
            self.opened.emit(client_id)

    # handlers

    def _on_trial(self) -> None:
        self._soon.stop()
        if self._review is None:
            return
        try:
            self._show_outcome(self._review.under(self.plan.plan()))
        except Refused as refused:
            self._outcome = None
            self.plan.show_outcome(None, say(refused.text))
            self._allow()

    def _on_edited(self, _plan: TierPlan) -> None:
        self._soon.start()

    def _on_kept(self, plan: TierPlan) -> None:
        if self._ctx.attempt(self._desk.tiers.set_plan, plan) is not None:
            self._review = None
            self.refresh()

    def _on_view(self, _key: str) -> None:
        self._show_programme()
        self.focus_table()

    def _on_row_opened(self, _row_id: Hashable) -> None:
        if self.table is self.moves:
            self.accept()
        else:
            self.show_client()

    def _on_shares(self) -> None:
        if not self._desk.read_only:
            self._open(SharesSheet(self._ctx, self.window()))

    def _on_mail(self) -> None:
        tier = Tier(self.views.chosen())
        name = Path(_("Mailing list {tier}.csv").format(tier=tier.value))
        path = dialogs.save_file(self.window(), _("Mailing list"), proposal=name, kinds="CSV (*.csv)")
        if path is None:
            return
        try:
            count = self._desk.maintenance.write_mailing_list(path, tier)
        except Refused as refused:
            self._ctx.notify.problem(say(refused.text))
            return
        said = ngettext("{n} address written to {name}", "{n} addresses written to {name}", count)
        self._ctx.notify.tell(said.format(n=format_number(count), name=path.name))

    # what Qt asks

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for action, sentence in self._sentences.items():
                action.setText(_(sentence))
        super().changeEvent(event)

    # private

    def _take(self, proposals: Sequence[Proposal]) -> None:
        if not proposals or self._desk.read_only:
            return
        if self.plan.is_tried:
            self._ctx.notify.problem(_("These are moves of a trial. Keep the weights first, or go back to those kept."))
            return
        place = self.moves.currentIndex().row()
        if self._ctx.attempt(self._desk.tiers.accept, list(proposals)) is not None:
            self.refresh()
            count = self._model.rowCount()
            if count:
                self.moves.selectRow(min(max(place, 0), count - 1))

    def _show_outcome(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._rows = ReviewRows(self._desk, outcome.proposals)
        self._model.show(self._rows)
        self.plan.show_outcome(outcome)
        self._allow()

    def _allow(self) -> None:
        count = len(self._outcome.proposals) if self._outcome is not None else 0
        self.accept_all.set_caption(_("Accept all {n}").format(n=format_number(count)) if count else _("Accept all"))
        self.accept_all.setEnabled(bool(count) and not self.plan.is_tried and not self._desk.read_only)
        writable = not self._desk.read_only
        for button in (self.take, self.keep, self.serve, self.mark):
            button.setEnabled(writable)
        self.accept_all.setVisible(self.views.chosen() == MOVES)
        self.empty.say(lambda: _("Every client is in the tier that its score leads to."))

    def _show_programme(self) -> None:
        key = self.views.chosen()
        moves = key == MOVES
        self.moves.setVisible(moves)
        self.programme.setVisible(not moves)
        self._side_moves.setVisible(moves)
        for button in (self.mail, self.serve, self.mark):
            button.setVisible(not moves)
        self.take.setVisible(moves)
        self.keep.setVisible(moves)
        self.quote.setVisible(key == Tier.C.value)
        if not moves:
            self._lines = ProgrammeRows(self._desk.maintenance.programme(Tier(key)))
            self._programme_model.show(self._lines)
        self.quote.refresh()
        self._allow()

    def _line(self) -> ProgrammeLine | None:
        current = self.programme.current_id()
        if self.table is self.moves or not isinstance(current, bytes):
            return None
        return self._lines.line(current)

    def _client_id(self) -> Id | None:
        if self.table is self.moves:
            current = self.moves.current_id()
            return current if isinstance(current, bytes) else None
        line = self._line()
        return line.client_id if line is not None else None

    def _open(self, sheet: QDialog) -> None:
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _connect(self) -> None:
        self.plan.edited.connect(self._on_edited)
        self.plan.kept.connect(self._on_kept)
        self.views.changed.connect(self._on_view)
        self.accept_all.clicked.connect(self.on_accept_all)
        self.back.clicked.connect(self.left)
        for button, verb in (
            (self.take, self.accept),
            (self.keep, self.override),
            (self.serve, self.plan_service),
            (self.mark, self.done),
        ):
            button.clicked.connect(verb)
        self.mail.clicked.connect(self._on_mail)
        self.resources.acted.connect(self._on_shares)
        self.moves.opened.connect(self._on_row_opened)
        self.programme.opened.connect(self._on_row_opened)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.views)
        top.addWidget(self.head, 1)
        for button in (self.serve, self.mark, self.mail, self.take, self.keep, self.back, self.accept_all):
            top.addWidget(button)
        weights = Panel(lambda: _("Weights and cuts"), small=True)
        weights.add(self.plan)
        self._side_moves = side = QWidget()
        side.setProperty("look", "page")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 16, 16)
        column.setSpacing(20)
        column.addWidget(weights)
        column.addWidget(self.resources)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFixedWidth(theme.tokens().px(330))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(side)
        self._side_moves = scroll
        middle = QHBoxLayout()
        middle.setSpacing(16)
        for table in (self.moves, self.programme):
            middle.addWidget(table, 1)
        middle.addWidget(scroll)
        middle.addWidget(self.quote)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 0, 0)
        whole.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 16, 0)
        head.addLayout(top)
        whole.addLayout(head)
        whole.addLayout(middle, 1)
        self.programme.hide()
        self.quote.hide()

    def _action(self, sentence: str, run: Callable[[], object], key: str) -> QAction:
        action = QAction(_(sentence), self)
        action.triggered.connect(run)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        self._sentences[action] = sentence
        return action


class _Quote(QWidget):
    """The standard quote for C clients: words to keep and to copy."""

    def __init__(self, ctx: PageContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.keep, self.copy = Button(lambda: _("Save")), Button(lambda: _("Copy"), icon="copy")
        self.keep.clicked.connect(self._on_keep)
        self.copy.clicked.connect(self._on_copy)
        panel = Panel(lambda: _("Standard quote"), small=True)
        hint = Label(lambda: _("What goes out to small clients who ask for a price."), "small")
        hint.setWordWrap(True)
        panel.add(hint)
        panel.add(self.text, 1)
        verbs = QHBoxLayout()
        verbs.addWidget(self.copy)
        verbs.addStretch()
        verbs.addWidget(self.keep)
        panel.body.addLayout(verbs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 16, 16)
        column.addWidget(panel)
        self.setFixedWidth(theme.tokens().px(330))

    def refresh(self) -> None:
        """Show the kept words, unless somebody is writing."""
        kept = self._ctx.desk.maintenance.standard_quote()
        if not self.text.hasFocus() and self.text.toPlainText() != kept:
            self.text.setPlainText(kept)
        self.text.setAccessibleName(_("Standard quote"))
        self.text.setReadOnly(self._ctx.desk.read_only)
        self.keep.setEnabled(not self._ctx.desk.read_only)

    def _on_keep(self) -> None:
        self._ctx.attempt(self._ctx.desk.maintenance.set_standard_quote, self.text.toPlainText())

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._ctx.notify.tell(_("Copied"))


def _views() -> list[Choice]:
    return [
        Choice(MOVES, lambda: _("Moves")),
        Choice(Tier.A.value, lambda: _("Programme A")),
        Choice(Tier.B.value, lambda: _("Programme B")),
        Choice(Tier.C.value, lambda: _("Programme C")),
    ]


def _head(review: TierReview) -> str:
    """Which quarter is reviewed, and when it was done last."""
    number = (review.quarter.first.month + 2) // 3
    quarter = _("Quarter {number}, {year}").format(number=number, year=review.quarter.first.year)
    if review.last_on is None:
        return _("{quarter} · never reviewed yet").format(quarter=quarter)
    return _("{quarter} · last reviewed {day}").format(quarter=quarter, day=format_date(review.last_on))
