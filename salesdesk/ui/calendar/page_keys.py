"""The keys of the calendar page that mean no single visit: which view, back and forth, to any day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from salesdesk.ui.calendar.jump import JumpSheet
from salesdesk.ui.calendar.titles import AGENDA, DAY, FIVE, MONTH, WEEK
from salesdesk.ui.page import Page
from salesdesk.words.i18n import _

_VIEWS = {
    Qt.Key.Key_D: DAY,
    Qt.Key.Key_F: FIVE,
    Qt.Key.Key_W: WEEK,
    Qt.Key.Key_M: MONTH,
    Qt.Key.Key_A: AGENDA,
}


class PageKeys(Page):
    """A page that turns by keys."""

    def show_view(self, view: str, day: date | None = None) -> None:
        """Show this view."""
        raise NotImplementedError

    def go_to(self, day: date) -> None:
        """Show this day."""
        raise NotImplementedError

    def turn(self, step: int) -> None:
        """Back or forth."""
        raise NotImplementedError

    def go_to_today(self) -> None:
        """To the present moment."""
        raise NotImplementedError

    def fold_side(self) -> None:
        """Show or hide what stands beside the days."""
        raise NotImplementedError

    def jump(self) -> None:
        """Ask for a day and go there."""
        JumpSheet(self.desk.today, self.go_to, self.window()).show_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        verbs: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_T: self.go_to_today,
            Qt.Key.Key_G: self.jump,
            Qt.Key.Key_B: self.fold_side,
            Qt.Key.Key_PageUp: lambda: self.turn(-1),
            Qt.Key.Key_PageDown: lambda: self.turn(1),
            Qt.Key.Key_N: self.new_item,
        }
        if plain and key in _VIEWS:
            self.show_view(_VIEWS[key])
        elif plain and key in verbs:
            verbs[key]()
        else:
            super().keyPressEvent(event)


def keys_of_page() -> Sequence[tuple[str, str]]:
    """For the list of keys: the key, what it does."""
    return (
        ("D, F, W, M, A", _("Show a day, the working days, a week, a month, a month as a list")),
        ("T, G", _("Go to today, to any day")),
        ("PgUp, PgDown", _("Back and forth by what is shown")),
        ("←, ↑, →, ↓", _("From visit to visit, from day to day")),
        ("Shift+←, ↑, →, ↓", _("From moment to moment, past the visits")),
        ("Ctrl+←, ↑, →, ↓", _("Move the visit by a day or a quarter of an hour")),
        ("+, -", _("Make the visit longer or shorter")),
        ("Alt+↑, ↓", _("Begin the visit earlier or later")),
        ("H", _("Take the hour of the visit away, or give it one")),
        ("Ctrl+C, Ctrl+V", _("Copy the visit to another moment")),
        (_("Enter"), _("Open the visit, accept a proposal, or plan a visit here")),
        ("N", _("Plan a visit here")),
        ("Shift+N", _("An appointment here")),
        (_("L, Space"), _("Log the visit")),
        ("E", _("Change the planned visit")),
        ("S", _("Put the visit off to another day")),
        (_("Del"), _("The visit did not take place; a logged one goes to the bin; dismiss a proposal")),
        (_("Shift+Del"), _("Put the visit into the bin")),
        (_("Esc"), _("Let go of what is being dragged; leave the plan")),
        ("Shift+P", _("Plan my week: propose visits for the week in view")),
        ("Ctrl+Enter", _("Accept every proposal")),
        ("Ctrl+P", _("The day sheet: what to take along for the chosen day")),
        ("Shift+R", _("Plan the rest of the week in view anew")),
        ("P", _("Plan the chosen due client at the next free hour")),
        ("B", _("Show or hide the month and the due clients")),
    )
