"""The lists of Today: their heads, their verbs with the letters that do them, and how many rows are in view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.today.day_rows import ListRow, Verb
from salesdesk.ui.today.row_list import RowList
from salesdesk.words.i18n import _

LOG = Verb("log", "L", lambda: _("Log"))
PLAN = Verb("plan", "P", lambda: _("Plan"))
LATER = Verb("later", "S", lambda: _("Later"))
OPEN = Verb("open", "O", lambda: _("Open"))
DONE = Verb("done", "D", lambda: _("Done"))
MOVE = Verb("move", "M", lambda: _("Move"))
CANCEL = Verb("cancel", "Del", lambda: _("Call off"))
EDIT = Verb("edit", "E", lambda: _("Edit"))
PAY = Verb("pay", "P", lambda: _("Payment"))
ASK = Verb("ask", "A", lambda: _("Ask"))
ANSWER = Verb("answer", "A", lambda: _("Answer"))


def _all() -> str:
    return _("Show all")


def _fewer() -> str:
    return _("Show fewer")


class Section(Panel):
    """A head with the count and one list. It vanishes when empty; `fit` says how many rows there is room for.

    `more_wanted` when the user asks for all rows, or for few again.
    """

    more_wanted = Signal()

    def __init__(self, name: str, title: Caption, verbs: Sequence[Verb], parent: QWidget | None = None) -> None:
        super().__init__(title, _all, small=True, parent=parent)
        self.name, self.total = name, 0
        self.list = RowList(title, verbs)
        self._rows: Sequence[ListRow] = ()
        self._room, self._all = 0, False
        self.body.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add(self.list)
        self.acted.connect(self._on_acted)

    def show_rows(self, rows: Sequence[ListRow], total: int) -> None:
        """Show the first of these rows; `total` counts also those that were not read."""
        self._rows, self.total = rows, total
        self.set_count(total)
        self.setVisible(bool(rows))
        self._show()

    def fit(self, room: int) -> None:
        """Show at most this many rows, unless all are wanted; room 0 is no limit."""
        if room != self._room:
            self._room = room
            self._show()

    def retranslate(self) -> None:
        """Read the name again in the present language."""
        self.setAccessibleName(read(self.title.text()))

    def _on_acted(self) -> None:
        self._all = not self._all
        self._show()
        self.more_wanted.emit()

    def _show(self) -> None:
        limit = len(self._rows) if self._all or not self._room else self._room
        shown = self._rows[:limit]
        if [row.key for row in shown] != [row.key for row in self.list.rows()] or shown != self.list.rows():
            self.list.show_rows(shown)
        self.action.set_caption(_fewer if self._all else _all)
        self.action.setVisible(len(self._rows) > (self._room or len(self._rows)))


def sections() -> dict[str, Section]:
    """The lists in the order of the arrow keys: down the left column, then down the right one."""
    made = (
        Section("visits", lambda: _("Visits of the day"), (LOG, EDIT, MOVE, CANCEL, OPEN)),
        Section("due", lambda: _("Due"), (LOG, PLAN, LATER, OPEN)),
        Section("promises", lambda: _("Promised"), (LOG, DONE, LATER, OPEN)),
        Section("nodes", lambda: _("Prospects to follow up"), (LOG, DONE, LATER, OPEN)),
        Section("services", lambda: _("Services due"), (LOG, DONE, LATER, OPEN)),
        Section("stalled", lambda: _("Stalled"), (OPEN, PLAN, LOG)),
        Section("collect", lambda: _("To be collected"), (PAY, LOG, LATER, OPEN)),
        Section("waiting", lambda: _("Waiting for an answer"), (ANSWER, LOG, OPEN)),
        Section("surveys", lambda: _("Survey of the quarter"), (ASK,)),
        Section("requests", lambda: _("Waiting for help"), (OPEN, DONE)),
    )
    return {section.name: section for section in made}
