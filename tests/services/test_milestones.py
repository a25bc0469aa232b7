"""The year's milestones and tenders: adopted, ticked, judged by what the file says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.milestone import Criterion, Milestone, TenderStatus
from salesdesk.domain.milestone_state import Progress, State, judge
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.services.tenders import CONTRACT
from tests.builders import make_desk

TODAY = date(2026, 11, 23)
HALF = Fraction(1, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def of(criterion: Criterion, goal: int | None = None, done_on: date | None = None) -> Milestone:
    return Milestone(b"m" * 16, b"r" * 16, 2026, 4, "x", criterion, goal, None, done_on)


@pytest.mark.parametrize(
    ("milestone", "progress", "today", "state", "said"),
    [
        (of(Criterion.NEW_CLIENTS, 10), Progress(5, 0, 0, HALF), TODAY, State.ON_TRACK, "5 of 10"),
        (of(Criterion.NEW_CLIENTS, 10), Progress(4, 0, 0, HALF), TODAY, State.AT_RISK, "4 of 10"),
        (of(Criterion.NEW_CLIENTS, 10), Progress(12, 0, 0, HALF), TODAY, State.MET, "12 of 10"),
        (of(Criterion.NEW_CLIENTS, 10), Progress(9, 0, 0, HALF), date(2027, 1, 1), State.MISSED, "9 of 10"),
        (of(Criterion.NEW_CLIENTS), Progress(9, 0, 0, HALF), TODAY, State.AT_RISK, "No goal is set"),
        (of(Criterion.TENDERS, 3), Progress(3, 2, 1, HALF), TODAY, State.ON_TRACK, "3 of 3, 1 of 2 done"),
        (of(Criterion.TENDERS, 3), Progress(3, 2, 0, HALF), TODAY, State.AT_RISK, "3 of 3, 0 of 2 done"),
        (of(Criterion.COLLECTION_RATE, 9000), Progress(9500, 0, 0, HALF), TODAY, State.ON_TRACK, "9500 of 9000"),
        (of(Criterion.COLLECTION_RATE, 9000), Progress(8900, 0, 0, HALF), TODAY, State.AT_RISK, "8900 of 9000"),
        (of(Criterion.COLLECTION_RATE, 9000), Progress(None, 0, 0, HALF), TODAY, State.ON_TRACK, "Nothing to measure"),
        (of(Criterion.COLLECTION_RATE, 9000), Progress(9500, 0, 0, HALF), date(2027, 1, 1), State.MET, "9500 of 9000"),
        (of(Criterion.CHECKLIST), Progress(None, 4, 2, HALF), TODAY, State.ON_TRACK, "2 of 4 done"),
        (of(Criterion.CHECKLIST), Progress(None, 4, 1, HALF), TODAY, State.AT_RISK, "1 of 4 done"),
        (of(Criterion.CHECKLIST), Progress(None, 4, 4, HALF), TODAY, State.MET, "4 of 4 done"),
        (of(Criterion.CHECKLIST, done_on=TODAY), Progress(None, 4, 1, HALF), TODAY, State.MET, "Said to be done"),
    ],
)
def test_how_a_milestone_stands(milestone: Milestone, progress: Progress, today: date, state: State, said: str) -> None:
    found = judge(milestone, progress, today)
    assert found.state is state
    assert said in str(found.reason)


def test_the_years_milestones_are_adopted_once_and_follow_the_file(desk: Desk) -> None:
    desk.targets.set_total(2026, Metric.NEW_CLIENTS, 21)
    desk.milestones.adopt(2026)
    cards = desk.milestones.of_year(2026)
    assert [(card.milestone.quarter, card.milestone.criterion) for card in cards] == [
        (1, Criterion.NEW_CLIENTS),
        (1, Criterion.CHECKLIST),
        (2, Criterion.PRODUCTS_PER_CLIENT),
        (2, Criterion.CHECKLIST),
        (3, Criterion.TENDERS),
        (3, Criterion.TENDER_WIN_RATE),
        (4, Criterion.COLLECTION_RATE),
        (4, Criterion.CHECKLIST),
    ]
    assert (cards[0].milestone.goal, cards[0].judged.state) == (7, State.MISSED), "30 % of 21, rounded up"
    with pytest.raises(Refused, match="already"):
        desk.milestones.adopt(2026)
    collected = cards[6]
    assert (collected.progress.actual, collected.judged.state) == (None, State.ON_TRACK)
    client = desk.clients.create(name="恒达", payment_days=0)
    desk.invoices.issue(client_id=client, amount_cents=100)
    desk.invoices.receive(client_id=client, amount_cents=95)
    assert desk.milestones.of_year(2026)[6].progress.actual == 9500
    desk.invoices.issue(client_id=client, amount_cents=100)
    assert desk.milestones.of_year(2026)[6].judged.state is State.AT_RISK
    for item in desk.milestones.of_year(2026)[7].items:
        desk.milestones.tick(item.id)
    assert desk.milestones.of_year(2026)[7].judged.state is State.MET
    desk.undo()
    assert desk.milestones.of_year(2026)[7].progress.done == 1


def test_new_clients_of_the_year_count_for_its_first_milestone(desk: Desk) -> None:
    pk = desk.milestones.add(2026, 4, "新客户", criterion=Criterion.NEW_CLIENTS, goal=2)
    client = desk.clients.create(name="恒达")
    order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": date(2026, 2, 3), "total_cents": 100}
    desk.session.record(Label("sample.created"), [New(Kind.ORDER, desk.session.new_id(), order)])
    (card,) = desk.milestones.of_year(2026)
    assert (card.milestone.id, card.progress.actual) == (pk, 1)
    desk.milestones.edit(card.milestone, replace(card.milestone, goal=1, title=" 新客户一家 "))
    (card,) = desk.milestones.of_year(2026)
    assert (card.milestone.title, card.judged.state) == ("新客户一家", State.MET)
    with pytest.raises(Refused, match="what is to be reached"):
        desk.milestones.add(2026, 1, " ")
    desk.milestones.bin(pk)
    assert desk.milestones.of_year(2026) == []


def test_a_checklist_is_edited_as_one_action(desk: Desk) -> None:
    pk = desk.milestones.add(2026, 4, "培训", ["甲", "乙", "丙"])
    one, two, three = desk.milestones.items_of(pk)
    milestone = desk.milestones.get(pk)
    assert milestone is not None
    desk.milestones.edit(milestone, milestone, [three, replace(one, text="甲二")])
    assert [item.text for item in desk.milestones.items_of(pk)] == ["丙", "甲二"]
    desk.undo()
    assert desk.milestones.items_of(pk) == [one, two, three]


def test_tenders_are_followed_won_and_counted(desk: Desk) -> None:
    client, fourth = desk.clients.create(name="恒达"), Period.quarter(TODAY)
    won, lost, open_ = (
        desk.tenders.add(client_id=client, name=name, due_on=TODAY + timedelta(days=days), team="王小明")
        for name, days in (("一期", 3), ("二期", 5), ("三期", 9))
    )
    assert [item.text for item in desk.tenders.items_of(won)] == list(CONTRACT)
    desk.tenders.decide(won, TenderStatus.WON)
    desk.tenders.decide(lost, TenderStatus.LOST)
    assert desk.tenders.win_rate(fourth) == Rate.part(1, 2)
    assert desk.tenders.list()[0].tender.id == open_
    desk.milestones.adopt(2026, [4])
    desk.milestones.add(2026, 4, "招标", criterion=Criterion.TENDERS, goal=3)
    assert {card.milestone.title: card.progress.actual for card in desk.milestones.of_year(2026)}["招标"] == 3
    kept = desk.tenders.get(won)
    assert kept is not None
    assert kept.closed_on == TODAY
    desk.tenders.decide(won, TenderStatus.SUBMITTED)
    assert desk.tenders.win_rate(fourth) == Rate.part(0, 1)
    desk.tenders.bin(open_)
    assert len(desk.tenders.list()) == 2
