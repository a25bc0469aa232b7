"""The band above the page while somebody else's file is shown: whose it is, that nothing is changed, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from salesdesk.domain.extent import Held
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.held import only_words
from salesdesk.words.i18n import _, ngettext

ALL = ""
"""The key of all the team's files as one."""


class Banner(QFrame):
    """Hidden until `look_at`, or `look_at_all` for those of a whole team; its button (Alt+Home) leads back.

    `wanted`: the file of this key is to be shown instead, or (`ALL`) those of everybody as one.
    """

    wanted = Signal(str)

    def __init__(self, back: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._words: Callable[[], str] = str
        self._others: list[tuple[str, str]] = []
        self.words = Label(self._say, "strong")
        self.notes = Label("", "late")
        self.words.setWordWrap(True)
        self.choice = QComboBox()
        self.choice.setMaximumWidth(theme.tokens().px(220))
        self.choice.activated.connect(self._on_chosen)
        self.back = Button(lambda: _("Back to my file"), "primary", icon="chevron-left", tip="Alt+Home")
        self.back.clicked.connect(lambda: back())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(self.notes)
        row.addWidget(self.choice)
        row.addWidget(self.back)
        self.hide()

    @property
    def looking(self) -> bool:
        """Whether somebody else's file is shown."""
        return not self.isHidden()

    def look_at(self, name: str, held: Held | None = None) -> None:
        """Say whose file is shown, and what of it where it is only a part."""
        self._show(lambda: _whose(name, held))

    def look_at_all(self, count: int, left_out: Sequence[str]) -> None:
        """Say that so many files are shown as one, and what is missing in it."""
        self._show(
            lambda: ngettext(
                "Viewing all of the team ({n} file), read-only", "Viewing all of the team ({n} files), read-only", count
            ).format(n=count)
        )
        missing = len(left_out)
        self.notes.set_caption(
            lambda: ngettext("{n} file is missing in it", "{n} files are missing in it", missing).format(n=missing)
        )
        self.notes.setToolTip("\n".join(left_out))
        self.notes.setVisible(bool(missing))

    def offer(self, others: Sequence[tuple[str, str]], shown: str) -> None:
        """The files (key and name) that can be shown instead, and which one is."""
        self._others = list(others)
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItem(_("All of the team"), ALL)
            for key, name in self._others:
                self.choice.addItem(name, key)
            self.choice.setCurrentIndex(max(self.choice.findData(shown), 0))
        self.choice.setAccessibleName(_("Whose file"))
        self.choice.setToolTip(_("Another rep's file, or all as one (Alt+Page Up, Alt+Page Down)"))
        self.choice.setVisible(len(self._others) > 1)

    def turn(self, step: int) -> None:
        """The file of the next rep, or of the one before."""
        if self.looking and self.choice.count() > 1:
            at = (self.choice.currentIndex() + step) % self.choice.count()
            self.wanted.emit(self.choice.itemData(at))

    def leave(self) -> None:
        """It is the own file again."""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.looking:
            self.offer(self._others, self.choice.currentData() or ALL)
        super().changeEvent(event)

    def _show(self, words: Callable[[], str]) -> None:
        self._words = words
        self.words.retranslate()
        self.notes.hide()
        self.show()

    def _say(self) -> str:
        return self._words()

    def _on_chosen(self, index: int) -> None:
        self.wanted.emit(self.choice.itemData(index))


def _whose(name: str, held: Held | None) -> str:
    words = _("Viewing {name}'s file, read-only").format(name=name)
    if held is None:
        return words
    return _("{sentence} · {only}").format(sentence=words, only=only_words(held))
