"""What is known about a client, small, beside the form: tier, cadence, last contacts, open opportunities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.cadence import Due, DueState
from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import Badge, IconMark, Mark, PriorityMark, TierMark, VisitMark
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_day_near, format_money
from salesdesk.words.reasons import due_reason

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

_CHANNEL_ICONS = {
    "face": "face",
    "phone": "phone",
    "video": "video",
    "message": "message",
    "email": "mail",
    "event": "event",
}


class AboutClient(QScrollArea):
    """Read anew for each client that is picked; says in a sentence what will stand here before that."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._client: Id | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_client(None)

    def show_client(self, client_id: Id | None) -> None:
        """Show what is known about this client."""
        self._client = client_id
        body = QWidget()
        body.setProperty("look", "page")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(12, 4, 20, 12)
        self._column.setSpacing(4)
        if client_id is None:
            self._say(_("Pick a client: what you know about it will stand here."), "small")
        else:
            self._fill(client_id)
        self._column.addStretch()
        self.setWidget(body)

    def words(self) -> str:
        """All that stands here, for tests and screen readers."""
        return "\n".join(one.text() for one in self.findChildren(QLabel) if one.text())

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(240), theme.tokens().px(200))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self.show_client(self._client)
        super().changeEvent(event)

    # private

    def _fill(self, client_id: Id) -> None:
        client = self._desk.clients.get(client_id)
        if client is None:
            return
        self._line(TierMark(client.tier.value), client.name, "strong")
        state = self._desk.todo.contact_state(client_id)
        if state:
            self._say_state(state)
        self._head(_("Last contacts"))
        contacts = self._desk.visits.last_contacts(client_id)
        for visit in contacts:
            self._say_contact(visit)
        if not contacts:
            self._say(_("None yet."), "small")
        deals = self._desk.clients.open_opportunities(client_id)
        if deals:
            self._head(_("Open opportunities"))
        for deal in deals[:4]:
            self._say_deal(deal)

    def _say_state(self, state: Due) -> None:
        words = due_reason(state, self._desk.today())
        if state.state is DueState.OVERDUE:
            self._say(label(state.state), "late")
        self._say(words, "small")

    def _say_contact(self, visit: VisitCard) -> None:
        mark: Mark = IconMark(_CHANNEL_ICONS[visit.channel.value], label(visit.channel))
        if visit.status != "done":
            mark = VisitMark(visit.status.value)
        self._line(mark, format_day_near(visit.day, self._desk.today()))
        if words := visit.result or (label(visit.outcome) if visit.outcome else ""):
            self._say(_first_line(words), "small")
        if visit.next_step and visit.next_on and not visit.next_done:
            when = format_day_near(visit.next_on, self._desk.today())
            self._say(_("Promised {when}: {step}").format(when=when, step=_first_line(visit.next_step)), "small")

    def _say_deal(self, deal: Opportunity) -> None:
        self._line(PriorityMark(deal.priority.name), deal.name)
        money = format_money(deal.amount_cents, deal.currency, compact=True)
        self._say(_("{stage}, {amount}").format(stage=label(deal.stage), amount=money), "small")

    def _head(self, words: str) -> None:
        self._column.addSpacing(10)
        self._say(words, "label")

    def _line(self, mark: Mark, words: str, look: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Badge(mark), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_wrapped(words, look), 1)
        self._column.addLayout(row)

    def _say(self, words: str, look: str = "") -> None:
        self._column.addWidget(_wrapped(words, look))


def _wrapped(words: str, look: str) -> Label:
    said = Label(words, look)
    said.setWordWrap(True)
    return said


def _first_line(words: str, longest: int = 90) -> str:
    line = words.strip().splitlines()[0] if words.strip() else ""
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
