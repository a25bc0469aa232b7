"""What a page is made of: strips that stand one below the other and are never cut. Lengths are tenths of a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QPainter

Paint: TypeAlias = Callable[[QPainter, float, float], None]
"""Paints a strip whose top left corner is at (x, y)."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A piece of a page of fixed height. `before` is the space above it, which is dropped at the top of a page;
    `keep` holds it together with the strip after it; `head` is repeated where a page begins with this strip; `titles`
    are the sections that begin with it."""

    what: str
    height: float
    paint: Paint
    before: float = 0.0
    keep: bool = False
    head: Strip | None = None
    titles: tuple[str, ...] = ()
