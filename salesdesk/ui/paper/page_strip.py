"""The strip below a preview: which page is read, and how large."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from salesdesk.ui.paper.preview import Fit, Preview
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.words.i18n import _

_OFFERED = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class PageStrip(QFrame):
    """Pages to turn on the left, sizes on the right."""

    def __init__(self, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self._preview = preview
        self.before = IconButton("chevron-up", lambda: _("Page before (Page Up)"))
        self.after = IconButton("chevron-down", lambda: _("Next page (Page Down)"))
        self.place = Label("", "small")
        self.smaller = IconButton("minus", lambda: _("Smaller (Ctrl+wheel or −)"))
        self.larger = IconButton("plus", lambda: _("Larger (Ctrl+wheel or +)"))
        self.size_ = Button(lambda: self._size_name(), "quiet", tip=lambda: _("How large the page is shown"))
        self._menu = QMenu(self.size_)
        self._group = QActionGroup(self)
        self._sizes: dict[Fit | float, QAction] = {}
        for size in (Fit.WIDTH, Fit.PAGE, *_OFFERED):
            action = self._sizes[size] = self._menu.addAction("")
            action.setCheckable(True)
            self._group.addAction(action)
            action.triggered.connect(partial(_choose, preview, size))
        self.size_.setMenu(self._menu)
        self.before.clicked.connect(partial(_turn, preview, -1))
        self.after.clicked.connect(partial(_turn, preview, 1))
        self.smaller.clicked.connect(partial(_zoom, preview, -1))
        self.larger.clicked.connect(partial(_zoom, preview, 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        left: tuple[QWidget, ...] = (self.before, self.after, self.place)
        right: tuple[QWidget, ...] = (self.smaller, self.size_, self.larger)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        preview.moved.connect(self._show)
        self._fix_height()
        self.retranslate()

    def retranslate(self) -> None:
        """Name the sizes in the present language."""
        self._sizes[Fit.WIDTH].setText(_("Fit the width (0)"))
        self._sizes[Fit.PAGE].setText(_("Fit the page (9)"))
        for size in _OFFERED:
            self._sizes[size].setText(f"{size:.0%}")
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.StyleChange:
            self._fix_height()
        super().changeEvent(event)

    def _show(self) -> None:
        preview = self._preview
        self.place.set_caption(_("Page {page} of {pages}").format(page=preview.page + 1, pages=max(1, preview.count)))
        self.before.setEnabled(preview.page > 0)
        self.after.setEnabled(preview.page + 1 < preview.count)
        self.size_.retranslate()
        size = preview.fit or preview.scale
        for offered, action in self._sizes.items():
            action.setChecked(offered == size)

    def _size_name(self) -> str:
        return f"{self._preview.scale:.0%}"

    def _fix_height(self) -> None:
        self.setFixedHeight(theme.tokens().px(34))


def _choose(preview: Preview, size: Fit | float) -> None:
    preview.show_as(size)


def _turn(preview: Preview, step: int) -> None:
    preview.turn_to(preview.page + step)


def _zoom(preview: Preview, step: int) -> None:
    preview.zoom(step)
