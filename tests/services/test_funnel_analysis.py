"""The funnel analysis: both views of conversion, flows that add up, the bottleneck, losses, and the records behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import Behind, Flow, Records, StageFigures, bottleneck_of
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.services.desk import Desk
from salesdesk.services.funnel_analysis import Asked
from tests.builders import NOW, make_desk

CHINA = timezone(timedelta(hours=8))
TODAY = NOW.date()
NOVEMBER = Period.month(TODAY)
FIRST, NEED, PROPOSAL, WON, LOST = Stage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def add(desk: Desk, way: Sequence[tuple[date, Stage]], cents: int = 100, **values: Any) -> Id:
    """An opportunity that went this way."""
    pk, stage = desk.session.new_id(), way[-1][1]
    own = {"name": "x", "rep_id": desk.rep.id, "stage": stage, "created_on": way[0][0], "amount_cents": cents}
    own |= {"closed_on": None if stage.is_open else way[-1][0]}
    if stage is LOST:
        own |= {"lost_reason": LostReason.TERMS}
    changes: list[Change] = [New(Kind.OPPORTUNITY, pk, own | values)]
    before = None
    for hour, (day, to) in enumerate(way):
        at = datetime(day.year, day.month, day.day, hour % 24, tzinfo=CHINA)
        move = {"opportunity_id": pk, "from_stage": before, "to_stage": to, "moved_at": at, "rep_id": desk.rep.id}
        changes.append(New(Kind.STAGE_MOVE, desk.session.new_id(), move))
        before = to
    desk.session.record(Label("sample.created"), changes)
    return pk


def on(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def test_flows_of_skips_moves_back_and_reopenings(desk: Desk) -> None:
    add(desk, [(on(2), FIRST), (on(3), PROPOSAL), (on(4), WON)])  # skips one
    add(desk, [(on(2), FIRST), (on(3), NEED), (on(4), FIRST), (on(5), NEED)])  # there and back
    add(desk, [(on(2), FIRST), (on(3), LOST), (on(4), FIRST), (on(5), LOST)])  # reopened, lost again
    add(desk, [(on(20, 10), FIRST), (on(21), NEED)])  # came before the period
    picture = desk.analysis.of(Asked(NOVEMBER))
    first, need, proposal = picture.stages
    assert first.flow == Flow(entered=5, forward=3, lost=2, back=0, still=0)
    assert need.flow == Flow(entered=3, forward=0, lost=0, back=1, still=2)
    assert proposal.flow == Flow(entered=1, forward=1)
    assert (first.deals, need.deals, proposal.deals) == (3, 2, 1)
    # weekly view: the last way out of each opportunity that left in the period
    assert [one.weekly for one in picture.stages] == [Rate(0.75, 3, 4), Rate(None, 0, 0), Rate(1.0, 1, 1)]
    # cohort view: of those that came in the period, whether they ever reached the next stage
    assert [one.cohort for one in picture.stages] == [Rate(2 / 3, 2, 3), Rate(0.0, 0, 2), Rate(1.0, 1, 1)]
    assert (first.amount_cents, need.here, need.here_cents) == (300, 2, 200)


def test_the_cohort_goes_on_after_its_period(desk: Desk) -> None:
    add(desk, [(on(5, 10), FIRST), (on(20), NEED)])
    picture = desk.analysis.of(Asked(Period.month(on(1, 10))))
    assert picture.stages[0].cohort == Rate(1.0, 1, 1)
    assert picture.stages[0].weekly == Rate(None, 0, 0)
    assert picture.stages[0].flow == Flow(1, 1)


def test_two_moves_into_one_stage_are_one_coming(desk: Desk) -> None:
    add(desk, [(on(2), FIRST), (on(3), NEED), (on(4), NEED), (on(5), PROPOSAL)])
    assert desk.analysis.of(Asked(NOVEMBER)).stages[1].flow == Flow(1, 1)


STAGES = st.sampled_from(list(Stage))
WAYS = st.lists(st.tuples(st.integers(0, 60), st.lists(STAGES, min_size=1, max_size=8)), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(ways=WAYS, first=st.integers(0, 60), length=st.integers(0, 40))
def test_what_came_in_is_what_went_on_and_what_stayed(
    ways: list[tuple[int, list[Stage]]], first: int, length: int
) -> None:
    """entered = forward + lost + back + still, and all of them as counted move by move."""
    begin = date(2026, 9, 1)
    period = Period(begin + timedelta(days=first), begin + timedelta(days=first + length))
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        told: list[list[tuple[date, Stage]]] = []
        for start, stages in ways:
            way = [(begin + timedelta(days=start + step), to) for step, to in enumerate(stages)]
            told.append([one for n, one in enumerate(way) if n == 0 or way[n - 1][1] is not one[1]])
            add(desk, way)
        slow, cohort = recount(told, period)
        picture = desk.analysis.of(Asked(period))
        for one in picture.stages:
            flow = one.flow
            assert flow == slow[one.stage]
            assert flow.entered == flow.forward + flow.lost + flow.back + flow.still
            assert one.cohort == cohort[one.stage]
            assert one.deals <= flow.entered
            for what, count in ((Behind.COHORT, one.cohort.of), (Behind.REACHED, one.cohort.n)):
                assert len(desk.analysis.behind(Asked(period), Records(what, one.stage))) == count
            for what, count in ((Behind.LEFT, one.weekly.of), (Behind.LEFT_FORWARD, one.weekly.n)):
                assert len(desk.analysis.behind(Asked(period), Records(what, one.stage))) == count
        desk.close()


def recount(told: list[list[tuple[date, Stage]]], period: Period) -> tuple[dict[Stage, Flow], dict[Stage, Rate]]:
    flows = dict.fromkeys(OPEN_STAGES, Flow())
    came, reached = dict.fromkeys(OPEN_STAGES, 0), dict.fromkeys(OPEN_STAGES, 0)
    for way in told:
        seen = set()
        for step, (day, stage) in enumerate(way):
            if day not in period or not stage.is_open:
                continue
            went = way[step + 1][1] if step + 1 < len(way) else None
            name = (
                "still" if went is None else "lost" if went is LOST else "forward" if went.rank > stage.rank else "back"
            )
            flow = flows[stage]
            flows[stage] = replace(flow, **{"entered": flow.entered + 1, name: getattr(flow, name) + 1})
            if stage not in seen:
                came[stage] += 1
                reached[stage] += any(to is not LOST and to.rank > stage.rank for _day, to in way[step + 1 :])
            seen.add(stage)
    return flows, {stage: Rate.part(reached[stage], came[stage]) for stage in OPEN_STAGES}


def test_the_bottleneck_is_named_with_its_evidence(desk: Desk) -> None:
    assert desk.analysis.of(Asked(NOVEMBER)).bottleneck is None
    for _ in range(3):
        add(desk, [(on(2), FIRST), (on(3), NEED), (on(4), PROPOSAL), (on(5), WON)])
        add(desk, [(on(2), FIRST), (on(3), NEED), (on(4), LOST)], 500)
    add(desk, [(on(2, 10), NEED), (on(3, 10), PROPOSAL)])
    found = desk.analysis.of(Asked(NOVEMBER)).bottleneck
    assert found
    assert (found.stage, found.rate, found.before) == (NEED, Rate(0.5, 3, 6), Rate(1.0, 1, 1))
    assert (found.lost, found.lost_cents) == (3, 1500)


def test_a_stage_that_few_have_left_is_no_bottleneck() -> None:
    few = StageFigures(FIRST, Rate.part(0, 4), Rate.part(0, 4), Flow())
    many = StageFigures(NEED, Rate.part(9, 10), Rate.part(9, 10), Flow())
    assert bottleneck_of([few], {}) is None
    found = bottleneck_of([few, many], {})
    assert found and (found.stage, found.before) == (NEED, Rate(None, 0, 0))


def test_currencies_are_never_added(desk: Desk) -> None:
    add(desk, [(on(2), FIRST), (on(3), WON)], 100)
    add(desk, [(on(2), FIRST), (on(3), WON)], 10**15, currency="USD")
    add(desk, [(on(2), FIRST), (on(3), LOST)], 10**15, currency="USD")
    add(desk, [(on(2), NEED)], 10**15, currency="EUR")
    add(desk, [(on(2), NEED)], 0)
    picture, lost = desk.analysis.of(Asked(NOVEMBER)), desk.analysis.lost(Asked(NOVEMBER))
    assert (picture.figures.won, picture.figures.won_amount, picture.elsewhere) == (2, 100, 3)
    assert (picture.stages[0].amount_cents, picture.stages[1].here, picture.stages[1].here_cents) == (100, 2, 0)
    assert (lost.count, lost.amount_cents) == (1, 0)


def test_narrowed_to_groups(desk: Desk) -> None:
    pumps = desk.clients.create(name="A", tier=Tier.A, industry="Pumps", source="Fair")
    paper = desk.clients.create(name="B", tier=Tier.B, industry="Paper")
    mine = add(desk, [(on(2), FIRST), (on(3), NEED)], client_id=pumps)
    other = add(desk, [(on(2), FIRST), (on(3), LOST)], client_id=paper)
    nobody = add(desk, [(on(2), FIRST), (on(3), WON)])
    asked = Asked(NOVEMBER)
    groups = {one.key: one.figures for one in desk.analysis.by(asked, By.TIER)}
    assert {key: one.stage_conversion[FIRST] for key, one in groups.items()} == {
        "A": Rate(1.0, 1, 1),
        "B": Rate(0.0, 0, 1),
        "": Rate(1.0, 1, 1),
    }
    sources = {one.key: one.figures.stage_conversion[FIRST].of for one in desk.analysis.by(asked, By.SOURCE)}
    assert sources == {"Fair": 1, "": 2}
    entered = Records(Behind.ENTERED, FIRST)
    assert desk.analysis.behind(asked.within(By.TIER, "A"), entered) == [mine]
    assert desk.analysis.behind(asked.within(By.INDUSTRY, "Paper"), entered) == [other]
    assert desk.analysis.behind(asked.within(By.TIER, ""), entered) == [nobody]
    assert set(desk.analysis.behind(asked.within(By.REP, desk.rep.id), entered)) == {mine, other, nobody}
    assert desk.analysis.of(asked.within(By.INDUSTRY, "Pumps")).figures.open_count == 1
    assert desk.analysis.of(asked.within(By.INDUSTRY, "Pumps").within(By.TIER, "B")).figures.open_count == 0


def test_the_lost_matrix(desk: Desk) -> None:
    a = add(desk, [(on(2), FIRST), (on(3), NEED), (on(4), LOST)], 300, lost_to="ACME ")
    b = add(desk, [(on(2), PROPOSAL), (on(9), LOST)], 200, lost_to="ACME")
    c = add(desk, [(on(2), FIRST), (on(3), LOST)], 50, lost_reason=LostReason.TIMING)
    add(desk, [(on(2, 9), FIRST), (on(3, 9), LOST)], 9)
    asked = Asked(NOVEMBER)
    matrix = desk.analysis.lost(asked)
    assert (matrix.count, matrix.amount_cents) == (3, 550)
    assert [(cell.reason, cell.competitor, cell.stage, cell.count, cell.amount_cents) for cell in matrix.cells] == [
        (LostReason.TERMS, "ACME", NEED, 1, 300),
        (LostReason.TERMS, "ACME", PROPOSAL, 1, 200),
        (LostReason.TIMING, "", FIRST, 1, 50),
    ]

    def behind(**narrowed: Any) -> list[Id]:
        return desk.analysis.behind(asked, Records(Behind.LOST, **narrowed))

    assert behind() == [a, b, c]
    assert behind(reason=LostReason.TERMS, of_reason=True) == [a, b]
    assert behind(competitor="ACME", stage=PROPOSAL) == [b]
    assert behind(competitor="") == [c]
    assert behind(of_reason=True) == []


def test_every_number_has_its_records(desk: Desk) -> None:
    won = add(desk, [(on(2), FIRST), (on(12), WON)], 500)
    lost = add(desk, [(on(2), FIRST), (on(3), LOST)], 400)
    old = add(desk, [(date(2026, 7, 1), NEED)], 300, expected_close=on(30))
    new = add(desk, [(on(20), NEED)], 200, expected_close=on(1, 12))
    asked = Asked(NOVEMBER)
    picture = desk.analysis.of(asked)

    def behind(what: Behind, **narrowed: Any) -> list[Id]:
        return desk.analysis.behind(asked, Records(what, **narrowed))

    assert behind(Behind.WON) == [won] and picture.figures.won == 1
    assert behind(Behind.CLOSED) == [won, lost]
    assert behind(Behind.OPEN) == [old, new] and picture.figures.open_count == 2
    assert behind(Behind.PIPELINE) == [old] and picture.figures.pipeline == 300
    assert behind(Behind.HERE, stage=NEED) == [old, new]
    assert picture.stages[1].ages == (1, 0, 0, 0, 1)
    assert behind(Behind.HERE, stage=NEED, band=4) == [old]
    assert behind(Behind.HERE, stage=NEED, band=0) == [new]
    assert [card.id for card in desk.analysis.cards(asked, Records(Behind.OPEN))] == [old, new]


def test_slips_of_the_period(desk: Desk) -> None:
    pk = add(desk, [(on(2), FIRST)], expected_close=on(30))
    add(desk, [(on(2), FIRST)], expected_close=on(30))
    deal = desk.funnel.get(pk)
    assert deal
    desk.funnel.edit(deal, replace(deal, expected_close=date(2026, 12, 10)))
    day = desk.funnel.slips(pk)[0].at.date()  # the journal goes by the machine's clock
    asked = Asked(Period(min(day, on(1)), max(day, on(30))))
    slip = desk.analysis.of(asked).slip
    assert (slip.rate, slip.mean_days) == (Rate(0.5, 1, 2), 10)
    assert desk.analysis.behind(asked, Records(Behind.SLIPPED)) == [pk]
    assert desk.analysis.of(Asked(Period.year(date(2020, 1, 1)))).slip.rate.n == 0


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (NOVEMBER, Period.month(on(1, 10))),
        (Period.quarter(TODAY), Period.quarter(on(1, 9))),
        (Period.year(TODAY), Period.year(date(2025, 1, 1))),
        (Period.week(TODAY), Period.week(TODAY - timedelta(days=7))),
        (Period(on(3), on(5)), Period(date(2026, 10, 31), on(2))),
    ],
)
def test_the_period_before(period: Period, before: Period) -> None:
    assert Asked(period).before == before


def test_nothing_at_all(desk: Desk) -> None:
    picture = desk.analysis.of(Asked(NOVEMBER))
    assert all(one.flow == Flow() and one.weekly == one.cohort == Rate(None, 0, 0) for one in picture.stages)
    assert picture.slip.rate == Rate(None, 0, 0)
    assert (desk.analysis.lost(Asked(NOVEMBER)).cells, desk.analysis.by(Asked(NOVEMBER), By.REP)) == ((), [])
    assert [len(desk.analysis.trend(Asked(Period.year(TODAY)), by)) for by in (By.MONTH, By.QUARTER)] == [12, 4]
