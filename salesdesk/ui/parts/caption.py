"""Words on widgets that change with the language at run time.

The convention of all parts: wherever a text is shown, either a plain string (data, e.g. a client's name) or a
callable that translates (`lambda: _("Save")`) may be given; on `QEvent.LanguageChange` the widget's
`retranslate()` reads the callables again. Qt hands that event from a window to all its children.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from salesdesk.ui.parts import icons

Caption = str | Callable[[], str]


def read(caption: Caption) -> str:
    """The words of a caption in the language of this moment."""
    return caption if isinstance(caption, str) else caption()


class Label(QLabel):
    """A label; `look` is one of title, heading, strong, soft, small, label, problem, late, number."""

    def __init__(self, caption: Caption = "", look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self.setTextFormat(Qt.TextFormat.PlainText)
        if look:
            self.setProperty("look", look)
        self.retranslate()

    def set_caption(self, caption: Caption) -> None:
        """Show other words."""
        self._caption = caption
        self.retranslate()

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        self.setText(read(self._caption))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class Button(QPushButton):
    """A button that says a verb; `look` is one of primary, quiet, danger, link, or "" for the ordinary one."""

    def __init__(
        self,
        caption: Caption,
        look: str = "",
        *,
        icon: str = "",
        tip: Caption = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption, self._tip = caption, tip
        self.setProperty("look", look)
        self.setAutoDefault(False)
        if icon:
            icons.set_icon(self, icon, colour="on_accent" if look == "primary" else None)
        self.retranslate()

    def set_caption(self, caption: Caption) -> None:
        """Say another verb."""
        self._caption = caption
        self.retranslate()

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        self.setText(read(self._caption))
        self.setToolTip(read(self._tip))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class IconButton(QToolButton):
    """A button that shows only an icon; its name is spoken by screen readers and shown on hover."""

    def __init__(self, icon: str, caption: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        icons.set_icon(self, icon)
        self.retranslate()

    def retranslate(self) -> None:
        """Read the name again in the present language."""
        self.setToolTip(read(self._caption))
        self.setAccessibleName(read(self._caption))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def hairline(parent: QWidget | None = None) -> QFrame:
    """A thin line between two parts of a page."""
    line = QFrame(parent)
    line.setProperty("look", "hairline")
    return line
