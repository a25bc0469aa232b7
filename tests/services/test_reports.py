"""Daily and weekly reports from a small file: figures counted by hand, words kept, sent ones frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.report import Achieved, Measure, Rate, ReportKind, WarningKind
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel, Outcome, Resource, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.reports import TEAM, Layout, as_text, section_titles
from salesdesk.store.ids import natural_id
from salesdesk.words.i18n import in_language
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()
DAILY, WEEKLY = ReportKind.DAILY, ReportKind.WEEKLY


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def add(desk: Desk, kind: Kind, **values: object) -> Id:
    made = desk.session.new_id()
    desk.session.record(Label("x"), [New(kind, made, values)])
    return made


def client(desk: Desk, name: str, tier: Tier = Tier.A, **values: object) -> Id:
    return add(desk, Kind.CLIENT, name=name, tier=tier, since=date(2025, 1, 1), **values)


def target(desk: Desk, metric: Metric, amount: int, month: int = 11) -> None:
    rep = desk.rep.id
    pk = natural_id(Kind.TARGET, metric, 2026, month, rep)
    values = {"rep_id": rep, "metric": metric, "year": 2026, "month": month, "line_id": None, "amount": amount}
    desk.session.record(Label("x"), [New(Kind.TARGET, pk, values)])


def order(desk: Desk, who: Id, cents: int, day: date, **values: object) -> Id:
    return add(desk, Kind.ORDER, client_id=who, rep_id=desk.rep.id, ordered_on=day, total_cents=cents, **values)


def test_a_day_counts_what_happened(desk: Desk) -> None:
    one, two = client(desk, "华为"), client(desk, "Acme", Tier.B, competitors="Siemens, Bosch")
    desk.visits.plan(one, NOW, purpose="Present the offer")
    planned = desk.visits.between(TODAY, TODAY)[0]
    deal = desk.funnel.add(name="Pumps", client_id=one, amount_cents=90_000_00)
    desk.visits.log(
        VisitEntry(
            one,
            Channel.FACE,
            NOW,
            60,
            Outcome.PROGRESS,
            "They like it",
            ("Price",),
            obstacle="No budget",
            help_kind=Resource.PRICE,
            help_text="5 % off",
            opportunity_id=deal,
            stage=Stage.PROPOSAL,
            planned_visit_id=planned.id,
        )
    )
    desk.visits.log(VisitEntry(two, Channel.PHONE, NOW, 10, result="Busy", competitor_news="Bosch was there"))
    desk.visits.plan(two, NOW + timedelta(hours=2))
    desk.visits.cancel(desk.visits.between(TODAY, TODAY)[-1].id, "ill")
    desk.visits.plan(two, NOW + timedelta(days=1), purpose="Second try")
    desk.visits.plan(one, NOW + timedelta(days=1), purpose="Called off")
    desk.visits.cancel(desk.visits.between(TODAY, TODAY + timedelta(days=1))[-1].id, "ill")
    order(desk, one, 12_000_00, TODAY)
    order(desk, one, 8_000_00, date(2026, 11, 3))
    order(desk, one, 99_000_00, date(2026, 11, 24))
    order(desk, two, 77_000_00, TODAY, status="cancelled")
    order(desk, two, 5_000_00, TODAY, currency="USD")
    add(desk, Kind.PAYMENT, client_id=one, rep_id=desk.rep.id, received_on=TODAY, amount_cents=3_000_00)
    target(desk, Metric.SALES, 210_000_00)
    target(desk, Metric.VISITS, 42)

    report = desk.reports.daily(TODAY)

    assert (report.done, report.planned, report.planned_done) == (2, 2, 1)
    assert report.plan_attainment == Rate(0.5, 1, 2)
    assert [(row.client, row.status, row.reason) for row in report.visits] == [
        ("华为", VisitStatus.DONE, ""),
        ("Acme", VisitStatus.DONE, ""),
        ("Acme", VisitStatus.CANCELLED, "ill"),
    ]
    assert report.visits[0].needs == ("Price",)
    goals = {goal.measure: goal for goal in report.goals}
    # 21 working days in November 2026: a day's share of the month's target is a twenty-first.
    assert goals[Measure.ORDERS].day == Achieved(12_000_00, 10_000_00)
    assert goals[Measure.ORDERS].month == Achieved(20_000_00, 210_000_00)
    assert goals[Measure.VISITS].day == Achieved(2, 2)
    assert goals[Measure.RECEIVED].month == Achieved(3_000_00, None)
    assert [(one.name, one.amount_cents) for one in report.new_opportunities] == [("Pumps", 90_000_00)]
    assert [(move.from_stage, move.to_stage, move.contacted) for move in report.progress] == [
        (Stage.FIRST_CONTACT, Stage.PROPOSAL, True)
    ]
    assert [(one.client, one.text) for one in report.obstacles] == [("华为", "No budget")]
    assert [(one.resource, one.text) for one in report.resources] == [(Resource.PRICE, "5 % off")]
    assert [(one.client, one.competitor) for one in report.competitors] == [("Acme", "Bosch")]
    assert report.tomorrow_day == TODAY + timedelta(days=1)
    assert [(one.client, one.purpose) for one in report.tomorrow] == [("Acme", "Second try")]
    assert report.warnings == ()


def test_the_next_working_day_knows_weekends_and_holidays(desk: Desk) -> None:
    friday = TODAY + timedelta(days=4)
    monday = friday + timedelta(days=3)
    assert desk.reports.daily(friday).tomorrow_day == monday
    add(desk, Kind.HOLIDAY, day=monday.isoformat(), region="CN", name="Festival", working=False)
    assert desk.reports.daily(friday).tomorrow_day == monday + timedelta(days=1)


def test_a_settled_obstacle_leaves_the_report_of_later_days(desk: Desk, clock: TestClock) -> None:
    who = client(desk, "Acme")
    desk.visits.log(VisitEntry(who, Channel.FACE, NOW, obstacle="No budget"))
    clock.forward(days=2)
    desk.visits.settle_request(desk.visits.requests_open()[0].id)
    assert [len(desk.reports.daily(TODAY + timedelta(days=days)).obstacles) for days in range(3)] == [1, 1, 0]


def test_a_week_counts_what_happened(desk: Desk, clock: TestClock) -> None:
    one, two, three = client(desk, "华为", industry="IT"), client(desk, "Acme", Tier.B), client(desk, "Zeta", Tier.C)
    won = desk.funnel.add(name="Won", client_id=one, amount_cents=50_000_00, created_on=date(2026, 10, 1))
    gone = desk.funnel.add(name="Gone", client_id=two, amount_cents=7_000_00, stage=Stage.PROPOSAL)
    quiet = desk.funnel.add(name="Quiet", client_id=three, amount_cents=9_000_00, stage=Stage.PROPOSAL)
    foreign = desk.funnel.add(name="Abroad", client_id=three, amount_cents=9_000_00, currency="USD")
    clock.forward(days=1)
    desk.visits.plan(one, clock())
    desk.visits.plan(two, clock() + timedelta(days=7), purpose="Put off")
    put_off = desk.visits.between(TODAY + timedelta(days=1), TODAY + timedelta(days=14))[-1].id
    desk.visits.postpone(put_off, clock() + timedelta(days=15), "on leave")
    desk.visits.plan(two, clock() + timedelta(days=7), purpose="Next week")
    planned = desk.visits.between(TODAY, TODAY + timedelta(days=6))[0].id
    desk.visits.log(VisitEntry(one, Channel.FACE, clock(), needs=("Price", "Speed"), planned_visit_id=planned))
    desk.visits.log(VisitEntry(two, Channel.PHONE, clock(), needs=("Price",)))
    desk.funnel.move(won, Stage.WON)
    desk.funnel.move(gone, Stage.LOST, lost_reason=LostReason.TERMS, lost_note="Too dear", lost_to="Bosch")
    order(desk, one, 40_000_00, clock().date())
    order(desk, one, 60_000_00, date(2026, 1, 5))
    target(desk, Metric.SALES, 210_000_00)
    target(desk, Metric.SALES, 100_000_00, month=1)

    report = desk.reports.weekly(TODAY)

    assert (report.won_count, report.won_week, report.won_month, report.won_year) == (1, *(50_000_00,) * 3)
    assert report.orders == 1
    assert report.sales_week == Achieved(40_000_00, 50_000_00)
    assert report.sales_month == Achieved(40_000_00, 210_000_00)
    assert report.sales_year == Achieved(100_000_00, 310_000_00)
    assert (report.visits_done, report.plan_done) == (2, Rate(1.0, 1, 1))
    assert [(plan.client, plan.status) for plan in report.last_plan] == [("华为", VisitStatus.DONE)]
    assert [plan.purpose for plan in report.next_week] == ["Next week"]
    conversion = {one.from_stage: one.week for one in report.conversions}
    assert conversion[Stage.FIRST_CONTACT] == Rate(1.0, 1, 1)
    assert conversion[Stage.PROPOSAL] == Rate(0.0, 0, 1)
    assert [(need.need, need.clients) for need in report.needs] == [("Price", 2), ("Speed", 1)]
    assert [(tier.tier, tier.visits, tier.contacts) for tier in report.tiers] == [("A", 1, 1), ("B", 0, 1), ("C", 0, 0)]
    assert [(loss.stage, loss.reason, loss.competitor) for loss in report.lost] == [
        (Stage.PROPOSAL, LostReason.TERMS, "Bosch")
    ]
    assert [(one.name, one.amount_cents) for one in report.new_opportunities] == [
        ("Abroad ($9,000.00)", None),
        ("Quiet", 9_000_00),
        ("Gone", 7_000_00),
    ]
    assert report.trend[-1].actual_cents == 40_000_00
    assert len(report.trend) == 12
    assert sum(share.clients for share in report.industries) == 3
    assert report.stalled == ()
    clock.forward(days=40)
    stalled = desk.reports.weekly(clock().date()).stalled
    assert [(one.id, one.days) for one in stalled] == [(quiet, 41), (foreign, 41)]


def test_gentle_warnings(desk: Desk) -> None:
    who = client(desk, "Acme")
    assert [one.kind for one in desk.reports.daily(TODAY).warnings] == [WarningKind.EMPTY_DAY]
    assert desk.reports.daily(TODAY - timedelta(days=1)).warnings == (), "nobody works on a Sunday"
    assert desk.reports.daily(TODAY + timedelta(days=1)).warnings == (), "tomorrow has not been yet"
    deal = desk.funnel.add(name="Pumps", client_id=who)
    desk.funnel.move(deal, Stage.PROPOSAL)
    assert desk.reports.warnings(DAILY, TODAY) == ["“Pumps” moved to another stage without any contact."]
    desk.visits.log(VisitEntry(who, Channel.PHONE, NOW))
    assert desk.reports.warnings(DAILY, TODAY) == []
    desk.reports.write_words(DAILY, TODAY - timedelta(days=3), "remark", "All well")
    desk.reports.write_words(DAILY, TODAY, "remark", "All well")
    assert [one.kind for one in desk.reports.daily(TODAY).warnings] == [WarningKind.SAME_REMARK]


def test_going_back_a_stage_or_losing_needs_no_contact(desk: Desk) -> None:
    deal = desk.funnel.add(name="Pumps", client_id=client(desk, "Acme"), stage=Stage.PROPOSAL)
    desk.funnel.move(deal, Stage.NEED_CONFIRMED)
    assert desk.reports.warnings(DAILY, TODAY) == []
    desk.funnel.move(deal, Stage.LOST, lost_reason=LostReason.TIMING)
    assert desk.reports.warnings(DAILY, TODAY) == []


def test_words_are_kept_and_found_again(desk: Desk) -> None:
    desk.reports.write_words(DAILY, TODAY, "remark", " 很好 \n第二行 ")
    desk.reports.write_words(DAILY, TODAY, "plan", "Call")
    assert not desk.reports.write_words(DAILY, TODAY, "plan", "Call "), "nothing changed"
    path, clock = desk.path, desk.session.now
    desk.close()
    again = Desk.open(path, clock=clock)
    try:
        kept = again.reports.words(DAILY, TODAY)
        assert (kept.remark, kept.plan, kept.lessons) == ("很好 \n第二行", "Call", "")
        assert "第二行" in as_text(again.reports.document(DAILY, TODAY))
        again.undo()
        again.undo()
        assert again.reports.words(DAILY, TODAY).remark == ""
        again.reports.write_words(DAILY, TODAY, "lessons", "Listen")
        assert again.reports.words(DAILY, TODAY).remark == "", "what was undone does not come back"
        assert again.reports.words(DAILY, TODAY).lessons == "Listen"
    finally:
        again.close()


def test_a_week_is_written_under_its_monday(desk: Desk) -> None:
    desk.reports.write_words(WEEKLY, TODAY + timedelta(days=4), "plan", "Fair")
    assert desk.reports.weekly(TODAY).words.plan == "Fair"
    assert desk.reports.words(WEEKLY, TODAY + timedelta(days=6)).first_day == TODAY


def test_a_sent_report_stays_as_it_was_and_the_difference_is_named(desk: Desk) -> None:
    who = client(desk, "Acme")
    desk.visits.log(VisitEntry(who, Channel.FACE, NOW, result="They agreed"))
    desk.reports.set_layout(DAILY, Layout(hidden=frozenset({"goals"})))
    desk.reports.write_words(DAILY, TODAY, "remark", "Good")
    desk.reports.send(DAILY, TODAY)
    sent = as_text(desk.reports.document(DAILY, TODAY))
    assert "They agreed" in sent
    assert desk.reports.differences(DAILY, TODAY) == ()

    visit = desk.visits.between(TODAY, TODAY)[0]
    desk.visits.edit(desk.visits.get(visit.id), replace(desk.visits.get(visit.id), result="They said no"))
    desk.reports.set_layout(DAILY, Layout())
    with in_language("zh_CN"):
        assert as_text(desk.reports.document(DAILY, TODAY)) == sent
        [difference] = desk.reports.differences(DAILY, TODAY)
    assert difference.section == section_titles(DAILY)["visits"]
    assert "They agreed" in difference.sent[0]
    assert "They said no" in difference.now[0]

    with pytest.raises(Refused, match="has been sent"):
        desk.reports.write_words(DAILY, TODAY, "remark", "Better")
    with pytest.raises(Refused, match="sent already"):
        desk.reports.send(DAILY, TODAY)
    desk.reports.reopen(DAILY, TODAY)
    assert "They said no" in as_text(desk.reports.document(DAILY, TODAY))
    desk.undo()
    assert desk.reports.words(DAILY, TODAY).sent_at == NOW


def test_a_report_to_come_is_not_sent(desk: Desk) -> None:
    with pytest.raises(Refused, match="future"):
        desk.reports.send(DAILY, TODAY + timedelta(days=1))
    assert desk.reports.send(WEEKLY, TODAY + timedelta(days=4)), "the running week may be sent before it ends"


def test_states_of_days_and_weeks(desk: Desk) -> None:
    who = client(desk, "Acme")
    desk.visits.log(VisitEntry(who, Channel.FACE, NOW - timedelta(days=3)))
    desk.reports.write_words(DAILY, TODAY, "remark", "Good")
    desk.reports.send(DAILY, TODAY - timedelta(days=4))
    slots = desk.reports.states(DAILY, TODAY - timedelta(days=4), TODAY)
    assert [slot.first_day for slot in slots] == [TODAY - timedelta(days=days) for days in range(5)]
    assert [(slot.begun, bool(slot.sent_at), slot.contacts, slot.is_working) for slot in slots] == [
        (True, False, 0, True),
        (False, False, 0, False),
        (False, False, 0, False),
        (False, False, 1, True),
        (True, True, 0, True),
    ]
    weeks = desk.reports.states(WEEKLY, TODAY - timedelta(days=7), TODAY)
    assert [(slot.first_day, slot.contacts) for slot in weeks] == [(TODAY, 0), (TODAY - timedelta(days=7), 1)]


def test_the_look_is_shared_and_the_sections_are_not(desk: Desk) -> None:
    look = Layout(
        order=("remark", "visits"), hidden=frozenset({"goals"}), company="恒远", logo=b"png", signatures=("A",)
    )
    desk.reports.set_layout(DAILY, look)
    assert desk.reports.layout(DAILY) == look
    assert desk.reports.layout(WEEKLY) == replace(look, order=(), hidden=frozenset())
    assert not desk.reports.set_layout(DAILY, look)
    document = desk.reports.document(DAILY, TODAY)
    assert (document.company, document.signatures) == ("恒远", ("A",))
    assert "goals" not in [section.key for section in document.sections]


def test_another_rep_of_the_file(desk: Desk) -> None:
    other = add(desk, Kind.REP, name="李丽")
    who = client(desk, "Acme")
    day = {"status": VisitStatus.DONE, "channel": Channel.FACE, "starts_at": NOW}
    add(desk, Kind.VISIT, client_id=who, rep_id=other, **day)
    assert desk.reports.daily(TODAY).done == 0
    assert (desk.reports.daily(TODAY, other).rep, desk.reports.daily(TODAY, other).done) == ("李丽", 1)
    assert desk.reports.weekly(TODAY, other).visits_done == 1
    with pytest.raises(Refused):
        desk.reports.daily(TODAY, b"?" * 16)


def test_an_empty_file_has_its_reports(desk: Desk) -> None:
    assert "No visits today." in as_text(desk.reports.document(DAILY, TODAY))
    shown = [section.key for section in desk.reports.document(WEEKLY, TODAY).sections]
    assert shown == ["figures", "won", "next_week"], "no chart of nothing, no table of dashes"


def test_names_of_files(desk: Desk) -> None:
    assert desk.reports.file_name(DAILY, TODAY, ".pdf") == "Daily-report_王小明_2026-11-23.pdf"
    assert desk.reports.file_name(WEEKLY, TODAY + timedelta(days=2)) == "Weekly-report_王小明_2026-11-23"
    assert desk.reports.file_name(WEEKLY, TODAY, ".pdf", TEAM) == "Weekly-report_Team_2026-11-23.pdf"


def test_the_plan_of_a_week_names_what_was_done_after_it(desk: Desk, clock: TestClock) -> None:
    who = client(desk, "Acme")
    desk.visits.plan(who, NOW + timedelta(days=3), purpose="Offer")
    clock.forward(days=7)
    planned = desk.visits.of_client(who)[0].id
    desk.visits.log(VisitEntry(who, Channel.FACE, clock(), purpose="Offer", result="Signed", planned_visit_id=planned))
    report = desk.reports.weekly(TODAY)
    (outcome,) = report.last_plan
    assert (report.visits_done, report.plan_done) == (0, Rate(1.0, 1, 1))
    assert (outcome.day, outcome.done_on) == (TODAY + timedelta(days=3), TODAY + timedelta(days=7))
    with in_language("en"):
        assert "Done · Nov 30, 2026" in as_text(desk.reports.document(WEEKLY, TODAY))
    before = desk.reports.weekly(TODAY - timedelta(days=1))
    assert [(one.day, one.purpose) for one in before.next_week] == [(TODAY + timedelta(days=3), "Offer")]
    daily = desk.reports.daily(TODAY + timedelta(days=7))
    assert (daily.done, daily.planned, daily.planned_done) == (1, 0, 0)
