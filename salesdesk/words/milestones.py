"""A milestone's goal and reason in the unit of what it is measured by."""

from __future__ import annotations

from salesdesk.domain.milestone import Criterion
from salesdesk.domain.milestone_state import RATES
from salesdesk.domain.text import Text
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money, format_number, format_percent


def written(criterion: Criterion, value: int, currency: str) -> str:
    """A goal or what was reached of it: money, a share, products with two decimals, or a count."""
    if criterion is Criterion.SALES:
        return format_money(value, currency, compact=True)
    if criterion in RATES:
        return format_percent(value / 10_000, 0)
    return format_number(value / 100, 2) if criterion is Criterion.PRODUCTS_PER_CLIENT else format_number(value)


def reason(why: Text, currency: str) -> str:
    """Why a milestone stands as it does."""
    said = dict(why.params)
    criterion = said.pop("criterion", None)
    if isinstance(criterion, Criterion):
        for name in ("actual", "goal"):
            value = said[name]
            assert isinstance(value, int)
            said[name] = written(criterion, value, currency)
    return _(why.msgid).format(**said)
