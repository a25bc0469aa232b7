"""How a page opens the import window: light, so that the window itself is loaded only when it is wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
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
