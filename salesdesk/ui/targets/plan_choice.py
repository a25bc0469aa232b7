"""Whose plan is set: the own one or that of another rep. Out of sight where the file knows one rep only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.rep import Rep
from salesdesk.words.i18n import _


class PlanChoice(QComboBox):
    """`activated` says that the user chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: list[Id] = []

    @property
    def rep(self) -> Id | None:
        """Whose plan is wanted; None where there is nobody to choose from."""
        at = self.currentIndex()
        return self._ids[at] if 0 <= at < len(self._ids) else None

    def show_reps(self, reps: Sequence[Rep], own: Id) -> None:
        """Offer these, the own one first; who was chosen stays so."""
        chosen = self.rep
        known = sorted((rep for rep in reps if not rep.deleted), key=lambda rep: (rep.id != own, rep.name))
        with QSignalBlocker(self):
            self.clear()
            self._ids = [rep.id for rep in known]
            self.addItems([rep.name for rep in known])
            self.setCurrentIndex(self._ids.index(chosen) if chosen in self._ids else 0)
        self.setAccessibleName(_("Rep"))
        self.setVisible(len(known) > 1)
