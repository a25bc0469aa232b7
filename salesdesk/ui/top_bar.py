"""The slim bar on top of the page: its title, its own widgets and verbs, then always *Log visit* and *Search*."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
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
            self._parts[page] = _PagePart(page)
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


_DRESSED = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Polish)


class _PagePart(QWidget):
    """The widgets and verbs of one page. Verbs for which there is no room (large letters, a narrow window) stand in
    the menu *More*, the last ones first."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(8, 0, 0, 0)
        self._box.setSpacing(5)
        for widget in page.bar_widgets():
            self._box.addWidget(widget)
        self._box.addStretch(1)
        self._buttons = [_button(action) for action in page.bar_actions()]
        for button in self._buttons:
            self._box.addWidget(button)
        self._more = list(page.more_actions())
        self._more_button = Button(lambda: _("More"))
        self._menu = QMenu(self._more_button)
        self._more_button.setMenu(self._menu)
        self._box.addWidget(self._more_button)
        for dressed in (*self._buttons, self._more_button):
            dressed.installEventFilter(self)
        self._kept = -1
        self._keep(len(self._buttons))

    def minimumSizeHint(self) -> QSize:
        """Never more than what is left of the window: what has no room is in the menu."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _DRESSED:
            QTimer.singleShot(0, self, self._fit)  # once everything in it is dressed anew

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _DRESSED:  # one that is out of sight tells no layout
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As many verbs as there is room for beside the page's own widgets."""
        inside = self.contentsRect().width() - self._box.contentsMargins().left()
        own = (item.widget() for item in map(self._box.itemAt, range(self._box.count())) if item is not None)
        shown = [widget for widget in own if widget and widget not in (*self._buttons, self._more_button)]
        left = inside - sum(self._wide(widget) for widget in shown if not widget.isHidden())
        wide = [self._wide(button) for button in self._buttons]
        kept = len(wide)
        while kept and sum(wide[:kept]) + (self._wide(self._more_button) if self._has_menu(kept) else 0) > left:
            kept -= 1
        self._keep(kept)

    def _wide(self, widget: QWidget) -> int:
        widget.ensurePolished()
        return max(widget.sizeHint().width(), widget.minimumWidth()) + self._box.spacing()

    def _has_menu(self, kept: int) -> bool:
        return bool(self._more) or kept < len(self._buttons)

    def _keep(self, kept: int) -> None:
        if kept == self._kept:
            return
        self._kept = kept
        for at, button in enumerate(self._buttons):
            button.setVisible(at < kept)
        moved = [button.defaultAction() for button in self._buttons[kept:]]
        self._menu.clear()
        self._menu.addActions(moved)
        if moved and self._more:
            self._menu.addSeparator()
        self._menu.addActions(self._more)
        self._more_button.setVisible(self._has_menu(kept))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setProperty("look", "button")
    button.setDefaultAction(action)
    _dress(button)
    action.changed.connect(partial(_dress, button))
    return button


def _dress(button: QToolButton) -> None:
    """Words and icon, as the verb has them; one whose short words are blank shows only its icon."""
    action, style = button.defaultAction(), Qt.ToolButtonStyle
    wordless = not action.iconText().strip()
    beside = style.ToolButtonTextOnly if action.icon().isNull() else style.ToolButtonTextBesideIcon
    button.setToolButtonStyle(style.ToolButtonIconOnly if wordless else beside)
    button.setAccessibleName(action.text())
