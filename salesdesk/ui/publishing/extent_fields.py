"""Everything, or how much of the file: the days, the clients; and what that comes to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent, Span
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChoiceField, DayField, PickerField
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import kind_label, label

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

_TIER, _LINE, _CHOSEN = "tier:", "line:", "chosen"
_TOLD = (Kind.CLIENT, Kind.VISIT, Kind.OPPORTUNITY, Kind.ORDER, Kind.INVOICE, Kind.PAYMENT)


class ExtentFields(QWidget):
    """`extent()` is what stands in the fields. A running period is always that of the day of publishing."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        spans = [Choice(span.value, partial(label, span)) for span in Span]
        self.span = ChoiceField("span", lambda: _("Days"), [Choice("", lambda: _("All days")), *spans])
        self.whose = ChoiceField("whose", lambda: _("Clients"), self._whose())
        self.first = DayField("first", lambda: _("First day"), desk.today, required=True)
        self.last = DayField("last", lambda: _("Last day"), desk.today, required=True)
        self.picker = PickerField("clients", lambda: _("Which clients"), lambda text: find_client(desk, text))
        self.chosen = _Chosen()
        self.chosen.setAccessibleName(_("Clients that are published"))
        self.chosen.setFixedHeight(theme.tokens().px(84))
        self.chosen.setToolTip(_("Del takes the marked one out"))
        self.sum = Label("", "soft")
        self.sum.setWordWrap(True)
        self.chosen.taken_out.connect(self.refresh)
        self.picker.picker.picked.connect(self._on_picked)
        for field in (self.span, self.whose, self.first, self.last):
            field.edited.connect(self.refresh)
        self._lay_out()
        self.set_extent(Extent())

    def extent(self) -> Extent:
        """What is chosen. Raises Refused where it is not chosen to its end."""
        span = Span(self.span.value()) if self.span.value() else None
        days = None
        if span is Span.DAYS:
            first, last = self.first.value(), self.last.value()
            if first is None or last is None:
                raise Refused(
                    N_("Which days? Give the first and the last."), field="first" if first is None else "last"
                )
            days = Period(first, last)
        whose, tier, line, clients = str(self.whose.value()), None, None, tuple[Id, ...]()
        if whose.startswith(_TIER):
            tier = Tier(whose.removeprefix(_TIER))
        elif whose.startswith(_LINE):
            line = bytes.fromhex(whose.removeprefix(_LINE))
        elif whose == _CHOSEN:
            clients = tuple(self._ids())
            if not clients:
                raise Refused(N_("Choose the clients that are to be published."), field="clients")
        extent = Extent(span, days, tier, line, clients)
        extent.check()
        return extent

    def set_extent(self, extent: Extent) -> None:
        """Show this choice."""
        self.span.set_value(extent.span.value if extent.span else "")
        self.first.set_value(extent.days.first if extent.days else None)
        self.last.set_value(extent.days.last if extent.days else None)
        whose = _CHOSEN if extent.clients else ""
        if extent.tier is not None:
            whose = f"{_TIER}{extent.tier.value}"
        elif extent.line_id is not None:
            whose = f"{_LINE}{extent.line_id.hex()}"
        self.whose.set_value(whose)
        self.chosen.clear()
        for pk in extent.clients:
            if (item := client_item(self._desk, pk)) is not None:
                self._add(item)
        self.refresh()

    def show_refusal(self, refused: Refused) -> bool:
        """Say a refusal at the field that it is about; False: it is about none of these."""
        fields = {"first": self.first, "last": self.last, "clients": self.picker, "line_id": self.whose}
        field = fields.get(refused.field)
        if field is None:
            return False
        field.show_problem(say(refused))
        field.setFocus()
        return True

    def refresh(self) -> None:
        """Show the fields that the choice needs, and what it comes to."""
        self.days.setVisible(self.span.value() == Span.DAYS)
        for widget in (self.picker, self.chosen):
            widget.setVisible(self.whose.value() == _CHOSEN)
        self.sum.set_caption(self._told)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.chosen.setAccessibleName(_("Clients that are published"))
        super().changeEvent(event)

    def _told(self) -> str:
        try:
            extent = self.extent()
            if extent.whole:
                return _("Everything in the file.")
            counts = self._desk.publishing.counts(extent)
        except Refused:
            return ""
        told = _(", ").join(kind_label(kind, counts[kind]) for kind in _TOLD if counts.get(kind)) or _("nothing")
        words = _("That is {what}, with what belongs to them; your lead sees that it is only a part.")
        return words.format(what=told)

    def _whose(self) -> list[Choice]:
        found = [Choice("", lambda: _("All clients"))]
        for tier in Tier:
            found.append(Choice(f"{_TIER}{tier.value}", _Named(N_("Clients of tier {name}"), tier.value)))
        for line in self._desk.products.lines():
            found.append(Choice(f"{_LINE}{line.id.hex()}", _Named(N_("Product line {name}"), line.name)))
        return [*found, Choice(_CHOSEN, lambda: _("Chosen clients"))]

    def _ids(self) -> list[Id]:
        return [bytes(self.chosen.item(at).data(Qt.ItemDataRole.UserRole)) for at in range(self.chosen.count())]

    def _add(self, item: PickItem) -> None:
        if item.id not in self._ids():
            shown = QListWidgetItem(item.title)
            shown.setData(Qt.ItemDataRole.UserRole, item.id)
            self.chosen.addItem(shown)

    def _on_picked(self, item: PickItem) -> None:
        self._add(item)
        self.picker.set_value(None)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        choices = QHBoxLayout()
        choices.setSpacing(12)
        choices.addWidget(self.span, 1, Qt.AlignmentFlag.AlignTop)
        choices.addWidget(self.whose, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(choices)
        self.days = QWidget()
        days = QHBoxLayout(self.days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(12)
        days.addWidget(self.first, 1, Qt.AlignmentFlag.AlignTop)
        days.addWidget(self.last, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.days)
        column.addWidget(self.picker)
        column.addWidget(self.chosen)
        column.addWidget(self.sum)


class _Chosen(QListWidget):
    """The chosen clients; Del takes the marked one out."""

    taken_out = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.takeItem(self.currentRow())
            self.taken_out.emit()
        else:
            super().keyPressEvent(event)


class _Named:
    """A sentence with a name in it, in the language of the moment."""

    def __init__(self, sentence: str, name: str) -> None:
        self._sentence, self._name = sentence, name

    def __call__(self) -> str:
        return _(self._sentence).format(name=self._name)
