"""Keeping clients (spec 1.4, 2.4, 2.5): key accounts, services planned and given, churn, cross-selling, resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.maintenance import (
    DEFAULT_SHARES,
    KEY_SHARE,
    PLAN_OF_KEY,
    PROGRAMME,
    ChurnWarning,
    CrossSell,
    DueService,
    GivenService,
    ProgrammeLine,
    ProgrammeStep,
    ServiceKind,
    ServiceStep,
    TierResources,
    check_service,
    next_due,
)
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.text import N_
from salesdesk.domain.tiering import Candidate
from salesdesk.exchange.csv_file import write_csv
from salesdesk.reports.files import replace_file
from salesdesk.services.session import Session
from salesdesk.services.tiers import Tiers
from salesdesk.store.ids import natural_id
from salesdesk.store.read import maintenance as read
from salesdesk.store.read import tiers as read_tiers
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.store.tables import TABLES
from salesdesk.words.i18n import _

__all__ = ["Care", "DueService", "KeyProposal", "Maintenance"]

SHARES, QUOTE = "tier_shares", "standard_quote"
BEST = 12
"""Candidates for A, and most promising of C, that a programme lists."""
SOON = 14
"""Days before its day that a service is shown as due."""

_STEP, _GIVEN = TABLES[Kind.SERVICE_STEP].c, TABLES[Kind.GIVEN_SERVICE].c


@dataclass(frozen=True, slots=True)
class Care:
    """How one client is kept: open services, those given, the churn warning, what might be sold besides."""

    plan: tuple[ServiceStep, ...]
    given: tuple[GivenService, ...]
    churn: ChurnWarning | None
    cross_sell: tuple[CrossSell, ...]


@dataclass(frozen=True, slots=True)
class KeyProposal:
    """Who should be marked as a key account and who no longer; `of` clients were looked at."""

    mark: tuple[Id, ...]
    unmark: tuple[Id, ...]
    of: int


class Maintenance:
    """Existing clients: kept, served, warned of, sold to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def of(self, client_id: Id) -> Care:
        """All that a client's record shows of its care."""
        order = (_STEP.done_on.is_not(None), _STEP.due_on, _STEP.id)
        plan = things(self._conn, ServiceStep, _STEP.client_id == client_id, order=order, limit=40)
        given = things(self._conn, GivenService, _GIVEN.client_id == client_id, order=(_GIVEN.given_on.desc(),))
        warning = read.churn_of_client(self._conn, client_id, self._session.today())
        return Care(tuple(plan), tuple(given), warning, tuple(self.cross_sell(client_id)))

    def due(self, day: date | None = None, kinds: Iterable[ServiceKind] | None = None) -> list[DueService]:
        """Services due by a day, or soon after it."""
        until = (day or self._session.today()) + timedelta(days=SOON)
        return read.due_services(self._conn, until, kinds)

    def at_risk(self) -> list[ChurnWarning]:
        """Clients that may be leaving (glossary: churn warning), the strongest signs first."""
        return list(read.churn(self._conn, self._session.today()))

    def revisit_due(self) -> list[tuple[Id, date | None]]:
        """Clients without any contact for three months, with the day of the last one."""
        return read.revisit_due(self._conn, self._session.today())

    def cross_sell(self, client_id: Id, limit: int = 5) -> list[CrossSell]:
        """What clients of the same industry and tier bought and this one did not."""
        return read.cross_sell(self._conn, client_id, limit)

    def key_proposal(self) -> KeyProposal:
        """The best fifth of the buying clients by sales of twelve months are key accounts (spec 1.4)."""
        everyone = read_tiers.candidates(self._conn, self._session.today(), self._session.currency)
        count = round(len(everyone) * KEY_SHARE / 100)
        buying = [one for one in everyone if one.sales_cents > 0]
        best = {one.id for one in sorted(buying, key=_by_sales)[:count]}
        marked = {client.id for client in things(self._conn, Client, TABLES[Kind.CLIENT].c.is_key)}
        mark = tuple(one.id for one in sorted(buying, key=_by_sales)[:count] if one.id not in marked)
        return KeyProposal(mark, tuple(sorted(marked - best)), len(everyone))

    def resources(self, period: Period) -> list[TierResources]:
        """What each tier was given in a period against what it should get; by the tier at the period's end."""
        tiers = read_tiers.tiers_on(self._conn, period.last)
        plan = self.shares()
        sums = {tier: [0, 0, 0, 0] for tier in Tier}
        for tier in tiers.values():
            sums[tier][0] += 1
        for one in read.spent(self._conn, period, self._session.currency):
            if one.client_id in tiers:
                row = sums[tiers[one.client_id]]
                row[1] += one.visits
                row[2] += one.minutes
                row[3] += one.discount_cents
        return [
            TierResources(tier, clients, visits, minutes, cents, plan[tier])
            for tier, (clients, visits, minutes, cents) in sums.items()
        ]

    def programme(self, tier: Tier) -> list[ProgrammeLine]:
        """What the programme of a tier asks for (spec 2.5).

        A: executive meetings and yearly joint plans, planned or missing. B: promotions and pilots with their results,
        then the candidates for A. C: the most promising ones.
        """
        today = self._session.today()
        kinds = PROGRAMME[tier]
        steps = read.programme_steps(self._conn, tier, kinds, add_months(today, -12)) if kinds else []
        best = Tiers(self._session).best(tier, BEST) if tier is not Tier.A else []
        everyone = read.of_tier(self._conn, tier) if tier is Tier.A else []
        names = read_tiers.named(
            self._conn, [*everyone, *(step.client_id for step in steps), *(pk for pk, _at in best)]
        )
        lines = [_planned(names[step.client_id].name, tier, step) for step in steps]
        planned = {(step.client_id, step.kind) for step in steps if step.done_on is None}
        for pk in everyone:
            for kind in kinds:
                if (pk, kind) not in planned:
                    key = natural_id(Kind.SERVICE_STEP, pk, kind)
                    lines.append(ProgrammeLine(key, pk, names[pk].name, tier, ProgrammeStep.MISSING, kind))
        what = ProgrammeStep.CANDIDATE if tier is Tier.B else ProgrammeStep.PROMISING
        lines += [ProgrammeLine(pk, pk, names[pk].name, tier, what, score=standing.score) for pk, standing in best]
        return lines

    def standard_quote(self) -> str:
        """The words that go out to C clients who ask for a price."""
        return str(setting(self._conn, QUOTE, ""))

    def set_standard_quote(self, words: str) -> ChangeSet:
        """Keep other words for the standard quote."""
        return self._session.record(Label("setting.changed"), [setting_change(self._conn, QUOTE, words.strip())])

    def shares(self) -> dict[Tier, int]:
        """Percent of the resources planned for each tier."""
        kept = setting(self._conn, SHARES, {})
        return {tier: int(kept.get(tier.value, DEFAULT_SHARES[tier])) for tier in Tier}

    # key accounts

    def mark_keys(self, proposal: KeyProposal | None = None) -> ChangeSet:
        """Mark and unmark key accounts as proposed, as one action."""
        proposal = proposal or self.key_proposal()
        changes: list[Change] = [Edit(Kind.CLIENT, pk, "is_key", False, True) for pk in proposal.mark]
        changes += [Edit(Kind.CLIENT, pk, "is_key", True, False) for pk in proposal.unmark]
        return self._session.record(Label("clients.key"), changes)

    def set_key(self, client_id: Id, *, key: bool) -> ChangeSet:
        """Mark one client as a key account, or no longer."""
        client = self._known(client_id)
        edits = [] if client.is_key is key else [Edit(Kind.CLIENT, client_id, "is_key", client.is_key, key)]
        label = Label("client.key" if key else "client.not_key", {"client": client.name})
        return self._session.record(label, edits)

    # services

    def plan_all(self, client_id: Id) -> ChangeSet:
        """The whole plan of a key account: every kind that is not planned yet, first due after its own rhythm."""
        client, today = self._known(client_id), self._session.today()
        open_kinds = {step.kind for step in self.of(client_id).plan if step.done_on is None}
        changes = [
            self._step(client_id, kind, add_months(today, months), months)
            for kind, months in PLAN_OF_KEY.items()
            if kind not in open_kinds
        ]
        return self._session.record(Label("service.planned", {"client": client.name}), changes)

    def plan(self, client_id: Id, kind: ServiceKind, due_on: date, every_months: int | None = None) -> Id:
        """Plan one service. Raises Refused."""
        client = self._known(client_id)
        check_service(every_months)
        made = self._step(client_id, kind, due_on, every_months)
        self._session.record(Label("service.planned", {"client": client.name}), [made])
        return made.id

    def change(self, before: ServiceStep, *, due_on: date, every_months: int | None, note: str) -> ChangeSet:
        """Another day, rhythm or note. Raises Refused, Conflict."""
        check_service(every_months)
        after = {"due_on": due_on, "every_months": every_months, "note": note.strip()}
        edits = [
            Edit(Kind.SERVICE_STEP, before.id, name, getattr(before, name), value)
            for name, value in after.items()
            if getattr(before, name) != value
        ]
        return self._session.record(Label("service.changed", {"client": self._known(before.client_id).name}), edits)

    def put_off(self, step: ServiceStep, until: date) -> ChangeSet:
        """A planned service gets another day. Raises Refused, Conflict."""
        if until < self._session.today():
            raise Refused(N_("This day has passed. Choose one that lies ahead."), field="until")
        edits = [Edit(Kind.SERVICE_STEP, step.id, "due_on", step.due_on, until)] if until != step.due_on else []
        return self._session.record(Label("service.changed", {"client": self._known(step.client_id).name}), edits)

    def done(self, step_id: Id, note: str | None = None, on: date | None = None) -> ChangeSet:
        """A service has been given; a repeated one is planned again. Raises Refused."""
        step = thing(self._conn, ServiceStep, step_id)
        if step is None or step.done_on is not None:
            raise Refused(N_("This service is done already."))
        day = on or self._session.today()
        changes: list[Change] = [Edit(Kind.SERVICE_STEP, step_id, "done_on", None, day)]
        if note is not None and note.strip() != step.note:
            changes.append(Edit(Kind.SERVICE_STEP, step_id, "note", step.note, note.strip()))
        again = next_due(step, day)
        if again is not None:
            changes.append(self._step(step.client_id, step.kind, again, step.every_months))
        return self._session.record(Label("service.done", {"client": self._known(step.client_id).name}), changes)

    def remove(self, kind: Kind, record_id: Id) -> ChangeSet:
        """Put a planned service, or one that was given, into the bin."""
        found: ServiceStep | GivenService | None = (
            thing(self._conn, ServiceStep, record_id)
            if kind is Kind.SERVICE_STEP
            else thing(self._conn, GivenService, record_id)
        )
        if found is None:
            raise Refused(N_("This service is not in the file."))
        label = Label("service.removed", {"client": self._known(found.client_id).name})
        return self._session.record(label, [Edit(kind, record_id, "deleted", False, True)])

    def give(self, client_id: Id, name: str, given_on: date, cost_cents: int | None = None, note: str = "") -> Id:
        """Note a value-added service that a client was given. Raises Refused."""
        client = self._known(client_id)
        if not name.strip():
            raise Refused(N_("Say what the client was given."), field="name")
        if cost_cents is not None and cost_cents < 0:
            raise Refused(N_("The cost is not negative."), field="cost_cents")
        values = {"name": name.strip(), "given_on": given_on, "cost_cents": cost_cents, "note": note.strip()}
        owned = {"client_id": client_id, "rep_id": self._session.rep.id, "currency": self._session.currency}
        made = New(Kind.GIVEN_SERVICE, self._session.new_id(), owned | values)
        self._session.record(Label("service.given", {"client": client.name}), [made])
        return made.id

    # programmes and resources

    def set_shares(self, shares: dict[Tier, int]) -> ChangeSet:
        """Keep other planned shares. Raises Refused unless they are 100 percent together."""
        if min(shares.values()) < 0 or sum(shares.values()) != 100:
            raise Refused(N_("The shares of A, B and C are 100 percent together."), field="shares")
        kept = {tier.value: share for tier, share in shares.items()}
        return self._session.record(Label("resource.plan"), [setting_change(self._conn, SHARES, kept)])

    def write_mailing_list(self, out: Path, tier: Tier = Tier.C) -> int:
        """The mail addresses of a tier's clients as a CSV file with byte order mark; how many. Raises Refused."""
        heads = [_("Client"), _("Name"), _("E-mail"), _("Phone"), _("Industry")]
        rows: list[Any] = [list(row[:5]) for row in read.mailing_rows(self._conn, tier)]
        replace_file(out, write_csv(heads, rows))
        return len(rows)

    def clients(self, client_ids: Iterable[Id]) -> dict[Id, Client]:
        """Clients by id, as lists of the programmes name them."""
        return things_by_id(self._conn, Client, client_ids)

    # private

    def _step(self, client_id: Id, kind: ServiceKind, due_on: date, every_months: int | None) -> New:
        values = {"client_id": client_id, "kind": kind, "due_on": due_on, "every_months": every_months}
        return New(Kind.SERVICE_STEP, self._session.new_id(), values)

    def _known(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is not in the file."))
        return client


def _planned(name: str, tier: Tier, step: ServiceStep) -> ProgrammeLine:
    what = ProgrammeStep.DUE if step.done_on is None else ProgrammeStep.RESULT
    on = step.done_on or step.due_on
    return ProgrammeLine(step.id, step.client_id, name, tier, what, step.kind, step, on, step.note)


def _by_sales(one: Candidate) -> tuple[int, Id]:
    return -one.sales_cents, one.id
