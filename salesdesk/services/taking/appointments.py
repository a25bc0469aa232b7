"""Appointments of another calendar, taken in: again updates, what was cancelled or is gone there goes here too."""

from __future__ import annotations

from collections import defaultdict
from datetime import time
from typing import Any

from salesdesk.domain.appointment import DAY, Appointment, AppointmentKind
from salesdesk.domain.change import Edit, Kind
from salesdesk.domain.text import N_
from salesdesk.exchange.rows import Record
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, RowRefused, Rules, Taker
from salesdesk.store.read.appointments import of_rep

USUAL = 60


class AppointmentTaker(Taker):
    """An occurrence of one that repeats has the key of the whole, a `#` and its moment."""

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        known = [] if self.rules.match is Match.CREATE else of_rep(session.file.conn, session.rep.id)
        self._by_uid = {one.uid: one for one in known if one.uid}
        self._by_moment = {(one.title, one.starts_at): one for one in known if not one.uid and not one.deleted}
        self._series: defaultdict[str, list[Appointment]] = defaultdict(list)
        for one in self._by_uid.values():
            whole, sign, _moment = one.uid.rpartition("#")
            if sign:
                self._series[whole].append(one)
        self._seen: set[str] = set()
        self._repeating: set[str] = set()

    def take(self, record: Record) -> str:
        values = dict(record.values)
        uid = values.pop("ref", "")
        if values.pop("cancelled", False):
            return self._cancelled(uid)
        if "day" not in values:
            raise RowRefused(N_("The row does not say on which day it is."))
        self._seen.add(uid)
        whole, sign, _moment = uid.rpartition("#")
        if sign:
            self._repeating.add(whole)
        wanted = self._wanted(values)
        known = self._by_uid.get(uid) if uid else self._by_moment.get((wanted["title"], wanted["starts_at"]))
        if self.settled(known):
            return "unchanged"
        if known is not None:
            kept = wanted if "leave" in values else {k: v for k, v in wanted.items() if k != "kind"}
            return self.settle(self.differ(Kind.APPOINTMENT, known, {**kept, "deleted": self._put_away(known, kept)}))
        made = self.birth(Kind.APPOINTMENT, Appointment, {**wanted, "uid": uid, "rep_id": self.session.rep.id})
        if uid:
            self._by_uid[uid] = made
        return "created"

    def finish(self) -> None:
        """What a calendar no longer holds of one that repeats has been taken out there; the past stays as it was."""
        if self.source != "calendar" or self.rules.match is not Match.UPDATE:
            return
        for whole in self._repeating:
            self._remove([one for one in self._series[whole] if one.uid not in self._seen])

    # --- private ----------------------------------------------------------------------------------------------

    def _wanted(self, values: dict[str, Any]) -> dict[str, Any]:
        clock: time | None = values.get("time")
        all_day = clock is None
        minutes = values.get("minutes") or (DAY if all_day else USUAL)
        return {
            "kind": AppointmentKind.LEAVE if values.get("leave") else AppointmentKind.BUSY,
            "title": values.get("title", ""),
            "starts_at": self.session.moment(values["day"], clock or time()),
            "minutes": -(-minutes // DAY) * DAY if all_day else minutes,
            "all_day": all_day,
            "place": values.get("place", ""),
            "note": values.get("note", ""),
        }

    def _put_away(self, known: Appointment, wanted: dict[str, Any]) -> bool:
        """One that was put into the bin here stays there, until it is changed in the other calendar."""
        same = all(getattr(known, key) == value for key, value in wanted.items())
        return known.deleted and same

    def _cancelled(self, uid: str) -> str:
        if not uid:
            raise RowRefused(N_("It was cancelled, and does not say which one it is."))
        self._seen.add(uid)
        mine = [self._by_uid[uid]] if uid in self._by_uid else []
        return "updated" if self._remove([*mine, *self._series[uid]]) else "unchanged"

    def _remove(self, gone: list[Appointment]) -> bool:
        ahead = [one for one in gone if not one.deleted and one.last_day >= self.session.today()]
        self.changes += [Edit(Kind.APPOINTMENT, one.id, "deleted", False, True) for one in ahead]
        return bool(ahead)
