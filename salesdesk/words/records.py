"""What a record is called, and what a value in it means, in the language of whoever reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from salesdesk.domain.change import Kind
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.milestone import Criterion
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel
from salesdesk.words.catalogue import _
from salesdesk.words.fields import field_value
from salesdesk.words.milestones import written as milestone_figure
from salesdesk.words.names import label
from salesdesk.words.numbers import (
    NOTHING,
    format_date,
    format_money,
    format_month,
    format_number,
    format_percent,
    month_names,
)
from salesdesk.words.recurrence import rule_words

LONGEST = 60
"""Letters of a long text that a name takes."""

_WHOLE = frozenset({"frozen", "cells", "facts"})
"""Fields that keep a whole page of figures: they are not read as one value."""

_SETTINGS = {
    "own_rep": N_("Whose file this is"),
    "currency": N_("Currency"),
    "language": N_("Language"),
    "closed_until": N_("Closed up to"),
    "work_region": N_("Whose holidays hold"),
    "work_pattern": N_("Working week"),
    "stage_limits": N_("Limits of the stages"),
    "payment_terms": N_("Payment terms in days"),
    "tier_plan": N_("Weights and cuts of the tiers"),
    "ideal_client": N_("Ideal client"),
    "client_filters": N_("Saved filters"),
    "not_duplicates": N_("Clients kept apart"),
}


def record_words(called: Iterable[tuple[str, Any]], currency: str) -> str:
    """A record as people call it, its parts with a dot between: "Acme · Nov 24, 2026"."""
    said = dict.fromkeys(_part(column, value, currency) for column, value in called)
    return " · ".join(part for part in said if part and part != NOTHING)


def value_words(kind: Kind, field: str, value: Any, currency: str, beside: Any = None) -> str:
    """A stored value as people write it; `beside` is what its record counts (a metric, a goal, a criterion)."""
    if value is None or value == "":
        return NOTHING
    if field in _WHOLE:
        return _("(figures of that day)")
    if kind is Kind.SETTING and field == "value":
        return _short(_setting_value(str(value)))
    if kind is Kind.REPORT and field == "kind":
        return _report(str(value))
    if field == "channels":
        return _(", ").join(_member(Channel, one) for one in str(value).split(","))
    if field == "month" and isinstance(value, int):
        return _month(value)
    if field == "rule" and isinstance(beside, datetime):
        return rule_words(str(value), beside.date())
    if isinstance(value, int) and not isinstance(value, bool):
        if kind is Kind.TARGET and field == "amount":
            return format_number(value) if beside in COUNTED else format_money(value, currency)
        if kind is Kind.GOAL and field == "value":
            return _goal(value, beside)
        if field == "goal" and isinstance(beside, Criterion):
            return milestone_figure(beside, value, currency)
    return field_value(field, value, currency)


def _part(column: str, value: Any, currency: str) -> str:
    if column.endswith("_cents"):
        cents, own = value
        return format_money(cents, own or currency)
    if column == "rule":
        rule, first = value
        return rule_words(rule, first.date()) if isinstance(first, datetime) else str(rule)
    if column == "month":
        return _month(value) if isinstance(value, int) else format_month(value)
    if column == "quarter":
        return f"Q{value}" if isinstance(value, int) else f"{value.year} Q{(value.month + 2) // 3}"
    if column == "year":
        return str(value)
    if column == "kind" and isinstance(value, str) and type(value) is str:
        return _report(value)
    if column == "key" and type(value) is str:
        return _(_SETTINGS[value]) if value in _SETTINGS else ""
    if column == "day" and type(value) is str:
        return _day(value)
    if column in ("at_least", "count"):
        return f"≥ {format_number(value)}" if column == "at_least" else f"{format_number(value)} ×"
    if isinstance(value, str) and type(value) is str:
        return _short(value)
    return field_value(column, value, currency)


def _month(month: int) -> str:
    return month_names("wide")[month - 1] if 1 <= month <= 12 else _("The whole year")


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _report(kind: str) -> str:
    return _member(ReportKind, kind)


def _member(members: type[Any], value: str) -> str:
    known = next((one for one in members if one.value == value), None)
    return value if known is None else label(known)


def _setting_value(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if isinstance(found, bool):
        return _("Yes") if found else _("No")
    if isinstance(found, str):
        return _day(found) if found else NOTHING
    return _("(several values)") if isinstance(found, dict | list) else text


def _goal(value: int, key: Any) -> str:
    if key is GoalKey.SATISFACTION:
        return format_number(value / 10, 1)
    if key is GoalKey.NPS:
        return format_number(value)
    if key is GoalKey.PRODUCTS_PER_CLIENT:
        return format_number(value / 10_000, 2)
    return format_percent(value / 10_000)
