"""The decision chain: who decides, what we do not know, whom to bring along, who may speak for us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import DecisionRole, Tier
from salesdesk.domain.decision import Gap, GapKind, Person, gaps_of
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Influence, Stage, Stance
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.words.reasons import gap_reason, reference_reason
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Id:
    return desk.clients.create(name="华星", industry="Pumps", region="East")


@pytest.fixture
def deal(desk: Desk, client: Id) -> Id:
    return desk.funnel.add(name="Pumps", client_id=client)


def person(
    role: DecisionRole, met: int | None = 0, planned: int | None = None, stance: Stance = Stance.UNKNOWN
) -> Person:
    met_on = None if met is None else TODAY - timedelta(days=met)
    planned_on = None if planned is None else TODAY + timedelta(days=planned)
    return Person(b"", "Wang", "", role, stance, Influence.HIGH, "", met_on, planned_on)


DECIDER, CHAMPION = person(DecisionRole.DECIDER), person(DecisionRole.CHAMPION)


@pytest.mark.parametrize(
    ("one", "gaps"),
    [
        (person(DecisionRole.USER, 60), []),
        (person(DecisionRole.USER, 61), [(GapKind.NOT_MET, 61)]),
        (person(DecisionRole.USER, 61, planned=3), []),
        (person(DecisionRole.UNKNOWN, None), [(GapKind.ROLE_UNKNOWN, 0), (GapKind.NEVER_MET, 0)]),
        (person(DecisionRole.BLOCKER, 30), []),
        (person(DecisionRole.BLOCKER, 31), [(GapKind.UNANSWERED, 31)]),
        (person(DecisionRole.USER, None, stance=Stance.AGAINST), [(GapKind.UNANSWERED, 0)]),
        (person(DecisionRole.BLOCKER, None, planned=1), []),
    ],
)
def test_gaps_of_one_person(one: Person, gaps: list[tuple[GapKind, int]]) -> None:
    assert [(gap.kind, gap.days) for gap in gaps_of([DECIDER, CHAMPION, one], TODAY)] == gaps


def test_gaps_of_the_whole(desk: Desk, deal: Id) -> None:
    assert gaps_of([], TODAY) == [Gap(GapKind.NOBODY)]
    assert [gap.kind for gap in gaps_of([person(DecisionRole.USER)], TODAY)] == [
        GapKind.NO_DECIDER,
        GapKind.NO_CHAMPION,
    ]
    assert [gap.kind for gap in desk.decision.gaps(deal)] == [GapKind.NOBODY]
    desk.funnel.move(deal, Stage.WON)
    assert desk.decision.gaps(deal) == []
    said = [gap_reason(Gap(GapKind.NOT_MET, DECIDER, 75)), gap_reason(Gap(GapKind.UNANSWERED, DECIDER, 0))]
    assert said == ["Wang: not met for 75 days", "Wang stands against us and was never met"]


def test_people_with_their_last_meeting(desk: Desk, client: Id, deal: Id, clock: TestClock) -> None:
    wang = desk.clients.add_contact(client, name="Wang", role=DecisionRole.FINANCIAL)
    li = desk.clients.add_contact(client, name="Li", title="CTO")
    desk.decision.set(deal, wang, influence=Influence.LOW)
    desk.decision.set(deal, li, role=DecisionRole.DECIDER, stance=Stance.SUPPORTS, influence=Influence.HIGH)
    desk.visits.log(VisitEntry(client, Channel.FACE, NOW - timedelta(days=70), contact_ids=(wang, li)))
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW - timedelta(days=3), contact_ids=(li,)))
    told = [(one.name, one.role, one.met_on) for one in desk.decision.people(deal)]
    assert told == [
        ("Li", DecisionRole.DECIDER, TODAY - timedelta(days=3)),
        ("Wang", DecisionRole.FINANCIAL, TODAY - timedelta(days=70)),
    ]
    assert [(gap.kind, gap.days) for gap in desk.decision.gaps(deal)] == [
        (GapKind.NO_CHAMPION, 0),
        (GapKind.NOT_MET, 70),
    ]
    desk.decision.plan_executive_visit(
        deal, NOW + timedelta(days=2), companions=" General manager ", contact_ids=[wang], purpose="Terms"
    )
    (planned,) = desk.visits.between(TODAY, TODAY + timedelta(days=9))
    assert (planned.companions, planned.status, planned.opportunity_id, planned.fixed) == (
        "General manager",
        VisitStatus.PLANNED,
        deal,
        True,
    )
    assert desk.decision.people(deal)[1].planned_on == planned.day
    assert [gap.kind for gap in desk.decision.gaps(deal)] == [GapKind.NO_CHAMPION]


def test_a_place_is_changed_taken_away_and_given_back(desk: Desk, client: Id, deal: Id) -> None:
    wang = desk.clients.add_contact(client, name="Wang")
    desk.decision.set(deal, wang, role=DecisionRole.USER)
    desk.decision.set(deal, wang, role=DecisionRole.BLOCKER, note=" wants the cheaper one ")
    (one,) = desk.decision.people(deal)
    assert (one.role, one.note, one.is_against) == (DecisionRole.BLOCKER, "wants the cheaper one", True)
    desk.decision.remove(deal, wang)
    assert desk.decision.people(deal) == []
    assert not desk.decision.remove(deal, wang)
    desk.undo()
    assert len(desk.decision.people(deal)) == 1
    desk.decision.remove(deal, wang)
    desk.decision.set(deal, wang, role=DecisionRole.USER)
    assert [one.role for one in desk.decision.people(deal)] == [DecisionRole.USER]


def test_what_cannot_be_is_refused(desk: Desk, client: Id, deal: Id) -> None:
    stranger = desk.clients.add_contact(desk.clients.create(name="Other"), name="Zhao")
    for call, field in (
        (lambda: desk.decision.set(deal, stranger), "contact_id"),
        (lambda: desk.decision.plan_executive_visit(deal, NOW, companions=" "), "companions"),
        (lambda: desk.decision.plan_executive_visit(deal, NOW, companions="GM", contact_ids=[stranger]), "contact_ids"),
        (lambda: desk.decision.plan_executive_visit(desk.funnel.add(name="x"), NOW, companions="GM"), "client_id"),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.field == field
    assert desk.visits.between(date.min, date.max) == []


def test_references_are_of_the_same_industry_and_say_why(desk: Desk, client: Id, deal: Id) -> None:
    def sold(name: str, cents: int, day: date, **values: object) -> Id:
        pk = desk.clients.create(name=name, **{"industry": "Pumps", **values})
        order = {"client_id": pk, "rep_id": desk.rep.id, "ordered_on": day, "total_cents": cents, "currency": "CNY"}
        desk.session.record(Label("sample.created"), [New(Kind.ORDER, desk.session.new_id(), order)])
        return pk

    near = sold("Near", 100_00, TODAY - timedelta(days=30), region="East")
    big = sold("Big", 9_000_00, TODAY - timedelta(days=30), tier=Tier.B)
    sold("Long ago", 9_000_00, date(2023, 1, 1), region="East")
    sold("Elsewhere", 9_000_00, TODAY, industry="Paper")
    won = desk.clients.create(name="Won", industry=" Pumps ")
    desk.funnel.move(desk.funnel.add(name="w", client_id=won), Stage.WON)
    found = desk.decision.references(deal)
    assert [one.client_id for one in found] == [near, big, won]
    assert reference_reason(found[0], "CNY") == "Pumps · same region · orders of CN¥100 in 24 months"
    assert (found[2].won, found[2].won_on) == (1, TODAY)
    assert desk.decision.references(deal, most=1) == found[:1]
    assert desk.decision.references(desk.funnel.add(name="x")) == []
