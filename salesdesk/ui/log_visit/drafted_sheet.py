"""Sheets in which Enter leads on, and those that keep what was half typed until it is saved or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.ui.log_visit.entry_form import LinedForm
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import Field, LineField, PickerField
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_day_near, format_time

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

TYPING_MS: Final = 500


class EnterSheet(FormSheet):
    """A form's sheet in which Enter leads to the next question and saves on the last."""

    form: LinedForm

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            event.accept()
            button = self.focusWidget()
            if isinstance(button, QPushButton):
                button.click()
            elif not self.form.step_on():
                self._on_save()
            return
        super().keyPressEvent(event)


class DraftedSheet(EnterSheet):
    """Subclasses fill the form in `load_anew`, call `begin_draft` when they are built, and may follow in `typed_again`.

    Only what was written is kept, not what the sheet proposed: the moment at which it is opened again holds.
    """

    ctx: PageContext
    desk: Desk

    def begin_draft(self, slot: str) -> None:
        """Keep what is typed from now on; put back what waits in this slot."""
        self._slot, self._unkept = slot, False
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self.keep_draft)
        self._lay_out_notice()
        self._restore()
        self.form.edited.connect(self._soon.start)

    def load_anew(self) -> None:
        """Fill in what is known before anything is typed."""
        raise NotImplementedError

    def typed_again(self) -> None:
        """What follows from the fields has to follow from the draft too."""

    def keep_draft(self) -> bool:
        """Write down what is typed, also before the file is closed; where that is refused the sheet says so."""
        self._soon.stop()
        written = self.form.written()
        try:
            if written:
                self.desk.drafts.keep(self._slot, {field.key: _typed(field) for field in written})
            else:
                self.drop_draft()
        except Refused as refused:
            self.show_problem(say(refused))
            return False
        return True

    def drop_draft(self) -> None:
        """It was saved, or is not wanted any more. Raises Refused (a full disk)."""
        self._soon.stop()
        if self.desk.drafts.kept(self._slot) is not None:
            self.desk.drafts.drop(self._slot)

    def save(self) -> bool:
        if not super().save():
            return False
        with suppress(Refused):  # it is saved; at worst its draft is offered once more
            self.drop_draft()
        return True

    def reject(self) -> None:
        """Esc never loses anything unasked: what is typed waits as a draft."""
        dirty = self.form.is_dirty()
        self._unkept = not self.keep_draft() and dirty
        if dirty and not self._unkept:
            self.ctx.notify.tell(_("Kept as a draft: open this again and it is there."))
        super().reject()

    def would_lose(self) -> bool:
        return self._unkept

    # handlers

    def _on_discard(self) -> None:
        if self.ctx.attempt(self._forget) is None:
            return
        self._notice.hide()
        self.load_anew()
        self.typed_again()
        (self.first_field() or self.form).setFocus()

    # private

    def _forget(self) -> bool:
        self.drop_draft()
        return True

    def _lay_out_notice(self) -> None:
        self._notice = QWidget()
        row = QHBoxLayout(self._notice)
        row.setContentsMargins(0, 0, 0, 0)
        self.notice_words = Label("", "soft")
        self.discard_button = Button(lambda: _("Discard"), "link")
        self.discard_button.setAutoDefault(False)
        self.discard_button.clicked.connect(self._on_discard)
        row.addWidget(self.notice_words)
        row.addWidget(self.discard_button)
        row.addStretch()
        self._notice.hide()
        self.form.column.insertWidget(0, self._notice)

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        kept = self.desk.drafts.kept(self._slot)
        if kept is None:
            return
        typed, at = kept
        for _round in range(2):  # what is offered depends on what was chosen before it
            for field in self.form.fields():
                if field.key in typed:
                    _type_again(field, typed)
            self.typed_again()
        self.form.unfold_filled()
        self.notice_words.set_caption(partial(draft_words, at, self.desk.today()))
        self._notice.show()


def draft_words(at: datetime, today: date) -> str:
    """When it was typed."""
    if at.date() == today:
        return _("You were typing this at {time}.").format(time=format_time(at))
    return _("You were typing this ({day}, {time}).").format(
        day=format_day_near(at.date(), today), time=format_time(at)
    )


def _typed(field: Field) -> Any:
    """As it stands in the field: also what cannot be read yet."""
    if isinstance(field, PickerField):
        item = field.item()
        if item is None or not isinstance(item.id, bytes):
            return field.picker.text()
        return [item.id.hex(), item.title, item.subtitle, item.tier]
    return field.line.text() if isinstance(field, LineField) else field.value()


def _type_again(field: Field, typed: Mapping[str, Any]) -> None:
    value = typed[field.key]
    if isinstance(field, PickerField):
        if isinstance(value, list):
            field.set_value(PickItem(bytes.fromhex(value[0]), *value[1:]))
        else:
            field.picker.setText(value)
    elif isinstance(field, LineField):
        field.line.setText(str(value))
    else:
        field.set_value(value)
