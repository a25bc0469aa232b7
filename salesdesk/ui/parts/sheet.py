"""A sheet: the one kind of dialog. One column, first field focused, Ctrl+Enter saves, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import Text
from salesdesk.ui.parts import dialogs, theme
from salesdesk.ui.parts.caption import Button, Caption, Label, hairline, read
from salesdesk.ui.parts.form import Form
from salesdesk.words.i18n import _, say

HISTORY_KEY = "Ctrl+H"


class Sheet(QDialog):
    """Subclasses put their widgets in with `set_body` (and `set_side`) and override `save` and `would_lose`.

    `save()` returns True when the sheet may close; `would_lose()` tells whether Esc would lose typed words;
    `first_field()` may name the widget that gets the focus.
    """

    saved = Signal()

    least_height = 0
    """Height at which it opens at least (pixels before scaling), as far as the screen allows."""

    def __init__(
        self,
        title: Caption,
        parent: QWidget | None = None,
        *,
        save: Caption = lambda: _("Save"),
        width: int = 560,
    ) -> None:
        super().__init__(parent)
        self._title, self._width = title, width
        self._side: QWidget | None = None
        self._of_record: Callable[[], None] | None = None
        self.setModal(True)
        self._heading = Label(title, "heading")
        self._problem = Label("", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.save_button = Button(save, "primary", tip="Ctrl+Enter")
        self.cancel_button = Button(lambda: _("Cancel"), tip="Esc")
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(self._on_save)
        self.retranslate()

    # what subclasses fill in

    def save(self) -> bool:
        """Do it; True lets the sheet close."""
        return True

    def would_lose(self) -> bool:
        """Whether closing now would lose something typed."""
        return False

    def leaving_question(self) -> str:
        """What is asked before typed words are given up."""
        return _("Close without saving?")

    def first_field(self) -> QWidget | None:
        """The widget that gets the focus when the sheet opens."""
        return None

    # public

    def show_over(self) -> None:
        """Open over the window; gone for good when closed."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()

    def set_body(self, body: QWidget) -> None:
        """The one column; scrolls when the screen is small."""
        body.setProperty("look", "page")
        layout = body.layout()
        if layout is not None:
            layout.setContentsMargins(24, 4, 24, 16)
        self._scroll.setWidget(body)

    def set_side(self, side: QWidget, width: int = 240) -> None:
        """Something small to the right (what is known about the client while a visit is logged)."""
        side.setFixedWidth(theme.tokens().px(width))
        self._middle.addWidget(side)
        self._side = side
        self._width += width

    def add_button(self, button: Button) -> None:
        """A further verb, at the left of the foot."""
        self._foot.insertWidget(self._extra, button)
        self._extra += 1

    def add_history(self, show: Callable[[Kind, Id], None], kind: Kind, record_id: Id) -> None:
        """A verb, by the same key on every sheet, that shows what happened to the record."""
        self._of_record = partial(show, kind, record_id)
        button = Button(lambda: _("History…"), "link", tip=HISTORY_KEY)
        button.clicked.connect(self._on_history_wanted)
        QShortcut(QKeySequence(HISTORY_KEY), self).activated.connect(self._on_history_wanted)
        self.add_button(button)

    def settle(self, why: Text | None) -> None:
        """Where the month of the record is closed: say so before anybody types, and offer no saving."""
        if why is not None:
            self.show_problem(say(why))
            self.save_button.setEnabled(False)

    def show_problem(self, sentence: str) -> None:
        """Say at the foot why it was not saved; an empty sentence takes it away."""
        self._problem.set_caption(sentence)
        self._problem.setVisible(bool(sentence))

    def retranslate(self) -> None:
        """Read the title again in the present language."""
        self.setWindowTitle(read(self._title))

    # what Qt asks

    def reject(self) -> None:
        if self.would_lose() and not dialogs.ask(
            self, self.leaving_question(), yes=_("Close"), no=_("Keep writing"), danger=True
        ):
            return
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        first = self.first_field() or self._scroll.widget()
        if first is not None:
            if first.focusPolicy() == Qt.FocusPolicy.NoFocus and first.focusProxy() is None:
                self._scroll.focusNextChild()
            else:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and focused.isEnabled():
                focused.click()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            # Leaving deletes the sheet: not while it and its fields still handle the key (the process died of it).
            event.accept()
            QTimer.singleShot(0, self, self.reject)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # handlers and private

    def _on_history_wanted(self) -> None:
        if self._of_record is not None:
            self._of_record()

    def _on_save(self) -> None:
        self.show_problem("")
        if self.save():
            self.saved.emit()
            self.accept()

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._middle, self._foot, self._extra = QHBoxLayout(), QHBoxLayout(), 0
        self._middle.setSpacing(0)
        self._middle.addWidget(self._scroll, 1)
        self._foot.setContentsMargins(24, 12, 24, 12)
        self._foot.setSpacing(8)
        self._foot.addWidget(self._problem, 1)
        self._foot.addStretch()
        self._foot.addWidget(self.cancel_button)
        self._foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._heading.setContentsMargins(24, 16, 24, 12)
        column.addWidget(self._heading)
        column.addLayout(self._middle, 1)
        column.addWidget(hairline())
        column.addLayout(self._foot)

    def _fit(self) -> None:
        body, screen = self._scroll.widget(), self.screen().availableGeometry()
        wide = min(theme.tokens().px(self._width), int(screen.width() * 0.96))
        if self._side and body and wide - self._side.width() < body.minimumSizeHint().width():
            self._side.hide()
        column = wide - (self._side.width() if self._side and not self._side.isHidden() else 0)
        wanted = max(_height(body, column), _height(self._side, 0))
        frame = self._heading.sizeHint().height() + self._foot.sizeHint().height() + 4
        high = max(wanted + frame, theme.tokens().px(self.least_height))
        self.resize(wide, min(high, int(screen.height() * 0.92)))
        self.move(
            max(screen.left(), min(self.x(), screen.right() - self.frameGeometry().width())),
            max(screen.top(), min(self.y(), screen.bottom() - self.frameGeometry().height())),
        )


class FormSheet(Sheet):
    """A sheet around one `Form`: subclasses fill `self.form` and override `store(values)`.

    `store` may raise `Refused`: the reason is said below the field it names, or else at the foot, and the
    sheet stays open with everything typed.
    """

    def __init__(
        self,
        title: Caption,
        form: Form,
        parent: QWidget | None = None,
        *,
        save: Caption = lambda: _("Save"),
        width: int = 560,
    ) -> None:
        super().__init__(title, parent, save=save, width=width)
        self.form = form
        self.set_body(form)

    def store(self, values: Mapping[str, Any]) -> None:
        """Hand what was written to the desk."""
        raise NotImplementedError

    def save(self) -> bool:
        if not self.form.is_good():
            return False
        try:
            self.store(self.form.values())
        except Refused as refused:
            if not self.form.show_refusal(refused):
                self.show_problem(say(refused))
            return False
        self.form.set_clean()
        return True

    def would_lose(self) -> bool:
        return self.form.is_dirty()

    def first_field(self) -> QWidget | None:
        return self.form.first_field()


def _height(widget: QWidget | None, width: int) -> int:
    if widget is None:
        return 0
    return widget.heightForWidth(width) if width and widget.hasHeightForWidth() else widget.sizeHint().height()
