"""A year's plan as it was, kept under a name and compared with the plan of today (spec 1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.target import Metric, Target

Key: TypeAlias = tuple[Metric, Id | None, Tier | None, int]
"""Metric, product line, tier, month (1 to 12)."""


def written(cells: Iterable[Target]) -> str:
    """The cells as the text that is kept."""
    rows = [
        (
            *(cell.metric, cell.line_id.hex() if cell.line_id else "", cell.tier or "", cell.month),
            *(cell.amount, cell.currency, int(cell.locked)),
        )
        for cell in cells
    ]
    return json.dumps(rows, separators=(",", ":"))


def read(text: str) -> dict[Key, tuple[int, str, bool]]:
    """Cell → amount, currency, locked."""
    return {
        (Metric(metric), bytes.fromhex(line) or None, Tier(tier) if tier else None, int(month)): (
            int(amount),
            str(currency),
            bool(locked),
        )
        for metric, line, tier, month, amount, currency, locked in json.loads(text)
    }


def earlier(
    cells: Mapping[Key, tuple[int, str, bool]], metric: Metric, line: Id | None, tier: Tier | None, month: int
) -> int | None:
    """What the kept plan had for a month of a line (all its tiers together) or of one tier; None where nothing."""
    found = [
        amount
        for (of, at, split, when), (amount, _currency, _locked) in cells.items()
        if of is metric and at == line and when == month and (tier is None or split is tier)
    ]
    return sum(found) if found else None
