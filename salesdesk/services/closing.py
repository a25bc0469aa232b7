"""Closing months: what is dated in them is settled, until somebody reopens them and says why."""

from __future__ import annotations

from datetime import date, timedelta

from salesdesk.domain.change import ChangeSet, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_, Month, Text
from salesdesk.services.session import Session
from salesdesk.store.closed import CLOSED, SETTING, closed_until
from salesdesk.store.read.settings import setting_changes


class Closing:
    """A month is closed together with all before it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def until(self) -> date | None:
        """The last closed day; None while every month is open."""
        return closed_until(self._session.file.run)

    def why_not(self, day: date) -> Text | None:
        """Why nothing dated on this day changes, before anybody types; None while its month is open."""
        until = self.until
        return Text(CLOSED, {"month": Month(day)}) if until is not None and day <= until else None

    def close(self, month: date) -> ChangeSet:
        """Close the month that holds this day. Raises Refused for one that is not over yet."""
        last = _last_day(month)
        if last >= self._session.today():
            raise Refused(N_("This month is not over yet. Close it when it is."), field="month")
        if (until := self.until) is not None and last <= until:
            raise Refused(N_("This month is closed already."), field="month")
        return self._set(last, Label("month.closed", {"day": last.isoformat()}))

    def reopen(self, month: date, why: str) -> ChangeSet:
        """Reopen the month that holds this day and all after it. Raises Refused without a reason."""
        if not why.strip():
            raise Refused(N_("Say why the month is reopened."), field="why")
        until = self.until
        if until is None or month.replace(day=1) > until:
            raise Refused(N_("This month is not closed."), field="month")
        last = month.replace(day=1) - timedelta(days=1)
        return self._set(last, Label("month.reopened", {"day": month.replace(day=1).isoformat(), "why": why.strip()}))

    def _set(self, last: date, label: Label) -> ChangeSet:
        changes = setting_changes(self._session.file.conn, SETTING, last.isoformat())
        return self._session.record(label, changes)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
