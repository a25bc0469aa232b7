"""Every figure has its records: their number is that of the figure, wherever the figure is a number of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By, Figures
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store.read.figures_behind import BEHIND
from tests.builders import NOW, make_desk
from tests.services.test_figures import CHINA, NOVEMBER, Book

TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


def test_every_term_names_its_records(desk: Desk) -> None:
    terms = set(Figures.__slots__)  # type: ignore[attr-defined]
    assert terms == {*BEHIND, "churn_warnings"}
    for term in terms:
        kind, ids = desk.figures.behind(term, NOVEMBER)
        assert (kind in Kind, ids) == (True, ()), term


def test_the_records_are_those_that_were_counted(desk: Desk) -> None:
    fill(Book(desk), 7)
    for period in (NOVEMBER, Period(date(2026, 8, 1), date(2026, 10, 31))):
        figures = desk.figures.of(period)

        def behind(term: str, period: Period = period) -> int:
            return len(desk.figures.behind(term, period).ids)

        for term in ("won", "lost", "open_count", "orders", "visits", "visits_planned", "new_clients", "enquiries"):
            assert behind(term) == getattr(figures, term), term
        for term in ("win_rate", "plan_attainment", "repurchase_rate", "new_client_conversion", "survey_response_rate"):
            assert behind(term) == getattr(figures, term).of, term
        assert behind("satisfaction") == figures.survey_answers
        assert behind("churn_warnings") == figures.churn_warnings


@pytest.mark.parametrize("by", [By.TIER, By.INDUSTRY, By.REP])
def test_the_records_of_the_groups_are_those_of_the_whole(desk: Desk, by: By) -> None:
    book = Book(desk)
    fill(book, 3)
    assert desk.figures.behind("orders", NOVEMBER).ids
    for term in ("won", "orders", "visits", "enquiries", "collection_rate", "survey_response_rate"):
        whole = set(desk.figures.behind(term, NOVEMBER).ids)
        groups = [one.id if by is By.REP else one.key for one in desk.figures.by(NOVEMBER, by)]
        parts = [desk.figures.behind(term, NOVEMBER, by=by, key=key).ids for key in groups]
        assert set().union(*parts) == whole, term
        assert sum(map(len, parts)) == len(whole), term


def test_a_product_line_has_the_orders_of_its_lines(desk: Desk) -> None:
    book = Book(desk)
    line = book.add(Kind.PRODUCT_LINE, name="高端")
    product = book.add(Kind.PRODUCT, name="P1", line_id=line)
    client = book.client()
    mine, _other = (book.order(client, date(2026, 11, 2), 100) for _one in range(2))
    book.add(Kind.ORDER_LINE, order_id=mine, product_id=product, quantity=1, net_cents=100)
    assert desk.figures.behind("sales", NOVEMBER, by=By.PRODUCT_LINE, key=line) == (Kind.ORDER, (mine,))


# ---- against a recount -----------------------------------------------------------------------------------------------


class Facts:
    """What was written, to be counted again in the simplest way."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.invoices: list[dict[str, Any]] = []
        self.shares: list[dict[str, Any]] = []
        self.surveys: list[dict[str, Any]] = []
        self.enquiries: list[dict[str, Any]] = []
        self.deals: list[dict[str, Any]] = []
        self.visits: list[dict[str, Any]] = []
        self.payments: list[dict[str, Any]] = []
        self.clients: list[dict[str, Any]] = []


def fill(book: Book, seed: int) -> Facts:
    """A few months of everything, some of it cancelled, in the bin, in dollars, or dated ahead."""
    random, facts, made = Random(seed), Facts(), list[New]()

    def day() -> date:
        return date(2026, 8, 1) + timedelta(days=random.randrange(130))

    def add(kind: Kind, into: list[dict[str, Any]], /, **values: Any) -> Id:
        values.setdefault("deleted", random.random() < 0.1)
        pk = book.desk.session.new_id()
        made.append(New(kind, pk, values))
        into.append({**values, "id": pk})
        return pk

    def money() -> str:
        return "USD" if random.random() < 0.1 else "CNY"

    clients = [
        add(
            *(Kind.CLIENT, facts.clients),
            **{
                "name": f"C{number}",
                "tier": random.choice(list(Tier)),
                "industry": random.choice(["水务", "化工", ""]),
            },
            **{"is_prospect": random.random() < 0.3, "deleted": False},
        )
        for number in range(8)
    ]
    goods = [book.add(Kind.PRODUCT, name=f"P{number}", high_margin=number == 0) for number in range(3)]
    own = {"rep_id": book.rep}
    for _order in range(random.randrange(8, 25)):
        order = add(
            *(Kind.ORDER, facts.orders),
            **{"client_id": random.choice(clients), "ordered_on": day(), "currency": money(), **own},
            **{
                "status": random.choice([OrderStatus.OPEN, OrderStatus.OPEN, OrderStatus.CANCELLED]),
                "total_cents": random.randrange(1, 9_000),
            },
        )
        for _line in range(random.randrange(3)):
            quantity = random.randrange(1, 9)
            listed = random.choice([None, random.randrange(100, 5_000)])
            add(
                *(Kind.ORDER_LINE, facts.lines),
                **{"order_id": order, "product_id": random.choice([None, *goods]), "quantity": quantity},
                **{"net_cents": random.randrange(100, 4_000), "list_cents": listed, "returned": 0},
                **{"cost_cents": random.choice([None, random.randrange(50, 3_000)])},
                cancelled=random.random() < 0.1,
            )
    for _invoice in range(random.randrange(3, 12)):
        issued = day()
        invoice = add(
            *(Kind.INVOICE, facts.invoices),
            **{"client_id": random.choice(clients), "issued_on": issued, "amount_cents": random.randrange(1, 9_000)},
            **{"due_on": issued + timedelta(days=random.choice([0, 10, 30])), "currency": money(), **own},
        )
        for _share in range(random.randrange(3)):
            paid = day()
            payment = add(
                *(Kind.PAYMENT, facts.payments),
                **{"client_id": random.choice(clients), "received_on": paid, "amount_cents": 9_000, **own},
                currency=money(),
            )
            add(
                *(Kind.PAYMENT_SHARE, facts.shares),
                **{"payment_id": payment, "invoice_id": invoice, "amount_cents": random.randrange(1, 6_000)},
            )
    for number in range(random.randrange(2, 9)):
        asked, answered = random.choice([None, day()]), random.choice([None, day()])
        add(
            *(Kind.SURVEY, facts.surveys),
            **{"client_id": clients[number % 8], "quarter": date(2026, 10, 1), "asked_on": asked, **own},
            **{"answered_on": answered, "score": random.randrange(11) if answered else None},
        )
    for _enquiry in range(random.randrange(2, 10)):
        at = datetime(2026, 10, 25, 10, tzinfo=CHINA) + timedelta(hours=random.randrange(24 * 28))
        wait = random.choice([None, timedelta(hours=random.randrange(60))])
        add(
            *(Kind.ENQUIRY, facts.enquiries),
            **{"client_id": random.choice(clients), "kind": "complaint", "received_at": at, "text": "?", **own},
            answered_at=at + wait if wait is not None and at + wait <= NOW else None,
        )
    for _deal in range(random.randrange(3, 15)):
        stage = random.choice([Stage.WON, Stage.WON, Stage.LOST, Stage.PROPOSAL])
        closed = None if stage is Stage.PROPOSAL else day()
        begun = closed - timedelta(days=random.randrange(90)) if closed else day()
        add(
            *(Kind.OPPORTUNITY, facts.deals),
            **{"name": "D", "stage": stage, "amount_cents": random.randrange(9_000), "created_on": begun, **own},
            **{"closed_on": closed, "expected_close": day(), "currency": money(), "probability": random.randrange(101)},
            client_id=random.choice(clients),
        )
    for _visit in range(random.randrange(5, 30)):
        met = day()
        at = datetime(met.year, met.month, met.day, 10, tzinfo=CHINA)
        planned = random.random() < 0.5
        add(
            *(Kind.VISIT, facts.visits),
            **{"client_id": random.choice(clients), "starts_at": at, "channel": random.choice(list(Channel)), **own},
            **{"status": random.choice(list(VisitStatus)), "planned_at": at if planned else None},
        )
    book.desk.session.record(Label("sample.created"), made)
    return facts


def recount(facts: Facts, period: Period) -> dict[str, Any]:
    """The figures by plain loops over what was written."""
    until = min(period.last, TODAY)
    live = {name: [one for one in rows if not one["deleted"]] for name, rows in vars(facts).items()}
    sold = [one for one in live["orders"] if one["status"] is not OrderStatus.CANCELLED]
    cny = [one for one in sold if one["currency"] == "CNY" and period.first <= one["ordered_on"] <= until]
    lines = [one for one in live["lines"] if not one["cancelled"] and one["order_id"] in {o["id"] for o in cny}]
    costed = [one for one in lines if one["cost_cents"] is not None]
    listed = [one for one in lines if one["list_cents"] is not None]
    buyers = {one["client_id"] for one in sold if period.first <= one["ordered_on"] <= until}
    firsts = {pk: min(o["ordered_on"] for o in sold if o["client_id"] == pk) for pk in {o["client_id"] for o in sold}}
    again = {
        pk
        for pk in buyers
        if firsts[pk] < period.first
        or sum(o["client_id"] == pk and period.first <= o["ordered_on"] <= until for o in sold) > 1
    }
    new = {pk for pk in buyers if firsts[pk] >= period.first}
    done = [one for one in live["visits"] if one["status"] is VisitStatus.DONE]
    met = [one for one in done if one["starts_at"].date() in period]
    prospects = {one["id"]: one["is_prospect"] for one in live["clients"]}
    conv = set()
    for one in met:
        pk, first = one["client_id"], firsts.get(one["client_id"])
        low = min(v["starts_at"].date() for v in met if v["client_id"] == pk)
        if prospects[pk] if first is None else low <= first:
            conv.add(pk)
    planned = [one for one in live["visits"] if one["planned_at"] and one["planned_at"].date() in period]
    closed = [one for one in live["deals"] if one["closed_on"] and one["closed_on"] in period]
    won = [one for one in closed if one["stage"] is Stage.WON]
    won_own = [one["amount_cents"] for one in won if one["currency"] == "CNY"]
    pipe = [
        one
        for one in live["deals"]
        if one["stage"].is_open and one["currency"] == "CNY" and one["expected_close"] in period
    ]
    payments = {one["id"]: one for one in live["payments"]}
    invoices = [one for one in live["invoices"] if one["currency"] == "CNY"]

    def paid(invoice: Id, day: date) -> int:
        shares = [one for one in live["shares"] if one["invoice_id"] == invoice and one["payment_id"] in payments]
        return sum(one["amount_cents"] for one in shares if payments[one["payment_id"]]["received_on"] <= day)

    due = [one for one in invoices if one["due_on"] in period]
    open_ = {
        one["id"]: max(one["amount_cents"] - paid(one["id"], until), 0) for one in invoices if one["issued_on"] <= until
    }
    late = sum(open_[one["id"]] for one in invoices if one["id"] in open_ and one["due_on"] < until)
    scores = [one["score"] for one in live["surveys"] if one["answered_on"] and one["answered_on"] in period]
    asked = [
        one
        for one in live["surveys"]
        if (one["asked_on"] and one["asked_on"] in period) or (one["answered_on"] and one["answered_on"] in period)
    ]
    received = [one for one in live["enquiries"] if one["received_at"].date() in period]
    waits = sorted(
        (one["answered_at"] - one["received_at"]).total_seconds() / 3600 for one in received if one["answered_at"]
    )
    decided = [one for one in received if one["answered_at"] or NOW - one["received_at"] > timedelta(hours=24)]
    quick = [
        one for one in decided if one["answered_at"] and one["answered_at"] - one["received_at"] <= timedelta(hours=24)
    ]
    cycles = [(one["closed_on"] - one["created_on"]).days for one in won]
    warned = 0
    for pk in firsts:
        days = sorted({o["ordered_on"] for o in sold if o["client_id"] == pk and o["ordered_on"] <= until})
        gaps = [(b - a).days for a, b in pairwise(days)]
        warned += len(days) >= 3 and (until - days[-1]).days > 2 * median(gaps)
    n, sales = len(scores), sum(one["total_cents"] for one in cny)
    return {
        "won": len(won),
        "lost": len(closed) - len(won),
        "win_rate": Rate.part(len(won), len(closed)),
        "won_amount": sum(won_own),
        "mean_won_amount": round(sum(won_own) / len(won_own)) if won_own else None,
        "sales_cycle": median(cycles) if cycles else None,
        "pipeline": sum(one["amount_cents"] for one in pipe),
        "weighted_pipeline": sum((one["amount_cents"] * one["probability"] + 50) // 100 for one in pipe),
        "sales": sales,
        "orders": len(cny),
        "received": sum(
            one["amount_cents"]
            for one in live["payments"]
            if one["currency"] == "CNY" and period.first <= one["received_on"] <= until
        ),
        "visits": len(met),
        "visits_planned": len(planned),
        "plan_attainment": Rate.part(sum(v["status"] is VisitStatus.DONE for v in planned), len(planned)),
        "new_clients": len(new),
        "new_client_conversion": Rate.part(len(new), len(conv)),
        "repurchase_rate": Rate.part(len(again), len(buyers)),
        "gross_margin": Rate.part(
            sum(one["net_cents"] - one["cost_cents"] for one in costed), sum(one["net_cents"] for one in costed)
        ),
        "average_discount": Rate.part(
            sum(max(one["list_cents"] - one["net_cents"], 0) for one in listed), sum(o["list_cents"] for o in listed)
        ),
        "collection_rate": Rate.part(
            sum(min(paid(one["id"], TODAY), one["amount_cents"]) for one in due), sum(o["amount_cents"] for o in due)
        ),
        "receivables": sum(open_.values()),
        "overdue_receivables": late,
        "dso": Fraction(sum(open_.values()) * ((until - period.first).days + 1), sales) if sales > 0 else None,
        "satisfaction": Fraction(sum(scores), n) if n else None,
        "survey_answers": n,
        "nps": Fraction(100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)), n) if n else None,
        "survey_response_rate": Rate.part(n, len(asked)),
        "enquiries": len(received),
        "within_24h": Rate.part(len(quick), len(decided)),
        "response_median": median(waits) if waits else None,
        "response_p90": waits[-(-9 * len(waits) // 10) - 1] if waits else None,
        "churn_warnings": warned,
    }


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_figures_are_what_a_recount_makes(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    desk = make_desk(tmp_path_factory.mktemp("figures"))
    facts = fill(Book(desk), seed)
    for period in (NOVEMBER, Period(date(2026, 8, 1), date(2026, 12, 31)), Period(date(2026, 9, 1), date(2026, 9, 30))):
        found = desk.figures.of(period)
        for term, value in recount(facts, period).items():
            if term.startswith("response_"):
                told = getattr(found.response_time, term.removeprefix("response_"))
                assert (None if told is None else float(told)) == pytest.approx(value), (term, period)
            else:
                assert getattr(found, term) == value, (term, period)
    desk.close()
