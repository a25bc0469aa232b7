"""Several opportunities at once, on the board and in the table; the filters; the limits."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester, QTest

from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.services.funnel import ColumnKey
from salesdesk.ui.funnel.limits_sheet import LimitsSheet
from salesdesk.ui.funnel.page import View
from salesdesk.ui.parts import dialogs
from tests.journeys.hands import Answers
from tests.ui.funnel.test_board import Scene, drop, scene

__all__ = ["scene"]

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def priorities(scene: Scene, *names: str) -> list[Priority]:
    return [scene.deal(name).priority for name in names]


def entry(scene: Scene, verb: int, words: str) -> QAction:
    """An entry in a menu of the bar."""
    menu = scene.page.bulk.verbs[verb].menu()
    menu.aboutToShow.emit()
    return next(one for one in menu.actions() if one.text() == words)


def test_picked_cards_are_changed_together_and_come_back_with_one_undo(scene: Scene) -> None:
    cards = scene.choose("Pump")
    scene.press(cards, Qt.Key.Key_Space)
    assert scene.page.bulk.isHidden()
    QTest.keyClick(cards, Qt.Key.Key_Down, SHIFT)
    scene.settle()
    assert [scene.deal(name).id for name in ("Pump", "Valve")] == list(scene.board.picked())
    assert scene.page.bulk.isVisible() and scene.page.bulk.count.text() == "2 opportunities"
    scene.press(cards, Qt.Key.Key_3)
    assert priorities(scene, "Pump", "Valve") == [Priority.P3, Priority.P3]
    assert scene.noted.done_[-1].label.key == "opportunities.changed"
    scene.press(cards, Qt.Key.Key_Right, control=True)
    assert {scene.deal(name).stage for name in ("Pump", "Valve")} == {Stage.NEED_CONFIRMED}
    assert len(scene.board.picked()) == 2
    scene.desk.undo()
    scene.desk.undo()
    assert priorities(scene, "Pump", "Valve") == [Priority.P1, Priority.P2]
    scene.settle()
    scene.press(scene.choose("Pump"), Qt.Key.Key_Escape)
    assert scene.board.picked() == () and scene.page.bulk.isHidden()


def test_the_mouse_picks_too(scene: Scene) -> None:
    cards = scene.choose("Pump")
    places = [cards.visualRect(cards.cards.index(row, 0)).center() for row in (0, 1)]
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, SHIFT, places[1])
    assert len(scene.board.picked()) == 2
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, CONTROL, places[1])
    assert scene.board.picked() == (scene.ids["Pump"],)


def test_picked_cards_are_dragged_together(scene: Scene) -> None:
    cards = scene.choose("Pump").cards
    scene.board.pick([scene.ids["Valve"], scene.ids["Pump"]])
    carried = cards.mimeData([cards.index(0, 0)])
    assert carried.text() == "2 opportunities"
    assert drop(scene.cards_of(ColumnKey.PROPOSAL), scene.ids["Valve"], scene.ids["Pump"])
    scene.settle()
    assert {scene.deal(name).stage for name in ("Pump", "Valve")} == {Stage.PROPOSAL}
    assert len(scene.noted.done_) == 1
    drop(scene.cards_of(ColumnKey.CLOSED), scene.ids["Valve"], scene.ids["Pump"])
    scene.settle()
    assert scene.noted.told and scene.deal("Pump").stage is Stage.PROPOSAL


def test_every_verb_of_the_bar(scene: Scene) -> None:
    names = ("Pump", "Robot")
    scene.board.pick([scene.ids[name] for name in names])
    entry(scene, 0, "P2").trigger()
    assert priorities(scene, *names) == [Priority.P2, Priority.P2]
    entry(scene, 1, scene.desk.rep.name).trigger()
    with dialogs.answered_by(Answers(writes="+30")):
        scene.page.bulk.verbs[2].click()
    assert {scene.deal(name).expected_close for name in names} == {scene.desk.today() + timedelta(days=30)}
    with dialogs.answered_by(Answers(writes="someday")):
        scene.page.bulk.verbs[2].click()
    assert scene.noted.problems
    lost = entry(scene, 3, "Lost").menu()
    next(one for one in lost.actions() if one.text() == "Timing").trigger()  # type: ignore[attr-defined]
    assert {(scene.deal(name).stage, scene.deal(name).lost_reason) for name in names} == {
        (Stage.LOST, LostReason.TIMING)
    }
    scene.settle()
    scene.page.bulk.verbs[4].click()
    assert all(scene.deal(name).deleted for name in names)
    assert scene.noted.done_[-1].label.key == "opportunities.deleted"
    scene.settle()
    assert scene.page.bulk.isHidden()


def test_the_table_shows_the_same_sorted_and_is_worked_with_keys(scene: Scene) -> None:
    scene.choose("Robot")
    scene.page.show_view(View.TABLE)
    table = scene.page.table
    assert QAbstractItemModelTester(table.rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert table.current_id() == scene.ids["Robot"] and table.hasFocus()
    table.show_sort("amount", descending=True)
    shown = [row.name for place in range(table.rows.rowCount()) if (row := table.rows.row_at(place))]
    assert shown == ["Pump", "Old", "Valve", "Done", "Robot"]
    QTest.keyClick(table, Qt.Key.Key_1)
    scene.settle()
    assert scene.deal("Robot").priority is Priority.P1
    QTest.keyClick(table, Qt.Key.Key_Right, CONTROL)
    scene.settle()
    assert scene.deal("Robot").stage is Stage.PROPOSAL
    QTest.keyClick(table, Qt.Key.Key_L)
    assert scene.noted.logged
    table.selectAll()
    assert scene.page.bulk.count.text() == "5 opportunities"
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert scene.page.bulk.count.text() == "4 opportunities"
    scene.page.bulk.cleared.emit()
    assert scene.page.bulk.isHidden()
    table.select(scene.ids["Pump"])
    QTest.keyClick(table, Qt.Key.Key_X)
    sheet = scene.sheet()
    assert sheet.form.values()["outcome"] == "lost"
    sheet.reject()
    scene.page.show_view(View.BOARD)
    assert scene.board.chosen().name == "Pump"  # type: ignore[union-attr]


def test_the_table_shows_what_fits(scene: Scene) -> None:
    table = scene.page.table
    table.show_fitting(650)
    hidden = [column.key for number, column in enumerate(table.rows.columns) if table.isColumnHidden(number)]
    assert {"owner", "step", "tier"} <= set(hidden) and "client" not in hidden
    table.show_fitting(1280)
    assert not any(table.isColumnHidden(number) for number in range(len(table.rows.columns)))


def test_a_filter_is_saved_taken_back_and_deleted(scene: Scene) -> None:
    row = scene.page.filters
    row.priorities.chips()[0].click()
    row.tiers.chips()[0].click()
    assert [card.name for column in scene.board.columns for card in column.list.cards.cards()] == ["Pump"]
    row.fill_menu()
    with dialogs.answered_by(Answers(writes="urgent A")):
        row.menu.actions()[0].trigger()
    scene.settle()
    assert [chip.choice.key for chip in row.saved.chips()] == ["urgent A"] and row.saved.chosen() == "urgent A"
    row.saved.chips()[0].click()
    assert not row.wanted("") and row.saved.chosen() == ""
    row.saved.chips()[0].click()
    assert row.priorities.chosen_keys() == ["1"] and row.tiers.chosen_keys() == ["A"]
    row.clear_button.click()
    assert row.priorities.chosen_keys() == [] and not row.clear_button.isVisible()
    row.fill_menu()
    gone = row.menu.actions()[-1].menu()
    gone.actions()[0].trigger()  # type: ignore[attr-defined]
    scene.settle()
    assert row.saved.isHidden()


def test_product_lines_are_chosen_from_a_list(scene: Scene) -> None:
    premium = scene.desk.products.add_line(name="Premium")
    robot = scene.desk.products.add_product(name="R60", line_id=premium)
    scene.desk.funnel.add(name="With line", product_id=robot)
    scene.settle()
    lines = scene.page.filters.lines
    assert lines.isVisible() and scene.page.filters.owners.isHidden()
    lines.menu.aboutToShow.emit()
    assert [one.text() for one in lines.menu.actions()] == ["Premium (1)"]
    lines.menu.actions()[0].trigger()
    assert lines.text() == "Product line: Premium"
    assert [card.name for column in scene.board.columns for card in column.list.cards.cards()] == ["With line"]


def test_the_limits_of_the_stages_are_kept(scene: Scene) -> None:
    scene.page.limits_action.trigger()
    sheet = scene.sheet()
    assert isinstance(sheet, LimitsSheet)
    sheet.form.field("quiet_proposal").set_value("60")
    sheet.form.field("in_proposal").set_value("")
    sheet.form.field("quiet_first_contact").set_value("0")
    sheet.save_button.click()
    assert "between 1 and" in sheet.form.field("quiet_first_contact").problem_label.text()
    sheet.form.field("quiet_first_contact").set_value("14")
    sheet.save_button.click()
    scene.settle()
    limits = scene.desk.funnel.limits()
    assert (limits[Stage.PROPOSAL].quiet, limits[Stage.PROPOSAL].in_stage) == (60, None)
    assert scene.deal("Old") and not scene.desk.funnel.card(scene.ids["Old"]).stalled  # type: ignore[union-attr]
    counts = {chip.choice.key: chip.count for chip in scene.page.filters.marks.chips()}
    assert counts["stalled"] == 0


def test_with_large_letters_the_search_goes_below_the_bar(scene: Scene) -> None:
    assert scene.page.search.parent() is not scene.page.filters
    scene.page.resize(820, 600)
    scene.settle()
    assert scene.page.search.parent() is scene.page.filters
    scene.page.search_focus()
    QTest.keyClicks(scene.page.search, "huawei")
    assert [card.name for card in scene.cards_of(ColumnKey.FIRST_CONTACT).cards.cards()] == ["Pump"]
    scene.page.resize(1290, 600)
    scene.settle()
    assert scene.page.search.parent() is not scene.page.filters
