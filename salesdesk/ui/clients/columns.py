"""The columns of the list of clients, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from salesdesk.domain.cadence import DueState
from salesdesk.services.clients import ClientRow
from salesdesk.ui.clients.story import due_state, is_late, near
from salesdesk.ui.parts.badges import LateMark, Mark, TierMark
from salesdesk.ui.parts.rows_model import RIGHT, Column
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.numbers import NOTHING, format_date, format_money
from salesdesk.words.reasons import due_reason

_FITTING = (
    (460, ("name", "due")),
    (600, ("name", "last", "due")),
    (740, ("name", "last", "due", "open", "sales")),
    (920, ("name", "industry", "last", "due", "open", "sales")),
    (10_000, ("name", "industry", "district", "owner", "last", "due", "open", "sales")),
)
"""Width of the list up to which these columns are shown; the name keeps at least some 180 pixels."""


def fitting(width: int) -> tuple[str, ...]:
    """The keys of the columns that a list of this many unscaled pixels shows."""
    return next(keys for most, keys in _FITTING if width < most or most == _FITTING[-1][0])


def columns(today: Callable[[], date], currency: str) -> list[Column[ClientRow]]:
    """Name with tier first; days and money as people read them."""
    cells = _Cells(today, currency)
    return [
        Column("name", lambda: _("Client"), cells.name, sort_key="name", stretch=True, mark=cells.tier, tip=cells.name),
        Column("industry", lambda: _("Industry"), cells.industry, width=112, sort_key="industry", tone=cells.soft),
        Column("district", lambda: _("District"), cells.district, width=96, sort_key="district", tone=cells.soft),
        Column("owner", lambda: _("Rep"), cells.owner, width=80, sort_key="owner", tone=cells.soft),
        Column("last", lambda: _("Last contact"), cells.last, width=112, sort_key="last", tip=cells.last_day),
        Column("due", lambda: _("Cadence"), cells.due, width=104, mark=cells.late, tone=cells.due_tone, tip=cells.why),
        Column("open", lambda: pgettext("sum of opportunities", "Open"), cells.open, RIGHT, 84, "open"),
        Column("sales", lambda: _("12 months"), cells.sales, RIGHT, 92, "sales", tip=cells.sales_tip),
    ]


class _Cells:
    """What stands in the cells of a client."""

    def __init__(self, today: Callable[[], date], currency: str) -> None:
        self._today, self._currency = today, currency

    def name(self, row: ClientRow) -> str:
        return row.name

    def tier(self, row: ClientRow) -> Mark:
        return TierMark(row.tier.value)

    def industry(self, row: ClientRow) -> str:
        return row.industry

    def district(self, row: ClientRow) -> str:
        return row.district

    def owner(self, row: ClientRow) -> str:
        return row.owner

    def soft(self, row: ClientRow) -> str:
        return "soft"

    def last(self, row: ClientRow) -> str:
        return near(row.last_on, self._today()) if row.last_on else NOTHING

    def last_day(self, row: ClientRow) -> str:
        return format_date(row.last_on, "long") if row.last_on else ""

    def due(self, row: ClientRow) -> str:
        return due_state(row.due) if row.due and not is_late(row.due) else ""

    def late(self, row: ClientRow) -> Mark | None:
        return LateMark(row.due.late_days) if row.due and is_late(row.due) else None

    def due_tone(self, row: ClientRow) -> str:
        return "soft" if row.due and row.due.state is DueState.MET else ""

    def why(self, row: ClientRow) -> str:
        return due_reason(row.due, self._today()) if row.due else ""

    def open(self, row: ClientRow) -> str:
        return format_money(row.open_cents, self._currency, compact=True) if row.open_cents else NOTHING

    def sales(self, row: ClientRow) -> str:
        return format_money(row.sales_cents, self._currency, compact=True) if row.sales_cents else NOTHING

    def sales_tip(self, row: ClientRow) -> str:
        amount = format_money(row.sales_cents, self._currency)
        return _("Orders of the last twelve months: {amount}").format(amount=amount)
