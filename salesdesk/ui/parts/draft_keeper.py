"""What is half typed into a sheet, kept until it is saved or discarded: neither a crash nor a dead battery takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import Field, LineField, PickerField
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_day_near, format_time

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

TYPING_MS: Final = 500
"""Milliseconds without another key before what is typed is written down."""


@runtime_checkable
class Retyped(Protocol):
    """A field with lines of its own, which knows how it is written down and put back."""

    def typed(self) -> Any: ...

    def type_again(self, typed: Any) -> None: ...


class DraftKeeper(QObject):
    """Keeps the draft of one sheet in its slot.

    `written` says what stands there to be kept (None: nothing that the file does not hold); `discarded` comes when
    the user wants it gone. `notice` says when it was typed, with the button that discards it.
    """

    discarded = Signal()

    def __init__(self, sheet: Sheet, desk: Desk, slot: str, written: Callable[[], Mapping[str, Any] | None]) -> None:
        super().__init__(sheet)
        self._sheet, self._desk, self._slot, self._written = sheet, desk, slot, written
        self._holds = False
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self.keep)
        self.notice = QWidget()
        row = QHBoxLayout(self.notice)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = Label("", "soft")
        self.discard_button = Button(lambda: _("Discard"), "link")
        self.discard_button.setAutoDefault(False)
        self.discard_button.clicked.connect(self._on_discard)
        row.addWidget(self.words)
        row.addWidget(self.discard_button)
        row.addStretch()
        self.notice.hide()

    def turn_to(self, slot: str) -> None:
        """The sheet shows another record: its drafts lie in another slot."""
        self._soon.stop()
        self._slot, self._holds = slot, False
        self.notice.hide()

    def edited(self) -> None:
        """Something was typed: write it down when the keys rest."""
        self._soon.start()

    def keep(self) -> bool:
        """Write down what is typed, durably; where that is refused the sheet says so."""
        self._soon.stop()
        body = self._written()
        try:
            if body is None:
                self.drop()
            else:
                self._desk.drafts.keep(self._slot, body)
                self._holds = True
        except Refused as refused:
            self._sheet.show_problem(say(refused))
            return False
        return True

    def kept(self) -> Mapping[str, Any] | None:
        """What waits in the slot; the notice tells when it was typed."""
        found = self._desk.drafts.kept(self._slot)
        self._holds = found is not None
        self.notice.setVisible(self._holds)
        if found is None:
            return None
        body, at = found
        self.words.set_caption(partial(draft_words, at, self._desk.today()))
        return body

    def drop(self) -> None:
        """Forget it. Raises Refused (a full disk)."""
        self._soon.stop()
        if self._holds:
            self._desk.drafts.drop(self._slot)
            self._holds = False

    def saved(self) -> None:
        """It is in the file now; at worst its draft is offered once more."""
        self.notice.hide()
        with suppress(Refused):
            self.drop()

    def _on_discard(self) -> None:
        try:
            self.drop()
        except Refused as refused:
            self._sheet.show_problem(say(refused))
        else:
            self.notice.hide()
            self.discarded.emit()


def draft_words(at: datetime, today: date) -> str:
    """When it was typed."""
    if at.date() == today:
        return _("You were typing this at {time}.").format(time=format_time(at))
    return _("You were typing this ({day}, {time}).").format(
        day=format_day_near(at.date(), today), time=format_time(at)
    )


def typed(field: Field) -> Any:
    """As it stands in the field: also what cannot be read yet."""
    if isinstance(field, Retyped):
        return field.typed()
    if isinstance(field, PickerField):
        item = field.item()
        if item is None or not isinstance(item.id, bytes):
            return field.picker.text()
        return [item.id.hex(), item.title, item.subtitle, item.tier]
    return field.line.text() if isinstance(field, LineField) else field.value()


def type_again(field: Field, value: Any) -> None:
    """Put back what stood in it."""
    if isinstance(field, Retyped):
        field.type_again(value)
    elif isinstance(field, PickerField):
        if isinstance(value, list):
            field.set_value(PickItem(bytes.fromhex(value[0]), *value[1:]))
        else:
            field.picker.setText(value)
    elif isinstance(field, LineField):
        field.line.setText(str(value))
    else:
        field.set_value(value)
