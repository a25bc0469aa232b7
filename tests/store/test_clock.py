"""The clock of the journal: always later than everything before, and near the wall clock."""

from __future__ import annotations

import time

from salesdesk.store.clock import COUNTER_BITS, HybridClock


def test_stamps_grow_even_within_a_millisecond() -> None:
    clock = HybridClock()
    stamps = [clock.tick() for _ in range(10_000)]
    assert stamps == sorted(set(stamps))


def test_a_stamp_tells_the_time() -> None:
    before = time.time_ns() // 1_000_000
    stamp = HybridClock().tick()
    assert before <= stamp >> COUNTER_BITS <= time.time_ns() // 1_000_000


def test_a_clock_set_back_does_not_put_the_journal_back() -> None:
    ahead = (time.time_ns() // 1_000_000 + 3_600_000) << 16
    assert HybridClock(ahead).tick() == ahead + 1
