"""A month as a list by day: only the lines in view are painted, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.agenda_lines import paint_agenda_head, paint_agenda_line
from salesdesk.ui.calendar.blocks import paint_ring
from salesdesk.ui.calendar.canvas import FREE
from salesdesk.ui.calendar.entries import Entry, Ghost
from salesdesk.ui.calendar.keys import KeyedCanvas
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

HEAD, LINE = 36, 44
"""Heights before scaling."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a day's head, or something that stands on it."""

    day: date
    entry: Entry | None = None


class AgendaRows(KeyedCanvas):
    """Days with what stands on them, and today; `notes` say by client why they are visited and what came of it last."""

    reached = Signal(QRectF)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.notes: Mapping[Id, str] = {}
        self._rows: list[Row] = []
        self._tops: list[float] = [0.0]
        self._places: list[tuple[QRectF, Entry]] = []
        self._over: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def sizeHint(self) -> QSize:
        return QSize(600, round(self._tops[-1]) + 1)

    # --- where things lie -------------------------------------------------------------------------------------

    def arrange(self) -> None:
        look, top = theme.tokens(), 0.0
        self._rows, self._tops, self._places = [], [], []
        for day in self.days:
            entries = self.shown.entries(day)
            if not entries and day != self.shown.today:
                continue
            for row in (Row(day), *(Row(day, entry) for entry in entries)):
                self._rows.append(row)
                self._tops.append(top)
                high = look.px(LINE if row.entry else HEAD)
                if row.entry:
                    self._places.append((QRectF(0, top, self.width(), high), row.entry))
                top += high
        self._tops.append(top)
        self.remember_places()
        self.setMinimumHeight(round(top) + look.px(8))

    def places(self) -> Sequence[tuple[QRectF, Entry]]:
        return self._places

    def rows(self) -> Sequence[Row]:
        """The lines from top to bottom."""
        return self._rows

    def row_at(self, where: QPointF) -> Row | None:
        """The line under the mouse."""
        if not 0 <= where.y() < self._tops[-1]:
            return None
        return self._rows[bisect_right(self._tops, where.y()) - 1]

    def entry_at(self, where: QPointF) -> Entry | None:
        row = self.row_at(where)
        return row.entry if row else None

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        row = self.row_at(where)
        return (row.day if row else self.spot[0]), FREE

    def moment(self) -> tuple[date, int]:
        return self.spot[0], FREE

    def rect_of_row(self, number: int) -> QRectF:
        """The place of a line."""
        return QRectF(0, self._tops[number], self.width(), self._tops[number + 1] - self._tops[number])

    def current_rect(self) -> QRectF:
        """The line that the keys mean: of the visit, or else the head of the day."""
        if self.current:
            return self.rect_of(self.current)
        row = next((n for n, row in enumerate(self._rows) if row.day == self.spot[0] and row.entry is None), None)
        return QRectF() if row is None else self.rect_of_row(row)

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        self._over = moment[0] if moment else None
        self.update()

    def tick(self) -> None:
        """The present moment has moved on: nothing shows it here."""

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), QRectF(event.rect())
        painter.fillRect(area, theme.colour("surface"))
        first = max(0, bisect_right(self._tops, area.top()) - 1)
        for number in range(first, len(self._rows)):
            box = self.rect_of_row(number)
            if box.top() > area.bottom():
                break
            row = self._rows[number]
            if row.entry is None:
                paint_agenda_head(painter, box, row.day, self.shown, meant=row.day == self._over)
            else:
                paint_agenda_line(painter, box, row.entry, self.shown, self._note(row.entry))
        if not self._places:
            self._paint_nothing(painter)
        box = self.current_rect()
        if not box.isEmpty() and (self.current or self.hasFocus()):
            paint_ring(painter, box.adjusted(2, 1, -2, -1), focused=self.hasFocus())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            entry = self.entry_at(event.position())
            self.mean(entry, None if entry else (self.moment_at(event.position())[0], self.spot[1]))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row is None:
            return
        if row.entry is None:
            self.looked_into.emit(row.day)
        else:
            (self.ghost_opened if isinstance(row.entry, Ghost) else self.opened).emit(row.entry.id)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.arrange()

    # --- private ----------------------------------------------------------------------------------------------

    def _paint_nothing(self, painter: QPainter) -> None:
        words = _("Nothing is planned in this month. N plans a visit, Shift+N an appointment.")
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("soft"))
        painter.drawText(self.rect().adjusted(16, 0, -16, -self.height() // 6), Qt.AlignmentFlag.AlignCenter, words)

    def _note(self, entry: Entry) -> str:
        return self.notes.get(entry.client_id, "") if isinstance(entry, VisitCard) else ""

    def _push(self, entry: Entry, days: int, steps: int) -> None:
        super()._push(entry, days + steps, 0)

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        """Up and down through the lines, left and right by days."""
        if days or freely:
            day = self.spot[0] + timedelta(days=days or steps)
            if freely:
                self.mean(None, (day, self.spot[1]))
                if day not in self.days:
                    self.went.emit(day, True)
            else:
                self.come_to(day, self.spot[1])
            return
        entries = [entry for _box, entry in self._places]
        at = next((n for n, one in enumerate(entries) if (one.id, one.day) == (self.current, self.spot[0])), None)
        if at is None:
            ahead = [one for one in entries if (one.day - self.spot[0]).days * steps >= (steps < 0)]
            there = (ahead[0] if steps > 0 else ahead[-1]) if ahead else None
        else:
            there = entries[at + steps] if 0 <= at + steps < len(entries) else None
        if there is not None:
            self.mean(there)
        else:
            self.went.emit(self.days[-1] + timedelta(days=1) if steps > 0 else self.days[0] - timedelta(days=1), False)
