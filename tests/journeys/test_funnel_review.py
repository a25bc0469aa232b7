"""What the meeting does: lose one and reopen it, note a changed approach, look behind a number."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from salesdesk.domain.opportunity import LostReason, Opportunity, Stage
from salesdesk.ui.funnel.analysis import AnalysisView
from salesdesk.ui.funnel.records_sheet import RecordsSheet
from salesdesk.ui.funnel.review import ReviewView
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from tests.journeys.hands import User


def deal(user: User, name: str) -> Opportunity:
    found = user.desk.funnel.get(user.desk.funnel.find(name)[0].id)
    assert found
    return found


def test_lost_seen_in_the_analysis_and_reopened(user: User, file: Path) -> None:
    user.start(file)
    pk = user.desk.funnel.find("Monitors")[0].id
    user.press("Ctrl+5")
    user.desk.funnel.move(pk, Stage.LOST, lost_reason=LostReason.TERMS, lost_to="ACME")
    user.press("Alt+3")
    view = user.part(AnalysisView)
    assert view.isVisible() and view.lost.texts()[0][0] == "Commercial terms"
    flow = view.stages.texts()[2][3:]
    assert flow == ["1", "0", "1", "0", "0"]
    user.desk.funnel.move(pk, Stage.NEED_CONFIRMED)
    user.settle()
    assert view.lost.isHidden()
    assert view.stages.texts()[1][3:] == ["1", "0", "0", "0", "1"]
    assert [move.to_stage for move in user.desk.funnel.stages_of(pk)][-2:] == [Stage.LOST, Stage.NEED_CONFIRMED]


def test_the_records_behind_a_number(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "Alt+3")
    view = user.part(AnalysisView)
    view.stages.setFocus()
    view.stages.setCurrentCell(0, 3)
    user.press("Return")
    sheet = user.sheet
    assert isinstance(sheet, RecordsSheet)
    assert sheet.sums.text().startswith("1 opportunity")
    user.press("Return")
    assert isinstance(user.sheet, OpportunitySheet)
    user.press("Esc", "Esc")
    assert view.isVisible()


def test_a_changed_approach_is_noted_and_shown_a_week_later(user: User, file: Path) -> None:
    user.clock.forward(days=35)
    user.start(file)
    user.press("Ctrl+5", "Alt+4")
    review = user.part(ReviewView)
    assert [row.name.text() for row in review.rows] == ["Servo motors", "Monitors"]
    review.rows[0].approach.setFocus(Qt.FocusReason.TabFocusReason)
    user.type("Bring the expert")
    user.press("Return")
    assert user.toast() == "Changed approach for Servo motors noted"
    assert deal(user, "Servo motors").approach == "Bring the expert"
    user.press("Ctrl+PgUp", "Ctrl+PgDown")
    assert review.rows[0].approach.text() == "Bring the expert"
    review.span.go_on()
    user.clock.forward(days=7)
    review.refresh()
    assert review.rows[0].before.text().endswith("Bring the expert")
