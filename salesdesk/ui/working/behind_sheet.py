"""The clients behind a number of the coverage, each with its reason; Enter opens one, L logs, P plans."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.cadence import CadenceRule, Due, DueState
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.services.cadence import Standing
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.badges import TierMark
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_number
from salesdesk.words.reasons import due_reason

MOST = 2_000
"""Clients listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A client of the list."""

    id: Id
    name: str
    tier: Tier
    district: str
    due: Due


class BehindSheet(LiveSheet):
    """A list that follows what is logged and planned from it."""

    watches = frozenset({Kind.VISIT})

    def __init__(
        self, ctx: PageContext, parent: QWidget, rule: CadenceRule, state: DueState | None, period: Period
    ) -> None:
        self._rule, self._state, self._period = rule, state, period
        hint = lambda: _("Enter: open · L: log a visit · P: plan a visit")  # noqa: E731
        super().__init__(ctx, self._heading_words, parent, 900, hint)
        self.on = min(period.last, self.desk.today())
        self.model = RowsModel[BehindRow](self._columns(), self)
        self.table = _Keys(self.model, lambda: _("Clients"))
        self.table.sheet = self
        self.table.setMinimumHeight(360)
        self.table.set_empty(EmptyState(lambda: _("Nobody stands so.")))
        self.counted = Label("", "soft")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.counted)
        column.addWidget(self.table, 1)
        self.set_body(body)
        self.table.opened.connect(self._on_opened)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table

    def show_all(self) -> None:
        """Read the clients again."""
        found = self.desk.coverage.behind(self._rule, self._state, self._period)
        shown: list[Standing] = found[:MOST]
        dues = self.desk.cadence.dues(shown, self.on)
        rows = [
            BehindRow(one.client.id, one.client.name, one.rule.tier, one.client.district, due)
            for one, due in zip(shown, dues, strict=True)
        ]
        self.model.show(FixedRows(rows))
        self.table.select_first()
        words = ngettext("{n} client on {day}", "{n} clients on {day}", len(found))
        self.counted.set_caption(words.format(n=format_number(len(found)), day=format_date(self.on)))

    def log(self, client_id: Id) -> None:
        """Log a visit to a client of the list."""
        self.ctx.log_visit(client_id=client_id)

    def plan(self, client_id: Id) -> None:
        """Plan a visit to a client of the list."""
        if not self.desk.read_only:
            PlanVisitSheet(self.ctx, self, client_id=client_id).show_over()

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_opened(self, client_id: Hashable) -> None:
        """Close every sheet up to the window and show the client."""
        sheet: QWidget | None = self
        go, pk = self.ctx.go, client_id
        while isinstance(sheet, Sheet):
            above = sheet.parentWidget()
            sheet.accept()
            sheet = above
        go(Kind.CLIENT, pk)  # type: ignore[arg-type]

    def _heading_words(self) -> str:
        state = _("All clients") if self._state is None else label(self._state)
        return _("{state} · tier {tier}").format(state=state, tier=self._rule.tier.value)

    def _columns(self) -> list[Column[BehindRow]]:
        return [
            Column(
                *("name", lambda: _("Client"), lambda row: row.name),
                width=240,
                mark=lambda row: TierMark(row.tier.value),
            ),
            Column("district", lambda: _("District"), lambda row: row.district, width=110, tone=lambda row: "soft"),
            Column("why", lambda: _("Why"), lambda row: due_reason(row.due, self.on), stretch=True, width=280),
            Column("late", lambda: _("Days late"), _late, RIGHT, width=88, tone=lambda row: "late"),
        ]


class _Keys(TableView):
    """The list's own letters."""

    sheet: BehindSheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        client, letter = self.current_id(), event.text().casefold()
        if isinstance(client, bytes) and letter == "l":
            self.sheet.log(client)
        elif isinstance(client, bytes) and letter == "p":
            self.sheet.plan(client)
        else:
            super().keyPressEvent(event)


def _late(row: BehindRow) -> str:
    return format_number(row.due.late_days) if row.due.late_days else ""
