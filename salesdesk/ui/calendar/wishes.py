"""Fulfils what the painted days wish: of visits by their deeds, of appointments by theirs, then shows the outcome."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from PySide6.QtCore import QPoint

from salesdesk.domain.change import Id
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.deeds import Deeds
from salesdesk.ui.calendar.engagements import Engagements
from salesdesk.ui.calendar.entries import Busy
from salesdesk.ui.calendar.menus import Menus


class Board(Protocol):
    """The page around the days."""

    @property
    def canvas(self) -> Canvas:
        """The painted days in view."""

    def go_to(self, day: date, *, entry_id: Id | None = None) -> None:
        """Show this day and mean what has this id."""

    def refresh_now(self) -> None:
        """Show what the file holds now."""


class Wishes:
    """Listens to canvases; nothing is moved on screen before the change has come back from the file."""

    def __init__(self, board: Board, deeds: Deeds, engagements: Engagements, menus: Menus) -> None:
        self._board, self._deeds, self._engagements, self._menus = board, deeds, engagements, menus

    def listen(self, canvas: Canvas) -> None:
        """Fulfil the wishes of these days."""
        canvas.opened.connect(self._on_opened)
        canvas.changing.connect(self._on_changing)
        canvas.logged.connect(self._deeds.log)
        canvas.put_off.connect(self._deeds.put_off)
        canvas.removed.connect(self._on_removed)
        canvas.asked.connect(self._on_asked)
        canvas.moved.connect(self._on_moved)
        canvas.copied.connect(self._on_copied)
        canvas.resized.connect(self._on_resized)
        canvas.reshaped.connect(self._on_reshaped)
        canvas.drawn.connect(self._on_drawn)
        canvas.engaged.connect(self._on_engaged)
        canvas.dropped.connect(self._on_dropped)

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_opened(self, entry_id: Id) -> None:
        if self._busy(entry_id):
            self._engagements.open(entry_id)
        else:
            self._deeds.open(entry_id)

    def _on_changing(self, entry_id: Id) -> None:
        if self._busy(entry_id):
            self._engagements.open(entry_id)
        else:
            self._deeds.change(entry_id)

    def _on_removed(self, entry_id: Id, for_good: bool) -> None:
        if self._busy(entry_id):
            done = self._engagements.remove(entry_id)
        else:
            done = self._deeds.remove(entry_id, for_good=for_good)
        if done:
            self._board.refresh_now()

    def _on_asked(self, entry_id: Id | None, where: QPoint) -> None:
        canvas = self._board.canvas
        self._menus.show(canvas, canvas.shown.entry(entry_id, canvas.spot[0]), where, self._board.refresh_now)

    def _on_moved(self, entry_id: Id, day: date, minute: int) -> None:
        part = self._busy(entry_id)
        done = self._engagements.move(part, day, minute) if part else self._deeds.move(entry_id, day, minute)
        if done:
            self._board.go_to(day, entry_id=entry_id)

    def _on_copied(self, visit_id: Id, day: date, minute: int) -> None:
        if self._deeds.copy(visit_id, day, minute):
            self._board.refresh_now()

    def _on_resized(self, entry_id: Id, minutes: int) -> None:
        part = self._busy(entry_id)
        done = self._engagements.reshape(part, part.start, minutes) if part else self._deeds.resize(entry_id, minutes)
        if done:
            self._board.refresh_now()

    def _on_reshaped(self, entry_id: Id, minute: int, minutes: int) -> None:
        part = self._busy(entry_id)
        if part:
            done = self._engagements.reshape(part, minute, minutes)
        else:
            done = self._deeds.reshape(entry_id, minute, minutes)
        if done:
            self._board.refresh_now()

    def _on_drawn(self, day: date, minute: int, minutes: int) -> None:
        self._deeds.plan(day, minute, minutes, self._board.canvas.shown)

    def _on_engaged(self, day: date, minute: int) -> None:
        shown = self._board.canvas.shown
        self._engagements.add(day, minute if minute >= 0 else self._deeds.free(day, shown))

    def _on_dropped(self, client_id: Id, day: date, minute: int) -> None:
        if self._deeds.plan_client(client_id, day, minute, self._board.canvas.shown):
            self._board.refresh_now()

    # --- private ----------------------------------------------------------------------------------------------

    def _busy(self, entry_id: Id) -> Busy | None:
        """The part of an appointment that has this id; None for a visit."""
        canvas = self._board.canvas
        found = canvas.shown.entry(entry_id, canvas.spot[0])
        return found if isinstance(found, Busy) else None
