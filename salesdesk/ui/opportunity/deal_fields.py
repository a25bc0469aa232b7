"""Fields of an opportunity that more than one sheet shows: stages, priorities, a chance in percent, why it was lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from salesdesk.domain.change import Kind
from salesdesk.domain.funnel_rules import Chance
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, Field, LineField, TextField
from salesdesk.words.i18n import _
from salesdesk.words.labels import field_label, label

LOSS = ("lost_reason", "lost_to", "lost_note")
"""The fields that say why it was lost."""


def deal_field(field: str) -> Caption:
    """The name of a field of an opportunity in the language of the moment."""
    return partial(field_label, Kind.OPPORTUNITY, field)


def stage_choices() -> list[Choice]:
    """The open stages, then won and lost."""
    return [Choice(stage.value, partial(label, stage)) for stage in Stage]


def priority_choices() -> list[Choice]:
    """P1 to P3, the most urgent first."""
    return [Choice(priority.name, priority.name, icon="flag") for priority in Priority]


def loss_fields(competitors: Sequence[str] = ()) -> list[Field]:
    """Reason, competitor, a sentence: what the review of lost orders lives from (spec 5.5).

    `competitors` are those known, which complete what is typed.
    """
    reasons = [Choice(reason.value, partial(label, reason)) for reason in LostReason]
    return [
        ChipsField("lost_reason", deal_field("lost_reason"), reasons),
        _competitor_field(competitors),
        TextField("lost_note", deal_field("lost_note"), lines=2, placeholder=lambda: _("What tipped the scale?")),
    ]


def _competitor_field(known: Sequence[str]) -> LineField:
    field = LineField("lost_to", deal_field("lost_to"), placeholder=lambda: _("The competitor, if one is known"))
    completer = QCompleter(list(known), field.line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.line.setCompleter(completer)
    return field


def loss_values(values: dict[str, Any]) -> dict[str, Any]:
    """What was chosen and written, as the desk takes it."""
    reason = values["lost_reason"]
    return {
        "lost_reason": LostReason(reason) if reason else None,
        "lost_to": values["lost_to"],
        "lost_note": values["lost_note"],
    }


class ChanceField(LineField):
    """A probability in percent; empty takes the stage's, which stands there in grey with where it comes from.

    The value is an int or None. `chances` gives the chance of each stage.
    """

    def __init__(self, key: str, label: Caption, chances: Mapping[Stage, Chance]) -> None:
        self._stage, self._chances = Stage.FIRST_CONTACT, chances
        super().__init__(key, label, placeholder=self._default, help=lambda: _("Empty: the usual one of the stage"))

    def show_stage(self, stage: Stage) -> None:
        """Show the chance that this stage stands for."""
        self._stage = stage
        self.retranslate()

    def value(self) -> Any:
        found = re.fullmatch(r"(\d{1,3})\s*[%％]?", self.line.text().strip())
        return int(found[1]) if found and int(found[1]) <= 100 else None

    def problem(self) -> str:
        unread = bool(self.line.text().strip()) and self.value() is None
        return _("A probability lies between 0 and 100 percent.") if unread else ""

    def set_value(self, value: Any) -> None:
        super().set_value("" if value is None else f"{value} %")

    def _default(self) -> str:
        chance = self._chances[self._stage]
        if not chance.learned:
            return _("{chance} % (usual in this stage)").format(chance=chance.percent)
        return _("{chance} % (learned: {n} of {of} won)").format(chance=chance.percent, n=chance.n, of=chance.of)
