"""A buffered form: loaded once, written in freely, read as a whole when it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.fields import Field
from salesdesk.ui.parts.picker import Picker
from salesdesk.words.i18n import _, say

F = TypeVar("F", bound=Field)
Check = Callable[[Mapping[str, Any]], Mapping[str, str]]


class Form(QWidget):
    """Fields under each other (or side by side with `add_row`).

    `check(values)` may name further problems by field key; it is asked at each edit for the fields already
    touched, and for all by `is_good()`. `edited` is emitted only when the user changed something.
    """

    edited = Signal()

    def __init__(self, check: Check | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._check = check
        self._fields: dict[str, Field] = {}
        self._touched: set[str] = set()
        self._loaded: dict[str, Any] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addStretch()

    # building

    def add(self, field: F) -> F:
        """Put a field below the others; returns it."""
        self._know(field)
        self._below(field)
        return field

    def add_row(self, *fields: Field, stretch: tuple[int, ...] = ()) -> None:
        """Put fields side by side, sharing the width equally or by `stretch`."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for at, field in enumerate(fields):
            self._know(field)
            row.addWidget(field, stretch[at] if stretch else 1, Qt.AlignmentFlag.AlignTop)
        self.column.insertLayout(self.column.count() - 1, row)

    def add_heading(self, words: Caption) -> Label:
        """A small bold line between groups of fields."""
        heading = Label(words, "strong")
        heading.setContentsMargins(0, 4, 0, 0)
        self._below(heading)
        return heading

    def add_widget(self, widget: QWidget) -> None:
        """Something that is not a field."""
        self._below(widget)

    def know(self, field: Field) -> None:
        """Count a field that stands elsewhere (in a frame that was added) among the form's own."""
        self._know(field)

    # reading and writing

    def field(self, key: str) -> Field:
        """The field of that key; KeyError where there is none."""
        return self._fields[key]

    def fields(self) -> list[Field]:
        """All fields in the order they were added."""
        return list(self._fields.values())

    def load(self, values: Mapping[str, Any]) -> None:
        """Show these values (keys without a field are passed over) as the state to come back to."""
        for key, field in self._fields.items():
            if key in values:
                field.set_value(values[key])
            field.show_problem("")
        self._touched.clear()
        self._loaded = self.values()

    def values(self) -> dict[str, Any]:
        """What stands in the fields now, by key."""
        return {key: field.value() for key, field in self._fields.items()}

    def changes_against(self, before: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """The fields that differ from `before`: key → (before, now)."""
        now = self.values()
        return {key: (before.get(key), now[key]) for key in now if now[key] != before.get(key)}

    def written(self) -> list[Field]:
        """The fields in which something stands that was not loaded, also what cannot be read yet."""
        return [one for one in self.fields() if one.problem() or one.value() != self._loaded.get(one.key)]

    def is_dirty(self) -> bool:
        """Whether anything was written that is not what was loaded."""
        return bool(self.written())

    def set_clean(self) -> None:
        """Take the present values as saved."""
        self._loaded = self.values()
        self._touched.clear()

    def problems(self) -> dict[str, str]:
        """What is wrong now, by field key: unreadable words, required fields left empty, and what `check` finds."""
        found = dict(self._check(self.values())) if self._check else {}
        for key, field in self._fields.items():
            if not field.isHidden():
                own = field.problem() or (_("Please fill this in.") if field.required and field.is_empty() else "")
                if own:
                    found[key] = own
        return found

    def is_good(self) -> bool:
        """Whether it can be saved; shows every problem and puts the focus on the first."""
        problems = self.problems()
        for key, field in self._fields.items():
            field.show_problem(problems.get(key, ""))
        first = next((field for key, field in self._fields.items() if key in problems), None)
        if first is not None:
            _point_to(first)
        return not problems

    def show_refusal(self, refused: Refused) -> bool:
        """Say a refusal below the field it concerns; False when it concerns none of ours."""
        field = self._fields.get(refused.field)
        if field is None:
            return False
        field.show_problem(say(refused))
        _point_to(field)
        return True

    def first_field(self) -> Field | None:
        """The first field in view."""
        return next((field for field in self._fields.values() if not field.isHidden()), None)

    # handlers and private

    def _on_edited(self) -> None:
        sender = self.sender()
        if isinstance(sender, Field):
            self._touched.add(sender.key)
        if self._check:
            found = self._check(self.values())
            for key in self._touched:
                field = self._fields[key]
                if not field.problem():
                    field.show_problem(found.get(key, ""))
        self.edited.emit()

    def _know(self, field: Field) -> None:
        if field.key in self._fields:
            raise ValueError(f"two fields named {field.key}")
        self._fields[field.key] = field
        field.edited.connect(self._on_edited)

    def _below(self, widget: QWidget) -> None:
        self.column.insertWidget(self.column.count() - 1, widget)


def _point_to(field: Field) -> None:
    """Put the focus where something is wrong, with no list open over the sentence that says what."""
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    for picker in field.findChildren(Picker):
        picker.close_list()
