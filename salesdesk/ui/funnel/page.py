"""The funnel: opportunities as cards in their stages, as a table, and what else looks at them (spec 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.services.funnel import Board, BoardFilter, ColumnKey, TableRows
from salesdesk.ui.funnel.analysis import AnalysisView
from salesdesk.ui.funnel.board import BoardView
from salesdesk.ui.funnel.bulk import BulkBar
from salesdesk.ui.funnel.filters import FilterRow
from salesdesk.ui.funnel.limits_sheet import LimitsSheet
from salesdesk.ui.funnel.review import ReviewView
from salesdesk.ui.funnel.table import DealTable
from salesdesk.ui.opportunity.closing_sheet import ClosingSheet
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _

NARROW = 960
"""Pixels of the page, before scaling, below which the bar has no room for the search."""


class View(StrEnum):
    """The ways to look at the funnel."""

    BOARD = "board"
    TABLE = "table"
    ANALYSIS = "analysis"
    REVIEW = "review"


class FunnelPage(Page):
    """The board with its filter, the same as a table, and several opportunities changed at once."""

    key = "funnel"
    watches = frozenset(
        {Kind.OPPORTUNITY, Kind.STAGE_MOVE, Kind.CLIENT, Kind.VISIT, Kind.PRODUCT, Kind.PRODUCT_LINE}
        | {Kind.REP, Kind.SETTING, Kind.DEAL_REVIEW}
    )

    def build(self) -> None:
        self._table: DealTable | None = None
        self._analysis: AnalysisView | None = None
        self._review: ReviewView | None = None
        self.switch = SegmentedBar(lambda: _("View"), _views())
        self.switch.set_chosen(View.BOARD)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.tokens().px(170))
        self.search.installEventFilter(self)
        self._in_bar, self._narrow = QWidget(), False
        self._bar_box = QHBoxLayout(self._in_bar)
        self._bar_box.setContentsMargins(0, 0, 0, 0)
        self._bar_box.addWidget(self.search)
        self.new_action, self.limits_action = QAction(self), QAction(self)
        icons.set_icon(self.new_action, "plus")
        icons.set_icon(self.limits_action, "hourglass")
        self.new_action.setEnabled(not self.desk.read_only)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        self.filters = FilterRow(self.ctx, self)
        self._stack = QStackedWidget(self)
        self.board = BoardView(self.desk.today, self._stack)
        self.empty = EmptyState("", parent=self._stack)
        self.empty.sentence.setMinimumWidth(theme.tokens().px(440))
        self.bulk = BulkBar(self.ctx, self)
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        column.addWidget(self.bulk)
        self.setFocusProxy(self.board)
        self.retranslate()
        self._connect()

    def refresh(self) -> None:
        looked_at = self._looked_at()
        if looked_at is not None:
            self._show_other(looked_at)
            return
        wanted = self._wanted()
        board, owners = self.desk.funnel.board(wanted), self.desk.funnel.owners()
        lines = {line.id: line.name for line in self.desk.products.lines()}
        self.filters.show_board(board, wanted, owners, lines)
        self.filters.setVisible(bool(board.total or wanted))
        self._owners = owners
        if self.view is View.TABLE:
            self.table.rows.show(TableRows(board.cards(), owners))
        else:
            self.board.show_board(board)
        self._show_place(board, wanted)
        self._on_picked()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(_("Opportunity or client"))
        self.search.setAccessibleName(_("Filter the opportunities"))
        self.new_action.setText(_("New opportunity"))
        self.new_action.setToolTip(_("New opportunity (Ctrl+N)"))
        self.limits_action.setText(_("Limits"))
        self.limits_action.setToolTip(_("After how many days an opportunity counts as stalled"))
        for view in (self._analysis, self._review):
            if view is not None:
                view.retranslate()

    def bar_widgets(self) -> Sequence[QWidget]:
        return self.switch, self._in_bar

    def bar_actions(self) -> Sequence[QAction]:
        return (self.limits_action, self.new_action)

    def chosen(self) -> tuple[Kind, Id] | None:
        deal = self._current()
        return (Kind.OPPORTUNITY, deal) if deal else None

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("← → ↑ ↓", _("Go from card to card")),
            ("Ctrl+← / Ctrl+→, [ / ]", _("Move the card to the stage before or behind")),
            ("1 / 2 / 3", _("Set the priority")),
            ("W / X", _("Won, lost")),
            ("L", _("Log a visit for this opportunity")),
            ("I", _("Everything about the card")),
            (_("Space"), _("Pick the card, to change several at once; Esc lets them go")),
            ("Shift+↑ / Shift+↓", _("Pick the next card too")),
            ("Alt+1 / Alt+2 / Alt+3 / Alt+4", _("Board, table, analysis, weekly review")),
            ("Ctrl+PgUp / Ctrl+PgDown", _("In the analysis and the review: the period before, the next")),
            (_("Enter"), _("In the analysis: the opportunities behind a number")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()
        if self._table is not None:
            self._table.show_fitting(round(self.width() / theme.tokens().scale))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line, Down and Enter go on to what was found, Esc empties the line."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go_to_first()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.refresh_now()
                self._go_to_first()
                return True
        return super().eventFilter(watched, event)

    # public

    @property
    def view(self) -> View:
        """What is in view."""
        return View(self.switch.chosen())

    @property
    def table(self) -> DealTable:
        """The table, made when it is first wanted."""
        if self._table is None:
            self._table = DealTable(self.desk.today, self._owner_names, self._stack)
            self._stack.addWidget(self._table)
            self._connect_table(self._table)
            self._table.show_fitting(round(self.width() / theme.tokens().scale))
        return self._table

    def show_view(self, view: View) -> None:
        """Look at the funnel this way; the opportunity that is chosen stays so."""
        before = self._current()
        self.switch.set_chosen(view)
        self.refresh_now()
        looked_at = self._looked_at()
        if looked_at is not None:
            self.setFocusProxy(looked_at)
            looked_at.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.setFocusProxy(self.board if view is View.BOARD else self.table)
        self._choose(before)

    def search_focus(self) -> None:
        self._to_opportunities()
        self.search.setFocus()
        self.search.selectAll()

    def print_page(self) -> None:
        """The weekly review goes on paper."""
        if self._review is not None and self.view is View.REVIEW:
            self._review.print_page()

    def new_item(self) -> None:
        sheet = OpportunitySheet(self.ctx, self)
        sheet.accepted.connect(self._on_added)
        self._show(sheet)

    def open_record(self, kind: Kind, record_id: Id) -> None:
        """Choose the card; one that is not on the board (closed long ago) opens in its sheet."""
        pk = self.desk.funnel.opportunity_of(kind, record_id)
        if pk is None:
            return
        self._to_opportunities()
        if self._choose(pk):
            return
        self._take_filter(BoardFilter())
        if not self._choose(pk):
            self._on_opened(pk)

    # handlers

    def _on_filtered(self, _words: str = "") -> None:
        self._to_opportunities()
        self.refresh_now()

    def _take_filter(self, wanted: BoardFilter) -> None:
        """Show this filter, as it was saved, or none."""
        self.search.setText(wanted.text)
        self.filters.choose(wanted)
        self.refresh_now()

    def _on_moved(self, ids: Sequence[Id], to: ColumnKey) -> None:
        if to is ColumnKey.CLOSED:
            self._close(ids)
        elif len(ids) == 1:
            self.attempt(self.desk.funnel.move, ids[0], Stage(to.value))
        else:
            self.attempt(self.desk.funnel.change_many, ids, stage=Stage(to.value))

    def _on_pushed(self, by: int) -> None:
        """From the table: one stage on or back, seen from the current line."""
        card = self.table.rows.row_at(self.table.currentIndex().row())
        if card is None:
            return
        keys = list(ColumnKey)
        at = min(card.stage.rank, len(keys) - 1) + by
        if 0 <= at < len(keys):
            self._on_moved(self._meant(), keys[at])

    def _on_closed_as(self, pk: Id, outcome: Stage) -> None:
        if not self.desk.read_only:
            self._show(ClosingSheet(self.ctx, self, opportunity_id=pk, outcome=outcome))

    def _on_added(self) -> None:
        """The new card is the chosen one, where the filter shows it: the next key means it."""
        sheet = self.sender()
        if isinstance(sheet, OpportunitySheet) and self.view in (View.BOARD, View.TABLE):
            self.refresh_now()
            self._choose(sheet.made)

    def _on_opened(self, pk: Id) -> None:
        if self.desk.funnel.get(pk) is not None:
            self._show(OpportunitySheet(self.ctx, self, opportunity_id=pk))

    def _on_prioritised(self, ids: Sequence[Id], priority: Priority) -> None:
        if len(ids) == 1:
            self.attempt(self.desk.funnel.set_priority, ids[0], priority)
        elif ids:
            self.attempt(self.desk.funnel.change_many, ids, priority=priority)

    def _on_row_prioritised(self, priority: Priority) -> None:
        self._on_prioritised(self._meant(), priority)

    def _on_binned(self, ids: Sequence[Id]) -> None:
        if ids:
            self.attempt(self.desk.funnel.bin, *ids)

    def _on_log_wanted(self, pk: Id) -> None:
        deal = self.desk.funnel.get(pk)
        if deal is not None:
            self.ctx.log_visit(client_id=deal.client_id, opportunity_id=deal.id)

    def _on_picked(self, *_selection: object) -> None:
        self.bulk.show_for(self._meant() if self.view is View.TABLE else self.board.picked())

    def _on_let_go(self) -> None:
        self.board.pick(())
        if self._table is not None:
            self._table.clearSelection()
        self._on_picked()

    def _on_view(self, key: str) -> None:
        self.show_view(View(key))

    def _on_limits(self) -> None:
        self._show(LimitsSheet(self.ctx, self))

    # private

    def _connect(self) -> None:
        self.switch.changed.connect(self._on_view)
        self.filters.changed.connect(self._on_filtered)
        self.filters.taken.connect(self._take_filter)
        self.search.textEdited.connect(self._on_filtered)
        self.new_action.triggered.connect(self.new_item)
        self.limits_action.triggered.connect(self._on_limits)
        self.bulk.cleared.connect(self._on_let_go)
        self.board.moved.connect(self._on_moved)
        self.board.opened.connect(self._on_opened)
        self.board.prioritised.connect(self._on_prioritised)
        self.board.binned.connect(self._on_binned)
        self.board.log_wanted.connect(self._on_log_wanted)
        self.board.closed_as.connect(self._on_closed_as)
        self.board.picks_changed.connect(self._on_picked)
        for number, view in enumerate(View, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(_Show(self, view))

    def _connect_table(self, table: DealTable) -> None:
        table.opened.connect(self._on_opened)
        table.deleted.connect(self._on_binned)
        table.prioritised.connect(self._on_row_prioritised)
        table.pushed.connect(self._on_pushed)
        table.closed_as.connect(self._on_closed_as)
        table.log_wanted.connect(self._on_log_wanted)
        table.selectionModel().selectionChanged.connect(self._on_picked)

    def _looked_at(self) -> AnalysisView | ReviewView | None:
        """The analysis or the review, made when first wanted, where one of them is in view."""
        if self.view is View.ANALYSIS and self._analysis is None:
            self._analysis = AnalysisView(self.ctx, self._stack)
            self._stack.addWidget(self._analysis)
        elif self.view is View.REVIEW and self._review is None:
            self._review = ReviewView(self.ctx, self._stack)
            self._stack.addWidget(self._review)
        return {View.ANALYSIS: self._analysis, View.REVIEW: self._review}.get(self.view)

    def _show_other(self, looked_at: AnalysisView | ReviewView) -> None:
        """Without the filters and the verbs of the board."""
        self.filters.hide()
        self.bulk.show_for(())
        self._stack.setCurrentWidget(looked_at)
        looked_at.refresh()

    def _to_opportunities(self) -> None:
        """From the analysis or the review to the board, where single opportunities are found."""
        if self.view not in (View.BOARD, View.TABLE):
            self.show_view(View.BOARD)

    def _place_search(self) -> None:
        """The search stands in the bar; where that is too narrow (large letters), behind the chips."""
        narrow = self.width() < theme.tokens().px(NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self.filters.row.addWidget(self.search)
        else:
            self._bar_box.addWidget(self.search)

    def _owner_names(self) -> dict[Id, str]:
        return self._owners

    def _wanted(self) -> BoardFilter:
        return self.filters.wanted(self.search.text())

    def _meant(self) -> list[Id]:
        """The opportunities that a verb for several means."""
        if self.view is View.TABLE:
            return cast("list[Id]", self.table.selected_ids())
        return self.board.meant()

    def _current(self) -> Id | None:
        if self._table is not None and self._stack.currentWidget() is self._table:
            return cast("Id | None", self._table.current_id())
        chosen = self.board.chosen()
        return chosen.id if chosen else None

    def _choose(self, pk: Id | None) -> bool:
        if pk is None:
            return False
        if self.view is View.BOARD:
            return self.board.choose(pk, focus=True)
        found = self.table.select(pk)
        if found:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return found

    def _go_to_first(self) -> None:
        """To the first opportunity in view."""
        if self.view is View.TABLE:
            self.table.select_first()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        cards = [column.list.cards.card(0) for column in self.board.columns]
        first = next((card for card in cards if card), None)
        if first is not None and self.board.chosen() is None:
            self.board.choose(first.id, focus=True)
        else:
            self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, ids: Sequence[Id]) -> None:
        """Into the last column: one is asked how it ended; several are won or lost by the bar below."""
        if len(ids) == 1:
            self._show(ClosingSheet(self.ctx, self, opportunity_id=ids[0]))
        else:
            self.ctx.notify.tell(_("To close several at once, choose Won or Lost under Stage in the bar below."))

    def _show_place(self, board: Board, wanted: BoardFilter) -> None:
        """The board or the table; where nothing is shown, what to do about it."""
        shown = any(column.count for column in board.columns)
        if not shown:
            self._say_empty(wanted)
        view = self.board if self.view is View.BOARD else self.table
        self._stack.setCurrentWidget(view if shown else self.empty)

    def _say_empty(self, wanted: BoardFilter) -> None:
        if not wanted:
            sentence = _("Your opportunities will stand here as cards, from first contact to closing.")
            self.empty.say(sentence, "" if self.desk.read_only else _("New opportunity"), self.new_item)
        else:
            self.empty.say(_("No opportunity fits this filter."), _("Show all"), self._show_all)

    def _show_all(self) -> None:
        self._take_filter(BoardFilter())

    def _show(self, sheet: Sheet) -> None:
        """Show a sheet over the page; it is gone for good when closed."""
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()


class _Show:
    """Shows one of the views."""

    def __init__(self, page: FunnelPage, view: View) -> None:
        self._page, self._view = page, view

    def __call__(self) -> None:
        self._page.show_view(self._view)


def _views() -> list[Choice]:
    return [
        Choice(View.BOARD.value, lambda: _("Board"), tip="Alt+1"),
        Choice(View.TABLE.value, lambda: _("Table"), tip="Alt+2"),
        Choice(View.ANALYSIS.value, lambda: _("Analysis"), tip="Alt+3"),
        Choice(View.REVIEW.value, lambda: _("Weekly review"), tip="Alt+4"),
    ]
