"""The sample territory: the same each time, true in itself, believable, in the right script."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.client import Client, Grade, Tier
from salesdesk.domain.enquiry import Enquiry, EnquiryKind
from salesdesk.domain.funnel_rules import FunnelRules
from salesdesk.domain.milestone import Criterion, TenderStatus
from salesdesk.domain.milestone_state import State
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.prospects import ProspectStep
from salesdesk.domain.quote import QuoteStatus
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SAMPLE, SampleSize, make_sample
from salesdesk.store.read.receivables import invoices, open_invoices
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES
from tests.builders import TestClock

EVENING = datetime(2026, 11, 23, 18, 5, tzinfo=timezone(timedelta(hours=8)))
TODAY = EVENING.date()
SMALL = SampleSize(clients=40, visits=500, opportunities=50, orders=150)
LANGUAGES = ("zh_CN", "zh_TW", "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("sample") / f"{request.param}.salesdesk"
    desk = make_sample(path, language=request.param, clock=TestClock(EVENING))
    yield desk
    desk.close()


def ask(desk: Desk, sql: str) -> list[Any]:
    return list(desk.file.conn.exec_driver_sql(sql).all())


def one(desk: Desk, sql: str) -> Any:
    return desk.file.conn.exec_driver_sql(sql).scalar()


def content(desk: Desk) -> dict[str, Counter[tuple[Any, ...]]]:
    """Everything but the ids (and what is named by ids)."""
    found = {}
    for kind, table in TABLES.items():
        if kind.value != "setting":
            rows = ask(desk, f'SELECT * FROM "{table.name}"')
            found[kind.value] = Counter(tuple(v for v in row if not isinstance(v, bytes)) for row in rows)
    return found


def test_the_same_seed_and_clock_give_the_same_content(tmp_path: Path) -> None:
    made = [
        make_sample(tmp_path / f"{n}.salesdesk", language="zh_CN", clock=TestClock(EVENING), size=SMALL, seed=seed)
        for n, seed in enumerate(("one", "one", "two"))
    ]
    first, again, other = [content(desk) for desk in made]
    for desk in made:
        desk.close()
    assert first == again
    assert first["client"] != other["client"]


def test_the_numbers_are_those_of_a_territory(desk: Desk) -> None:
    assert one(desk, "SELECT count(*) FROM client") == SAMPLE.clients
    assert one(desk, "SELECT count(DISTINCT name) FROM client") == SAMPLE.clients
    assert ask(desk, "SELECT tier, count(*) FROM client GROUP BY 1") == [("A", 60), ("B", 90), ("C", 150)]
    assert 4_500 <= one(desk, "SELECT count(*) FROM visit WHERE status = 'done'") <= 6_000
    assert one(desk, "SELECT count(*) FROM opportunity") == SAMPLE.opportunities
    assert one(desk, "SELECT count(*) FROM opportunity WHERE stage NOT IN ('won', 'lost')") == 45
    assert 8 <= one(desk, "SELECT count(DISTINCT industry) FROM client") <= 10
    assert one(desk, "SELECT count(*) FROM product") == 12
    assert [row[0] for row in ask(desk, "SELECT share_bp FROM product_line ORDER BY sort")] == [3000, 5000, 2000]
    assert 100 < one(desk, "SELECT count(*) FROM opportunity WHERE stage = 'won'") < 190
    assert 2 <= one(desk, "SELECT count(*) FROM request WHERE done_on IS NULL") <= 15


def test_orders_are_the_sum_of_their_lines(desk: Desk) -> None:
    wrong = """SELECT count(*) FROM sales_order o
        WHERE total_cents != (SELECT coalesce(sum(net_cents), 0) FROM order_line WHERE order_id = o.id)"""
    assert one(desk, wrong) == 0
    assert one(desk, "SELECT count(*) FROM order_line WHERE quantity < 1 OR net_cents <= 0 OR cost_cents <= 0") == 0
    assert one(desk, "SELECT count(*) FROM sales_order WHERE number IN (SELECT number FROM sales_order"
               " GROUP BY number HAVING count(*) > 1)") == 0  # fmt: skip


def test_nobody_pays_more_than_was_ordered_or_for_a_cancelled_order(desk: Desk) -> None:
    paid = """SELECT o.status, o.total_cents, sum(p.amount_cents), min(p.received_on >= o.ordered_on)
        FROM payment p JOIN sales_order o ON o.id = p.order_id GROUP BY o.id"""
    rows = ask(desk, paid)
    assert len(rows) > 1_000
    assert all(status != OrderStatus.CANCELLED and amount <= total and after for status, total, amount, after in rows)
    assert one(desk, "SELECT count(*) FROM payment WHERE order_id IS NULL") == 0


def test_moves_lead_to_the_stage_that_an_opportunity_is_in(desk: Desk) -> None:
    moves = ask(desk, "SELECT opportunity_id, from_stage, to_stage, moved_at, day FROM stage_move ORDER BY moved_at")
    by_deal: dict[bytes, list[Any]] = {}
    for move in moves:
        by_deal.setdefault(move[0], []).append(move)
    deals = ask(desk, "SELECT id, stage, created_on, closed_on, lost_reason, lost_to FROM opportunity")
    assert {deal[0] for deal in deals} == set(by_deal)
    for pk, stage, created, closed, why, lost_to in deals:
        path = by_deal[pk]
        assert path[0][1] is None and path[0][4] == created
        assert [move[2] for move in path[:-1]] == [move[1] for move in path[1:]]
        assert path[-1][2] == stage
        is_open = Stage(stage) in OPEN_STAGES
        assert closed == (None if is_open else path[-1][4])
        assert (why is not None) == (stage == Stage.LOST)
        assert not lost_to or stage == Stage.LOST


def test_what_was_won_was_ordered(desk: Desk) -> None:
    rows = ask(desk, """SELECT o.amount_cents, s.total_cents, o.closed_on, s.ordered_on, o.client_id = s.client_id
        FROM opportunity o LEFT JOIN sales_order s ON s.opportunity_id = o.id WHERE o.stage = 'won'""")  # fmt: skip
    assert rows
    assert all(amount == total and closed == ordered and same for amount, total, closed, ordered, same in rows)
    cycle = ask(desk, "SELECT julianday(closed_on) - julianday(created_on) FROM opportunity WHERE stage = 'won'")
    assert all(10 <= days <= 150 for (days,) in cycle)


def test_only_plans_lie_in_the_future(desk: Desk) -> None:
    now = EVENING.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ+08:00")
    assert one(desk, f"SELECT count(*) FROM visit WHERE status != 'planned' AND starts_at > '{now}'") == 0
    assert one(desk, f"SELECT count(*) FROM visit WHERE status = 'planned' AND starts_at < '{now}'") == 0
    assert one(desk, f"SELECT count(*) FROM visit WHERE logged_at > '{now}'") == 0
    assert one(desk, f"SELECT count(*) FROM stage_move WHERE moved_at > '{now}'") == 0
    for table, column in (("sales_order", "ordered_on"), ("payment", "received_on"), ("request", "opened_on"),
                          ("request", "done_on"), ("client", "since"), ("opportunity", "closed_on")):  # fmt: skip
        assert one(desk, f"SELECT max({column}) FROM {table}") <= TODAY.isoformat()


def test_nothing_happens_on_days_off(desk: Desk) -> None:
    off = {row[0] for row in ask(desk, "SELECT day FROM holiday WHERE NOT working")}
    assert len({day for day in off if day.startswith("2026")}) >= 10
    days = {row[0] for row in ask(desk, f"SELECT day FROM visit WHERE channel != '{Channel.EMAIL}'")}
    days |= {row[0] for row in ask(desk, "SELECT ordered_on FROM sales_order UNION SELECT received_on FROM payment")}
    days |= {row[0] for row in ask(desk, "SELECT day FROM stage_move")}
    assert not days & off
    assert all(date.fromisoformat(day).weekday() < 5 for day in days)
    hours = ask(desk, "SELECT DISTINCT time(substr(starts_at, 1, 19), substr(starts_at, 21)) FROM visit")
    assert all(time(8, 30) <= time.fromisoformat(hour) <= time(17, 30) for (hour,) in hours)


def test_no_client_is_met_before_it_is_known(desk: Desk) -> None:
    early = "SELECT count(*) FROM {0} x JOIN client c ON c.id = x.client_id WHERE x.{1} < c.since"
    assert one(desk, early.format("visit", "day")) == 0
    assert one(desk, early.format("sales_order", "ordered_on")) == 0
    assert one(desk, early.format("opportunity", "created_on")) == 0


def test_prospects_are_those_without_an_order(desk: Desk) -> None:
    ordered = one(desk, "SELECT count(*) FROM client WHERE is_prospect AND id IN (SELECT client_id FROM sales_order)")
    idle = one(desk, "SELECT count(*) FROM client WHERE NOT is_prospect AND id NOT IN"
               " (SELECT client_id FROM sales_order WHERE status != 'cancelled')")  # fmt: skip
    assert (ordered, idle) == (0, 0)


def test_every_reference_finds_its_thing(desk: Desk) -> None:
    target = {"client_id": "client", "rep_id": "rep", "owner_id": "rep", "visit_id": "visit", "need_id": "need_tag",
              "contact_id": "contact", "opportunity_id": "opportunity", "order_id": "sales_order",
              "product_id": "product", "line_id": "product_line"}  # fmt: skip
    for table in TABLES.values():
        for column in table.columns:
            if other := target.get(column.name):
                lost = f'SELECT count(*) FROM "{table.name}" WHERE "{column.name}" NOT IN (SELECT id FROM "{other}")'
                assert one(desk, lost) == 0, (table.name, column.name)


def test_the_best_clients_bring_most_of_the_sales(desk: Desk) -> None:
    by_tier = dict(ask(desk, "SELECT c.tier, sum(o.total_cents) FROM sales_order o JOIN client c ON c.id = o.client_id"
                       " GROUP BY 1"))  # fmt: skip
    assert by_tier["A"] > sum(by_tier.values()) / 2
    assert by_tier["B"] > by_tier["C"] * 0.9


def test_the_year_has_its_dip_and_its_peak(desk: Desk) -> None:
    counts = dict(ask(desk, "SELECT substr(ordered_on, 6, 2), count(*) FROM sales_order"
                      " WHERE ordered_on BETWEEN '2024-01-01' AND '2025-12-31' GROUP BY 1"))  # fmt: skip
    usual = sum(counts.values()) / 12
    assert counts["02"] < usual < counts["12"]


def test_three_needs_stand_out(desk: Desk) -> None:
    counts = [row[0] for row in ask(desk, "SELECT count(*) FROM visit_need GROUP BY need_id ORDER BY 1 DESC")]
    assert len(counts) == 12
    assert counts[2] > counts[3] * 1.5


def test_some_open_opportunities_have_stalled(desk: Desk) -> None:
    rows = ask(desk, """SELECT stage, (SELECT max(day) FROM stage_move WHERE opportunity_id = o.id),
        (SELECT max(day) FROM visit WHERE opportunity_id = o.id AND status = 'done'), next_on
        FROM opportunity o WHERE stage NOT IN ('won', 'lost')""")  # fmt: skip
    stalled = 0
    for stage, entered, last, then in rows:
        last_on, next_on = (date.fromisoformat(day) if day else None for day in (last, then))
        stalled += FunnelRules().stall(Stage(stage), date.fromisoformat(entered), last_on, next_on, TODAY) is not None
    assert 6 <= stalled <= 8


def test_there_is_work_for_today_tomorrow_and_next_week(desk: Desk) -> None:
    plans = Counter(row[0] for row in ask(desk, "SELECT day FROM visit WHERE status = 'planned'"))
    assert plans["2026-11-24"] >= 3
    assert sum(plans.values()) >= 15 and max(plans) >= "2026-11-30"
    assert 4 <= one(desk, f"SELECT count(*) FROM visit WHERE day = '{TODAY}'") <= 6
    promised = Counter(
        row[0] for row in ask(desk, "SELECT next_on FROM visit WHERE next_on NOT NULL AND NOT next_done")
    )
    assert promised[TODAY.isoformat()] and promised["2026-11-24"]
    assert any(day < TODAY.isoformat() for day in promised)


def test_the_working_week_holds_what_the_days_do(desk: Desk) -> None:
    pattern = desk.working.pattern()
    lately = (desk.today() - timedelta(days=28)).isoformat()
    days = f"SELECT count(*) FROM visit WHERE starts_at >= '{lately}' GROUP BY substr(starts_at, 1, 10)"
    counts = [row[0] for row in ask(desk, days)]
    assert sum(counts) / len(counts) <= pattern.visits_a_day
    assert sum(count > pattern.visits_a_day for count in counts) <= len(counts) // 5


def test_prospects_are_followed_up_and_key_accounts_kept(desk: Desk) -> None:
    view, today = desk.todo.day(), desk.today()
    assert view.services and view.nodes, "the day asks for some of it"
    steps = things(desk.file.conn, ProspectStep)
    assert any(step.done_on for step in steps)
    assert all(step.done_on is None or step.done_on < today for step in steps)
    grades = {client.grade for client in things(desk.file.conn, Client) if client.is_prospect}
    assert {Grade.A, Grade.B, Grade.C} <= grades


def test_clients_differ_in_potential_and_products_have_goals(desk: Desk) -> None:
    judged = {tier: [one.potential for one in things(desk.file.conn, Client) if one.tier is tier] for tier in Tier}
    means = [sum(found) / len(found) for found in (judged[tier] for tier in Tier)]
    assert means[0] > means[1] > means[2]
    assert all(len(set(found)) > 5 for found in judged.values()), "a cloud, no line"
    sold = desk.product_goals.of_year(desk.today().year)
    assert all(card.goal is not None for card in sold)
    assert {card.kept for card in sold} == {True, False}


def test_this_month_is_a_little_behind_its_goal(desk: Desk) -> None:
    elapsed = 16 / 21
    sales = one(desk, "SELECT sum(total_cents) FROM sales_order WHERE ordered_on >= '2026-11-01'"
                " AND status != 'cancelled'")  # fmt: skip
    received = one(desk, "SELECT sum(amount_cents) FROM payment WHERE received_on >= '2026-11-01'")
    visits = one(desk, "SELECT count(*) FROM visit WHERE day >= '2026-11-01' AND status = 'done'")
    for metric, reached in ((Metric.SALES, sales), (Metric.COLLECTIONS, received), (Metric.VISITS, visits)):
        goal = one(desk, f"SELECT sum(amount) FROM target WHERE metric = '{metric}' AND year = 2026 AND month = 11")
        assert 0.55 <= reached / goal / elapsed <= 0.95, metric
    years = ask(desk, "SELECT DISTINCT year, metric FROM target")
    assert len(years) == 2 * len(Metric)


def test_last_weeks_reports_have_words_but_are_not_sent(desk: Desk) -> None:
    rows = ask(desk, "SELECT kind, first_day, remark, sent_at, frozen FROM report ORDER BY first_day")
    assert [row[1] for row in rows if row[0] == "daily"] == [f"2026-11-{day}" for day in range(16, 21)]
    assert [row[1] for row in rows if row[0] == "monthly"] == ["2026-10-01"]
    assert all(row[2] and row[3] is None and not row[4] for row in rows)


def test_undo_does_not_go_behind_the_sample(desk: Desk) -> None:
    assert desk.next_undo() is None


def test_the_words_are_in_the_language_of_the_file(desk: Desk) -> None:
    language = desk.path.stem
    spoken = ask(desk, """SELECT result FROM visit UNION SELECT next_step FROM visit UNION SELECT name FROM client
        UNION SELECT name FROM contact UNION SELECT name FROM need_tag UNION SELECT text FROM request
        UNION SELECT name FROM opportunity UNION SELECT remark FROM report
        UNION SELECT name FROM product UNION SELECT comment FROM survey UNION SELECT text FROM enquiry
        UNION SELECT answer FROM enquiry UNION SELECT delay_note FROM enquiry UNION SELECT title FROM milestone
        UNION SELECT text FROM checklist_item UNION SELECT name || team || note FROM tender
        UNION SELECT text || owner FROM resolution UNION SELECT factors || cases || shifts FROM report""")  # fmt: skip
    text = "".join(row[0] for row in spoken)
    assert "{" not in text
    chinese = {c for c in text if unicodedata.name(c, "").startswith("CJK UNIFIED")}
    if language == "en":
        assert not chinese
    else:
        simple, full = set("们户产订货设备视觉约样质检线项"), set("們戶產訂貨設備視覺約樣質檢線項")
        assert chinese & (simple - full if language == "zh_CN" else full - simple)
        assert not chinese & (full - simple if language == "zh_CN" else simple - full)
    assert desk.currency == ("TWD" if language == "zh_TW" else "CNY")
    assert one(desk, f"SELECT count(*) FROM sales_order WHERE currency != '{desk.currency}'") == 0
    assert one(desk, "SELECT count(*) FROM client WHERE search = '' OR sort_key = ''") == 0


@pytest.mark.parametrize(
    "now",
    ["2026-01-01 09:00", "2026-02-18 12:00", "2026-11-22 20:00", "2026-12-31 23:30", "2027-03-01 00:05"],
)
def test_any_day_will_do(tmp_path: Path, now: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=timezone(timedelta(hours=8)))
    desk = make_sample(tmp_path / "a.salesdesk", language="zh_CN", clock=TestClock(moment), size=SMALL)
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ+08:00")
    late = one(desk, f"SELECT count(*) FROM visit WHERE status != '{VisitStatus.PLANNED}' AND starts_at > '{stamp}'")
    planned = one(desk, f"SELECT count(*) FROM visit WHERE status = '{VisitStatus.PLANNED}'")
    desk.close()
    assert late == 0 and planned > 0


def test_a_morning_leaves_the_rest_of_the_day_planned(tmp_path: Path) -> None:
    morning = EVENING.replace(hour=10, minute=0)
    desk = make_sample(tmp_path / "a.salesdesk", language="en", clock=TestClock(morning), size=SMALL)
    found = Counter(row[0] for row in ask(desk, f"SELECT status FROM visit WHERE day = '{TODAY}'"))
    desk.close()
    assert found[VisitStatus.DONE] + found[VisitStatus.CANCELLED] + found[VisitStatus.NO_SHOW] <= 2
    assert found[VisitStatus.PLANNED] >= 3


def test_large_files_are_written_in_several_actions_and_shared_by_reps(tmp_path: Path) -> None:
    size = replace(SMALL, reps=3, chunk=500)
    desk = make_sample(tmp_path / "a.salesdesk", language="zh_CN", clock=TestClock(EVENING), size=size)
    assert one(desk, "SELECT count(*) FROM txn") > 3
    assert one(desk, "SELECT count(DISTINCT rep_id) FROM visit") == 3
    assert one(desk, f"SELECT count(*) FROM visit WHERE day = '{TODAY}' AND status = 'planned'") == 0
    desk.close()


def test_products_and_quotes_live(desk: Desk) -> None:
    products = desk.products.products()
    assert all(product.unit for product in products)
    assert sum(bool(desk.products.steps(product.id)) for product in products) >= 6
    assert all(facts.margin_bp and not facts.below for facts in desk.bundles.all())
    rows = desk.quotes.rows(replaced=True)
    assert {row.quote.status for row in rows} == set(QuoteStatus) - {QuoteStatus.ACCEPTED}
    assert any(row.awaits_approval for row in rows)
    assert any(row.expired for row in rows)
    assert all(row.sums.total_cents for row in rows)


def test_invoices_are_paid_by_the_payments_of_their_orders(desk: Desk) -> None:
    other = "SELECT count(*) FROM payment_share s JOIN payment p ON p.id = s.payment_id JOIN invoice i"
    assert (
        one(desk, f"{other} ON i.id = s.invoice_id WHERE i.order_id != p.order_id OR i.client_id != p.client_id") == 0
    )
    over = """SELECT count(*) FROM invoice i WHERE amount_cents <
        (SELECT coalesce(sum(amount_cents), 0) FROM payment_share WHERE invoice_id = i.id)"""
    assert one(desk, over) == 0
    wrong = "SELECT count(*) FROM invoice i JOIN sales_order o ON o.id = i.order_id WHERE"
    assert one(desk, f"{wrong} o.status = 'cancelled' OR i.amount_cents > o.total_cents OR issued_on < ordered_on") == 0
    assert one(desk, "SELECT count(*) FROM payment WHERE id NOT IN (SELECT payment_id FROM payment_share)") == 2
    owed = desk.invoices.receivables()
    assert 0 < owed.unallocated_cents < owed.total_cents
    assert 0 < owed.overdue_cents < owed.total_cents / 2
    numbers = [row[0] for row in ask(desk, "SELECT number FROM invoice")]
    assert len(numbers) == len(set(numbers))
    assert desk.invoices.next_number(TODAY) not in numbers


def test_clients_were_asked_in_three_quarters(desk: Desk) -> None:
    rows = ask(desk, "SELECT quarter, count(*), sum(score IS NOT NULL), avg(score) FROM survey GROUP BY 1 ORDER BY 1")
    assert [row[0] for row in rows] == ["2026-04-01", "2026-07-01", "2026-10-01"]
    assert all(answered < asked and 7 < mean < 9.5 for _quarter, asked, answered, mean in rows)
    assert one(desk, "SELECT min(score) FROM survey") <= 6
    assert one(desk, "SELECT count(*) FROM survey WHERE score <= 6 AND comment = ''") == 0
    assert one(desk, "SELECT max(answered_on) FROM survey") <= TODAY.isoformat()
    assert one(desk, "SELECT count(*) - count(DISTINCT client_id || quarter) FROM survey") == 0


def test_enquiries_are_answered_in_hours_save_a_few(desk: Desk) -> None:
    view = desk.todo.day()
    assert len(view.waiting) == 3
    found = things(desk.file.conn, Enquiry)
    assert {enquiry.kind for enquiry in found} == set(EnquiryKind)
    took = [one.answered_at - one.received_at for one in found if one.answered_at]
    late = [one for one in found if one.delay]
    assert sum(span < timedelta(hours=4) for span in took) == len(took) - len(late)
    assert 2 <= len(late) <= 5 and all(one.delay_note for one in late)
    assert all(one.received_at < EVENING for one in found)
    assert all(one.answered_at <= (one.solved_at or EVENING) <= EVENING for one in found if one.answered_at)


def test_open_opportunities_are_made_of_lines_and_people(desk: Desk) -> None:
    rows = ask(desk, """SELECT o.amount_cents, sum(l.quantity * l.price_cents) FROM opportunity o
        JOIN opportunity_line l ON l.opportunity_id = o.id GROUP BY o.id""")  # fmt: skip
    assert len(rows) == 45
    assert all(amount == lines for amount, lines in rows)
    strange = """SELECT count(*) FROM opportunity_contact p JOIN opportunity o ON o.id = p.opportunity_id
        JOIN contact c ON c.id = p.contact_id WHERE c.client_id != o.client_id OR c.role != p.role"""
    assert one(desk, strange) == 0
    assert one(desk, "SELECT count(DISTINCT opportunity_id) FROM opportunity_contact") >= 30


def test_open_invoices_are_those_that_all_payments_left_open(desk: Desk) -> None:
    conn, soon = desk.file.conn, TODAY + timedelta(days=3)
    every = [one for one in invoices(conn, TODAY, currency=desk.currency) if one.open_cents]
    assert open_invoices(conn, TODAY, desk.currency) == every
    assert set(desk.invoices.to_collect()) == {one for one in every if one.invoice.due_on <= soon}
    year_ago = TODAY - timedelta(days=365)
    before = [one for one in invoices(conn, year_ago, currency=desk.currency) if one.open_cents]
    assert open_invoices(conn, year_ago, desk.currency) == before != every


def test_the_year_has_milestones_of_every_state_and_tenders(desk: Desk) -> None:
    cards = desk.milestones.of_year(TODAY.year)
    assert [card.milestone.quarter for card in cards] == [1, 1, 2, 2, 3, 3, 4, 4]
    past = [card for card in cards if card.milestone.quarter < 4]
    assert all(card.progress.done == card.progress.items for card in past), "whatever quarter is over is ticked off"
    assert {card.judged.state for card in past} >= {State.MET}
    assert {card.judged.state for card in cards} & {State.ON_TRACK, State.AT_RISK}
    tenders = desk.tenders.list()
    assert Counter(card.tender.status for card in tenders)[TenderStatus.WON] == 2
    assert len(tenders) == 5 and all(0 <= card.done <= card.items == 5 for card in tenders)
    third = next(card for card in cards if card.milestone.criterion is Criterion.TENDERS)
    assert third.progress.actual == 3 and third.judged.state is State.MET


def test_reviews_have_decided_things_that_come_back(desk: Desk) -> None:
    october = desk.resolutions.of_month(date(2026, 10, 1))
    assert len(october) == 6 and len({one.owner for one in october}) == 3
    now = desk.resolutions.of_month(TODAY)
    assert len(now) == 5, "what was done in October is not spoken of in November"
    assert any(one.due_on and one.due_on < TODAY and one.done_on is None for one in now)
    assert sum(one.done_on is not None for one in now) == 1
