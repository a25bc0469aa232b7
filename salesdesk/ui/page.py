"""A page is one tab of the window: it shows some kinds of thing and refreshes when such a thing changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.ui.pages import page_title
from salesdesk.words.i18n import say

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.ui.bridge import Bridge
    from salesdesk.ui.jobs import Jobs
    from salesdesk.ui.team_door import TeamDoor

P = ParamSpec("P")
T = TypeVar("T")


class Notify(Protocol):
    """How a page speaks to the user without stopping them."""

    def done(self, change: ChangeSet) -> None:
        """Say what was done, with *Undo* beside it."""

    def problem(self, sentence: str) -> None:
        """Say in words why something was not done."""

    def tell(self, sentence: str) -> None:
        """Say something by the way."""


class Go(Protocol):
    """Show a record on the page where it lives."""

    def __call__(self, kind: Kind, record_id: Id) -> None: ...


class LogVisit(Protocol):
    """Open the log-visit sheet: for a client (and one of its opportunities), for a planned visit, or empty."""

    def __call__(
        self, *, client_id: Id | None = None, visit_id: Id | None = None, opportunity_id: Id | None = None
    ) -> None: ...


@dataclass(frozen=True)
class PageContext:
    """All that a page or a sheet is given: the open file and the ways to the rest of the window."""

    desk: Desk
    bridge: Bridge
    jobs: Jobs
    notify: Notify
    go: Go
    log_visit: LogVisit
    show_history: Callable[[Kind, Id], None]
    team: TeamDoor | None = None

    def attempt(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Call a verb of the desk; a refusal is shown in words (and None returned), a success offers Undo.

        An empty ChangeSet (nothing to change) is false but not None: compare with `is None`.
        """
        before = self.bridge.last
        try:
            result = verb(*args, **kwargs)
        except Refused as refused:
            self.notify.problem(say(refused.text))
            return None
        if self.bridge.last is not before and self.bridge.last:
            self.notify.done(self.bridge.last)
        return result


class Page(QWidget):
    """One tab. Subclasses say what they watch, place widgets in `build` and read the desk in `refresh`.

    A change of a watched kind refreshes a visible page soon (several at once only once); a hidden page is
    marked stale and refreshes when it is next shown.
    """

    key: ClassVar[str] = ""
    watches: ClassVar[frozenset[Kind]] = frozenset()

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.desk = ctx.desk
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_soon)
        self.setObjectName(f"page_{self.key}")
        self.build()
        ctx.bridge.changed.connect(self.changed)

    @classmethod
    def title(cls) -> str:
        """The name of the page, translated, as it stands in the bar."""
        return page_title(cls.key)

    def build(self) -> None:
        """Place the widgets and connect their signals. Called once, before the first `refresh`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """One read from the desk, handed to the widgets; keeps the selection by id."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every fixed text anew (those not given as captions to `parts`); `refresh` follows by itself."""

    def bar_widgets(self) -> Sequence[QWidget]:
        """What stands in the bar after the title: period, filter, search. Asked once; keep them as attributes."""
        return ()

    def bar_actions(self) -> Sequence[QAction]:
        """The page's own verbs, shown as buttons in the bar and found in the palette. Asked once."""
        return ()

    def more_actions(self) -> Sequence[QAction]:
        """Verbs that stand in the menu *More* at the end of the bar, found in the palette as well. Asked once; an
        action without words is a line between two groups."""
        return ()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Keys that work only on this page, (key, what it does), for the F1 list: `("P", _("Plan a visit"))`."""
        return ()

    def chosen(self) -> tuple[Kind, Id] | None:
        """The record that the cursor is on, for Ctrl+H to tell its history."""
        return None

    def put_away(self) -> None:
        """The file is being closed: listen no more to what outlives it. The page is gone a moment later."""

    def search_focus(self) -> None:
        """Ctrl+F or /: put the cursor into the page's filter."""

    def new_item(self) -> None:
        """Ctrl+N: begin a new thing of this page's kind."""

    def print_page(self) -> None:
        """Ctrl+P: print what this page shows."""

    def open_record(self, kind: Kind, record_id: Id) -> None:
        """Show this record (the window has already come to this page)."""

    def attempt(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Call a verb of the desk: see `PageContext.attempt`."""
        return self.ctx.attempt(verb, *args, **kwargs)

    @property
    def stale(self) -> bool:
        """Whether what is shown is older than the file."""
        return self._stale

    def changed(self, change: ChangeSet) -> None:
        """Something in the file changed; refresh when it concerns this page."""
        if change.kinds & self.watches:
            self.invalidate()

    def invalidate(self) -> None:
        """What is shown is out of date (a change, a new day, another language): refresh soon, or when next shown."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def refresh_now(self) -> None:
        """Refresh at once."""
        self._soon.stop()
        self._stale = False
        try:
            self.refresh()
        except Exception as error:
            damage = self.desk.damage_in(error)
            if damage is None:
                raise
            self.ctx.bridge.damaged.emit(damage)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh_now()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.invalidate()
        super().changeEvent(event)

    def _on_soon(self) -> None:
        if self._stale and self.isVisible():
            self.refresh_now()
