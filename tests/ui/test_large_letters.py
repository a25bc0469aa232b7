"""Letters of 150 % on a small screen: nothing in the bar is cut, no page of numbers scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QScrollArea, QTableWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.services.sample import SampleSize, make_sample
from salesdesk.settings import SettingsFile
from salesdesk.ui.funnel.page import FunnelPage, View
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.chips import SegmentedBar
from salesdesk.ui.pictures import SIZE, settle
from salesdesk.ui.targets.page import TargetsPage
from tests.builders import TestClock

SMALL = SampleSize(clients=40, visits=300, opportunities=40, orders=120)


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    theme.apply(qapp, "light", 1.5)
    made = MainWindow(SettingsFile(), Jobs(inline=True))
    made.open_desk(make_sample(tmp_path / "a.salesdesk", language="en", clock=TestClock(), size=SMALL))
    made.resize(*SIZE)
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()
    theme.apply(qapp, "light", 1.0)


def sideways(widget: QWidget) -> list[str]:
    """What is in view and would have to be scrolled sideways."""
    areas = [area for area in widget.findChildren(QScrollArea) if area.isVisible()]
    return [area.widget().metaObject().className() for area in areas if area.horizontalScrollBar().maximum() > 0]


def in_bar(window: MainWindow) -> list[str]:
    """The verbs of the page that stand in the bar."""
    buttons = window.bar.findChildren(QToolButton)
    return [button.defaultAction().text() for button in buttons if button.isVisible() and button.defaultAction()]


def in_menu(window: MainWindow) -> list[str]:
    """Those in the menu beside them."""
    more = next((one for one in window.bar.findChildren(QPushButton) if one.isVisible() and one.menu()), None)
    menu = more.menu() if more else None
    return [action.text() for action in menu.actions() if action.text()] if isinstance(menu, QMenu) else []


def test_the_bar_keeps_its_views_whole_and_moves_verbs_into_the_menu(window: MainWindow) -> None:
    for key, verbs in (("targets", 3), ("reports", 4)):
        window.show_page(key)
        settle()
        page = window.page
        assert page is not None
        bar = next(one for one in page.bar_widgets() if isinstance(one, SegmentedBar))
        assert bar.width() >= bar.sizeHint().width(), key
        assert len(in_bar(window)) < verbs
        names = [action.text() for action in page.bar_actions()]
        assert [*in_bar(window), *in_menu(window)[: len(names) - len(in_bar(window))]] == names, "none is lost"


def test_with_usual_letters_all_verbs_stand_in_the_bar(window: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    window.show_page("targets")
    theme.apply(qapp, "light", 1.0)
    settle()
    assert isinstance(window.page, TargetsPage)
    names = [action.text() for action in window.page.bar_actions()]
    qtbot.waitUntil(lambda: in_bar(window) == names and in_menu(window) == [])


@pytest.mark.parametrize("view", ["plan", "why", "goals", "milestones"])
def test_no_view_of_the_targets_scrolls_sideways(window: MainWindow, view: str) -> None:
    window.show_page("targets")
    page = window.page
    assert isinstance(page, TargetsPage)
    page.view_bar.set_chosen(view)
    page.refresh_now()
    settle()
    assert sideways(page) == []
    if view == "plan":
        assert page.monthly.height() >= theme.tokens().px(140), "the chart can be read; the page scrolls instead"
    if view == "why":
        for table in page.why.findChildren(QTableWidget):
            assert table.horizontalScrollBar().maximum() == 0


def test_the_analysis_puts_the_stages_below_the_funnel(window: MainWindow, qapp: QApplication) -> None:
    window.show_page("funnel")
    page = window.page
    assert isinstance(page, FunnelPage)
    page.show_view(View.ANALYSIS)
    settle()
    analysis = page._analysis
    assert analysis is not None
    assert sideways(analysis) == []
    for table in (analysis.stages, analysis.ages):
        assert table.horizontalScrollBar().maximum() == 0
    top = analysis.bars.mapTo(analysis, QPoint()).y()
    assert analysis.stages.mapTo(analysis, QPoint()).y() > top + analysis.bars.height()
    theme.apply(qapp, "light", 1.0)
    settle()
    analysis.refresh()
    settle()
    assert analysis.stages.mapTo(analysis, QPoint()).y() < analysis.bars.mapTo(analysis, QPoint()).y() + 100, "beside"
