"""The row of chips that narrows board and table: urgency, tier, what needs care, whose and what; and saved filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority
from salesdesk.services.funnel import Board, BoardFilter, SavedBoard
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.badges import PriorityMark, TierMark
from salesdesk.ui.parts.caption import Button, Caption, IconButton, read
from salesdesk.ui.parts.chips import Chip, ChipBar, Choice
from salesdesk.ui.parts.flow_layout import FlowLayout
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_month

STALLED, CLOSING = "stalled", "closing"


class FilterRow(QWidget):
    """What the user narrows the board to, all parts together. `changed()` when the user chose something.

    The text is the page's: it stands in the bar. `taken(BoardFilter)` when a saved filter was chosen (an empty one
    when its chip was taken back).
    """

    changed = Signal()
    taken = Signal(object)

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._now = BoardFilter()
        self.priorities = ChipBar(
            lambda: _("Priority"),
            [Choice(str(int(one)), one.name, mark=PriorityMark(one.name), tip=_Tip(one)) for one in Priority],
            multiple=True,
            parent=self,
        )
        self.tiers = ChipBar(
            lambda: _("Tier of the client"),
            [Choice(one.value, _TierName(one), mark=TierMark(one.value)) for one in Tier],
            multiple=True,
            parent=self,
        )
        self.marks = ChipBar(
            lambda: _("Show only"),
            [
                Choice(STALLED, lambda: _("Stalled"), icon="hourglass", tip=lambda: _("Nothing happened for too long")),
                Choice(CLOSING, lambda: _("Closing this month"), tip=self._month),
            ],
            multiple=True,
            parent=self,
        )
        self.owners, self.lines = ChipMenu(lambda: _("Owner"), self), ChipMenu(lambda: _("Product line"), self)
        self.saved = ChipBar(lambda: _("Saved filters"), optional=True, parent=self)
        self.saved.hide()
        self.menu_button = IconButton("filter", lambda: _("Filters"), self)
        self.menu_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self.menu)
        self.clear_button = Button(lambda: _("Show all"), "link", parent=self)
        self.clear_button.hide()
        self.row = row = FlowLayout(self, 8)
        for part in (self.priorities, self.tiers, self.marks, self.owners, self.lines, self.saved):
            row.addWidget(part)
        row.addWidget(self.clear_button)
        row.addWidget(self.menu_button)
        for bar in (self.priorities, self.tiers, self.marks):
            bar.changed.connect(self._on_chip)
        for menu in (self.owners, self.lines):
            menu.changed.connect(self._on_chip)
        self.saved.changed.connect(self._on_saved)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.clear_button.clicked.connect(self._on_clear)

    # public

    def wanted(self, text: str) -> BoardFilter:
        """What the chips say, with what was typed."""
        marks = self.marks.chosen_keys()
        return BoardFilter(
            text,
            frozenset(Priority(int(key)) for key in self.priorities.chosen_keys()),
            frozenset(map(Tier, self.tiers.chosen_keys())),
            frozenset(map(bytes.fromhex, self.owners.chosen())),
            frozenset(map(bytes.fromhex, self.lines.chosen())),
            STALLED in marks,
            CLOSING in marks,
        )

    def choose(self, wanted: BoardFilter) -> None:
        """Show this filter; says nothing."""
        self.priorities.set_chosen(str(int(one)) for one in wanted.priorities)
        self.tiers.set_chosen(one.value for one in wanted.tiers)
        self.marks.set_chosen(key for key, on in ((STALLED, wanted.stalled), (CLOSING, wanted.closing)) if on)
        self.owners.choose(pk.hex() for pk in wanted.owners)
        self.lines.choose(pk.hex() for pk in wanted.lines)

    def show_board(self, board: Board, wanted: BoardFilter, owners: Mapping[Id, str], lines: Mapping[Id, str]) -> None:
        """Show how many cards each choice stands for; `owners` and `lines` name what may be chosen."""
        counts, self._now = board.counts, wanted
        self.priorities.set_counts({str(int(one)): counts.priorities.get(one, 0) for one in Priority})
        self.tiers.set_counts({one.value: counts.tiers.get(one, 0) for one in Tier})
        self.marks.set_counts({STALLED: counts.stalled, CLOSING: counts.closing})
        self.owners.set_choices(_entries(owners, counts.owners), least=2)
        self.lines.set_choices(_entries(lines, counts.lines), least=1)
        self.clear_button.setVisible(bool(wanted))
        self._show_saved()

    def fill_menu(self) -> None:
        """Make the menu of saved filters anew."""
        self.menu.clear()
        writable, kept = not self._ctx.desk.read_only, self._ctx.desk.funnel.filters.all()
        save = self.menu.addAction(_("Save this filter…"), self._on_save)
        save.setEnabled(writable and bool(self._now))
        if kept:
            self.menu.addSeparator()
        for one in kept:
            self.menu.addAction(one.name, partial(self.taken.emit, one.filter()))
        if kept and writable:
            gone = self.menu.addMenu(_("Delete a filter"))
            for one in kept:
                gone.addAction(one.name, partial(self._ctx.attempt, self._ctx.desk.funnel.filters.delete, one.name))

    # handlers

    def _on_chip(self, _key: str = "") -> None:
        self.changed.emit()

    def _on_clear(self) -> None:
        self.taken.emit(BoardFilter())

    def _on_saved(self, name: str) -> None:
        kept = next((one for one in self._ctx.desk.funnel.filters.all() if one.name == name), None)
        self.taken.emit(kept.filter() if kept and self.saved.chosen() == name else BoardFilter())

    def _on_save(self) -> None:
        name = dialogs.ask_text(self.window(), _("Name of the filter"), text=self._now.text.strip())
        if name and name.strip():
            self._ctx.attempt(self._ctx.desk.funnel.filters.save, SavedBoard.of(self._now, name.strip()))

    # private

    def _show_saved(self) -> None:
        kept = self._ctx.desk.funnel.filters.all()
        choices = [Choice(one.name, one.name, icon="filter") for one in kept]
        if [chip.choice for chip in self.saved.chips()] != choices:
            self.saved.set_choices(choices)
            self.saved.setVisible(bool(choices))
        if choices:
            now = SavedBoard.of(self._now)
            self.saved.set_chosen(one.name for one in kept if SavedBoard.of(one.filter()) == now)

    def _month(self) -> str:
        return _("Expected to close in {month}, or closed in it").format(month=format_month(self._ctx.desk.today()))


class ChipMenu(Chip):
    """A chip that opens a list of choices, several of which may be taken: for what is too long to lie open.

    It says what is chosen, and hides where there is nothing to choose from.
    """

    changed = Signal(str)

    def __init__(self, name: Caption, parent: QWidget | None = None) -> None:
        self._name = name
        self._entries: list[tuple[str, str, int]] = []
        self._chosen: list[str] = []
        super().__init__(Choice("", self._words, icon="chevron-down"), parent=parent)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_pressed)
        self.hide()

    def set_choices(self, entries: list[tuple[str, str, int]], *, least: int) -> None:
        """Offer these (key, words, count); shown from so many on, or while something is chosen."""
        if entries != self._entries:
            self._entries = entries
            self._say()
        self.setVisible(len(entries) >= least or bool(self._chosen))

    def chosen(self) -> list[str]:
        """The keys that are taken."""
        return list(self._chosen)

    def choose(self, keys: Iterable[str]) -> None:
        """Take these by program; says nothing."""
        self._chosen = list(keys)
        self._say()

    def _on_pressed(self) -> None:
        self.setChecked(bool(self._chosen))
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_taken(self, key: str) -> None:
        self._chosen = [one for one in self._chosen if one != key] if key in self._chosen else [*self._chosen, key]
        self._say()
        self.changed.emit(key)

    def _fill(self) -> None:
        self.menu.clear()
        for key, words, count in self._entries:
            entry = QAction(_("{name} ({n})").format(name=words, n=count), self.menu)
            entry.setCheckable(True)
            entry.setChecked(key in self._chosen)
            entry.triggered.connect(partial(self._on_taken, key))
            self.menu.addAction(entry)

    def _say(self) -> None:
        self.setChecked(bool(self._chosen))
        self.retranslate()

    def _words(self) -> str:
        names = [words for key, words, _count in self._entries if key in self._chosen]
        if not self._chosen:
            return read(self._name)
        what = names[0] if len(names) == 1 and len(self._chosen) == 1 else str(len(self._chosen))
        return _("{what}: {which}").format(what=read(self._name), which=what)


class _TierName:
    def __init__(self, tier: Tier) -> None:
        self._tier = tier

    def __call__(self) -> str:
        return _("Tier {tier}").format(tier=self._tier.value)


class _Tip:
    def __init__(self, priority: Priority) -> None:
        self._priority = priority

    def __call__(self) -> str:
        return {Priority.P1: _("Most urgent"), Priority.P3: _("Least urgent")}.get(self._priority, "")


def _entries(names: Mapping[Id, str], counts: Mapping[Any, int]) -> list[tuple[str, str, int]]:
    """Those that have cards, by name as it was given."""
    return [(pk.hex(), name, counts[pk]) for pk, name in names.items() if counts.get(pk)]
