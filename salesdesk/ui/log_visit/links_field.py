"""Files and addresses that belong to a visit: added, shown, opened; what is missing says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.links import is_address, is_elsewhere, is_program, lines_of, link_to, name_of, place_of
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.fields import Field
from salesdesk.words.i18n import _

LONGEST = 46
"""Letters of a name that are shown; the whole stands in its tip."""


class _Line(QLineEdit):
    """Enter takes what is typed down; without anything typed it goes on as elsewhere."""

    def __init__(self, field: LinksField) -> None:
        super().__init__()
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._field.take_typed()
            event.accept()
            return
        super().keyPressEvent(event)


class LinksField(Field):
    """The value is text, one link a line. `beside` is the folder of the SalesDesk file."""

    def __init__(self, key: str, label: Caption, beside: Path) -> None:
        self.line = _Line(self)
        self.beside = beside
        self._links: list[str] = []
        super().__init__(key, label, self.line)
        self.add_file = Button(lambda: _("Add a file…"), "quiet", icon="plus")
        self.add_file.setAutoDefault(False)
        self.add_file.clicked.connect(self._on_add_file)
        self._row.addWidget(self.add_file)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(column.count() - 1, self._rows)
        self.line.editingFinished.connect(self.take_typed)
        self.line.setAcceptDrops(False)

    def value(self) -> Any:
        typed = self.line.text().strip()
        return "\n".join(dict.fromkeys([*self._links, *([typed] if typed else [])]))

    def set_value(self, value: Any) -> None:
        self._links = lines_of(str(value or ""))
        self.line.clear()
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(_("Address of a page, or drop a file here"))

    def add(self, links: Iterable[str]) -> None:
        """Note further links, as the user wished."""
        more = [one for one in dict.fromkeys(links) if one not in self._links]
        if more:
            self._links += more
            self._show()
            self._on_edited()

    def take_typed(self) -> None:
        """What was typed becomes a link of its own."""
        typed = self.line.text().strip()
        self.line.clear()
        if typed:
            self.add([typed])

    def open_link(self, link: str) -> None:
        """Show the page or the file; a program is never run from here."""
        self.show_problem(self._refusal(link))
        if self._refusal(link):
            return
        where = QUrl(link) if is_address(link) else QUrl.fromLocalFile(str(place_of(link, self.beside)))
        if not QDesktopServices.openUrl(where):
            self.show_problem(_("No program of this computer opens it."))

    # private

    def _refusal(self, link: str) -> str:
        if is_address(link):
            return ""
        if is_program(link) or is_elsewhere(link):
            return _("This is not opened from here: open it from its folder if you trust it.")
        return "" if self._is_there(link) else _("{name} is not there any more.").format(name=name_of(link))

    def _is_there(self, link: str) -> bool:
        try:
            return place_of(link, self.beside).exists()
        except (OSError, ValueError):
            return False

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for link in self._links:
            row = self._row_of(link)
            self._rows.addWidget(row)
            row.show()

    def _row_of(self, link: str) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(6)
        name = name_of(link)
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        shown = Button(short.replace("&", "&&"), "link", tip=link)
        shown.setAccessibleName(_("Open {name}").format(name=name))
        shown.setAutoDefault(False)
        shown.clicked.connect(partial(self.open_link, link))
        across.addWidget(shown)
        if not is_address(link) and not is_elsewhere(link) and not self._is_there(link):
            across.addWidget(Label(lambda: _("missing"), "late"))
        across.addStretch()
        away = Button("", "quiet", icon="close", tip=lambda: _("Take away"))
        away.setAccessibleName(_("Take {name} away").format(name=name))
        away.setAutoDefault(False)
        away.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        away.clicked.connect(partial(self._on_away, link))
        across.addWidget(away)
        return row

    def _on_away(self, link: str) -> None:
        self._links.remove(link)
        self._show()
        self._on_edited()

    def _on_add_file(self) -> None:
        paths = dialogs.open_files(self.window(), _("Add a file"), folder=self.beside)
        self.add(link_to(path, self.beside) for path in paths)


def dropped(carried: QMimeData, beside: Path) -> list[str]:
    """The files and addresses that are carried, as links."""
    urls = [url for url in carried.urls() if url.isLocalFile() or is_address(url.toString())]
    return [link_to(Path(one.toLocalFile()), beside) if one.isLocalFile() else one.toString() for one in urls]


class DropTarget(QObject):
    """Lets files be let go anywhere on a sheet; `unfold` brings the field into view."""

    def __init__(self, sheet: QWidget, field: LinksField, unfold: Callable[[], None]) -> None:
        super().__init__(sheet)
        self._field, self._unfold = field, unfold
        sheet.setAcceptDrops(True)
        sheet.installEventFilter(self)
        for words in sheet.findChildren(QPlainTextEdit):  # they would take the path of a file as words
            words.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # entering and moving are kinds of it
            return super().eventFilter(watched, event)
        found = dropped(event.mimeData(), self._field.beside)
        if not found:
            return super().eventFilter(watched, event)
        event.setDropAction(Qt.DropAction.LinkAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._unfold()
            self._field.add(found)
        return True
