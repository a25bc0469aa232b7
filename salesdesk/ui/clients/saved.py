"""What narrows the list beside its chips: a district, and filters that were saved under a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.services.saved_filters import SavedFilter
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import IconButton
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.words.i18n import _

DISTRICT = "district:"


class Narrowing(QObject):
    """The menu of filters in the bar, and the chips of those saved.

    `taken(SavedFilter)` when one is chosen (or its chip taken back: an empty one), `district_changed` when a
    district is chosen. `present` tells what the list shows now.
    """

    taken = Signal(object)
    district_changed = Signal()

    def __init__(self, ctx: PageContext, parent: QWidget, present: Callable[[], SavedFilter]) -> None:
        super().__init__(parent)
        self._ctx, self._present = ctx, present
        self.district = ""
        self.button = IconButton("filter", lambda: _("Filters"))
        self.button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self.fill)
        self.button.setMenu(self.menu)
        self.chips = ChipBar(lambda: _("Saved filters"), optional=True)
        self.chips.changed.connect(self._on_chip)
        self.chips.hide()

    def refresh(self) -> None:
        """Read the saved filters again; the one that is in force is marked."""
        saved = self._ctx.desk.clients.filters.all()
        choices = [Choice(DISTRICT, self.district, icon="close")] if self.district else []
        choices += [Choice(one.name, one.name, icon="filter") for one in saved]
        if [chip.choice for chip in self.chips.chips()] != choices:
            self.chips.set_choices(choices)
        now = self._present()
        self.chips.set_chosen(
            [one.name for one in saved if replace(now, name=one.name) == one] + ([DISTRICT] if self.district else [])
        )
        self.chips.setVisible(bool(choices))

    def set_district(self, district: str) -> None:
        """Only clients of this district; "" for all."""
        self.district = district
        self.refresh()
        self.district_changed.emit()

    def fill(self) -> None:
        """Make the menu anew."""
        self.menu.clear()
        writable = not self._ctx.desk.read_only
        save = self.menu.addAction(_("Save this filter…"), self._on_save)
        save.setEnabled(writable)
        saved = self._ctx.desk.clients.filters.all()
        if saved:
            self.menu.addSeparator()
        for one in saved:
            self.menu.addAction(one.name, partial(self.taken.emit, one))
        if saved and writable:
            gone = self.menu.addMenu(_("Delete a filter"))
            for one in saved:
                gone.addAction(one.name, partial(self._delete, one.name))
        districts = self._ctx.desk.clients.districts()
        if districts:
            self.menu.addSeparator()
            places = self.menu.addMenu(_("District"))
            places.addAction(_("All districts"), partial(self.set_district, ""))
            for name, number in districts:
                words = _("{name} ({n})").format(name=name, n=number)
                places.addAction(words, partial(self.set_district, name))

    # handlers

    def _on_save(self) -> None:
        now = self._present()
        name = dialogs.ask_text(self.button.window(), _("Name of the filter"), text=now.text or now.district)
        if name and name.strip():
            self._ctx.attempt(self._ctx.desk.clients.filters.save, replace(now, name=name.strip()))

    def _delete(self, name: str) -> None:
        self._ctx.attempt(self._ctx.desk.clients.filters.delete, name)

    def _on_chip(self, key: str) -> None:
        if key == DISTRICT:
            self.set_district("")
            return
        chosen = self.chips.chosen() == key
        found = next((one for one in self._ctx.desk.clients.filters.all() if one.name == key), None)
        self.taken.emit(found if chosen and found else SavedFilter(""))
