"""The columns of the list of clients, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from salesdesk.domain.cadence import DueState
from salesdesk.domain.change import Id
from salesdesk.domain.client import Grade
from salesdesk.services.clients import ClientRow
from salesdesk.services.prospects import Pooled, Prospects
from salesdesk.ui.clients.story import due_state, is_late, near
from salesdesk.ui.parts.badges import LateMark, Mark, TierMark
from salesdesk.ui.parts.rows_model import RIGHT, Column
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_money
from salesdesk.words.reasons import due_reason, fit_reason

_FITTING = (
    (460, ("name", "due")),
    (600, ("name", "last", "due")),
    (740, ("name", "last", "due", "open", "sales")),
    (920, ("name", "industry", "last", "due", "open", "sales")),
    (10_000, ("name", "industry", "district", "owner", "last", "due", "open", "sales")),
)
"""Width of the list up to which these columns are shown; the name keeps at least some 180 pixels."""


_POOL = (
    (560, ("name", "grade", "fit")),
    (760, ("name", "grade", "fit", "follow")),
    (10_000, ("name", "source", "grade", "fit", "follow", "last")),
)
"""The same for the pool of prospects."""


def fitting(width: int, *, pool: bool = False, team: bool = False) -> tuple[str, ...]:
    """The keys of the columns that a list of this many unscaled pixels shows; prospects have columns of their own, and
    where the clients of a team are listed (`team`), whose they are goes before the industry."""
    if pool:
        return next(keys for most, keys in _POOL if width < most or most == _POOL[-1][0])
    found = next(keys for most, keys in _FITTING if width < most or most == _FITTING[-1][0])
    return found if not team or "owner" in found else tuple("owner" if key == "industry" else key for key in found)


class PoolFacts:
    """What is known of prospects beside their rows, read a page at a time and forgotten on every refresh."""

    def __init__(self, prospects: Prospects) -> None:
        self._prospects = prospects
        self._known: dict[Id, Pooled] = {}

    def forget(self) -> None:
        """Something has changed."""
        self._known.clear()

    def of(self, row: ClientRow) -> Pooled | None:
        """The facts of one prospect."""
        if row.id not in self._known:
            self._known.update(self._prospects.pooled([row.id]))
        return self._known.get(row.id)


def columns(today: Callable[[], date], currency: str, pool: PoolFacts | None = None) -> list[Column[ClientRow]]:
    """Name with tier first; days and money as people read them. `pool` adds the columns of prospects."""
    cells = _Cells(today, currency)
    own = _PoolCells(pool, today) if pool is not None else None
    extra: list[Column[ClientRow]] = (
        []
        if own is None
        else [
            Column("source", lambda: _("Source"), own.source, width=120, tone=cells.soft),
            Column("grade", lambda: _("Grade"), own.grade, width=84),
            Column("fit", lambda: _("Fit"), own.fit, RIGHT, 64, tip=own.fit_why),
            Column("follow", lambda: _("Next follow-up"), own.follow, width=190, tone=own.late, tip=own.follow),
        ]
    )
    return [
        Column("name", lambda: _("Client"), cells.name, sort_key="name", stretch=True, mark=cells.tier, tip=cells.name),
        Column("industry", lambda: _("Industry"), cells.industry, width=112, sort_key="industry", tone=cells.soft),
        Column("district", lambda: _("District"), cells.district, width=96, sort_key="district", tone=cells.soft),
        Column("owner", lambda: _("Rep"), cells.owner, width=80, sort_key="owner", tone=cells.soft),
        Column("last", lambda: _("Last contact"), cells.last, width=112, sort_key="last", tip=cells.last_day),
        Column("due", lambda: _("Cadence"), cells.due, width=104, mark=cells.late, tone=cells.due_tone, tip=cells.why),
        Column("open", lambda: pgettext("sum of opportunities", "Open"), cells.open, RIGHT, 84, "open"),
        Column("sales", lambda: _("12 months"), cells.sales, RIGHT, 92, "sales", tip=cells.sales_tip),
        *extra,
    ]


class _PoolCells:
    """What stands in the cells of a prospect."""

    def __init__(self, pool: PoolFacts, today: Callable[[], date]) -> None:
        self._pool, self._today = pool, today

    def source(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        return facts.source if facts else ""

    def grade(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        return label(facts.grade) if facts and facts.grade is not Grade.NONE else NOTHING

    def fit(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        return NOTHING if facts is None or facts.fit.score is None else str(facts.fit.score)

    def fit_why(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        return fit_reason(facts.fit) if facts else ""

    def follow(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        if facts is None or facts.next is None:
            return NOTHING
        if facts.due_on is None:
            return label(facts.next)
        return _("{step} ({when})").format(step=label(facts.next), when=near(facts.due_on, self._today()))

    def late(self, row: ClientRow) -> str:
        facts = self._pool.of(row)
        return "late" if facts and facts.due_on and facts.due_on < self._today() else ""


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
        return "soft" if row.due and row.due.state in (DueState.MET, DueState.OVER) else ""

    def why(self, row: ClientRow) -> str:
        return due_reason(row.due, self._today()) if row.due else ""

    def open(self, row: ClientRow) -> str:
        return format_money(row.open_cents, self._currency, compact=True) if row.open_cents else NOTHING

    def sales(self, row: ClientRow) -> str:
        return format_money(row.sales_cents, self._currency, compact=True) if row.sales_cents else NOTHING

    def sales_tip(self, row: ClientRow) -> str:
        amount = format_money(row.sales_cents, self._currency)
        return _("Orders of the last twelve months: {amount}").format(amount=amount)
