"""The figures that are told of clients: how fast they are answered, which may leave, where the contacts went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By, Care
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.response import NO_RESPONSE, response_of
from salesdesk.services.coverage import Coverage
from salesdesk.services.session import Session
from salesdesk.store.read import care_sums as read
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.maintenance import churn
from salesdesk.store.read.working import pattern, workdays

_OF_CLIENTS = frozenset({None, By.REP, By.TIER, By.INDUSTRY, By.SOURCE})
"""Groups that a client belongs to whatever the day."""


class CareFigures:
    """One asking: the same scope and grouping for all of them."""

    def __init__(
        self, session: Session, scope: Scope, by: By | None = None, spans: Sequence[tuple[str, Period]] = ()
    ) -> None:
        self._session, self._conn = session, session.file.conn
        self._scope, self._by = scope, by
        self._days = {name: self._so_far(span) for name, span in spans}
        self._moments = read.enquiries(self._conn, scope, by)
        self._working = (pattern(self._conn), workdays(self._conn)) if self._moments else None
        self._warnings = self._churn()

    @property
    def keys(self) -> frozenset[Any]:
        """The groups that are told of."""
        return frozenset((*self._moments, *(self._warnings or ())))

    def of(self, key: Any = "") -> Care:
        """What is told of one group; of everything with the key ''."""
        response = NO_RESPONSE
        if self._working and key in self._moments:
            response = response_of(self._moments[key], *self._working, self._session.now())
        warnings = None if self._warnings is None else self._warnings.get(key, 0)
        days = self._days.get(key, self._so_far(self._scope.period))
        return Care(response, warnings, self._concentration(key), days)

    def behind_churn(self, key: Any = None) -> tuple[Id, ...]:
        """The clients with a warning, the strongest signs first; of one group if the asking has groups."""
        return tuple(pk for pk, group in self._warned() if self._by is None or group == key)

    def _churn(self) -> Mapping[Any, int] | None:
        """Warnings on the last day of the period, by the client's own group; None for groups that are no clients'."""
        return Counter(group for _pk, group in self._warned()) if self._by in _OF_CLIENTS else None

    def _warned(self) -> Iterator[tuple[Id, Any]]:
        found = churn(self._conn, self._last())
        if not found:
            return
        groups = read.owners(self._conn, self._by) if self._by else dict.fromkeys((one.client_id for one in found), "")
        own = read.owned(self._conn, self._scope.rep) if self._scope.rep is not None else None
        for one in found:
            if one.client_id in groups and (own is None or one.client_id in own):
                yield one.client_id, groups[one.client_id]

    def _concentration(self, key: Any) -> Rate:
        """Of everybody's contacts, or of each rep's."""
        if self._by not in (None, By.REP) or self._scope.period.first > self._session.today():
            return Rate(None, 0, 0)
        rep: Id | None = self._scope.rep if self._by is None else key
        if self._by is By.REP and rep is None:
            return Rate(None, 0, 0)
        return Coverage(self._session).concentration(self._scope.period, rep).share

    def _last(self) -> date:
        return min(self._scope.period.last, self._session.today())

    def _so_far(self, period: Period) -> int:
        """Days that the sales of a period stand for: it may be running."""
        return max(period.until(self._session.today()).days, 0)
