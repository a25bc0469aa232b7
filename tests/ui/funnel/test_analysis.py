"""The analysis: numbers with their parts, and the opportunities behind each by mouse and by key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.domain.change import Kind
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import Behind
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.ui.funnel.analysis import AnalysisView
from salesdesk.ui.funnel.page import View
from salesdesk.ui.funnel.records_sheet import RecordsSheet
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.parts.number_table import NumberTable
from tests.ui.funnel.test_board import Scene, scene

__all__ = ["scene"]


def analysis(scene: Scene) -> AnalysisView:
    scene.page.show_view(View.ANALYSIS)
    scene.settle()
    found = scene.page.findChild(AnalysisView)
    assert isinstance(found, AnalysisView) and found.isVisible()
    return found


def listed(scene: Scene) -> list[str]:
    """The names in the list that has opened; it is closed again."""
    sheet = scene.page.findChild(RecordsSheet)
    assert isinstance(sheet, RecordsSheet) and sheet.isVisible()
    names = [card.name for card in sheet.table.rows._source.rows(sheet.table.rows.ids)]
    sheet.close()
    scene.settle()
    return names


def press_cell(scene: Scene, table: NumberTable, row: int, column: int) -> None:
    table.setFocus()
    table.setCurrentCell(row, column)
    QTest.keyClick(table, Qt.Key.Key_Return)
    scene.settle()


def test_numbers_of_the_quarter_with_their_records(scene: Scene) -> None:
    view = analysis(scene)
    assert scene.page.filters.isHidden()
    stages = view.stages.texts()
    assert [row[0] for row in stages] == ["First contact", "Need confirmed", "Proposal and negotiation"]
    assert stages[0][3:] == ["2", "0", "0", "0", "2"]
    press_cell(scene, view.stages, 0, 3)
    assert listed(scene) == ["Pump", "Valve"]
    press_cell(scene, view.ages, 2, 6)
    assert listed(scene) == ["Old"]
    press_cell(scene, view.stages, 0, 4)  # nothing moved forward: nothing to open
    assert scene.page.findChild(RecordsSheet) is None
    place = view.stages.visualRect(view.stages.model().index(1, 3)).center()
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(view.stages.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    scene.settle()
    assert listed(scene) == ["Robot"]


def test_a_deal_opens_from_the_list_and_the_list_follows(scene: Scene) -> None:
    view = analysis(scene)
    press_cell(scene, view.stages, 0, 3)
    sheet = scene.page.findChild(RecordsSheet)
    assert isinstance(sheet, RecordsSheet)
    assert sheet.sums.text() == "2 opportunities · CN¥128,000.00"
    QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    scene.settle()
    deal = sheet.findChild(OpportunitySheet)
    assert isinstance(deal, OpportunitySheet) and deal.isVisible()
    deal.close()
    scene.desk.funnel.bin(scene.ids["Pump"])
    scene.settle()
    assert sheet.sums.text() == "1 opportunity · CN¥8,000.00"
    sheet.close()


def test_the_bars_by_key_and_the_tiles(scene: Scene) -> None:
    view = analysis(scene)
    assert [bar.name for bar in view.bars.bars][-1] == "Won"
    view.bars.setFocus()
    for _step in range(3):
        QTest.keyClick(view.bars, Qt.Key.Key_Down)
    assert "Won" in view.bars.accessibleName()
    QTest.keyClick(view.bars, Qt.Key.Key_Return)
    scene.settle()
    assert listed(scene) == ["Done"]
    tile = view.tiles[Behind.CLOSED]
    assert tile.accessibleName() == "Win rate: 100.0% by amount 100.0%"
    assert "(1 of 1)" in tile.toolTip()
    QTest.keyClick(tile, Qt.Key.Key_Return)
    scene.settle()
    assert listed(scene) == ["Done"]


def test_the_lost_matrix_opens_its_cells(scene: Scene) -> None:
    view = analysis(scene)
    assert view.lost.isHidden() and view.nothing.isVisibleTo(view)
    scene.desk.funnel.move(scene.ids["Old"], Stage.LOST, lost_reason=LostReason.TERMS, lost_to="ACME")
    scene.settle()
    assert view.lost.texts() == [
        ["Commercial terms", "–", "–", "1 · CN¥50K", "1 · CN¥50K"],
        ["    ACME", "–", "–", "1 · CN¥50K", "1 · CN¥50K"],
    ]
    press_cell(scene, view.lost, 1, 3)
    assert listed(scene) == ["Old"]
    press_cell(scene, view.lost_months, 0, 1)
    assert listed(scene) == ["Old"]


def test_narrowed_to_a_group_and_another_period(scene: Scene) -> None:
    view = analysis(scene)
    view.by.setCurrentIndex(view.by.findData(By.TIER.value))
    view.by.activated.emit(view.by.currentIndex())
    assert [row[0] for row in view.dimension.texts()] == ["A", "No client"]
    view.group.setCurrentIndex(1)
    view.group.activated.emit(1)
    assert view.stages.texts()[0][3] == "1"
    assert [row[0] for row in view.dimension.texts()] == ["A"]
    view.span.back.click()
    assert view.span.name.text() == "Q3 2026"
    assert view.stages.texts()[0][3] == "0"
    scene.page.show_view(View.BOARD)
    assert not scene.page.filters.isHidden()


def test_other_currencies_are_counted_and_said(scene: Scene) -> None:
    scene.desk.funnel.add(name="Far", amount_cents=10**12, currency="USD")
    view = analysis(scene)
    assert view.elsewhere.text().startswith("1 opportunity is in another currency")
    assert "CN¥128" in view.bars.bars[0].text


def test_a_record_asked_for_leads_back_to_the_board(scene: Scene) -> None:
    analysis(scene)
    scene.page.open_record(Kind.OPPORTUNITY, scene.ids["Pump"])
    chosen = scene.board.chosen()
    assert scene.page.view is View.BOARD and chosen and chosen.name == "Pump"
