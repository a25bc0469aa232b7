"""The fields of a form: a label, something to write or choose in, and below it what is wrong, said while one types.

Every field has `value()`, `set_value()`, `problem()` (what is wrong with what was typed, "" if nothing) and the
signal `edited`, emitted only when the user changes something.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, time
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk.domain.coordinates import Coordinates, read_coordinates, written
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, Label, read
from salesdesk.ui.parts.chips import ChipBar, Choice, SegmentedBar
from salesdesk.ui.parts.picker import Create, Find, Picker, PickItem
from salesdesk.words.amounts import is_too_large, read_amount, read_time
from salesdesk.words.days import read_day, read_past_day
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_money, format_time


class Field(QWidget):
    """The ground of all fields; `editor` is the widget that takes the focus."""

    edited = Signal()

    def __init__(
        self, key: str, label: Caption, editor: QWidget, *, required: bool = False, help: Caption = ""
    ) -> None:
        super().__init__()
        self.key, self.label, self.editor, self.required = key, Label(label, "label"), editor, required
        self._help = help
        self.hint = Label("", "small")
        self.problem_label = Label("", "problem")
        self.problem_label.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(editor, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addLayout(self._row)
        column.addWidget(self.problem_label)
        self.problem_label.hide()
        self.label.setBuddy(editor)
        self.setFocusProxy(editor)
        self.retranslate()

    def value(self) -> Any:
        """What stands in the field now; None when it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Put a value in by program; says nothing."""
        raise NotImplementedError

    def problem(self) -> str:
        """What is wrong with what was typed, in the user's language."""
        return ""

    def is_empty(self) -> bool:
        """Whether nothing is in the field."""
        return self.value() in (None, "", [], ())

    def show_problem(self, sentence: str) -> None:
        """Say below the field what is wrong; "" takes it away."""
        self.problem_label.set_caption(sentence)
        self.problem_label.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence or read(self._help))
        if self.editor.property("problem") != bool(sentence):
            self.editor.setProperty("problem", bool(sentence))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)

    def retranslate(self) -> None:
        """Read name and help again in the present language."""
        self.editor.setAccessibleName(self.label.text())
        self.editor.setToolTip(read(self._help))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.label.retranslate()
            self.retranslate()
        super().changeEvent(event)

    def _on_edited(self) -> None:
        self.show_problem(self.problem())
        self.edited.emit()


class LineField(Field):
    """One line of words; the value has no blanks around it."""

    def __init__(
        self, key: str, label: Caption, *, placeholder: Caption = "", required: bool = False, help: Caption = ""
    ) -> None:
        self.line = QLineEdit()
        self._placeholder = placeholder
        super().__init__(key, label, self.line, required=required, help=help)
        self.line.textEdited.connect(self._on_edited)

    def value(self) -> Any:
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(read(self._placeholder))


class TextField(Field):
    """Several lines of words; Tab moves on to the next field."""

    def __init__(
        self,
        key: str,
        label: Caption,
        *,
        lines: int = 3,
        placeholder: Caption = "",
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self._placeholder, self._lines, self._loading = placeholder, lines, False
        super().__init__(key, label, self.text, required=required, help=help)
        self._set_height()
        self.text.textChanged.connect(self._on_text_changed)

    def value(self) -> Any:
        return self.text.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self._loading = True
        self.text.setPlainText("" if value is None else str(value))
        self._loading = False

    def retranslate(self) -> None:
        super().retranslate()
        self.text.setPlaceholderText(read(self._placeholder))
        self.text.viewport().update()  # Qt goes on showing the words of before

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._set_height()
        super().changeEvent(event)

    def _set_height(self) -> None:
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * self._lines + theme.tokens().px(20))

    def _on_text_changed(self) -> None:
        if not self._loading:
            self._on_edited()


class _ReadField(LineField):
    """A line whose words are read as something; what was understood stands beside them while one types."""

    def __init__(
        self, key: str, label: Caption, *, placeholder: Caption = "", required: bool = False, help: Caption = ""
    ) -> None:
        super().__init__(key, label, placeholder=placeholder, required=required, help=help)
        self._row.addWidget(self.hint)
        self.hint.setMinimumWidth(theme.tokens().px(96))
        self.line.textChanged.connect(self._on_text_changed)
        self.line.editingFinished.connect(self._on_finished)

    def read(self, words: str) -> Any:
        """Understand the words; None where they cannot be read."""
        raise NotImplementedError

    def complaint(self) -> str:
        """What to say about words that cannot be read."""
        raise NotImplementedError

    def understood(self, value: Any) -> str:
        """How the value is shown beside the words."""
        raise NotImplementedError

    def written(self, value: Any) -> str:
        """How the value is written into the line."""
        return self.understood(value)

    def value(self) -> Any:
        words = self.line.text().strip()
        return self.read(words) if words else None

    def set_value(self, value: Any) -> None:
        super().set_value("" if value is None else self.written(value))

    def problem(self) -> str:
        words = self.line.text().strip()
        return self.complaint() if words and self.read(words) is None else ""

    def _on_edited(self) -> None:
        if not self.problem():
            self.show_problem("")
        self.edited.emit()

    def _on_text_changed(self) -> None:
        value = self.value()
        words = "" if value is None else self.understood(value)
        self.hint.set_caption("" if words == self.line.text() else words)

    def _on_finished(self) -> None:
        self.show_problem(self.problem())
        value = self.value()
        if value is not None:
            self.set_value(value)

    def retranslate(self) -> None:
        value = self.value() if self.line.text() else None
        super().retranslate()
        if value is not None:
            self.set_value(value)


class AmountField(_ReadField):
    """Money as people write it ("12.5万", "3,000"); the value is whole cents or None."""

    def __init__(
        self,
        key: str,
        label: Caption,
        currency: str,
        *,
        placeholder: Caption = "",
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.currency = currency
        super().__init__(key, label, placeholder=placeholder, required=required, help=help)

    def read(self, words: str) -> int | None:
        return read_amount(words)

    def complaint(self) -> str:
        if is_too_large(self.line.text()):
            return _("This amount is too large.")
        return _("This is not an amount. Write it like 1,200 or 12.5万.")

    def understood(self, value: Any) -> str:
        return format_money(value, self.currency)


class CoordinatesField(_ReadField):
    """A place on the map ("31.23, 121.47", as maps hand it over); the value is latitude and longitude, or None."""

    def read(self, words: str) -> Coordinates | None:
        return read_coordinates(words)

    def complaint(self) -> str:
        return _("This is not a place. Write latitude and longitude like 31.23, 121.47.")

    def understood(self, value: Any) -> str:
        return written(value)


_YEAR_IS_CLEAR = 183
"""So many days around today a day needs no year to be understood."""


class DayField(_ReadField):
    """A day in natural words ("fri", "+3", "下周二"); the value is a date or None, shown beside while one types."""

    def __init__(
        self,
        key: str,
        label: Caption,
        today: Callable[[], date],
        *,
        placeholder: Caption = lambda: _("fri, +3, 12-24 …"),
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self._today = today
        super().__init__(key, label, placeholder=placeholder, required=required, help=help)

    def read(self, words: str) -> date | None:
        return read_day(words, self._today())

    def complaint(self) -> str:
        return _("This is not a day. Write it like fri, +3, 12-24 or 下周二.")

    def understood(self, value: Any) -> str:
        near = abs((value - self._today()).days) < _YEAR_IS_CLEAR
        return format_date(value, "weekday" if near else "medium")

    def written(self, value: Any) -> str:
        return str(value.isoformat())

    def _on_text_changed(self) -> None:
        value = self.value()
        self.hint.set_caption("" if value is None else self.understood(value))

    def _on_finished(self) -> None:
        self.show_problem(self.problem())


class PastDayField(DayField):
    """A day of the last twelve months where the year is not said."""

    def read(self, words: str) -> date | None:
        return read_past_day(words, self._today())


class TimeField(_ReadField):
    """A time of the day ("9", "930", "14:30"); the value is a time or None."""

    def read(self, words: str) -> time | None:
        return read_time(words)

    def complaint(self) -> str:
        return _("This is not a time. Write it like 9, 930 or 14:30.")

    def understood(self, value: Any) -> str:
        return format_time(value)


class ChipsField(Field):
    """Open choices as numbered chips; the value is a key ("" for none), or a list of keys with `multiple`."""

    def __init__(
        self,
        key: str,
        label: Caption,
        choices: Sequence[Choice],
        *,
        multiple: bool = False,
        optional: bool = False,
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.chips = ChipBar(label, choices, multiple=multiple, optional=optional, numbered=True)
        self._multiple = multiple
        super().__init__(key, label, self.chips, required=required, help=help)
        self.chips.changed.connect(self._on_chosen)

    def value(self) -> Any:
        return self.chips.chosen_keys() if self._multiple else self.chips.chosen()

    def set_value(self, value: Any) -> None:
        self.chips.set_chosen(value or ())

    def _on_chosen(self, key: str) -> None:
        self._on_edited()


class SegmentsField(Field):
    """An ordered choice as one joined bar (the stages of an opportunity); the value is a key."""

    def __init__(
        self,
        key: str,
        label: Caption,
        choices: Sequence[Choice],
        *,
        progress: bool = True,
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.bar = SegmentedBar(label, choices, progress=progress, numbered=True)
        super().__init__(key, label, self.bar, required=required, help=help)
        self.bar.changed.connect(self._on_chosen)

    def value(self) -> Any:
        return self.bar.chosen()

    def set_value(self, value: Any) -> None:
        self.bar.set_chosen(value or ())

    def _on_chosen(self, key: str) -> None:
        self._on_edited()


class _Combo(QComboBox):
    """A combo box that a scrolling wheel does not change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceField(Field):
    """One of many in a list that opens; the value is a key ("" for none when `optional`)."""

    def __init__(
        self,
        key: str,
        label: Caption,
        choices: Sequence[Choice] = (),
        *,
        optional: bool = False,
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.combo = _Combo()
        self.combo.setMinimumContentsLength(8)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choices: list[Choice] = []
        self._optional = optional
        super().__init__(key, label, self.combo, required=required, help=help)
        self.set_choices(choices)
        self.combo.activated.connect(self._on_activated)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; the present one stays where it is still offered."""
        kept = self.value()
        self._choices = [*([Choice("", "–")] if self._optional else []), *choices]
        self.combo.clear()
        for choice in self._choices:
            self.combo.addItem(read(choice.caption), choice.key)
        self.set_value(kept)

    def value(self) -> Any:
        return self.combo.currentData() or ""

    def set_value(self, value: Any) -> None:
        at = self.combo.findData(value or "")
        self.combo.setCurrentIndex(at if at >= 0 else 0 if self._optional else -1)

    def retranslate(self) -> None:
        super().retranslate()
        for at, choice in enumerate(getattr(self, "_choices", ())):
            self.combo.setItemText(at, read(choice.caption))

    def _on_activated(self, at: int) -> None:
        self._on_edited()


class CheckField(Field):
    """Yes or no; the words stand beside the box."""

    def __init__(self, key: str, label: Caption, *, help: Caption = "") -> None:
        self.box = QCheckBox()
        super().__init__(key, label, self.box, help=help)
        self.label.hide()
        self.box.clicked.connect(self._on_clicked)

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))

    def is_empty(self) -> bool:
        return False

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setText(self.label.text())

    def _on_clicked(self, checked: bool) -> None:
        self._on_edited()


class _TagLine(QLineEdit):
    """Enter puts the tag down instead of closing anything."""

    taken = Signal()
    stepped_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and bool(self.text().strip())
        if entered or event.text() in (",", "，", "、", ";", "；"):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.stepped_back.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.text().strip() and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.taken.emit()
        super().focusOutEvent(event)


class TagsField(Field):
    """Words of the user's own: known ones lie open as chips, new ones are typed; the value is a list of names."""

    OFFERED = 12

    def __init__(
        self,
        key: str,
        label: Caption,
        known: Iterable[str] = (),
        *,
        placeholder: Caption = lambda: _("Type and press Enter"),
        help: Caption = "",
    ) -> None:
        self.line = _TagLine()
        self.chips = ChipBar(label, multiple=True)
        self._placeholder = placeholder
        self._known, self._chosen = list(known), list[str]()
        super().__init__(key, label, self.line, help=help)
        self._row.setStretch(0, 0)
        self.line.setFixedWidth(theme.tokens().px(168))
        self._row.addWidget(self.chips, 1)
        self._row.setAlignment(self.line, Qt.AlignmentFlag.AlignTop)
        self.line.textEdited.connect(self._offer)
        self.line.taken.connect(self._on_taken)
        self.line.stepped_back.connect(self._on_stepped_back)
        self.chips.changed.connect(self._on_chip)
        self._offer()

    def set_known(self, known: Iterable[str]) -> None:
        """Offer other known tags, the most used first."""
        self._known = list(known)
        self._offer()

    def value(self) -> Any:
        return list(self._chosen)

    def set_value(self, value: Any) -> None:
        self._chosen = list(value or ())
        self._offer()

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(read(self._placeholder))

    def _offer(self) -> None:
        typed = self.line.text().strip().casefold()
        fitting = [tag for tag in self._known if typed in tag.casefold() and tag not in self._chosen]
        shown = [*self._chosen, *fitting[: max(0, self.OFFERED - len(self._chosen))]]
        if [chip.choice.key for chip in self.chips.chips()] != shown:
            self.chips.set_choices([Choice(tag, tag) for tag in shown])
        self.chips.set_chosen(self._chosen)

    def _on_taken(self) -> None:
        typed = self.line.text().strip()
        self.line.clear()
        same = next((tag for tag in self._known if tag.casefold() == typed.casefold()), typed)
        if same and same not in self._chosen:
            self._chosen.append(same)
        self._offer()
        self._on_edited()

    def _on_stepped_back(self) -> None:
        if self._chosen:
            self._chosen.pop()
            self._offer()
            self._on_edited()

    def _on_chip(self, tag: str) -> None:
        if tag in self._chosen:
            self._chosen.remove(tag)
        else:
            self._chosen.append(tag)
        self.chips.set_chosen(self._chosen)
        self._on_edited()


class PickerField(Field):
    """One record, found by typing; the value is its id or None."""

    def __init__(
        self,
        key: str,
        label: Caption,
        find: Find,
        *,
        placeholder: Caption = lambda: _("Characters, pinyin or initials"),
        create: Create | None = None,
        required: bool = False,
        help: Caption = "",
    ) -> None:
        self.picker = Picker(find, placeholder, create=create)
        super().__init__(key, label, self.picker, required=required, help=help)
        self.picker.picked.connect(self._on_picked)
        self.picker.cleared.connect(self._on_edited)
        self.picker.editingFinished.connect(self._on_finished)

    def value(self) -> Hashable | None:
        return self.picker.value()

    def item(self) -> PickItem | None:
        """What is picked, with its name."""
        return self.picker.item()

    def set_value(self, value: Any) -> None:
        """Takes a `PickItem` (id and name are both needed to show it) or None."""
        if value is not None and not isinstance(value, PickItem):
            raise TypeError("a PickerField is set with a PickItem")
        self.picker.set_item(value)

    def problem(self) -> str:
        if self.picker.text().strip() and self.picker.item() is None:
            return _("Nothing by this name was picked.")
        return ""

    def _on_picked(self, item: PickItem) -> None:
        self._on_edited()

    def _on_edited(self) -> None:
        self.show_problem("")
        self.edited.emit()

    def _on_finished(self) -> None:
        if not self.picker.hasFocus():
            self.show_problem(self.problem())
