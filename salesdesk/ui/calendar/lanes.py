"""Where everything with an hour lies on the days side by side, and what is only counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QRectF

from salesdesk.ui.calendar.entries import Entry, span_of
from salesdesk.ui.calendar.geometry import Columns, Scale, Span, arrange, visible
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme

SLIVER = 44
"""A lane is never narrower than this (pixels before scaling): rather count what does not fit."""
COUNT_HEIGHT = 40


@dataclass(frozen=True)
class Lanes:
    """What has a place, and the places where the rest is counted."""

    blocks: list[tuple[QRectF, Entry]] = field(default_factory=list)
    more: list[tuple[QRectF, list[Entry]]] = field(default_factory=list)


def lay_out(shown: Shown, days: Sequence[date], columns: Columns, scale: Scale) -> Lanes:
    """What overlaps lies side by side; lanes that would be slivers are counted in the last one."""
    found, most = Lanes(), max(2, int((columns.width - 8) // theme.tokens().px(SLIVER)))
    for number, day in enumerate(days):
        timed = [entry for entry in shown.entries(day) if not entry.all_day]
        places, more = arrange([span_of(entry) for entry in timed], most)
        for place in places:
            entry = timed[place.index]
            box = lane_rect(columns, scale, number, span_of(entry), (place.lane, place.lanes, place.wide))
            found.blocks.append((box, entry))
        for rest in more:
            box = lane_rect(columns, scale, number, (rest.start, rest.end), (rest.lanes - 1, rest.lanes, 1))
            box.setHeight(min(box.height(), theme.tokens().px(COUNT_HEIGHT)))
            found.more.append((box, [timed[one] for one in rest.indexes]))
    return found


def lane_rect(
    columns: Columns, scale: Scale, column: int, span: Span, lane: tuple[int, int, int] = (0, 1, 1)
) -> QRectF:
    """A span of minutes in a column; `lane`: which one, of how many, how many wide."""
    (start, end), (number, lanes, wide) = visible(span), lane
    room = columns.width - 8
    left = columns.x(column) + 2 + room * number / lanes
    return QRectF(left, scale.y(start) + 1, room * wide / lanes - 1, scale.y(end - start) - 2)
