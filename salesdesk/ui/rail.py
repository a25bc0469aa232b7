"""The narrow rail of tabs on the left: an icon over a short label, and the menu at its foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from salesdesk.ui.pages import Tab
from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _

WIDTH = 72
"""Narrowest; a longer label (Calendar) widens it."""


class Rail(QWidget):
    """One button per tab; `chosen` carries the key of the tab that the user clicked."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_clicked)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(4, 8, 4, 8)
        self._box.setSpacing(4)
        self._tabs = list(tabs)
        for number, tab in enumerate(tabs):
            button = self._buttons[tab.key] = self._button(tab.key)
            self._group.addButton(button, number)
            self._box.addWidget(button)
        self._box.addStretch()
        self.menu_button = self._button("menu")
        self.menu_button.setCheckable(False)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._box.addWidget(self.menu_button)
        self.menu_button.hide()
        self.retranslate()

    @property
    def keys(self) -> list[str]:
        """The tabs, from the top."""
        return [tab.key for tab in self._tabs]

    def set_menu(self, menu: QMenu) -> None:
        """The menu that opens from the foot of the rail (a Mac has a menu bar instead)."""
        self.menu_button.setMenu(menu)
        self.menu_button.show()

    def mark(self, key: str) -> None:
        """Show which tab is open."""
        self._buttons[key].setChecked(True)

    def retranslate(self) -> None:
        """Say the labels anew."""
        for number, tab in enumerate(self._tabs, start=1):
            button, title = self._buttons[tab.key], _(tab.title)
            button.setText(title)
            button.setAccessibleName(title)
            button.setToolTip(_("{page} (Ctrl+{number})").format(page=title, number=number))
        self.menu_button.setText(_("Menu"))
        self.menu_button.setAccessibleName(_("Menu"))
        self.menu_button.setToolTip(_("File, preferences, help"))
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("rail"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.StyleChange and hasattr(self, "menu_button"):
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Room for the letters at the user's size."""
        widest = max(self.fontMetrics().horizontalAdvance(_(tab.title)) for tab in self._tabs) if self._tabs else 0
        self.setFixedWidth(max(theme.tokens().px(WIDTH), widest + theme.tokens().px(24)))
        for button in (*self._buttons.values(), self.menu_button):
            button.setMinimumHeight(theme.tokens().px(52))

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self.keys[number])

    def _button(self, icon: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setProperty("look", "rail")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        icons.set_icon(button, icon)
        return button
