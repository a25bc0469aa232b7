"""Money is an integer number of cents with a currency code beside it; it is never a float."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def split_exactly(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split `total` (cents or counts) by `weights` so that the parts sum to it exactly.

    Largest remainder (Hamilton) method: every part is the exact share rounded down or up; ties go to the
    earlier part. With all weights zero the parts are as equal as possible. Weights must not be negative.
    """
    if not weights:
        raise ValueError("nothing to split between")
    if any(w < 0 for w in weights):
        raise ValueError("negative weight")
    whole = sum((Fraction(w) for w in weights), Fraction(0))
    shares = [Fraction(w) / whole if whole else Fraction(1, len(weights)) for w in weights]
    exact = [share * total for share in shares]
    parts = [int(e // 1) for e in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
