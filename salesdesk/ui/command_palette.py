"""Ctrl+K: one line that finds every verb of the window and every record of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.change import Id, Kind
from salesdesk.ui.actions import key_text
from salesdesk.ui.page import Go
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.notes import NoteHit

VERBS_SHOWN = 8
NOTES_SHOWN = 20
NOTES_AFTER = 60
"""Milliseconds without a key after which notes are looked for: names come with the key, notes with the pause."""

_ICONS = {Kind.CLIENT: "clients", Kind.CONTACT: "clients", Kind.OPPORTUNITY: "funnel", Kind.VISIT: "calendar"}
_DOWNWARDS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: a verb (with its keys) or a record (with what tells it apart).

    Of a note, `title` is all that is shown of it, `bold` the place of the hit therein. Without an icon it is a heading.
    """

    title: str
    subtitle: str
    icon: str = ""
    action: QAction | None = None
    kind: Kind | None = None
    record: Id = b""
    bold: tuple[int, int] = (0, 0)


def verbs(text: str, actions: Sequence[QAction]) -> list[Found]:
    """The verbs whose words hold every word typed, those that begin with it first; all of them for nothing typed.

    What both the window and the page offer under the same words is listed once.
    """
    wanted = text.casefold().split()
    matching = [a for a in actions if all(word in _plain(a) for word in wanted)]
    matching = list({_plain(a): a for a in reversed(matching)}.values())[::-1]
    matching.sort(key=lambda a: not _plain(a).startswith(text.casefold().strip()))
    return [Found(_label(a), key_text(a), "chevron-right", action=a) for a in matching]


def _label(action: QAction) -> str:
    return action.text().replace("&", "")


def _plain(action: QAction) -> str:
    return _label(action).casefold()


class CommandPalette(QDialog):
    """Type, Enter: the record is open or the verb is done. Esc leaves everything as it was."""

    def __init__(self, actions: Callable[[], list[QAction]], go: Go, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._actions, self._go = actions, go
        self._desk: Desk | None = None
        self._around = parent
        self.input = QLineEdit()
        self.input.setClearButtonEnabled(True)
        self.input.textEdited.connect(self._on_edited)
        self.input.installEventFilter(self)
        self._notes_soon = QTimer(self, singleShot=True, interval=NOTES_AFTER)
        self._notes_soon.timeout.connect(self._on_pause)
        self.rows = _Rows(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._on_chosen)
        self.nothing = Label("", "soft")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(12, 8, 12, 8)
        self.nothing.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.input)
        box.addWidget(self.nothing)
        box.addWidget(self.list, 1)

    def open_for(self, desk: Desk | None, text: str = "") -> None:
        """Show the palette over the upper part of the window."""
        self._desk = desk
        self.setWindowTitle(_("Search"))
        self.input.setPlaceholderText(_("Client, opportunity or what you want to do"))
        self.input.setAccessibleName(_("Search"))
        self.list.setAccessibleName(_("Found"))
        self.input.setText(text)
        self._on_edited(text)
        around = self._around.window()
        width = min(theme.tokens().px(640), around.width() - 80)
        height = min(theme.tokens().px(440), around.height() - 120)
        corner = around.mapToGlobal(around.rect().topLeft())
        self.setGeometry(corner.x() + (around.width() - width) // 2, corner.y() + 64, width, height)
        self.open()
        self.input.setFocus()

    def choose(self) -> None:
        """Do the marked line: call the verb, or go to the record. Notes still to come are waited for."""
        if self._notes_soon.isActive() and not self.rows.found:
            self._notes_soon.stop()
            self._on_pause()
        index = self.list.currentIndex()
        if not index.isValid():
            return
        found = self.rows.found[index.row()]
        self.accept()
        if found.action is not None:
            found.action.trigger()
        elif found.kind is not None:
            self._go(found.kind, found.record)

    def done(self, result: int) -> None:
        self._notes_soon.stop()  # the file may be closed before a pause of typing is over
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _DOWNWARDS:
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("raised"))
        painter.setPen(theme.colour("edge"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _on_edited(self, text: str) -> None:
        found = verbs(text, self._actions())
        if text.strip() and self._desk is not None:
            records = [
                Found(item.title, item.subtitle, _ICONS.get(item.kind, "file"), kind=item.kind, record=item.id)
                for item in self._desk.find(text)
            ]
            found = [*records, *found[:VERBS_SHOWN]]
        self.rows.show(found)
        self.list.setCurrentIndex(self.rows.index(0))
        self.nothing.hide()
        self._notes_soon.start()

    def _on_pause(self) -> None:
        """Add what is found more slowly: papers by their numbers, and notes by their words."""
        text = self.input.text()
        if self._desk is None or not text.strip():
            self._say_nothing(text)
            return
        papers = [
            Found(paper.title, paper.subtitle, "file", kind=paper.kind, record=paper.id)
            for paper in self._desk.find_papers(text)
        ]
        notes = [_note_line(hit) for hit in self._desk.find_notes(text, NOTES_SHOWN)]
        alone = not self.rows.found
        self.rows.add([*papers, *([Found(_("Notes"), ""), *notes] if notes else [])])
        if alone and self.rows.found:
            self.list.setCurrentIndex(self.rows.first())
        self._say_nothing(text)

    def _say_nothing(self, text: str) -> None:
        """Where nothing is found: that it is so, and what one can do."""
        words = ""
        if not self.rows.found and text.strip():
            words = _("Nothing found for “{words}”.").format(words=text.strip()) + " "
            words += (
                _("No file is open: only what the window can do is looked through.")
                if self._desk is None
                else _(
                    "Try fewer letters, pinyin or initials, part of a phone number, or a word of a note. What lies in"
                    " the bin is not found here."
                )
            )
        self.nothing.set_caption(words)
        self.nothing.setVisible(bool(words))

    def _on_chosen(self, _index: QModelIndex) -> None:
        self.choose()


def _note_line(hit: NoteHit) -> Found:
    aside = " · ".join(word for word in (format_date(hit.day, "short"), hit.client) if word)
    at = len(hit.before)
    title = hit.before + hit.hit + hit.after
    return Found(title, aside, _ICONS[hit.kind], None, hit.kind, hit.id, (at, at + len(hit.hit)))


class _Rows(QAbstractListModel):
    """What was found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show(self, found: list[Found]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def add(self, found: list[Found]) -> None:
        """More lines, below."""
        if found:
            self.beginInsertRows(QModelIndex(), len(self.found), len(self.found) + len(found) - 1)
            self.found = [*self.found, *found]
            self.endInsertRows()

    def first(self) -> QModelIndex:
        """The first line that can be chosen."""
        return self.index(next((row for row, found in enumerate(self.found) if found.icon), 0))

    def flags(self, index: Index) -> Qt.ItemFlag:
        heading = index.isValid() and not self.found[index.row()].icon
        return Qt.ItemFlag.NoItemFlags if heading else super().flags(index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{found.title} {found.subtitle}"
        if role == Qt.ItemDataRole.UserRole:
            return found
        return None


class _Line(QStyledItemDelegate):
    """Icon, title, and in grey at the right the keys or what tells the record apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.tokens().row + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(Qt.ItemDataRole.UserRole)
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setFont(theme.font(theme.tokens().font_size))
        if marked:
            painter.fillRect(option.rect, theme.colour("selection"))
        side = theme.tokens().px(18)
        rect = option.rect.adjusted(12, 0, -12, 0)
        if not found.icon:
            painter.setFont(theme.font(theme.tokens().font_size, bold=True))
            painter.setPen(theme.colour("soft"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, found.title)
            painter.restore()
            return
        spot = QRect(rect.left(), rect.center().y() - side // 2, side, side)
        icons.paint(painter, spot.toRectF(), found.icon, "on_selection" if marked else "soft")
        text = rect.adjusted(side + 12, 0, 0, 0)
        metrics = painter.fontMetrics()
        subtitle = metrics.elidedText(found.subtitle, Qt.TextElideMode.ElideRight, text.width() // 2)
        painter.setPen(theme.colour("on_selection" if marked else "soft"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, subtitle)
        painter.setPen(theme.colour("on_selection" if marked else "text"))
        room = text.width() - metrics.horizontalAdvance(subtitle) - 16
        _draw_title(painter, text.adjusted(0, 0, room - text.width(), 0), found)
        painter.restore()


def _draw_title(painter: QPainter, rect: QRect, found: Found) -> None:
    """The title on one line, its hit in bold; what finds no room is cut off behind."""
    first, last = found.bold
    parts = ((found.title[:first], False), (found.title[first:last], True), (found.title[last:], False))
    for part, bold in parts:
        if part and rect.width() > 0:
            painter.setFont(theme.font(theme.tokens().font_size, bold=bold))
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            rect = rect.adjusted(metrics.horizontalAdvance(shown), 0, 0, 0)
