"""The slim bar on top of the page: its title, its own widgets and verbs, then always *Log visit* and *Search*."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QToolButton, QWidget

from salesdesk.ui.page import Page
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _


class TopBar(QFrame):
    """The bar; the middle part belongs to the page that is shown."""

    def __init__(self, log_visit: QAction, search: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self._page: Page | None = None
        self._parts: dict[Page, QWidget] = {}
        self._title = Label("", "title")
        self._middle = QStackedWidget()
        self._middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._nothing = QWidget()
        self._middle.addWidget(self._nothing)
        self._log_visit = Button(lambda: _("Log visit"), "primary", icon="log-visit")
        self._log_visit.clicked.connect(log_visit.trigger)
        self._search = Button(lambda: _("Search"), icon="search")
        self._search.clicked.connect(search.trigger)
        self._actions = {self._log_visit: log_visit, self._search: search}
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 6, 16, 6)
        box.setSpacing(8)
        for part in (self._title, self._middle, self._log_visit, self._search):
            box.addWidget(part, 1 if part is self._middle else 0)
        self.setFixedHeight(theme.tokens().bar)
        self._say()

    def show_page(self, page: Page) -> None:
        """Show the title and the own widgets and verbs of this page."""
        if page not in self._parts:
            self._parts[page] = _page_part(page)
            self._middle.addWidget(self._parts[page])
        self._page = page
        self._middle.setCurrentWidget(self._parts[page])
        self._say()

    def clear(self) -> None:
        """No page any more (the file was closed)."""
        self._page = None
        for part in self._parts.values():
            self._middle.removeWidget(part)
            part.deleteLater()
        self._parts.clear()
        self._say()

    def set_ready(self, can_log: bool, can_search: bool) -> None:
        """Whether a file is open, and one that may be written."""
        self._log_visit.setEnabled(can_log)
        self._search.setEnabled(can_search)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        elif event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.tokens().bar)
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.set_caption(self._page.title() if self._page else "")
        for button, action in self._actions.items():
            button.setToolTip(action.toolTip())


def _page_part(page: Page) -> QWidget:
    part = QWidget()
    box = QHBoxLayout(part)
    box.setContentsMargins(8, 0, 0, 0)
    box.setSpacing(5)
    for widget in page.bar_widgets():
        box.addWidget(widget)
    box.addStretch(1)
    for action in page.bar_actions():
        button = QToolButton()
        button.setProperty("look", "button")
        button.setDefaultAction(action)
        _dress(button)
        action.changed.connect(partial(_dress, button))
        box.addWidget(button)
    more = page.more_actions()
    if more:
        menu_button = Button(lambda: _("More"))
        menu = QMenu(menu_button)
        menu.addActions(more)
        menu_button.setMenu(menu)
        box.addWidget(menu_button)
    return part


def _dress(button: QToolButton) -> None:
    """Words and icon, as the verb has them; one whose short words are blank shows only its icon."""
    action, style = button.defaultAction(), Qt.ToolButtonStyle
    wordless = not action.iconText().strip()
    beside = style.ToolButtonTextOnly if action.icon().isNull() else style.ToolButtonTextBesideIcon
    button.setToolButtonStyle(style.ToolButtonIconOnly if wordless else beside)
    button.setAccessibleName(action.text())
