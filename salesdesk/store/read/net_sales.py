"""Net sales in SQL: what `domain.order_sums.kept` says, for a line of an order under the alias `l`.

An order's own `total_cents` is kept at the net sales of its lines, so that whole orders are summed without them.
"""

from __future__ import annotations

KEPT = "NOT l.deleted AND NOT l.cancelled AND (l.returned = 0 OR l.returned < l.quantity)"
"""Lines of which something was kept."""


def kept(column: str) -> str:
    """The part of a line's amount that stands for the pieces kept (cancelled lines are left out by `KEPT`)."""
    return (
        f"CASE WHEN l.returned = 0 THEN l.{column}"
        f" ELSE (2 * l.{column} * (l.quantity - l.returned) + l.quantity) / (2 * l.quantity) END"
    )


NET = kept("net_cents")
COST = kept("cost_cents")
LIST = kept("list_cents")
PIECES = "(l.quantity - l.returned)"
GIVEN_UP = f"max({LIST} - {NET}, 0)"
"""The part of the list price that was not asked for; nothing where the list price is not known."""
