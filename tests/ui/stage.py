"""A stage for pages: a real desk, a page that shows the names of its clients, and the window around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.ui.bridge import Bridge
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.pages import Tab
from salesdesk.words.i18n import _


@dataclass
class Noted:
    """Keeps what a page tells, asks to show or to log."""

    done_: list[ChangeSet] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    went: list[tuple[Kind, Id]] = field(default_factory=list)
    logged: list[tuple[Id | None, Id | None]] = field(default_factory=list)
    histories: list[tuple[Kind, Id]] = field(default_factory=list)

    def done(self, change: ChangeSet) -> None:
        self.done_.append(change)

    def problem(self, sentence: str) -> None:
        self.problems.append(sentence)

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def go(self, kind: Kind, record_id: Id) -> None:
        self.went.append((kind, record_id))

    def log_visit(
        self, *, client_id: Id | None = None, visit_id: Id | None = None, opportunity_id: Id | None = None
    ) -> None:
        self.logged.append((client_id, visit_id))

    def show_history(self, kind: Kind, record_id: Id) -> None:
        self.histories.append((kind, record_id))


def stage(desk: Desk) -> tuple[PageContext, Noted]:
    """A context for one page without a window, and what the page did with it."""
    noted = Noted()
    ctx = PageContext(
        desk=desk,
        bridge=Bridge(desk),
        jobs=Jobs(inline=True),
        notify=noted,
        go=noted.go,
        log_visit=noted.log_visit,
        show_history=noted.show_history,
    )
    return ctx, noted


def record(desk: Desk, label: Label, *changes: Change) -> ChangeSet:
    """Store changes as one action, as every verb of the desk does."""
    return desk.session.record(label, changes)


def add_need(desk: Desk, name: str) -> Id:
    """A new need tag: the smallest thing that a file holds."""
    made = desk.session.new_id()
    record(desk, Label("need_tag.added", {"name": name}), New(Kind.NEED_TAG, made, {"name": name}))
    return made


def rename_need(desk: Desk, need: Id, before: str, after: str) -> ChangeSet:
    """Another name for it."""
    edit = Edit(Kind.NEED_TAG, need, "name", before, after)
    return record(desk, Label("need_tag.edited", {"name": after}), edit)


class DemoPage(Page):
    """A tab that lists what it has been told about: how often it was read, what was opened."""

    key = "today"
    watches = frozenset({Kind.NEED_TAG})

    @classmethod
    def title(cls) -> str:
        return _("Today")

    def build(self) -> None:
        self.list = QListWidget()
        self.filter = QLineEdit()
        self.times = 0
        self.opened: list[tuple[Kind, Id]] = []
        self.begun = 0
        self.again = QAction("Again", self)
        self.again.setShortcut("Ctrl+R")
        self.again.triggered.connect(self._on_again)
        box = QVBoxLayout(self)
        box.addWidget(self.list)

    def refresh(self) -> None:
        self.times += 1
        self.list.clear()
        rows = self.desk.file.conn.exec_driver_sql("SELECT name FROM need_tag WHERE NOT deleted ORDER BY name")
        self.list.addItems([name for (name,) in rows])

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.filter,)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.again,)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (("P", "Plan it"),)

    def search_focus(self) -> None:
        self.filter.setFocus()

    def new_item(self) -> None:
        self.begun += 1

    def open_record(self, kind: Kind, record_id: Id) -> None:
        self.opened.append((kind, record_id))

    def names(self) -> list[str]:
        """What is shown."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _on_again(self) -> None:
        self.begun += 10


class OtherPage(DemoPage):
    """A second tab, to go to and come back from."""

    key = "clients"


DEMO = Tab("today", "Today", "Go to Today", lambda: DemoPage)
OTHER = Tab("clients", "Clients", "Go to Clients", lambda: OtherPage)
