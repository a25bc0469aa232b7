"""What the day asks for, judged against the domain's own rule and against small files counted by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.cadence import DueState, Family
from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.domain.target import Metric
from salesdesk.domain.today import FirstSteps, ReportState
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.today import MOST_DUE
from tests.builders import NOW, make_desk
from tests.recount_cadence import CadenceRecount

TODAY = NOW.date()
LONG_AGO = date(2024, 1, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def add(desk: Desk, thing: Kind, /, **values: object) -> Id:
    made = desk.session.new_id()
    desk.session.record(Label("sample.created"), [New(thing, made, values)])
    return made


def add_client(desk: Desk, name: str, tier: Tier = Tier.A, since: date | None = LONG_AGO) -> Id:
    return add(desk, Kind.CLIENT, name=name, tier=tier, since=since)


def contact(desk: Desk, client: Id, days_ago: int, channel: Channel = Channel.FACE) -> None:
    desk.visits.log(VisitEntry(client, channel, NOW - timedelta(days=days_ago)))


def add_deal(desk: Desk, client: Id | None, **values: object) -> Id:
    given: dict[str, object] = {
        "name": "Pump",
        "rep_id": desk.rep.id,
        "stage": Stage.PROPOSAL,
        "created_on": date(2026, 11, 1),
        "client_id": client,
        "amount_cents": 1_000_00,
    }
    return add(desk, Kind.OPPORTUNITY, **{**given, **values})


def due_names(desk: Desk) -> list[str]:
    return [one.client_name for one in desk.todo.day().due]


def test_a_client_below_its_cadence_is_due_with_the_reason(desk: Desk) -> None:
    client = add_client(desk, "Acme")
    contact(desk, client, 5)
    contact(desk, client, 9, Channel.PHONE)
    (due,) = desk.todo.day().due
    assert (due.client_name, due.due.state, due.due.done, due.due.last_on) == (
        "Acme",
        DueState.OVERDUE,
        0,
        date(2026, 11, 18),
    )
    assert due.due == desk.todo.contact_state(client)


def test_an_old_last_contact_is_still_named(desk: Desk) -> None:
    client = add_client(desk, "Acme", Tier.C)
    contact(desk, client, 700, Channel.EMAIL)
    (due,) = desk.todo.day().due
    assert due.due.last_on == TODAY - timedelta(days=700)
    assert due.due == desk.todo.contact_state(client)


def test_channels_that_do_not_count_leave_it_due(desk: Desk) -> None:
    client = add_client(desk, "Acme", Tier.B)
    contact(desk, client, 1, Channel.EMAIL)
    (due,) = desk.todo.day().due
    assert due.due.rule.in_depth
    contact(desk, client, 1, Channel.VIDEO)
    assert due_names(desk) == []


def test_what_is_planned_in_the_period_is_not_asked_for_again(desk: Desk) -> None:
    client = add_client(desk, "Acme")
    desk.visits.plan(client, NOW + timedelta(days=1))
    (due,) = desk.todo.day().due
    assert due.planned_on == TODAY + timedelta(days=1)
    desk.visits.plan(client, NOW + timedelta(days=2))
    assert due_names(desk) == []


def test_a_new_client_is_due_not_overdue(desk: Desk) -> None:
    add_client(desk, "Since today", since=TODAY)
    add_client(desk, "Never dated", since=None)
    assert {one.due.state for one in desk.todo.day().due} == {DueState.DUE}


def test_the_order_is_tier_then_lateness_then_money(desk: Desk) -> None:
    add_client(desk, "C late", Tier.C)
    add_client(desk, "A new", since=TODAY)
    late = add_client(desk, "A late")
    rich = add_client(desk, "A late and rich")
    add_client(desk, "B late", Tier.B)
    add_deal(desk, rich, amount_cents=9_000_00)
    add_deal(desk, late, amount_cents=90_000_00, currency="USD")
    assert due_names(desk) == ["A late and rich", "A late", "A new", "B late", "C late"]


def test_later_hides_a_client_until_that_day(desk: Desk) -> None:
    client = add_client(desk, "Acme")
    done = desk.todo.later(client, TODAY + timedelta(days=2))
    assert done.label.params["client"] == "Acme"
    assert due_names(desk) == []
    assert [one.client_name for one in desk.todo.day(TODAY + timedelta(days=2)).due] == ["Acme"]
    desk.undo()
    assert due_names(desk) == ["Acme"]
    with pytest.raises(Refused):
        desk.todo.later(client, TODAY)


def test_the_whole_file_is_judged_as_a_recount_judges_each_client(desk: Desk) -> None:
    chance = random.Random(7)
    changes = []
    clients = {desk.session.new_id(): chance.choice(list(Tier)) for _ in range(80)}
    for number, (pk, tier) in enumerate(clients.items()):
        since = chance.choice([LONG_AGO, date(2026, 8, 1), date(2026, 11, 20)])
        changes.append(New(Kind.CLIENT, pk, {"name": f"Client {number:02}", "tier": tier, "since": since}))
    for _ in range(600):
        values = {
            "client_id": chance.choice(list(clients)),
            "rep_id": desk.rep.id,
            "status": chance.choice([VisitStatus.DONE, VisitStatus.DONE, VisitStatus.CANCELLED]),
            "channel": chance.choice(list(Channel)),
            "starts_at": NOW - timedelta(days=chance.randrange(250), hours=chance.randrange(10)),
        }
        changes.append(New(Kind.VISIT, desk.session.new_id(), values))
    desk.session.record(Label("sample.created"), changes)
    view = desk.todo.day()
    states = {pk: desk.todo.contact_state(pk) for pk in clients}
    recount = CadenceRecount(desk).states(Family.CADENCE, TODAY)
    wanting = {pk for (pk, _rule), (state, _n, _late) in recount.items() if state in (DueState.DUE, DueState.OVERDUE)}
    assert view.due_count == len(wanting) and len(view.due) == min(MOST_DUE, len(wanting))
    for one in view.due:
        assert one.due == states[one.client_id], one.client_name
        found = one.due.state, one.due.done, one.due.late_days
        assert found == recount[one.client_id, one.due.rule.id], one.client_name


def test_promises_come_from_visits_and_opportunities_once(desk: Desk) -> None:
    client = add_client(desk, "Acme")
    deal = add_deal(desk, client)
    other = add_deal(desk, None, name="Valve", next_step="Call back", next_on=TODAY)
    entry = VisitEntry(client, Channel.PHONE, NOW - timedelta(days=3), next_step="Send quote", next_on=TODAY)
    desk.visits.log(VisitEntry(**{**{f: getattr(entry, f) for f in entry.__slots__}, "opportunity_id": deal}))
    first, second = desk.todo.day().promises
    assert (first.step, first.kind, second.id, second.client_name) == ("Send quote", Kind.VISIT, other, "Valve")

    desk.todo.promise_later(first, TODAY + timedelta(days=1))
    assert [one.on for one in desk.todo.day().promises] == [TODAY, TODAY + timedelta(days=1)]
    desk.undo()
    for promise in (first, second):
        desk.todo.promise_done(promise)
    assert desk.todo.day().promises == ()


def test_stalled_opportunities_tell_their_days(desk: Desk) -> None:
    client = add_client(desk, "Acme")
    quiet = add_deal(desk, client, created_on=date(2026, 10, 1), priority=Priority.P1)
    add_deal(desk, client, created_on=date(2026, 10, 1), stage=Stage.WON)
    add_deal(desk, client, created_on=date(2026, 10, 1), next_on=TODAY, next_step="Call")
    (stalled,) = desk.todo.day().stalled
    assert (stalled.id, stalled.days, stalled.client_name) == (quiet, 53, "Acme")
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW, opportunity_id=quiet))
    assert desk.todo.day().stalled == ()


def test_figures_of_the_strip(desk: Desk) -> None:
    client = add_client(desk, "Acme", since=TODAY)
    contact(desk, client, 0)
    month = {"rep_id": desk.rep.id, "metric": Metric.SALES, "year": 2026, "month": 11, "line_id": None}
    add(desk, Kind.TARGET, **month, amount=10_000_00)
    for cents, day, currency in ((3_000_00, 2, "CNY"), (7_00, 30, "CNY"), (8_00, 3, "USD")):
        values = {"client_id": client, "rep_id": desk.rep.id, "total_cents": cents, "currency": currency}
        add(desk, Kind.ORDER, **values, ordered_on=date(2026, 11, day))
    add_deal(desk, client, expected_close=date(2026, 11, 30))
    add_deal(desk, client, expected_close=date(2026, 11, 30), probability=25)
    add_deal(desk, client, expected_close=date(2026, 12, 1))
    other = add(desk, Kind.REP, name="李四")
    add(desk, Kind.ORDER, client_id=client, rep_id=other, total_cents=9_00, ordered_on=date(2026, 11, 2))
    add(desk, Kind.TARGET, **{**month, "rep_id": other}, amount=5_00)
    add_deal(desk, client, expected_close=date(2026, 11, 30), rep_id=other)
    figures = desk.todo.day().figures
    assert (figures.sales_cents, figures.target_cents) == (3_000_00, 10_000_00)
    assert figures.pace == pytest.approx(16 / 21)
    assert (figures.contacts_done, figures.contacts_due) == (1, 2)
    assert (figures.weighted_cents, figures.open_count) == (850_00, 2)
    assert figures.report is ReportState.NONE


def test_no_target_is_none_not_zero(desk: Desk) -> None:
    assert desk.todo.day().figures.target_cents is None


def test_holidays_change_the_pace(desk: Desk) -> None:
    add(desk, Kind.HOLIDAY, day="2026-11-30", region="CN", name="Day off", working=False)
    add(desk, Kind.HOLIDAY, day="2026-11-28", region="CN", name="Make-up day", working=True)
    add(desk, Kind.HOLIDAY, day="2026-11-29", region="CN", name="Make-up day", working=True)
    assert desk.todo.day().figures.pace == pytest.approx(16 / 22)


@pytest.mark.parametrize(("sent", "state"), [(None, ReportState.DRAFT), (NOW, ReportState.SENT)])
def test_the_state_of_the_daily_report(desk: Desk, sent: datetime | None, state: ReportState) -> None:
    add(desk, Kind.REPORT, kind="daily", rep_id=desk.rep.id, first_day=TODAY, sent_at=sent)
    figures = desk.todo.day().figures
    assert (figures.report, figures.report_sent_at) == (state, sent)


def test_more_contacts_than_asked_do_not_hide_another_client(desk: Desk) -> None:
    busy = add_client(desk, "Busy", since=TODAY)
    add_client(desk, "Forgotten", since=TODAY)
    for _ in range(5):
        contact(desk, busy, 0)
    figures = desk.todo.day().figures
    assert (figures.contacts_done, figures.contacts_due) == (2, 4)


def test_first_steps_tick_themselves_off(desk: Desk) -> None:
    assert desk.todo.first_steps() == FirstSteps(False, False, False)
    client = add_client(desk, "Acme")
    assert desk.todo.first_steps() == FirstSteps(True, False, False)
    desk.visits.plan(client, NOW)
    month = {"rep_id": desk.rep.id, "metric": Metric.SALES, "year": 2026, "month": 11, "line_id": None}
    add(desk, Kind.TARGET, **month, amount=1)
    assert desk.todo.first_steps().all_done
    desk.todo.hide_first_steps()
    assert desk.todo.first_steps().hidden


def test_a_day_with_nothing_left_says_so_and_counts_tomorrow(desk: Desk) -> None:
    client = add_client(desk, "Acme", Tier.C)
    contact(desk, client, 0)
    assert desk.todo.day().nothing_left
    desk.visits.plan(client, NOW + timedelta(days=1))
    assert desk.todo.day().nothing_left and desk.todo.day().tomorrow == 1
    desk.visits.plan(client, NOW)
    assert not desk.todo.day().nothing_left
