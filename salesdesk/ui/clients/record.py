"""The record beside the list: head, facts, people, needs, opportunities, and the timeline, in one scroll."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.coordinates import written
from salesdesk.services.clients import ClientRecord
from salesdesk.services.maintenance import Care
from salesdesk.services.prospects import Prospect
from salesdesk.ui.clients.care import CarePanels
from salesdesk.ui.clients.line import Line, LineText
from salesdesk.ui.clients.past import KindChips, bought_line
from salesdesk.ui.clients.story import contact_line, happened, is_late, near, opportunity_line
from salesdesk.ui.parts.badges import Badge, IconMark, TierMark
from salesdesk.ui.parts.caption import Button, IconButton, Label, hairline
from salesdesk.ui.parts.flow_layout import FlowLayout
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _
from salesdesk.words.labels import field_label, field_value
from salesdesk.words.numbers import format_money
from salesdesk.words.reasons import due_reason

SHOWN = 30
"""Things of the timeline that are shown before *Show all* is asked for."""

BOUGHT_SHOWN = 8
"""Products bought that are shown, the last bought first."""

_LONG = ("address", "note")
"""Facts that take the whole width; those in the head are not said again."""

_FACTS = (
    *("address", "name_en", "size", "region", "email", "website", "source", "payment_days", "credit_limit_cents"),
    *("potential", "influence", "since", "tax_no", "parent", "tags", "ref", "note"),
)


class RecordView(QScrollArea):
    """One client. `opened(LineText)` when a line is chosen, `removed(LineText)` on Del at a contact."""

    opened = Signal(object)
    removed = Signal(object)
    contact_wanted = Signal()

    def __init__(self, verbs: Sequence[QAction], more: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._record: ClientRecord | None = None
        self._today, self._currency, self._all = date.min, "CNY", False
        self._body = body = QWidget()
        body.setProperty("look", "page")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(20, 12, 16, 20)
        self.column.setSpacing(12)
        self._build_head(verbs, more)
        self._build_sections()
        self.column.addStretch()
        self.setWidget(body)
        self.setAccessibleName(_("Client record"))

    # public

    def show_care(self, care: Care | None, prospect: Prospect | None) -> None:
        """Show how the client in view is kept, or nothing of it."""
        self.care.setVisible(care is not None and self._record is not None)
        if care is not None and self._record is not None:
            self.care.show_care(self._record.client, care, prospect, self._today)

    def show_record(self, record: ClientRecord | None, today: date, currency: str) -> None:
        """Show this client, or nothing."""
        other = record is None or self._record is None or record.client.id != self._record.client.id
        if other:
            self._all = False
            self.kinds.set_chosen("")
            self.verticalScrollBar().setValue(0)
        self._record, self._today, self._currency = record, today, currency
        self._body.setVisible(record is not None)
        if record is not None:
            self.setUpdatesEnabled(False)
            self._fill(record)
            self.setUpdatesEnabled(True)

    @property
    def record(self) -> ClientRecord | None:
        """What is shown."""
        return self._record

    def lines(self, kind: Kind | None = None) -> list[Line]:
        """The lines in view, of one kind of record or all."""
        found = [line for line in self._body.findChildren(Line) if not line.isHidden()]
        return [line for line in found if kind is None or line.line.kind is kind]

    # what Qt asks

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("Client record"))
        super().changeEvent(event)

    # building

    def _build_head(self, verbs: Sequence[QAction], more: Sequence[QAction]) -> None:
        self._tier, self._key = Badge(), Badge()
        self._name, self._where, self._due = Label("", "title"), Label("", "soft"), Label("", "small")
        for label in (self._name, self._where, self._due):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sums = Label("", "small")
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._tier, 0, Qt.AlignmentFlag.AlignVCenter)
        title.addWidget(self._name, 1)
        title.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(title)
        for label in (self._where, self._due, self._sums):
            head.addWidget(label)
        self.column.addLayout(head)
        self.column.addWidget(_Verbs(verbs, more))
        self.column.addWidget(hairline())

    def _build_sections(self) -> None:
        self._people = Panel(lambda: _("Contacts"), lambda: _("New contact"), small=True)
        self._people.acted.connect(self.contact_wanted)
        self._wants = Panel(lambda: _("Needs and competitors"), small=True)
        self._deals = Panel(lambda: _("Open opportunities"), small=True)
        self._bought = Panel(lambda: _("Products bought"), small=True)
        self.kinds = KindChips()
        self.kinds.changed.connect(self._on_kind)
        self._story = Panel(lambda: _("Timeline"), small=True)
        self._facts = Panel(lambda: _("Facts"), small=True)
        self.care = CarePanels()
        self.care.opened.connect(self.opened)
        self.care.hide()
        for panel in (self._people, self._deals, self._bought, self.care, self._wants, self._facts, self._story):
            if panel is self._story:
                self.column.addWidget(self.kinds)
            if isinstance(panel, Panel):
                panel.body.setSpacing(0)
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.column.addWidget(panel)

    # filling

    def _fill(self, record: ClientRecord) -> None:
        client, row = record.client, record.row
        self._tier.set_mark(TierMark(client.tier.value))
        self._key.set_mark(IconMark("star", _("Key account"), "amber") if client.is_key else None)
        self._name.set_caption(client.name)
        kind = _("Prospect") if client.is_prospect else ""
        self._say(self._where, (kind, client.industry, client.district, client.phone))
        self._due.set_caption(due_reason(row.due, self._today) if row.due else "")
        self._due.setProperty("look", "late" if is_late(row.due) else "small")
        self._due.style().polish(self._due)
        open_sum, sales = (format_money(c, self._currency, compact=True) for c in (row.open_cents, row.sales_cents))
        sums = _("Sales of 12 months {sales} · open {amount}").format(sales=sales, amount=open_sum)
        self._sums.set_caption(sums if row.open_cents or row.sales_cents else "")
        self._sums.setVisible(bool(row.open_cents or row.sales_cents))
        self._show_lines(self._people, map(contact_line, record.contacts), len(record.contacts))
        self._show_wants(client, record.competitors_met)
        goods = [bought_line(one, self._today) for one in record.bought[:BOUGHT_SHOWN]]
        self._show_lines(self._bought, goods, len(record.bought))
        self._bought.setVisible(bool(goods))
        deals = [opportunity_line(deal, self._today) for deal in record.opportunities]
        self._show_lines(self._deals, deals, len(deals))
        self._deals.setVisible(bool(deals))
        self._show_story(record)
        self._show_facts(client)

    def _show_story(self, record: ClientRecord) -> None:
        self.kinds.show_for(record.timeline)
        told = self.kinds.narrowed(record.timeline)
        count = len(told)
        shown = told if self._all else told[:SHOWN]
        self._show_lines(self._story, [happened(item, self._today) for item in shown], None)
        self._story.setVisible(bool(count))
        if count > len(shown):
            button = Button(_("Show all {n}").format(n=count), "link")
            button.clicked.connect(self._on_all_wanted)
            self._story.add(button)

    def _show_wants(self, client: Client, met: Sequence[tuple[date, str]]) -> None:
        self._wants.clear()
        for field, words in (("needs", client.needs), ("competitors", client.competitors)):
            if words:
                self._wants.add(_Fact(field_label(Kind.CLIENT, field), words))
        for day, words in met:
            when = _("Competitor, heard {when}").format(when=near(day, self._today))
            self._wants.add(_Fact(when, words))
        self._wants.setVisible(bool(client.needs or client.competitors or met))

    def _show_facts(self, client: Client) -> None:
        self._facts.clear()
        known = [
            (field_label(Kind.CLIENT, name), field_value(name, getattr(client, name), self._currency), name in _LONG)
            for name in _FACTS
            if getattr(client, name) not in ("", None)
        ]
        if client.latitude is not None and client.longitude is not None:
            known.append((_("Coordinates"), written((client.latitude, client.longitude)), False))
        self._facts.setVisible(bool(known))
        grid = QWidget()
        cells = QGridLayout(grid)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setHorizontalSpacing(8)
        cells.setVerticalSpacing(0)
        cells.setColumnStretch(0, 1)
        cells.setColumnStretch(1, 1)
        place = 0
        for name, value, long in known:
            span = 2 if long else 1
            place += place % 2 if span == 2 else 0
            cells.addWidget(_Fact(name, value), place // 2, place % 2, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        self._facts.add(grid)

    def _show_lines(self, panel: Panel, lines: Iterable[LineText], count: int | None) -> None:
        panel.clear()
        panel.set_count(count or None)
        for text in lines:
            line = Line(text)
            line.chosen.connect(self.opened)
            line.removed.connect(self.removed)
            panel.add(line)

    def _on_kind(self, _key: str) -> None:
        if self._record is not None:
            self._show_story(self._record)

    def _say(self, label: Label, words: Iterable[str]) -> None:
        said = " · ".join(word for word in words if word)
        label.set_caption(said)
        label.setVisible(bool(said))

    def _on_all_wanted(self) -> None:
        self._all = True
        if self._record is not None:
            self._show_story(self._record)


class _Verbs(QWidget):
    """The verbs as buttons that wrap where there is little room, the rarer ones in a menu."""

    def __init__(self, verbs: Sequence[QAction], more: Sequence[QAction]) -> None:
        super().__init__()
        row = FlowLayout(self, 6, keep_last=True)
        for at, action in enumerate(verbs):
            button = Button(_TextOf(action), "primary" if at == 0 else "", tip=_TipOf(action))
            button.clicked.connect(action.trigger)
            row.addWidget(button)
        menu = QMenu(self)
        menu.addActions(list(more))
        other = IconButton("more", lambda: _("More"))
        other.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        other.setMenu(menu)
        row.addWidget(other)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class _TextOf:
    """The words of an action at this moment."""

    def __init__(self, action: QAction) -> None:
        self._action = action

    def __call__(self) -> str:
        return self._action.text()


class _TipOf(_TextOf):
    """Its key."""

    def __call__(self) -> str:
        return self._action.shortcut().toString()


class _Fact(QWidget):
    """A small heading and the words below it."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 4)
        column.setSpacing(2)
        column.addWidget(Label(name, "label"))
        column.addWidget(_words(words))


def _words(text: str) -> Label:
    """Words that wrap and can be copied."""
    label = Label(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
