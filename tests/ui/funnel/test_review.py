"""The weekly review: the changed approach is kept when the line is left, and the list goes out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.ui.funnel.page import View
from salesdesk.ui.funnel.review import ReviewView
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.paper import printing
from salesdesk.ui.parts import dialogs
from tests.journeys.hands import Answers, PaperTray
from tests.ui.funnel.test_board import Scene, scene

__all__ = ["scene"]


@pytest.fixture
def review(scene: Scene) -> ReviewView:
    scene.desk.funnel.move(scene.ids["Robot"], Stage.LOST, lost_reason=LostReason.TERMS, lost_to="ACME")
    scene.page.show_view(View.REVIEW)
    scene.settle()
    found = scene.page.findChild(ReviewView)
    assert isinstance(found, ReviewView)
    return found


def test_lost_and_stalled_with_their_reasons(review: ReviewView) -> None:
    lost, stalled = review.rows
    assert (lost.name.text(), lost.why.text()) == ("Robot", "Lost: Commercial terms · to ACME")
    assert (stalled.name.text(), stalled.why.text()) == ("Old", "Stalled: no activity for 35 days, limit 30")
    assert review.count.text() == "Lost 1 · Stalled 1"
    assert stalled.before.text() == "No approach noted so far"
    assert "35 days old" in stalled.worth.text() and "CN¥50,000.00" in stalled.worth.text()


def test_a_changed_approach_is_kept_with_the_keys(scene: Scene, review: ReviewView) -> None:
    lost, stalled = review.rows
    lost.approach.setFocus()
    QTest.keyClicks(lost.approach, "Ask again in May")
    QTest.keyClick(lost.approach, Qt.Key.Key_Return)
    scene.settle()
    assert [one.approach for one in scene.desk.reviews.of(scene.ids["Robot"])] == ["Ask again in May"]
    assert scene.noted.done_[-1].label.key == "opportunity.review"
    assert review.rows == [lost, stalled]
    QTest.keyClicks(stalled.approach, "Trial")
    QTest.keyClick(stalled.approach, Qt.Key.Key_Up)
    scene.settle()
    assert [one.approach for one in scene.desk.reviews.of(scene.ids["Old"])] == ["Trial"]
    QTest.keyClicks(lost.approach, "!")
    QTest.keyClick(lost.approach, Qt.Key.Key_Escape)
    assert lost.approach.text() == "Ask again in May"
    scene.desk.undo()
    scene.settle()
    assert stalled.approach.text() == ""


def test_the_week_after_shows_what_was_noted_before(scene: Scene, review: ReviewView) -> None:
    scene.desk.reviews.note(scene.ids["Old"], scene.desk.today() - timedelta(days=7), "Wait")
    scene.settle()
    stalled = review.rows[1]
    assert stalled.before.text().endswith("Wait") and "week of" in stalled.before.text()
    review.span.back.click()
    assert [(row.name.text(), row.approach.text()) for row in review.rows] == [("Old", "Wait")]
    review.span.back.click()
    assert review.rows == [] and review.empty.isVisible()
    review.span.on.click()
    review.span.on.click()
    assert len(review.rows) == 2


def test_what_is_half_written_is_kept_when_the_week_is_left(scene: Scene, review: ReviewView) -> None:
    review.rows[0].approach.setText("Half")
    review.span.go_back()
    assert [one.approach for one in scene.desk.reviews.of(scene.ids["Robot"])] == ["Half"]


def test_the_opportunity_opens_from_its_row(scene: Scene, review: ReviewView) -> None:
    QTest.keyClick(review.rows[1].approach, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    scene.settle()
    sheet = scene.page.findChild(OpportunitySheet)
    assert isinstance(sheet, OpportunitySheet) and sheet.isVisible()
    sheet.close()


def test_the_list_goes_out(scene: Scene, review: ReviewView, tmp_path: Path) -> None:
    for ending in (".pdf", ".xlsx", ".docx", ".txt"):
        with dialogs.answered_by(Answers(saves=tmp_path / f"review{ending}")):
            review.write(ending)
        assert (tmp_path / f"review{ending}").stat().st_size > 100
    said = (tmp_path / "review.txt").read_text(encoding="utf-8")
    assert "Robot" in said and "Commercial terms" in said
    review.copy_text()
    assert "no activity for 35 days" in QGuiApplication.clipboard().text()
    with printing.printed_by(PaperTray(tmp_path / "printed.pdf")):
        scene.page.print_page()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    with dialogs.answered_by(Answers(saves=None)):
        review.write(".pdf")
    with dialogs.answered_by(Answers(saves=tmp_path / "nowhere" / "x.pdf")):
        review.write(".pdf")
    assert "nowhere" in scene.noted.problems[-1]
