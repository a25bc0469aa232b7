"""The ways from a page to the rest of the window, without keeping the window alive.

A page that holds the window which holds the page is a ring; Python's collector and Qt take such a ring apart in
different orders and the process dies (measured on 6.11). Hence the weak reference.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from salesdesk.domain.change import Id, Kind

if TYPE_CHECKING:
    from salesdesk.ui.main_window import MainWindow


class Ways:
    """`go`, `log_visit` and `show_history` of a window, for its `PageContext`."""

    def __init__(self, window: MainWindow) -> None:
        self._window = weakref.ref(window)

    def go(self, kind: Kind, record_id: Id) -> None:
        """Show a record on the page where it lives."""
        window = self._window()
        if window is not None:
            window.go(kind, record_id)

    def log_visit(
        self, *, client_id: Id | None = None, visit_id: Id | None = None, opportunity_id: Id | None = None
    ) -> None:
        """Open the log-visit sheet."""
        window = self._window()
        if window is not None:
            window.log_visit(client_id=client_id, visit_id=visit_id, opportunity_id=opportunity_id)

    def show_history(self, kind: Kind, record_id: Id) -> None:
        """Who changed this record, when and how."""
        window = self._window()
        if window is not None:
            window.show_history(kind, record_id)
