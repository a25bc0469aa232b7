"""For what reads a whole file at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the collector back while a hundred thousand rows are made: it would look through them again and again.

    Measured: a quarter of the time of judging 100,000 clients. Nothing made here hangs in a circle.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
