"""How a milestone is said and shown: its goal as it is typed, the colours and the sign of its state."""

from __future__ import annotations

from salesdesk.domain.milestone import Criterion
from salesdesk.domain.milestone_state import RATES, State
from salesdesk.ui.targets.goal_table import read_percent
from salesdesk.words.amounts import read_amount
from salesdesk.words.milestones import reason

__all__ = ["INKS", "bare", "read_goal", "reason"]

INKS = {
    State.MET: ("green", "green_soft", "✓"),
    State.ON_TRACK: ("accent_ink", "surface", "→"),
    State.AT_RISK: ("amber", "amber_soft", "!"),
    State.MISSED: ("red", "red_soft", "×"),
}
"""State → the colours of its words and its ground, and its sign."""


def read_goal(criterion: Criterion, words: str) -> int | None:
    """A goal as typed, in the unit that is stored; None where it is none."""
    if criterion in RATES:
        share = read_percent(words)
        return None if share is None else round(share * 10_000)
    cents = read_amount(words)
    if cents is None or criterion in (Criterion.SALES, Criterion.PRODUCTS_PER_CLIENT):
        return cents
    return cents // 100 if cents % 100 == 0 else None


def bare(criterion: Criterion, value: int) -> str:
    """A goal as one would type it."""
    if criterion in RATES or criterion in (Criterion.SALES, Criterion.PRODUCTS_PER_CLIENT):
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02d}" if rest else str(whole)
    return str(value)
