"""The way from one format to the next: a module `v0002_….py` each, with `upgrade(op)`, listed here by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from salesdesk.store.migrations import (
    v0002_client_web,
    v0003_tiers,
    v0004_week_and_quotes,
    v0005_goals_and_money,
    v0006_reviews_and_merging,
)

STEPS: Mapping[int, Callable[[Any], None]] = {
    2: v0002_client_web.upgrade,
    3: v0003_tiers.upgrade,
    4: v0004_week_and_quotes.upgrade,
    5: v0005_goals_and_money.upgrade,
    6: v0006_reviews_and_merging.upgrade,
}
