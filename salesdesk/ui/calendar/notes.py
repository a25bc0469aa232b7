"""Beside a planned visit: why the client is due, and what came of the last contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from salesdesk.domain.change import Id
from salesdesk.domain.today import TodayView
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.calendar.shown import Shown
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_day_near
from salesdesk.words.reasons import due_reason

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


def notes_of(desk: Desk, shown: Shown, today: TodayView | None) -> Mapping[Id, str]:
    """In words, by client, for all who are to be visited on the days shown."""
    planned = {
        card.client_id for cards in shown.visits.values() for card in cards if card.status is VisitStatus.PLANNED
    }
    last = desk.visits.last_results(sorted(planned))
    due = {one.client_id: due_reason(one.due, shown.today) for one in today.due} if today else {}
    return {client: " · ".join(_parts(client, due, last, shown)) for client in planned}


def _parts(client: Id, due: Mapping[Id, str], last: Mapping[Id, tuple[date, str]], shown: Shown) -> list[str]:
    found = [due[client]] if client in due else []
    if client in last:
        day, result = last[client]
        found.append(_("{day}: {result}").format(day=format_day_near(day, shown.today), result=result))
    return found
