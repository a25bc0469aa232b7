"""What was being typed into the sheet of an opportunity, kept until it is saved or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from salesdesk.domain.change import Id
from salesdesk.services.desk import Desk
from salesdesk.ui.opportunity.lines import DealLines
from salesdesk.ui.parts.fields import Field, LineField, PickerField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import PickItem
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_day_near, format_time


class DealDraft:
    """One draft for each opportunity, and one for a new one."""

    def __init__(self, desk: Desk, opportunity_id: Id | None) -> None:
        self._desk = desk
        self._slot = "opportunity" if opportunity_id is None else f"opportunity {opportunity_id.hex()}"

    def keep(self, form: Form) -> None:
        """Write down everything as it stands, also what cannot be read yet. Raises Refused (a full disk)."""
        self._desk.drafts.keep(self._slot, {field.key: _typed(field) for field in form.fields()})

    def drop(self) -> None:
        """Forget it."""
        if self._desk.drafts.kept(self._slot) is not None:
            self._desk.drafts.drop(self._slot)

    def restore(self, form: Form) -> str:
        """Put it back into the form; the sentence that says so, or "" where there is none."""
        kept = self._desk.drafts.kept(self._slot)
        if kept is None:
            return ""
        typed, at = kept
        for field in form.fields():
            if field.key in typed:
                _type_again(field, typed)
        return _draft_words(at, self._desk.today())


def _typed(field: Field) -> Any:
    if isinstance(field, DealLines):
        return field.typed()
    if isinstance(field, PickerField):
        item = field.item()
        known = item is not None and isinstance(item.id, bytes)
        return [item.id.hex(), item.title, item.subtitle, item.tier] if known else field.picker.text()  # type: ignore[union-attr]
    return field.line.text() if isinstance(field, LineField) else field.value()


def _type_again(field: Field, typed: Mapping[str, Any]) -> None:
    value = typed[field.key]
    if isinstance(field, DealLines):
        field.type_again(value)
    elif isinstance(field, PickerField):
        if isinstance(value, list):
            pk, title, subtitle, tier = value
            field.set_value(PickItem(bytes.fromhex(pk), title, subtitle, tier))
        else:
            field.picker.setText(value)
    elif isinstance(field, LineField):
        field.line.setText(str(value))
    else:
        field.set_value(value)


def _draft_words(at: datetime, today: date) -> str:
    if at.date() == today:
        return _("You were typing this at {time}.").format(time=format_time(at))
    return _("You were typing this ({day}, {time}).").format(
        day=format_day_near(at.date(), today), time=format_time(at)
    )
