"""The hybrid logical clock: one stamp per user action, always growing, close to the wall clock."""

from __future__ import annotations

import time

COUNTER_BITS = 16


class HybridClock:
    """Stamps are milliseconds since 1970 (UTC) << 16 | counter."""

    def __init__(self, last: int = 0) -> None:
        self._last = last

    def tick(self, seen: int = 0) -> int:
        """A stamp greater than every one given before, and than `seen`, the newest one another session gave."""
        self._last = max(time.time_ns() // 1_000_000 << COUNTER_BITS, self._last + 1, seen + 1)
        return self._last
