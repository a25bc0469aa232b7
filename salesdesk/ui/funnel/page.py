"""The funnel: opportunities as cards in their stages (spec 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.services.funnel import BoardFilter, Chip, ColumnKey
from salesdesk.ui.funnel.board import BoardView
from salesdesk.ui.opportunity.closing_sheet import ClosingSheet
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_month


class FunnelPage(Page):
    """The board with its filter."""

    key = "funnel"
    watches = frozenset({Kind.OPPORTUNITY, Kind.STAGE_MOVE, Kind.CLIENT, Kind.VISIT, Kind.PRODUCT, Kind.PRODUCT_LINE})

    def build(self) -> None:
        self.board = BoardView(self.desk.today)
        self.empty = EmptyState("")
        self.empty.sentence.setMinimumWidth(theme.tokens().px(440))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        self.chips = ChipBar(lambda: _("Show"), self._choices())
        self.chips.set_chosen(Chip.ALL)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.tokens().px(170))
        self.new_action = QAction(self)
        icons.set_icon(self.new_action, "plus")
        self.setFocusProxy(self.board)
        self._lay_out()
        self.retranslate()
        self.chips.changed.connect(self._on_filtered)
        self.search.textEdited.connect(self._on_filtered)
        self.new_action.triggered.connect(self.new_item)
        self.board.moved.connect(self._on_moved)
        self.board.opened.connect(self._on_opened)
        self.board.prioritised.connect(self._on_prioritised)
        self.board.binned.connect(self._on_binned)
        self.board.log_wanted.connect(self._on_log_wanted)

    def refresh(self) -> None:
        board = self.desk.funnel.board(self._wanted())
        self.chips.set_counts({chip.value: count for chip, count in board.counts.items()})
        self._place_chips()
        self.board.show_board(board)
        shown = any(column.count for column in board.columns)
        if not shown:
            self._say_empty()
        self._stack.setCurrentWidget(self.board if shown else self.empty)

    def retranslate(self) -> None:
        self.search.setPlaceholderText(_("Opportunity or client"))
        self.search.setAccessibleName(_("Filter the opportunities"))
        self.new_action.setText(_("New opportunity"))
        self.new_action.setToolTip(_("New opportunity (Ctrl+N)"))

    def bar_widgets(self) -> Sequence[QWidget]:
        return self._in_bar, self.search

    def bar_actions(self) -> Sequence[QAction]:
        return (self.new_action,)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("← → ↑ ↓", _("Go from card to card")),
            ("Ctrl+← / Ctrl+→, [ / ]", _("Move the card to the stage before or behind")),
            ("1 / 2 / 3", _("Set the priority")),
            ("L", _("Log a visit for this opportunity")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chips()

    # public

    def search_focus(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def new_item(self) -> None:
        self._show(OpportunitySheet(self.ctx, self))

    def open_record(self, kind: Kind, record_id: Id) -> None:
        """Choose the card; one that is not on the board (closed long ago) opens in its sheet."""
        pk = self.desk.funnel.opportunity_of(kind, record_id)
        if pk is None or self.board.choose(pk, focus=True):
            return
        self._show_all()
        if not self.board.choose(pk, focus=True):
            self._on_opened(pk)

    # handlers

    def _on_filtered(self, _words: str) -> None:
        self.refresh_now()

    def _on_moved(self, pk: Id, to: ColumnKey) -> None:
        if to is ColumnKey.CLOSED:
            self._show(ClosingSheet(self.ctx, self, opportunity_id=pk))
        else:
            self.attempt(self.desk.funnel.move, pk, Stage(to.value))

    def _on_opened(self, pk: Id) -> None:
        if self.desk.funnel.get(pk) is not None:
            self._show(OpportunitySheet(self.ctx, self, opportunity_id=pk))

    def _on_prioritised(self, pk: Id, priority: Priority) -> None:
        self.attempt(self.desk.funnel.set_priority, pk, priority)

    def _on_binned(self, pk: Id) -> None:
        self.attempt(self.desk.funnel.bin, pk)

    def _on_log_wanted(self, pk: Id) -> None:
        deal = self.desk.funnel.get(pk)
        if deal is not None:
            self.ctx.log_visit(client_id=deal.client_id, opportunity_id=deal.id)

    # private

    def _lay_out(self) -> None:
        self._in_bar, self._narrow = QWidget(), False
        self._bar_box, self._column = QHBoxLayout(self._in_bar), QVBoxLayout(self)
        self._bar_box.setContentsMargins(0, 0, 0, 0)
        self._bar_box.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.addWidget(self._stack)

    def _place_chips(self) -> None:
        """The chips stand in the bar; where that is too narrow (small window, large letters), above the board."""
        narrow = self.width() < self.chips.sizeHint().width() + theme.tokens().px(700)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._column.insertWidget(0, self.chips)
        else:
            self._bar_box.addWidget(self.chips, 0, Qt.AlignmentFlag.AlignVCenter)
        self._in_bar.setVisible(not narrow)

    def _wanted(self) -> BoardFilter:
        return BoardFilter(Chip(self.chips.chosen() or Chip.ALL), self.search.text())

    def _show_all(self) -> None:
        self.search.clear()
        self.chips.set_chosen(Chip.ALL)
        self.refresh_now()

    def _say_empty(self) -> None:
        if self._wanted() == BoardFilter():
            sentence = _("Your opportunities will stand here as cards, from first contact to closing.")
            self.empty.say(sentence, _("New opportunity"), self.new_item)
        else:
            self.empty.say(_("No opportunity fits this filter."), _("Show all"), self._show_all)

    def _choices(self) -> list[Choice]:
        return [
            Choice(Chip.ALL, lambda: _("All"), tip=lambda: _("Open ones, and those closed in the last 30 days")),
            Choice(Chip.P1, "P1", tip=lambda: _("Most urgent")),
            Choice(Chip.P2, "P2"),
            Choice(Chip.P3, "P3", tip=lambda: _("Least urgent")),
            Choice(Chip.STALLED, lambda: _("Stalled"), tip=lambda: _("Nothing happened for too long")),
            Choice(Chip.CLOSING, lambda: _("Closing this month"), tip=self._month),
        ]

    def _month(self) -> str:
        return _("Expected to close in {month}, or closed in it").format(month=format_month(self.desk.today()))

    def _show(self, sheet: Sheet) -> None:
        """Show a sheet over the page; it is gone for good when closed."""
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()
