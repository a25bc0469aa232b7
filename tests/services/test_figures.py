"""The glossary's figures on a file small enough to count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.change import Edit, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage, weighted
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import driver_of
from tests.builders import make_desk

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
CHINA = timezone(timedelta(hours=8))


class Book:
    """Writes a few records into a file."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rep = desk.rep.id

    def add(self, kind: Kind, **values: Any) -> Id:
        new = New(kind, self.desk.session.new_id(), values)
        self.desk.session.record(Label("sample.created"), [new])
        return new.id

    def client(self, name: str = "华星", **values: Any) -> Id:
        return self.add(Kind.CLIENT, name=name, **values)

    def visit(self, client: Id, day: date, status: VisitStatus = VisitStatus.DONE, **values: Any) -> Id:
        at = datetime(day.year, day.month, day.day, 10, tzinfo=CHINA)
        planned_at = None if status is VisitStatus.DONE else at
        own = {"rep_id": self.rep, "channel": Channel.FACE, "starts_at": at, "planned_at": planned_at, **values}
        return self.add(Kind.VISIT, client_id=client, status=status, **own)

    def opportunity(self, stage: Stage, amount: int = 0, **values: Any) -> Id:
        own = {"rep_id": self.rep, "created_on": date(2026, 10, 1), "name": "泵房改造", **values}
        return self.add(Kind.OPPORTUNITY, stage=stage, amount_cents=amount, **own)

    def move(self, opportunity: Id, came: Stage | None, went: Stage, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
        values = {"from_stage": came, "to_stage": went, "moved_at": at, "rep_id": self.rep}
        self.add(Kind.STAGE_MOVE, opportunity_id=opportunity, **values)

    def order(self, client: Id, day: date, cents: int, **values: Any) -> Id:
        own = {"rep_id": self.rep, **values}
        return self.add(Kind.ORDER, client_id=client, ordered_on=day, total_cents=cents, **own)

    def target(self, month: int, amount: int, metric: Metric = Metric.SALES, **values: Any) -> None:
        own = {"rep_id": self.rep, "metric": metric, "year": 2026, **values}
        self.add(Kind.TARGET, month=month, amount=amount, **own)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk)


def test_nothing_at_all_has_no_rates(desk: Desk) -> None:
    figures = desk.figures.of(NOVEMBER)
    assert figures.win_rate == Rate(None, 0, 0)
    assert figures.sales_cycle is None
    assert figures.velocity is None
    assert figures.to_json()["win_rate"] == {"value": None, "n": 0, "of": 0}
    assert desk.figures.by(NOVEMBER, "rep") == []


def test_won_and_lost_of_the_period(desk: Desk, book: Book) -> None:
    for amount, days in ((1000, 10), (3000, 20), (5000, 60)):
        closed = date(2026, 11, 10)
        created = closed - timedelta(days=days)
        book.opportunity(Stage.WON, amount, created_on=created, closed_on=closed)
    book.opportunity(Stage.LOST, 1000, closed_on=date(2026, 11, 30))
    book.opportunity(Stage.WON, 7777, closed_on=date(2026, 12, 1))
    book.opportunity(Stage.WON, 7777, closed_on=date(2026, 11, 1), deleted=True)
    figures = desk.figures.of(NOVEMBER)
    assert (figures.won, figures.lost, figures.won_amount) == (3, 1, 9000)
    assert figures.win_rate == Rate(0.75, 3, 4)
    assert figures.win_rate_by_amount == Rate(0.9, 9000, 10000)
    assert (figures.sales_cycle, figures.sales_cycle_mean, figures.mean_won_amount) == (20, 30, 3000)


def test_pipeline_is_what_is_expected_to_close_in_the_period(desk: Desk, book: Book) -> None:
    book.opportunity(Stage.PROPOSAL, 10_000, expected_close=date(2026, 11, 30))
    book.opportunity(Stage.FIRST_CONTACT, 10_005, expected_close=date(2026, 11, 2), probability=50)
    book.opportunity(Stage.PROPOSAL, 50_000, expected_close=date(2026, 12, 1))
    book.opportunity(Stage.PROPOSAL, 50_000, expected_close=date(2026, 11, 5), currency="USD")
    figures = desk.figures.of(NOVEMBER)
    assert figures.pipeline == 20_005
    assert figures.weighted_pipeline == 6_000 + 5_003
    assert figures.open_count == 4


def test_open_count_of_a_past_period_counts_what_was_open_then(desk: Desk, book: Book) -> None:
    book.opportunity(Stage.WON, 1, created_on=date(2026, 8, 1), closed_on=date(2026, 10, 5))
    book.opportunity(Stage.PROPOSAL, 1, created_on=date(2026, 10, 20))
    months = desk.figures.by(Period(date(2026, 8, 1), date(2026, 11, 30)), "month")
    assert [(one.key, one.figures.open_count) for one in months] == [
        ("2026-08", 1),
        ("2026-09", 1),
        ("2026-10", 1),
        ("2026-11", 1),
    ]


def test_sales_leave_out_cancelled_orders_and_other_currencies(desk: Desk, book: Book) -> None:
    client = book.client()
    book.order(client, date(2026, 11, 2), 100)
    book.order(client, date(2026, 11, 3), 200, status=OrderStatus.CANCELLED)
    book.order(client, date(2026, 11, 4), 400, currency="USD")
    book.add(
        Kind.PAYMENT, client_id=client, rep_id=book.rep, received_on=date(2026, 11, 9), amount_cents=70, currency="CNY"
    )
    figures = desk.figures.of(NOVEMBER)
    assert (figures.sales, figures.orders, figures.received) == (100, 1, 70)


def test_margin_counts_only_lines_whose_cost_is_known(desk: Desk, book: Book) -> None:
    order = book.order(book.client(), date(2026, 11, 2), 1500)
    line = book.add(Kind.PRODUCT_LINE, name="高端")
    dear = book.add(Kind.PRODUCT, name="P1", high_margin=True, line_id=line)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=dear, quantity=1, net_cents=1000, cost_cents=600)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=None, quantity=1, net_cents=500)
    figures = desk.figures.of(NOVEMBER)
    assert figures.gross_margin == Rate(0.4, 400, 1000)
    assert figures.high_margin_share == Rate.part(1000, 1500)
    assert figures.sales == 1500
    assert figures.products_per_client == 1
    by_line = {one.key: one.figures.sales for one in desk.figures.by(NOVEMBER, "product_line")}
    assert by_line == {"高端": 1000, "": 500}


def test_order_without_lines_belongs_to_no_product_line(desk: Desk, book: Book) -> None:
    book.order(book.client(), date(2026, 11, 2), 900)
    (group,) = desk.figures.by(NOVEMBER, "product_line")
    assert (group.key, group.label, group.figures.sales, group.figures.orders) == ("", "No product line", 900, 1)


def test_new_and_returning_clients(desk: Desk, book: Book) -> None:
    old, new, twice, cold = (book.client(name) for name in ("老", "新", "两次", "冷"))
    prospect = book.client("潜", is_prospect=True)
    book.order(old, date(2026, 3, 1), 1)
    for client, day in ((old, 5), (new, 6), (twice, 7), (twice, 20)):
        book.order(client, date(2026, 11, day), 1)
    for client, day in ((old, 4), (new, 2), (prospect, 3), (prospect, 9), (twice, 21), (cold, 8)):
        book.visit(client, date(2026, 11, day))
    figures = desk.figures.of(NOVEMBER)
    assert figures.new_clients == 2
    assert figures.repurchase_rate == Rate.part(2, 3)
    assert figures.new_client_conversion == Rate(1.0, 2, 2)


def test_planned_visits_are_remembered_as_planned_once_done(desk: Desk, book: Book) -> None:
    client = book.client()
    kept = book.visit(client, date(2026, 11, 3), VisitStatus.PLANNED)
    edit = Edit(Kind.VISIT, kept, "status", VisitStatus.PLANNED, VisitStatus.DONE)
    desk.session.record(Label("visit.done", {"client": "华星"}), [edit])
    book.visit(client, date(2026, 11, 4))
    book.visit(client, date(2026, 11, 5), VisitStatus.CANCELLED)
    book.visit(client, date(2026, 11, 6), VisitStatus.PLANNED)
    figures = desk.figures.of(NOVEMBER)
    assert (figures.visits, figures.visits_planned) == (2, 3)
    assert figures.plan_attainment == Rate.part(1, 3)


def test_stage_conversion_of_the_week(desk: Desk, book: Book) -> None:
    week = Period.week(date(2026, 11, 18))
    ways = (
        (Stage.NEED_CONFIRMED, Stage.PROPOSAL, 17),
        (Stage.NEED_CONFIRMED, Stage.LOST, 18),
        (Stage.NEED_CONFIRMED, Stage.FIRST_CONTACT, 18),
        (Stage.FIRST_CONTACT, Stage.PROPOSAL, 22),
        (Stage.PROPOSAL, Stage.WON, 10),
    )
    for came, went, day in ways:
        book.move(book.opportunity(went), came, went, date(2026, 11, day))
    weeks = desk.figures.conversion_weeks(week)
    assert [(one.from_stage, one.to_stage) for one in weeks] == [
        (Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED),
        (Stage.NEED_CONFIRMED, Stage.PROPOSAL),
        (Stage.PROPOSAL, Stage.WON),
    ]
    assert [one.week for one in weeks] == [Rate(1.0, 1, 1), Rate(0.5, 1, 2), Rate(None, 0, 0)]
    assert weeks[2].before == Rate(1.0, 1, 1)


def test_each_rep_has_the_stage_conversion_of_the_own_deals(desk: Desk, book: Book) -> None:
    other = book.add(Kind.REP, name="李雷")
    for rep, went in ((desk.rep.id, Stage.PROPOSAL), (desk.rep.id, Stage.LOST), (other, Stage.PROPOSAL)):
        book.rep = rep
        book.move(book.opportunity(went), Stage.NEED_CONFIRMED, went, date(2026, 11, 18))
        book.order(book.client(), date(2026, 11, 18), 100)
    groups = {one.key: one.figures for one in desk.figures.by(NOVEMBER, "rep")}
    found = {name: figures.stage_conversion[Stage.NEED_CONFIRMED] for name, figures in groups.items()}
    assert found == {"王小明": Rate(0.5, 1, 2), "李雷": Rate(1.0, 1, 1)}


def test_last_move_out_of_a_stage_counts(desk: Desk, book: Book) -> None:
    one = book.opportunity(Stage.LOST)
    book.move(one, Stage.NEED_CONFIRMED, Stage.PROPOSAL, date(2026, 11, 16))
    book.move(one, Stage.PROPOSAL, Stage.NEED_CONFIRMED, date(2026, 11, 17))
    book.move(one, Stage.NEED_CONFIRMED, Stage.LOST, date(2026, 11, 18))
    rates = desk.figures.stage_conversion(NOVEMBER)
    assert rates[Stage.NEED_CONFIRMED] == Rate(0.0, 0, 1)
    assert rates[Stage.PROPOSAL] == Rate(None, 0, 0)


def test_coverage_and_cadence_by_tier(desk: Desk, book: Book) -> None:
    first, second = book.client("甲", tier=Tier.A), book.client("乙", tier=Tier.A)
    book.client("丙", tier=Tier.B)
    for client, day, channel in (
        (first, 16, Channel.FACE),
        (first, 18, Channel.PHONE),
        (first, 19, Channel.EMAIL),
        (second, 17, Channel.PHONE),
        (second, 24, Channel.PHONE),
    ):
        book.visit(client, date(2026, 11, day), channel=channel)
    rows = {row.tier: row for row in desk.figures.cadence_by_tier(Period.week(date(2026, 11, 16)))}
    assert (rows[Tier.A].clients, rows[Tier.A].visits, rows[Tier.A].contacts) == (2, 1, 4)
    assert rows[Tier.A].coverage == Rate(1.0, 2, 2)
    assert rows[Tier.A].cadence_met == Rate(0.5, 1, 2)
    assert rows[Tier.B].cadence_met == Rate(0.0, 0, 1)
    assert rows[Tier.C].cadence_met == Rate(None, 0, 0)


def test_cadence_of_a_month_counts_each_week_that_ended_in_it(desk: Desk, book: Book) -> None:
    client = book.client(tier=Tier.A)
    for day in (2, 3, 9, 16, 17, 18, 19):
        book.visit(client, date(2026, 11, day))
    row = desk.figures.cadence_by_tier(NOVEMBER)[0]
    assert row.cadence_met == Rate(0.5, 2, 4)


def test_groups_of_one_period_add_up(desk: Desk, book: Book) -> None:
    client = book.client(tier=Tier.B, industry="水务")
    for day in (1, 2, 15, 23):
        book.order(client, date(2026, 11, day), 10)
        book.visit(client, date(2026, 11, day))
        book.opportunity(Stage.WON, 5, client_id=client, closed_on=date(2026, 11, day))
    for by in ("week", "month", "quarter", "rep", "tier", "industry"):
        groups = desk.figures.by(NOVEMBER, by)
        assert [sum(getattr(one.figures, name) for one in groups) for name in ("sales", "visits", "won")] == [40, 4, 4]
    assert [one.key for one in desk.figures.by(NOVEMBER, "week")][:2] == ["2026-W44", "2026-W45"]
    assert [one.key for one in desk.figures.by(NOVEMBER, "industry")] == ["水务"]


def test_figures_of_one_rep(desk: Desk, book: Book) -> None:
    other = book.add(Kind.REP, name="李雷")
    client = book.client()
    book.order(client, date(2026, 11, 2), 100)
    book.order(client, date(2026, 11, 2), 30, rep_id=other)
    assert desk.figures.of(NOVEMBER, rep=other).sales == 30
    assert {one.key: one.figures.sales for one in desk.figures.by(NOVEMBER, "rep")} == {"王小明": 100, "李雷": 30}


def test_attainment_pace_and_forecast(desk: Desk, book: Book) -> None:
    book.target(11, 21_000)
    book.order(book.client(), date(2026, 11, 2), 8_000)
    found = desk.figures.attainment(NOVEMBER)
    assert (found.actual, found.target, found.gap) == (8_000, 21_000, 13_000)
    assert (found.workdays, found.workdays_begun, found.workdays_left) == (21, 16, 6)
    assert found.pace_per_workday == 2167
    assert found.run_rate_forecast == 10_500
    figures = desk.figures.of(NOVEMBER)
    assert figures.attainment == Rate.part(8_000, 21_000)
    assert (figures.pace, figures.run_rate_forecast) == (2167, 10_500)


def test_holidays_and_make_up_days_change_the_pace(desk: Desk, book: Book) -> None:
    book.target(11, 21_000)
    book.add(Kind.HOLIDAY, day="2026-11-25", region="CN", name="假")
    book.add(Kind.HOLIDAY, day="2026-11-28", region="CN", name="补", working=True)
    book.add(Kind.HOLIDAY, day="2026-11-29", region="CN", name="补", working=True)
    assert desk.figures.attainment(NOVEMBER).workdays_left == 7


def test_target_of_a_day_is_its_share_of_the_month_by_working_days(desk: Desk, book: Book) -> None:
    book.target(11, 21_000)
    book.target(11, 42, Metric.VISITS)
    monday = Period.day(date(2026, 11, 23))
    assert desk.figures.target(monday) == 1000
    assert desk.figures.target(monday, Metric.VISITS) == 2
    assert desk.figures.target(Period.day(date(2026, 11, 22))) == 0
    assert desk.figures.target(Period.month(date(2026, 10, 1))) is None


def test_monthly_sales_beside_target_and_last_year(desk: Desk, book: Book) -> None:
    client = book.client()
    book.target(10, 500)
    book.order(client, date(2025, 10, 5), 7)
    book.order(client, date(2026, 10, 5), 9)
    points = desk.figures.monthly_sales(date(2026, 12, 1), months=4)
    assert [(one.month.month, one.actual_cents, one.target_cents, one.last_year_cents) for one in points] == [
        (9, 0, None, None),
        (10, 9, 500, 7),
        (11, 0, None, 0),
        (12, None, None, 0),
    ]


def test_needs_that_clients_share(desk: Desk, book: Book) -> None:
    clients = [book.client(name) for name in ("甲", "乙")]
    fast, cheap = book.add(Kind.NEED_TAG, name="交期"), book.add(Kind.NEED_TAG, name="价格")
    for client, need in ((clients[0], fast), (clients[1], fast), (clients[0], cheap), (clients[0], cheap)):
        visit = book.visit(client, date(2026, 11, 4))
        book.add(Kind.VISIT_NEED, visit_id=visit, need_id=need)
    first, second = desk.figures.top_needs(NOVEMBER)
    assert (first.need, first.clients, first.mentions, set(first.names)) == ("交期", 2, 2, {"甲", "乙"})
    assert (second.need, second.clients, second.mentions) == ("价格", 1, 2)


def test_industries_without_a_name_come_last(desk: Desk, book: Book) -> None:
    for name, industry in (("a", ""), ("b", ""), ("c", "水务")):
        book.client(name, industry=industry)
    assert [(one.industry, one.clients) for one in desk.figures.clients_by_industry()] == [("水务", 1), ("", 2)]


def test_a_visit_done_late_counts_for_the_week_it_was_planned_for(desk: Desk, book: Book) -> None:
    client, monday = book.client(), datetime(2026, 11, 23, 9, tzinfo=CHINA)
    desk.visits.plan(client, datetime(2026, 11, 19, 10, tzinfo=CHINA))
    (planned,) = desk.visits.between(date(2026, 11, 19), date(2026, 11, 19))
    desk.visits.log(VisitEntry(client, Channel.FACE, monday, planned_visit_id=planned.id))
    last, this = (desk.figures.of(Period.week(date(2026, 11, day))) for day in (19, 23))
    assert (last.visits, last.plan_attainment) == (0, Rate(1.0, 1, 1))
    assert (this.visits, this.plan_attainment) == (1, Rate(None, 0, 0))
    weeks = desk.figures.by(Period(date(2026, 11, 16), date(2026, 11, 29)), "week")
    assert [(one.figures.visits_planned, one.figures.visits) for one in weeks] == [(1, 0), (0, 1)]


def test_a_plan_counts_on_its_own_local_day(desk: Desk, book: Book) -> None:
    early = datetime(2026, 11, 1, 0, 30, tzinfo=CHINA)  # still October in UTC
    book.visit(book.client(), date(2026, 11, 1), VisitStatus.PLANNED, starts_at=early, planned_at=early)
    assert desk.figures.of(NOVEMBER).visits_planned == 1
    assert desk.figures.of(Period.month(date(2026, 10, 1))).visits_planned == 0


def test_what_is_dated_ahead_is_no_result_yet(desk: Desk, book: Book) -> None:
    client, later = book.client(tier=Tier.B), book.client("后")
    line = book.add(Kind.PRODUCT_LINE, name="高端")
    product = book.add(Kind.PRODUCT, name="P1", line_id=line)
    for buyer, day, cents in ((client, 23, 100), (client, 24, 7_000), (later, 30, 900)):
        order = book.order(buyer, date(2026, 11, day), cents)
        book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=cents, cost_cents=cents)
    for day in (23, 24):
        own = {"client_id": client, "rep_id": book.rep, "currency": "CNY"}
        book.add(Kind.PAYMENT, received_on=date(2026, 11, day), amount_cents=day, **own)
    book.target(11, 21_000)
    figures, attainment = desk.figures.of(NOVEMBER), desk.figures.attainment(NOVEMBER)
    assert (figures.sales, figures.orders, figures.received, figures.new_clients) == (100, 1, 23, 1)
    assert (figures.gross_margin.of, figures.products_per_client) == (100, 1)
    assert (attainment.actual, attainment.run_rate_forecast) == (100, round(100 * 21 / 16))
    assert desk.todo.day().figures.sales_cents == 100
    assert desk.figures.monthly_sales(date(2026, 11, 1), 1)[0].actual_cents == 100
    assert [one.figures.sales for one in desk.figures.by(NOVEMBER, "product_line")] == [100]
    assert [desk.figures.attainment(NOVEMBER, Metric(metric)).actual for metric in ("collections", "new_clients")] == [
        23,
        1,
    ]


def test_reps_of_one_name_are_told_apart(desk: Desk, book: Book) -> None:
    client = book.client()
    twins = [book.add(Kind.REP, name="李雷", region=region) for region in ("北京", "上海", "", "")]
    for rep in (desk.rep.id, *twins):
        book.order(client, date(2026, 11, 3), 10, rep_id=rep)
    keys = {one.id: one.key for one in desk.figures.by(NOVEMBER, "rep")}
    assert keys == {
        desk.rep.id: "王小明",
        twins[0]: "李雷 (北京)",
        twins[1]: "李雷 (上海)",
        **{rep: f"李雷 ({rep.hex()[-6:]})" for rep in twins[2:]},
    }
    assert len(set(keys.values())) == 5


def test_blanks_around_an_industry_make_no_other_one(desk: Desk, book: Book) -> None:
    for name in ("水务", " 水务 "):
        book.order(book.client(industry=name), date(2026, 11, 3), 10)
    groups = desk.figures.by(NOVEMBER, "industry")
    assert [(one.key, one.figures.sales) for one in groups] == [("水务", 20)]
    assert [(one.industry, one.clients) for one in desk.figures.clients_by_industry()] == [("水务", 2)]


@pytest.mark.parametrize(("cents", "percent"), [(49, 1), (50, 1), (10_005, 50), (333, 33), (1, 60), (99_999, None)])
def test_the_weighted_pipeline_rounds_as_one_opportunity_does(
    desk: Desk, book: Book, cents: int, percent: int | None
) -> None:
    deal = book.opportunity(Stage.PROPOSAL, cents, expected_close=date(2026, 11, 30), probability=percent)
    card = desk.funnel.card(deal)
    assert card
    assert {desk.figures.of(NOVEMBER).weighted_pipeline, card.weighted_cents} == {
        weighted(cents, 60 if percent is None else percent)
    }


def test_each_tier_is_asked_for_its_cadence_once(desk: Desk, book: Book) -> None:
    for tier in Tier:
        book.visit(book.client(tier=tier), date(2026, 11, 17))
    asked: list[str] = []
    driver_of(desk.file.conn).set_trace_callback(asked.append)
    groups = {one.key: one.figures for one in desk.figures.by(NOVEMBER, "tier")}
    assert {tier: groups[tier.value].coverage[tier] for tier in Tier} == dict.fromkeys(Tier, Rate(1.0, 1, 1))
    assert sum("(client_id) || (day) || (CASE" in sql for sql in asked) == 1
