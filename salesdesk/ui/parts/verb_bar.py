"""The bar below a list while several things are picked: each verb changes all of them in one action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.toast import keep_foot_free


class VerbBar(QWidget):
    """How many are picked, and the verbs; messages stand above it while it is there."""

    def __init__(self, margins: tuple[int, int, int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = Label("", "strong", self)
        self.verbs: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*margins)
        self._row.setSpacing(6)
        self._row.addWidget(self.count)
        self._row.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        keep_foot_free(self, True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        keep_foot_free(self, False)

    def _add(self, words: Caption, run: Callable[[], object]) -> Button:
        button = Button(words, parent=self)
        button.clicked.connect(run)
        self._row.addWidget(button)
        self.verbs.append(button)
        return button

    def _add_menu(self, words: Caption, fill: Callable[[QMenu], object]) -> None:
        button = Button(words, parent=self)
        menu = QMenu(button)
        menu.aboutToShow.connect(_Fill(menu, fill))
        button.setMenu(menu)
        self._row.addWidget(button)
        self.verbs.append(button)


class _Fill:
    """Makes a menu anew each time it is shown."""

    def __init__(self, menu: QMenu, fill: Callable[[QMenu], object]) -> None:
        self._menu, self._fill = menu, fill

    def __call__(self) -> None:
        self._menu.clear()
        self._fill(self._menu)
