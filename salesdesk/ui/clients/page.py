"""The tab *Clients*: filter chips with counts, the list, and the record with its timeline."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.services.clients import ClientFilter, ClientGroup, ClientRow, client_filter
from salesdesk.services.saved_filters import SavedFilter
from salesdesk.ui.clients.bulk import BulkBar
from salesdesk.ui.clients.columns import PoolFacts, columns, fitting
from salesdesk.ui.clients.deeds import Deeds
from salesdesk.ui.clients.editor import ClientSheet
from salesdesk.ui.clients.pool import PoolPanel
from salesdesk.ui.clients.record import RecordView
from salesdesk.ui.clients.saved import Narrowing
from salesdesk.ui.clients.tier_paper import TierPaperSheet
from salesdesk.ui.clients.tier_review import TierReviewView
from salesdesk.ui.duplicates.window import DuplicatesWindow
from salesdesk.ui.enquiries.surveys import SurveysSheet
from salesdesk.ui.imports.door import open_import
from salesdesk.ui.page import Page
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _

RECORD_AFTER, COUNTS_AFTER = 60, 150
"""Milliseconds without another key before the record and the counts follow."""

AHEAD_EVERY = 30
"""Milliseconds between two slices of reading ahead."""

SEARCH_WIDTH = 240


class ClientsPage(Page):
    """Find a client in a keystroke, see how it stands, and do the next thing with it."""

    key = "clients"
    watches = frozenset(
        {Kind.CLIENT, Kind.CONTACT, Kind.VISIT, Kind.OPPORTUNITY, Kind.STAGE_MOVE}
        | {Kind.QUOTE, Kind.ORDER, Kind.ORDER_LINE, Kind.PAYMENT, Kind.REQUEST, Kind.SETTING}
        | {Kind.INVOICE, Kind.SURVEY, Kind.ENQUIRY}
        | {Kind.TIER_MOVE, Kind.PROSPECT_STEP, Kind.SERVICE_STEP, Kind.GIVEN_SERVICE}
    )

    def build(self) -> None:
        self._place = 0
        self.deeds = Deeds(self.ctx, self, self.current)
        self.new_action = QAction(_("New client"), self)
        self.new_action.triggered.connect(self.new_item)
        icons.set_icon(self.new_action, "plus")
        self.review_action = QAction(_("Tier review"), self)
        self.review_action.triggered.connect(self.turn_review)
        icons.set_icon(self.review_action, "star")
        self.twins_action = QAction(_("Duplicates"), self)
        self.twins_action.triggered.connect(self.show_duplicates)
        self.survey_action = QAction(_("Survey of the quarter…"), self)
        self.survey_action.triggered.connect(self._on_survey)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        icons.set_icon(lens, "search")
        self.search.setFixedWidth(theme.tokens().px(SEARCH_WIDTH))
        self.search.textEdited.connect(self._on_typed)
        self.search.installEventFilter(self)
        self.chips = ChipBar(lambda: _("Show"), _choices())
        self.chips.set_chosen(ClientGroup.ALL.value)
        self.chips.changed.connect(self._on_group)
        self.facts = PoolFacts(self.desk.prospects)
        self.rows = RowsModel[ClientRow](columns(self.desk.today, self.desk.currency, self.facts), self)
        self.table = TableView(self.rows, lambda: _("Clients"))
        self.empty = EmptyState("")
        self.empty.sentence.setMinimumWidth(theme.tokens().px(440))
        self.table.set_empty(self.empty)
        self.narrow = Narrowing(self.ctx, self, self._present_filter)
        self.bulk = BulkBar(self.ctx, self.table)
        self.record = RecordView(self.deeds.main, self.deeds.more)
        self.review = TierReviewView(self.ctx)
        self.pool = PoolPanel(self.desk)
        self._connect()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        if self.reviewing:
            self.review.refresh()
            return
        wanted = self._wanted()
        self.facts.forget()
        self._filter_soon.stop()
        self.rows.show(self.desk.clients.list_source(wanted))
        self._on_counts_due()
        self._say_empty(wanted)
        self.narrow.refresh()
        self._go_on_from(self._place)
        self._on_record_due()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(_("Name, person, number …"))
        self.search.setAccessibleName(_("Filter clients"))
        self.new_action.setText(_("New client"))
        self.review_action.setText(_("Tier review"))
        self.twins_action.setText(_("Duplicates"))
        self.survey_action.setText(_("Survey of the quarter…"))
        self.deeds.retranslate()

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.search, self.narrow.button)

    def more_actions(self) -> Sequence[QAction]:
        return (self.survey_action,)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.twins_action, self.review_action, self.new_action)

    def chosen(self) -> tuple[Kind, Id] | None:
        client = self.current()
        return (Kind.CLIENT, client) if client else None

    def keys(self) -> Sequence[tuple[str, str]]:
        review = [(key, words) for key, words in self.review.key_list() if key != "Esc"]
        return [*self.deeds.keys(), ("Enter", _("Edit")), ("Del", _("Delete")), *review]

    @property
    def reviewing(self) -> bool:
        """Whether the tier review takes the whole page."""
        return self.modes.currentWidget() is self.review

    def _on_survey(self) -> None:
        SurveysSheet(self.ctx, self.window()).show_over()

    def turn_review(self) -> None:
        """The tier review in place of the list, or the list again."""
        self._show_mode(self.splitter if self.reviewing else self.review)

    def show_duplicates(self) -> None:
        """Every pair of clients that may be one company."""
        window = DuplicatesWindow(self.ctx, self.window())
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.open()

    def search_focus(self) -> None:
        if self.reviewing:
            self.turn_review()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def print_page(self) -> None:
        """The review of the tiers on paper, while it is in view."""
        if self.reviewing:
            TierPaperSheet(self.ctx, self.window()).show_over()

    def new_item(self) -> None:
        """Ctrl+N: what was being looked for is proposed as the name."""
        self.deeds.new_client(self.search.text().strip(), self._on_made)

    def open_record(self, kind: Kind, record_id: Id) -> None:
        client_id = self.desk.clients.client_of(kind, record_id)
        if client_id is not None:
            self._show_client(client_id)

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_typed(self, _text: str) -> None:
        self._filter_soon.start()

    def _show_mode(self, mode: QWidget) -> None:
        self.modes.setCurrentWidget(mode)
        self.search.setEnabled(not self.reviewing)
        self.refresh_now()
        if self.reviewing:
            self.deeds.allow(shown=False, writable=False)  # the keys are the review's now
            self.review.focus_table()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_group(self, _key: str) -> None:
        self._filter()
        self.table.select_first()

    def _filter(self) -> None:
        wanted = self._wanted()
        self.rows.show(self.desk.clients.list_source(wanted))
        self._say_empty(wanted)
        self.narrow.refresh()
        self._counts_soon.start()
        if not self.table.currentIndex().isValid():
            self.table.select_first()
        self._record_soon.start()

    def _on_mark_keys(self) -> None:
        self.attempt(self.desk.maintenance.mark_keys)

    def _on_counts_due(self) -> None:
        self._counts_soon.stop()
        self.chips.set_counts({group.value: n for group, n in self.desk.clients.counts(self._wanted()).items()})

    def _on_current_changed(self, client_id: Hashable) -> None:
        self._place = self.table.currentIndex().row()
        self._record_soon.start()

    def _on_record_due(self) -> None:
        self._record_soon.stop()
        client_id = self.current()
        record = self.desk.clients.record(client_id) if client_id is not None else None
        self.record.show_record(record, self.desk.today(), self.desk.currency)
        care = self.desk.maintenance.of(client_id) if record is not None and client_id is not None else None
        prospect = self.desk.prospects.of(client_id) if care is not None and client_id is not None else None
        self.record.show_care(care, prospect)
        writable = not self.desk.read_only
        self.new_action.setEnabled(writable)
        self.deeds.allow(shown=record is not None, writable=writable)
        self.deeds.follow_up_action.setEnabled(prospect is not None and writable)

    def _on_opened(self, _client_id: Hashable) -> None:
        self.deeds.edit()

    def _on_deleted(self, ids: Sequence[Hashable]) -> None:
        self.deeds.put_away(cast("Sequence[Id]", ids))

    def _on_made(self) -> None:
        sheet = self.sender()
        if isinstance(sheet, ClientSheet) and sheet.made is not None:
            self._show_client(sheet.made)

    def _on_show_all(self) -> None:
        self.search.clear()
        self.chips.set_chosen(ClientGroup.ALL.value)
        self.narrow.district = ""
        self._filter()
        self.table.setFocus()

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line, Down and Enter go on to the list, Esc empties the line."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._filter_now()
                self.table.select_first()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._on_show_all()
                return True
        if watched is not self.search and event.type() == QEvent.Type.Resize:
            # The list has the record's place while nothing is found, and gives it back.
            self._show_fitting()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "splitter"):
            self.search.setFixedWidth(theme.tokens().px(SEARCH_WIDTH))
            self.table.set_widths({column.key: column.width for column in self.rows.columns})
            self._fit()
        super().changeEvent(event)

    # --- private ----------------------------------------------------------------------------------------------

    def current(self) -> Id | None:
        """The client that the cursor is on."""
        return cast("Id | None", self.table.current_id())

    def _wanted(self) -> ClientFilter:
        group = ClientGroup(self.chips.chosen() or ClientGroup.ALL)
        return client_filter(group, self.search.text(), self.narrow.district)

    def _present_filter(self) -> SavedFilter:
        """What the list shows now, as it would be saved."""
        return SavedFilter(
            *("", self.chips.chosen() or ClientGroup.ALL.value, self.search.text().strip(), self.narrow.district),
            *(self.rows.sort_key, self.rows.descending),
        )

    def _on_taken(self, wanted: SavedFilter) -> None:
        """Show what was saved under a name."""
        groups = {group.value for group in ClientGroup}
        self.chips.set_chosen(wanted.group if wanted.group in groups else ClientGroup.ALL.value)
        self.search.setText(wanted.text)
        self.narrow.district = wanted.district
        self.table.show_sort(wanted.sort_key, wanted.descending)
        self._filter()
        self.narrow.refresh()

    def _on_ahead(self) -> None:
        """Read on, a slice at a time, what big files are searched for beside names."""
        if self.desk.clients.read_ahead():
            self._ahead.stop()
            if self.search.text():
                self._filter_soon.start()

    def _filter_now(self) -> None:
        if self._filter_soon.isActive():
            self._filter_soon.stop()
            self._filter()

    def _show_client(self, client_id: Id) -> None:
        """Put the cursor on this client, taking the filter away where it hides it."""
        if self.reviewing:
            self._show_mode(self.splitter)
        if self.stale:
            self.refresh_now()
        if not self.table.select(client_id):
            self.search.clear()
            self.chips.set_chosen(ClientGroup.ALL.value)
            self.narrow.district = ""
            self.refresh_now()
            self.table.select(client_id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_record_due()

    def _go_on_from(self, place: int) -> None:
        """After a record has gone, the cursor stands where it stood."""
        count = self.rows.rowCount()
        if count and not self.table.currentIndex().isValid():
            self.table.selectRow(min(max(place, 0), count - 1))

    def _on_import(self) -> None:
        open_import(self.ctx, self.window(), kind="clients")

    def _say_empty(self, wanted: ClientFilter) -> None:
        self.pool.show_for(wanted.group)
        self._show_fitting()
        filtered = bool(wanted.words or wanted.district) or wanted.group is not ClientGroup.ALL
        if filtered:
            self.empty.say(lambda: _("No client fits this filter."), lambda: _("Show all clients"), self._on_show_all)
        else:
            self.empty.say(
                lambda: _("Your clients will stand here: those of another program at once, or one by one with Ctrl+N."),
                lambda: _("Import…"),
                self._on_import,
            )
        self.record.setVisible(bool(self.rows.rowCount()))

    def _connect(self) -> None:
        self._filter_soon = _timer(self, 0, self._filter)
        self._counts_soon = _timer(self, COUNTS_AFTER, self._on_counts_due)
        self._record_soon = _timer(self, RECORD_AFTER, self._on_record_due)
        self._ahead = QTimer(self, interval=AHEAD_EVERY)
        self._ahead.timeout.connect(self._on_ahead)
        self._ahead.start()
        self.narrow.taken.connect(self._on_taken)
        self.narrow.district_changed.connect(self._filter)
        self.table.opened.connect(self._on_opened)
        self.table.deleted.connect(self._on_deleted)
        self.table.current_changed.connect(self._on_current_changed)
        self.record.opened.connect(self.deeds.open_line)
        self.record.removed.connect(self.deeds.remove_line)
        self.record.contact_wanted.connect(self.deeds.new_contact)
        self.record.care.service_wanted.connect(self.deeds.plan_service)
        self.record.care.given_wanted.connect(self.deeds.note_service)
        self.record.care.ideal_wanted.connect(self.deeds.describe_ideal)
        self.pool.ideal_wanted.connect(self.deeds.describe_ideal)
        self.pool.keys_wanted.connect(self._on_mark_keys)
        self.review.left.connect(self.turn_review)
        self.review.opened.connect(self._show_client)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.narrow.chips)
        column.addWidget(self.pool)
        column.addWidget(self.table, 1)
        column.addWidget(self.bulk)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.record)
        self.splitter.setCollapsible(0, False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.splitterMoved.connect(self._on_split)
        left.installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.modes = QStackedWidget()
        self.modes.addWidget(self.splitter)
        self.modes.addWidget(self.review)
        whole.addWidget(self.modes)
        self._split = False
        self.setFocusProxy(self.table)

    def _on_split(self, _place: int, _handle: int) -> None:
        self._split = True
        self._show_fitting()

    def _fit(self) -> None:
        if not self._split:
            record = min(max(theme.tokens().px(440), round(self.width() * 0.36)), theme.tokens().px(620))
            self.splitter.setSizes([self.width() - record, record])
        self._show_fitting()

    def _show_fitting(self) -> None:
        pool = self.chips.chosen() == ClientGroup.PROSPECTS.value
        width = round(self.splitter.sizes()[0] / theme.tokens().scale)
        self.table.show_columns(fitting(width, pool=pool, team=self.desk.is_team))


def _choices() -> list[Choice]:
    return [
        Choice(ClientGroup.ALL.value, lambda: _("All")),
        *(Choice(group.value, group.value) for group in (ClientGroup.A, ClientGroup.B, ClientGroup.C)),
        Choice(ClientGroup.DUE.value, lambda: _("To be met")),
        Choice(ClientGroup.PROSPECTS.value, lambda: _("Prospects")),
        Choice(ClientGroup.KEY.value, lambda: _("Key accounts")),
        Choice(ClientGroup.AT_RISK.value, lambda: _("At risk")),
    ]


def _timer(page: ClientsPage, millis: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(page, singleShot=True, interval=millis)
    timer.timeout.connect(run)
    return timer
