"""What stands in the bar over the calendar: which view, back and forth, and the name of what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from salesdesk.ui.calendar.titles import AGENDA, DAY, FIVE, MONTH, WEEK, title
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.words.i18n import _, pgettext

_LONGEST = date(2026, 12, 28)
"""The week of this day has the longest name: it begins in one year and ends in the next."""


class Bar:
    """The widgets of the bar; the page connects and places them."""

    def __init__(self, view: str) -> None:
        self._narrow = False
        self.short = False
        self.fold = IconButton("side", lambda: _("Show or hide the month and the due clients (B)"))
        self.switch = SegmentedBar(lambda: _("View"), _views(narrow=False))
        self.switch.set_chosen(view)
        self.back = IconButton("chevron-left", lambda: _("Back (PgUp)"))
        self.today = Button(lambda: _("Today"), tip=lambda: _("Go to today (T), to any day (G)"))
        self.forth = IconButton("chevron-right", lambda: _("Forward (PgDown)"))
        self.more = IconButton("more", lambda: _("Coverage, contact rules, working days"))
        self.title = Label("", "heading")

    def set_narrow(self, narrow: bool) -> None:
        """Where there is no room for words, the views are named by their keys."""
        if narrow != self._narrow:
            self._narrow = narrow
            chosen = self.switch.chosen()
            self.switch.set_choices(_views(narrow=narrow))
            self.switch.set_chosen(chosen)

    def set_short(self, short: bool) -> None:
        """Where even that is too much: titles without years, and what the menu of the program has too left to it."""
        if short != self.short:
            self.short = short
            self.more.setHidden(short)

    def fits(self) -> bool:
        """Whether everything in the bar has its room, under the longest title too, so that nothing changes by it."""
        part = self.title.parentWidget()
        box = part.layout() if part else None
        if part is None or box is None:
            return True
        found = [item.widget() for at in range(box.count()) if (item := box.itemAt(at))]
        wide = [self._wide(widget) + max(0, box.spacing()) for widget in found if widget and not widget.isHidden()]
        return box.contentsMargins().left() + sum(wide) - max(0, box.spacing()) <= part.width()

    def _wide(self, widget: QWidget) -> int:
        if widget is self.title:
            letters = self.title.fontMetrics()
            return max(letters.horizontalAdvance(title(view, _LONGEST, short=self.short)) for view in (WEEK, DAY))
        if widget is self.switch:
            return sum(chip.sizeHint().width() for chip in self.switch.chips())
        return widget.sizeHint().width()

    def widgets(self) -> Sequence[QWidget]:
        """From left to right; the title last, so that nothing jumps when it changes."""
        return (self.fold, self.switch, self.back, self.today, self.forth, self.more, self.title)


def _views(*, narrow: bool) -> Sequence[Choice]:
    return (
        Choice(DAY, lambda: "D" if narrow else pgettext("view", "Day"), tip=lambda: _("Show one day (D)")),
        Choice(
            FIVE, lambda: "F" if narrow else pgettext("view", "Workdays"), tip=lambda: _("Show the working days (F)")
        ),
        Choice(WEEK, lambda: "W" if narrow else _("Week"), tip=lambda: _("Show a week (W)")),
        Choice(MONTH, lambda: "M" if narrow else _("Month"), tip=lambda: _("Show a month (M)")),
        Choice(
            AGENDA, lambda: "A" if narrow else pgettext("view", "List"), tip=lambda: _("Show a month as a list (A)")
        ),
    )
