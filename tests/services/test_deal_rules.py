"""What an opportunity is held to: its lines, chance, limits, next step and slips; and many changed at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import (
    DEFAULT_LIMITS,
    Chance,
    StageLimit,
    Stall,
    StallReason,
    StepGap,
    chances_of,
)
from salesdesk.domain.opportunity import LostReason, Opportunity, OpportunityLine, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.words.reasons import stall_reason
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


def deal_of(desk: Desk, pk: Id) -> Opportunity:
    found = desk.funnel.get(pk)
    assert found
    return found


def line(text: str, quantity: int, price: int, pk: Id = b"") -> OpportunityLine:
    return OpportunityLine(pk, b"", None, quantity, price, text)


def test_lines_make_the_amount_in_one_action(desk: Desk) -> None:
    pk = desk.funnel.add(name="Pumps", amount_cents=500)
    desk.funnel.set_lines(pk, [line("Pump", 3, 33_333), line("Hose", 1, 1)])
    assert deal_of(desk, pk).amount_cents == 100_000
    pump, hose = desk.funnel.lines(pk)
    assert (pump.text, pump.quantity, hose.text) == ("Pump", 3, "Hose")

    desk.funnel.set_lines(pk, [hose, replace(pump, quantity=4)])
    assert [one.id for one in desk.funnel.lines(pk)] == [hose.id, pump.id]
    assert deal_of(desk, pk).amount_cents == 133_333
    with pytest.raises(Refused) as caught:
        desk.funnel.edit(deal_of(desk, pk), replace(deal_of(desk, pk), amount_cents=7))
    assert caught.value.field == "amount_cents"

    desk.undo()
    assert [one.quantity for one in desk.funnel.lines(pk)] == [3, 1]
    desk.undo()
    assert (desk.funnel.lines(pk), deal_of(desk, pk).amount_cents) == ([], 500)


def test_without_lines_the_amount_is_what_is_typed(desk: Desk) -> None:
    pk = desk.funnel.add(name="Pumps", amount_cents=1, lines=[line("Pump", 2, 50)])
    assert deal_of(desk, pk).amount_cents == 100
    before = deal_of(desk, pk)
    desk.funnel.edit(before, replace(before, amount_cents=70), [])
    assert (desk.funnel.lines(pk), deal_of(desk, pk).amount_cents) == ([], 70)


@pytest.mark.parametrize("wrong", [line("", 1, 1), line("Pump", 0, 1), line("Pump", 1, -1)])
def test_a_line_that_is_none_is_refused_and_nothing_stored(desk: Desk, wrong: OpportunityLine) -> None:
    pk = desk.funnel.add(name="Pumps", amount_cents=500)
    with pytest.raises(Refused) as caught:
        desk.funnel.set_lines(pk, [line("Good", 1, 1), wrong])
    assert caught.value.field == "lines"
    assert (desk.funnel.lines(pk), deal_of(desk, pk).amount_cents) == ([], 500)


def test_chances_are_learned_once_there_is_enough() -> None:
    found = chances_of({Stage.FIRST_CONTACT: (19, 19), Stage.PROPOSAL: (1, 40)})
    assert found[Stage.FIRST_CONTACT] == Chance(10, False, 19, 19)
    assert found[Stage.NEED_CONFIRMED] == Chance(30, False, 0, 0)
    assert found[Stage.PROPOSAL] == Chance(3, True, 1, 40)
    assert (found[Stage.WON].percent, found[Stage.LOST].percent) == (100, 0)


def test_weighted_sums_follow_what_was_learned(desk: Desk) -> None:
    open_one = desk.funnel.add(name="Open", amount_cents=1_000_00, expected_close=date(2026, 11, 30))
    own = desk.funnel.add(name="Own", amount_cents=1_000_00, probability=80, expected_close=date(2026, 11, 30))
    november = Period.month(TODAY)
    assert desk.figures.of(november).weighted_pipeline == 100_00 + 800_00
    for number in range(20):
        pk = desk.funnel.add(name=f"Old {number}")
        if number < 12:
            desk.funnel.move(pk, Stage.WON)
        else:
            desk.funnel.move(pk, Stage.LOST, lost_reason=LostReason.TIMING)
    assert desk.funnel.chances()[Stage.FIRST_CONTACT] == Chance(60, True, 12, 20)
    assert not desk.funnel.chances()[Stage.PROPOSAL].learned
    cards = {card.id: card for card in desk.funnel.board().cards()}
    assert (cards[open_one].probability, cards[own].probability) == (60, 80)
    assert desk.figures.of(november).weighted_pipeline == 600_00 + 800_00
    assert desk.todo.day().figures.weighted_cents == 1_400_00
    desk.undo()
    assert desk.funnel.chances()[Stage.FIRST_CONTACT] == Chance(10, False, 12, 19)


def test_limits_are_the_files_own(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Pumps")
    clock.forward(days=10)
    assert desk.funnel.stalled() == []
    desk.funnel.set_limits({Stage.FIRST_CONTACT: StageLimit(9, None)})
    (card,) = desk.funnel.stalled()
    assert (card.id, card.stall) == (pk, Stall(StallReason.QUIET, 10, 9))
    assert card.stall and stall_reason(card.stall) == "no activity for 10 days, limit 9"
    assert [one.days for one in desk.todo.day().stalled] == [10]
    assert desk.funnel.limits()[Stage.PROPOSAL] == DEFAULT_LIMITS[Stage.PROPOSAL]
    desk.undo()
    assert (desk.funnel.stalled(), desk.todo.day().stalled) == ([], ())


def test_a_booked_step_counts_as_activity_but_does_not_make_the_stage_younger(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Pumps")
    clock.forward(days=91)
    deal = deal_of(desk, pk)
    desk.funnel.edit(deal, replace(deal, next_step="Call", next_on=clock.now.date()))
    card = desk.funnel.card(pk)
    assert card and card.stall == Stall(StallReason.LONG, 91, 90)
    assert stall_reason(card.stall) == "in this stage for 91 days, limit 90"
    desk.funnel.set_limits({Stage.FIRST_CONTACT: StageLimit(21, None)})
    card = desk.funnel.card(pk)
    assert card and card.stall is None


@pytest.mark.parametrize("wrong", [StageLimit(0), StageLimit(1000), StageLimit(10, 0)])
def test_limits_that_are_none_are_refused(desk: Desk, wrong: StageLimit) -> None:
    with pytest.raises(Refused):
        desk.funnel.set_limits({Stage.PROPOSAL: wrong})
    assert desk.funnel.limits() == dict(DEFAULT_LIMITS)


def test_a_next_step_is_asked_for_while_it_is_open(desk: Desk) -> None:
    pk = desk.funnel.add(name="Pumps")

    def after(**values: object) -> StepGap | None:
        deal = deal_of(desk, pk)
        desk.funnel.edit(deal, replace(deal, **values))  # type: ignore[arg-type]
        return desk.funnel.step_gap(pk)

    assert desk.funnel.step_gap(pk) is StepGap.NONE
    assert after(next_step="Call") is StepGap.NO_DAY
    assert after(next_on=TODAY - timedelta(days=1)) is StepGap.PASSED
    assert after(next_on=TODAY) is None
    desk.funnel.move(pk, Stage.WON)
    assert after(next_step="", next_on=None) is None


def test_slips_are_told_by_the_journal(desk: Desk) -> None:
    pk = desk.funnel.add(name="Pumps", expected_close=date(2026, 11, 30))
    for day in (date(2026, 12, 15), date(2026, 12, 1), date(2027, 2, 1), None):
        deal = deal_of(desk, pk)
        desk.funnel.edit(deal, replace(deal, expected_close=day))
    desk.undo()
    desk.undo()
    told = [(slip.before, slip.after, slip.days, slip.who) for slip in desk.funnel.slips(pk)]
    assert told == [
        (date(2026, 12, 15), date(2026, 12, 1), -14, desk.rep.name),
        (date(2026, 11, 30), date(2026, 12, 15), 15, desk.rep.name),
    ]
    desk.redo()
    assert desk.funnel.slips(pk)[0].days == 62


def test_many_are_changed_with_one_undo(desk: Desk) -> None:
    ids = [desk.funnel.add(name=f"Deal {n}", amount_cents=n) for n in range(3)]
    kept = [deal_of(desk, pk) for pk in ids]
    done = desk.funnel.change_many(ids, priority=Priority.P1, expected_close=date(2027, 1, 31), stage=Stage.PROPOSAL)
    assert (done.label.key, done.label.params) == ("opportunities.changed", {"n": 3})
    for pk in ids:
        deal = deal_of(desk, pk)
        assert (deal.priority, deal.expected_close, deal.stage) == (Priority.P1, date(2027, 1, 31), Stage.PROPOSAL)
        assert [move.to_stage for move in desk.funnel.stages_of(pk)] == [Stage.FIRST_CONTACT, Stage.PROPOSAL]
    desk.undo()
    assert [deal_of(desk, pk) for pk in ids] == kept
    with pytest.raises(Refused):
        desk.funnel.change_many(ids, stage=Stage.LOST)
    with pytest.raises(Refused):
        desk.funnel.change_many(ids, rep_id=b"\0" * 16)
    assert [deal_of(desk, pk) for pk in ids] == kept
    assert not desk.funnel.change_many(ids, priority=Priority.P2)
