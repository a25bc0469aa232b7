"""Sheets in which Enter leads on, and those that keep what was half typed until it is saved or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from salesdesk.ui.log_visit.entry_form import LinedForm
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.draft_keeper import DraftKeeper, type_again, typed
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


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
        self._unkept = False
        self.draft = DraftKeeper(self, self.desk, slot, self._written)
        self.draft.discarded.connect(self._on_discarded)
        self.form.column.insertWidget(0, self.draft.notice)
        self._restore()
        self.form.edited.connect(self.draft.edited)

    def load_anew(self) -> None:
        """Fill in what is known before anything is typed."""
        raise NotImplementedError

    def typed_again(self) -> None:
        """What follows from the fields has to follow from the draft too."""

    def keep_draft(self) -> bool:
        """Write down what is typed, also before the file is closed; where that is refused the sheet says so."""
        return self.draft.keep()

    def save(self) -> bool:
        if not super().save():
            return False
        self.draft.saved()
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

    def _on_discarded(self) -> None:
        self.load_anew()
        self.typed_again()
        (self.first_field() or self.form).setFocus()

    # private

    def _written(self) -> dict[str, Any] | None:
        return {field.key: typed(field) for field in self.form.written()} or None

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        kept = self.draft.kept()
        if kept is None:
            return
        for _round in range(2):  # what is offered depends on what was chosen before it
            for field in self.form.fields():
                if field.key in kept:
                    type_again(field, kept[field.key])
            self.typed_again()
        self.form.unfold_filled()
