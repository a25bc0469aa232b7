"""The contact rules: how often clients of each tier are to be met, changed without touching the past."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.cadence import CadenceRule, Every, Family
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.coverage import Effect
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel
from salesdesk.services.desk import Desk
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.badges import TierMark
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.fields import CheckField, ChipsField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_number
from salesdesk.words.reasons import rule_channels, rule_words


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the table shows it; `now` unless it has ended or has not begun."""

    rule: CadenceRule
    now: bool

    @property
    def id(self) -> Id:
        return self.rule.id


class ContactRulesSheet(LiveSheet):
    """Enter changes a rule from today on, Delete ends it, the button adds one."""

    watches = frozenset({Kind.CADENCE_RULE})

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        hint = lambda: _("Enter: change from today on · Delete: end · the past stays as it was judged")  # noqa: E731
        super().__init__(ctx, lambda: _("Contact rules"), parent, 880, hint)
        self.family = SegmentedBar(
            lambda: _("Rules"),
            (
                Choice(Family.CADENCE, label(Family.CADENCE), tip=lambda: _("How often to be in contact")),
                Choice(Family.COVERAGE, label(Family.COVERAGE), tip=lambda: _("How often to be visited at least")),
            ),
        )
        self.family.set_chosen(Family.CADENCE)
        self.rules = RowsModel[RuleRow](_columns(), self)
        self.table = TableView(self.rules, lambda: _("Contact rules"))
        self.table.setMinimumHeight(260)
        self.add = Button(lambda: _("New rule"), "link", icon="plus")
        self.load = Label("", "soft")
        self.load.setWordWrap(True)
        self._lay_out_body()
        self.family.changed.connect(self._on_family)
        self.table.opened.connect(self._on_opened)
        self.table.deleted.connect(self._on_deleted)
        self.add.clicked.connect(self._on_add)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table

    def chosen_family(self) -> Family:
        """The family shown."""
        return Family(self.family.chosen())

    def show_all(self) -> None:
        """Read the rules again, those in force first, then those of the past."""
        family, today = self.chosen_family(), self.desk.today()
        rows = [RuleRow(rule, rule.holds_on(today)) for rule in self.desk.cadence.all_rules() if rule.family is family]
        rows.sort(key=lambda row: not row.now)
        self.rules.show(FixedRows(rows))
        self.table.select_first()
        self.add.setEnabled(not self.desk.read_only)
        self.load.set_caption(lambda: load_words(self.desk, family))

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_family(self, _key: str) -> None:
        self.show_all()

    def _on_opened(self, rule_id: Hashable) -> None:
        row = self.rules.row_at(self.rules.position(rule_id))
        if row is None or self.desk.read_only:
            return
        if not row.now:
            self.ctx.notify.tell(_("This rule judges the past and stays as it was."))
            return
        RuleSheet(self.ctx, self, row.rule).show_over()

    def _on_deleted(self, ids: Sequence[Id]) -> None:
        for one in ids:
            row = self.rules.row_at(self.rules.position(one))
            if row is not None and row.now:
                self.ctx.attempt(self.desk.cadence.end_rule, row.rule)

    def _on_add(self) -> None:
        row = self.rules.row_at(self.rules.position(self.table.current_id()))
        tier = row.rule.tier if row else Tier.A
        RuleSheet(self.ctx, self, family=self.chosen_family(), tier=tier).show_over()

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.family)
        head.addStretch()
        head.addWidget(self.add)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.load)
        self.set_body(body)


class RuleSheet(FormSheet):
    """One rule: changed from today on, or a new one beside the others. What the change means is said below."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        rule: CadenceRule | None = None,
        *,
        family: Family = Family.CADENCE,
        tier: Tier = Tier.A,
    ) -> None:
        self._ctx, self._before = ctx, rule
        shown = rule or CadenceRule(b"", family, tier, 1, Every.MONTH)
        self._shown = shown
        form = Form()
        if rule is None:
            form.add(ChipsField("tier", lambda: _("Tier"), [Choice(one.value, label(one)) for one in Tier]))
        form.add_row(
            LineField("count", lambda: _("Contacts"), required=True),
            ChipsField("every", lambda: _("In each"), [Choice(one.value, _EVERY[one]) for one in Every]),
            stretch=(1, 3),
        )
        form.add(
            ChipsField(
                "channels",
                lambda: _("Which contacts count (none chosen: all)"),
                [Choice(one.value, label(one)) for one in Channel],
                multiple=True,
            )
        )
        form.add(CheckField("in_depth", lambda: _("Only in depth: face to face or by video")))
        form.add(
            LineField(
                "spacing_days",
                lambda: _("Days between two contacts at least"),
                help=lambda: _("Of two that lie closer, one counts. 0: each counts."),
            )
        )
        title = (lambda: _("New contact rule")) if rule is None else (lambda: _("Change the rule from today on"))
        super().__init__(title, form, parent, width=560)
        if rule is not None:
            self.add_history(ctx.show_history, Kind.CADENCE_RULE, rule.id)
        self.preview = Label("", "soft")
        self.preview.setWordWrap(True)
        form.add_widget(self.preview)
        form.load(
            {
                "tier": shown.tier.value,
                "count": str(shown.count),
                "every": shown.every.value,
                "channels": [one for one in shown.channels.split(",") if one],
                "in_depth": shown.in_depth,
                "spacing_days": str(shown.spacing_days),
            }
        )
        form.edited.connect(self._on_edited)
        self._on_edited()

    def store(self, values: Mapping[str, Any]) -> None:
        cadence, seen = self._ctx.desk.cadence, self._ctx.bridge.last
        after = self._read(values)
        if self._before is None:
            cadence.add_rule(after)
        else:
            cadence.change_rule(self._before, after)
        if self._ctx.bridge.last is not seen and self._ctx.bridge.last:
            self._ctx.notify.done(self._ctx.bridge.last)

    def _on_edited(self) -> None:
        try:
            after = self._read(self.form.values())
            effect = self._ctx.desk.coverage.effect(self._before, after)
        except Refused:
            self.preview.set_caption("")
            return
        self.preview.set_caption(lambda: _effect_words(effect))

    def _read(self, values: Mapping[str, Any]) -> CadenceRule:
        """The rule that the form says. Raises Refused for a number that is none."""
        numbers = {}
        for key in ("count", "spacing_days"):
            text = str(values[key]).strip() or "0"
            if not text.isdecimal():
                raise Refused(N_("A whole number is wanted here."), field=key)
            numbers[key] = int(text)
        channels = [one.value for one in Channel if one.value in values["channels"]]
        return replace(
            self._shown,
            tier=Tier(values.get("tier") or self._shown.tier),
            every=Every(values["every"] or self._shown.every),
            channels="" if len(channels) == len(Channel) else ",".join(channels),
            in_depth=bool(values["in_depth"]),
            count=numbers["count"],
            spacing_days=numbers["spacing_days"],
        )


_EVERY = {
    Every.WEEK: lambda: _("week"),
    Every.MONTH: lambda: _("month"),
    Every.QUARTER: lambda: _("quarter"),
}


def _effect_words(effect: Effect) -> str:
    """What a change would mean: "48 clients; due or overdue now 12, then 30; visits in four weeks 96 of 110"."""
    clients = ngettext("{n} client", "{n} clients", effect.clients).format(n=format_number(effect.clients))
    return _(
        "{clients}. Not met today: {before}, then {after}. Four weeks then ask for {asked} visits; {capacity} fit."
    ).format(
        clients=clients,
        before=format_number(effect.wanting_before),
        after=format_number(effect.wanting_after),
        asked=format_number(effect.load.total),
        capacity=format_number(effect.load.capacity),
    )


def load_words(desk: Desk, family: Family, period: Period | None = None) -> str:
    """What the rules ask for against what fits: "This month: 84 visits asked for (A 64 · B 20), 110 fit"."""
    span = period or Period.month(desk.today())
    load = desk.coverage.load(span, family)
    tiers = " · ".join(f"{tier.value} {format_number(n)}" for tier, n in load.asked.items() if n)
    said = _("{first} – {last}: the rules ask for {asked} visits ({tiers}); {capacity} fit into the working days.")
    words = said.format(
        first=format_date(span.first),
        last=format_date(span.last),
        asked=format_number(load.total),
        tiers=tiers or "–",
        capacity=format_number(load.capacity),
    )
    if load.written:
        more = ngettext("{n} contact more can be a message.", "{n} contacts more can be messages.", load.written)
        words = f"{words} {more.format(n=format_number(load.written))}"
    if not load.fits:
        words = " ".join((words, _("This cannot be kept: change a rule, a tier or the working week.")))
    return words


def _columns() -> list[Column[RuleRow]]:
    def tone(row: RuleRow) -> str:
        return "" if row.now else "faint"

    return [
        Column("tier", lambda: _("Tier"), lambda row: "", width=56, mark=lambda row: TierMark(row.rule.tier.value)),
        Column("asked", lambda: _("Asks for"), lambda row: rule_words(row.rule), width=200, tone=tone),
        Column("how", lambda: _("Which count"), lambda row: rule_channels(row.rule), stretch=True, tone=tone),
        Column("since", lambda: _("In force"), _in_force, width=220, tone=tone),
    ]


def _in_force(row: RuleRow) -> str:
    first, last = row.rule.first_day, row.rule.last_day
    if first is None and last is None:
        return _("always")
    if last is None and first is not None:
        return _("since {day}").format(day=format_date(first))
    if first is None and last is not None:
        return _("until {day}").format(day=format_date(last))
    return f"{format_date(first)} – {format_date(last)}" if first and last else ""
