"""How a page opens the import window: light, so that the window itself is loaded only when it is wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui import late
from salesdesk.ui.page import PageContext
from salesdesk.words.i18n import _


def open_import(ctx: PageContext, parent: QWidget | None = None, *, kind: str = "", source: Path | None = None) -> None:
    """Open the import window over `parent`. `kind` is one of clients, contacts, products, opportunities …"""
    if ctx.desk.read_only:
        ctx.notify.problem(_("This file is open for reading only; nothing was changed."))
        return
    window = late.sheet("ImportWindow")(ctx, parent, source=source)
    if kind:
        window.file.kind.choose(kind)
        window.file.kind.chosen.emit(window.file.kind.key())
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.open()


class CalendarDoor(QObject):
    """A calendar file (.ics) let go on a page opens the import of appointments; all else passes by."""

    def __init__(self, ctx: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._ctx, self._page = ctx, page
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # entering and moving are kinds of it
            return super().eventFilter(watched, event)
        source = _calendar(event.mimeData())
        if source is None:
            return super().eventFilter(watched, event)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            open_import(self._ctx, self._page.window(), kind="appointments", source=source)
        return True


def _calendar(carried: QMimeData) -> Path | None:
    files = [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() == ".ics" else None
