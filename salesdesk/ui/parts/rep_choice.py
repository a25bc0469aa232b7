"""Whose numbers: one rep of the file, or everybody in it. Out of sight where the file knows one rep only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.rep import Rep
from salesdesk.words.i18n import _


class RepChoice(QComboBox):
    """`activated` says that the user chose; `rep` is None for everybody. `own` is chosen at first (None: everybody)."""

    def __init__(self, own: Id | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: list[Id | None] = []
        self._wanted = own

    @property
    def rep(self) -> Id | None:
        """Whose numbers are wanted."""
        at = self.currentIndex()
        return self._ids[at] if 0 <= at < len(self._ids) else self._wanted

    def show_reps(self, reps: Sequence[Rep]) -> None:
        """Offer these; who was chosen stays so."""
        chosen = self.rep
        known = [rep for rep in reps if not rep.deleted]
        self._ids = [None, *(rep.id for rep in known)]
        self._wanted = chosen
        with QSignalBlocker(self):
            self.clear()
            self.addItem(_("Everybody"))
            for rep in known:
                self.addItem(rep.name)
            self.setCurrentIndex(self._ids.index(chosen) if chosen in self._ids else 0)
        self.setAccessibleName(_("Rep"))
        self.setVisible(len(known) > 1)
