"""Small parts of the import window: its list of steps, a box to choose from, a grid that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QListWidget, QListWidgetItem, QScrollArea, QWidget

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _


class Combo(QComboBox):
    """A box to choose from that the wheel only turns when it has the focus. `chosen` carries the key taken."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Iterable[tuple[Any, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(theme.tokens().px(120))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.fill(choices)
        self.activated.connect(self._on_activated)

    def fill(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Offer these: key and words."""
        self.clear()
        for key, words in choices:
            self.addItem(words, key)

    def key(self) -> Any:
        """The key of what is chosen."""
        return self.currentData()

    def choose(self, key: Any) -> None:
        """Show this as chosen; says nothing."""
        self.setCurrentIndex(max(0, self.findData(key)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit(self.key())


class StepList(QListWidget):
    """The steps, in order; those already reached can be gone back to. `wanted` carries a step's number."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Steps of the import"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedWidth(theme.tokens().px(188))
        self.setSpacing(1)
        self.setStyleSheet("QListWidget { background: transparent; padding: 8px; }")
        self.itemClicked.connect(self._on_clicked)
        self.itemActivated.connect(self._on_clicked)

    def name(self, names: Sequence[str]) -> None:
        """Say the steps."""
        self.clear()
        for number, name in enumerate(names, start=1):
            item = QListWidgetItem(f"{number}   {name}")
            item.setSizeHint(QSize(0, theme.tokens().row))
            self.addItem(item)

    def show_step(self, current: int, reached: int, locked: bool) -> None:
        """Mark the present step; later ones, and all once the import is done, cannot be gone to."""
        for number in range(self.count()):
            open_ = number <= reached and not (locked and number != current)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if open_ else Qt.ItemFlag.NoItemFlags
            self.item(number).setFlags(flags)
        self.setCurrentRow(current)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.wanted.emit(self.row(item))


class Grid(QScrollArea):
    """Rows of words and boxes under a head, that scroll when there are many."""

    def __init__(self, stretches: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stretches = stretches
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = 0
        self.clear()

    def clear(self) -> None:
        """Begin anew. The rows before live on until what they were asked is answered."""
        before = self.takeWidget()
        if before is not None:
            before.hide()
            before.deleteLater()
        body = QWidget()
        body.setProperty("look", "page")
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 12, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for column, stretch in enumerate(self._stretches):
            self._grid.setColumnStretch(column, stretch)
        self._rows = 0
        self.setWidget(body)

    def head(self, words: Sequence[str]) -> None:
        """The head of the columns."""
        self.row([Label(one, "label") for one in words])

    def row(self, parts: Sequence[QWidget | None]) -> None:
        """One more row."""
        for column, part in enumerate(parts):
            if part is not None:
                self._grid.addWidget(part, self._rows, column)
        self._rows += 1

    def end(self) -> None:
        """No more rows: the rest of the room stays empty below."""
        self._grid.setRowStretch(self._rows, 1)


def cut(words: str, most: int = 48) -> str:
    """Words that fit beside others, the end left out."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
