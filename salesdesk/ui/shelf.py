"""The pages of the open file: built when first seen, one in view, and the trail of those seen before."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.pages import Tab
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.words.i18n import _


class Shelf(QStackedWidget):
    """Shows one page at a time; `turned` carries the page that came into view by `show_page`, back or forward."""

    turned = Signal(object)

    def __init__(self, tabs: Mapping[str, Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._ctx: PageContext | None = None
        self._pages: dict[str, Page] = {}
        self._trail: list[str] = []
        self._place = -1
        self._nothing = EmptyState("")
        self.addWidget(self._nothing)

    @property
    def page(self) -> Page | None:
        """The page in view; None while no file is open."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def fill(self, ctx: PageContext) -> None:
        """A file was opened: pages may be built for it."""
        self._ctx = ctx
        self._nothing.say("")

    def show_opening(self, sentence: str = "") -> None:
        """A file is being opened, or what else happens to it: say so while there is no page."""
        self._nothing.say(lambda: sentence or _("Opening…"))

    def empty(self) -> None:
        """The file is being closed: put every page away."""
        self._ctx = None
        self.setCurrentIndex(0)
        for page in self._pages.values():
            self.removeWidget(page)
            page.put_away()
            page.deleteLater()
        self._pages.clear()
        self._trail, self._place = [], -1

    def show_page(self, key: str) -> Page | None:
        """Come to this page; it is built when seen for the first time."""
        page = self._turn_to(key)
        if page is not None and (self._place < 0 or self._trail[self._place] != key):
            self._trail = [*self._trail[: self._place + 1], key]
            self._place = len(self._trail) - 1
        return page

    def walk(self, step: int) -> None:
        """Back (-1) or forth (+1) among the pages seen."""
        if 0 <= self._place + step < len(self._trail):
            self._place += step
            self._turn_to(self._trail[self._place])

    def invalidate(self) -> None:
        """Another day has begun: due, late and today mean something else on every page."""
        for page in self._pages.values():
            page.invalidate()

    def _turn_to(self, key: str) -> Page | None:
        if self._ctx is None:
            return None
        page = self._pages.get(key)
        if page is None:
            page = self._tabs[key].load()(self._ctx)
            for action in (*page.bar_actions(), *page.more_actions()):
                page.addAction(action)
            self._pages[key] = page
            self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()
        self.turned.emit(page)
        return page
