"""What the wishes of the calendar do to appointments and leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from PySide6.QtWidgets import QWidget

from salesdesk.domain.appointment import DAY as WHOLE_DAY
from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.ui.appointments.sheet import AppointmentSheet
from salesdesk.ui.calendar.canvas import ALL_DAY, FREE
from salesdesk.ui.calendar.entries import Busy
from salesdesk.ui.page import PageContext

USUAL = 60


class Engagements:
    """Appointments and leave, moved and drawn out like visits. Verbs give back whether something was done."""

    def __init__(self, ctx: PageContext, window: Callable[[], QWidget]) -> None:
        self._ctx, self._desk, self._window = ctx, ctx.desk, window

    def add(self, day: date, minute: int, kind: AppointmentKind = AppointmentKind.BUSY) -> None:
        """Ask what it is; leave takes the whole day unless an hour is said."""
        leave = kind is AppointmentKind.LEAVE
        starts = self._desk.moment(day, _clock(max(minute, 0)))
        all_day = leave or minute == ALL_DAY
        sheet = AppointmentSheet(self._ctx, self._window(), kind=kind, starts_at=starts, all_day=all_day)
        sheet.show_over()

    def open(self, appointment_id: Id) -> None:
        """Look at it and change it."""
        AppointmentSheet(self._ctx, self._window(), appointment_id=appointment_id).show_over()

    def move(self, part: Busy, day: date, minute: int) -> bool:
        """The hand took the part of one day elsewhere: the whole of it goes along."""
        whole, days = part.of, day - part.day
        if minute == FREE or (minute == ALL_DAY and whole.all_day):
            at = whole.starts_at.timetz().replace(tzinfo=None)
            starts = self._desk.moment(whole.day + days, at, whole.starts_at)
            return bool(self._ctx.attempt(self._desk.appointments.move, whole.id, starts))
        if minute == ALL_DAY:
            starts = self._desk.moment(whole.day + days, time(), whole.starts_at)
            after = replace(whole, starts_at=starts, all_day=True, minutes=WHOLE_DAY)
        elif whole.all_day:
            starts = self._desk.moment(day, _clock(minute), whole.starts_at)
            after = replace(whole, starts_at=starts, all_day=False, minutes=USUAL)
        else:
            begin = minute - part.start + whole.starts_at.hour * 60 + whole.starts_at.minute
            shift, begin = divmod(begin, WHOLE_DAY)
            starts = self._desk.moment(whole.day + days + timedelta(days=shift), _clock(begin), whole.starts_at)
            after = replace(whole, starts_at=starts)
        return bool(self._ctx.attempt(self._desk.appointments.edit, whole, after))

    def reshape(self, part: Busy, minute: int, minutes: int) -> bool:
        """Another beginning, another length."""
        starts = self._desk.moment(part.day, _clock(minute), part.of.starts_at)
        after = replace(part.of, starts_at=starts, minutes=minutes)
        return bool(self._ctx.attempt(self._desk.appointments.edit, part.of, after))

    def remove(self, appointment_id: Id) -> bool:
        """Into the bin."""
        return bool(self._ctx.attempt(self._desk.appointments.bin, appointment_id))


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
