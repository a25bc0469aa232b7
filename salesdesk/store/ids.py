"""Names for things: sixteen bytes, UUID version 8 (docs/decisions/0002).

58 bits that belong to the file, 42 bits of milliseconds, 22 bits that begin at random and count up, so
that the rows of one file lie together and two copies of a file still never make the same id.
"""

from __future__ import annotations

import secrets
import time
import uuid

from salesdesk.domain.change import Id, Kind

_NATURAL = uuid.UUID("6f1f5a52-3f4e-5c61-9d0e-5a1e5de5c000")
_COUNT_BITS = 22
_MILLIS_BITS = 42


class IdMaker:
    """Makes ids with the 58-bit prefix of one file; counts up within a millisecond."""

    def __init__(self, prefix: int) -> None:
        self._prefix = prefix
        self._millis = 0
        self._count = 0

    def __call__(self) -> Id:
        """A new id, greater than every one made before by this maker."""
        millis = time.time_ns() // 1_000_000
        if millis > self._millis:
            self._millis = millis
            self._count = secrets.randbits(_COUNT_BITS - 1)
        else:
            self._count += 1
            if self._count >> _COUNT_BITS:
                self._millis += 1
                self._count = 0
        return _pack(self._prefix, self._millis, self._count)


def new_prefix() -> int:
    """58 random bits for a new file."""
    return secrets.randbits(58)


def natural_id(kind: Kind, *key: object) -> Id:
    """The id of a thing that is named by its key (a target cell, a setting): the same in every file."""
    return uuid.uuid5(_NATURAL, "\x1f".join([kind, *(_plain(part) for part in key)])).bytes


def _plain(part: object) -> str:
    return part.hex() if isinstance(part, bytes) else str(part)


def _pack(prefix: int, millis: int, count: int) -> bytes:
    free = (prefix << _MILLIS_BITS | millis & (1 << _MILLIS_BITS) - 1) << _COUNT_BITS | count
    high, middle, low = free >> 74, free >> 62 & 0xFFF, free & (1 << 62) - 1
    return (high << 80 | 0x8 << 76 | middle << 64 | 0b10 << 62 | low).to_bytes(16, "big")
