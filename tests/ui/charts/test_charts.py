"""Charts on the screen: what they tell by mouse, key and table, and the picture they give."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView
from pytestqt.qtbot import QtBot

from salesdesk.domain.opportunity import Stage
from salesdesk.domain.report import IndustryShare
from salesdesk.services.charts import funnel_chart, industry_pie
from salesdesk.ui.charts.canvas import Canvas
from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.parts import theme

TREND = Trend(
    categories=("Jan", "Feb", "Mar"),
    spoken=("January 2026", "February 2026", "March 2026"),
    lines=(
        Line("Reached", (10.0, 30.0, None), Stroke.BARS),
        Line("Plan", (20.0, 20.0, 20.0), Stroke.PLAN),
        Line("2025", (None, 15.0, 5.0), Stroke.BEFORE),
    ),
    written=lambda value: f"{value:.0f} pieces",
    short=lambda value: f"{value:.0f}",
)


@pytest.fixture
def chart(qtbot: QtBot) -> TrendChart:
    chart = TrendChart(lambda: "Month by month")
    qtbot.addWidget(chart)
    chart.resize(600, 300)
    chart.show()
    chart.show_trend(TREND)
    QApplication.processEvents()
    return chart


def canvas(chart: TrendChart) -> Canvas:
    assert chart.canvas is not None
    return chart.canvas


def colours(chart: ChartFrame) -> set[str]:
    image = chart.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def test_bars_and_lines_are_drawn_in_the_theme(chart: TrendChart, qapp: QApplication) -> None:
    light = theme.tokens().series
    assert {light[0], light[1]} <= colours(chart)
    theme.apply(qapp, "dark")
    QApplication.processEvents()
    assert theme.tokens().series[0] in colours(chart)
    assert theme.tokens().surface in colours(chart)


def test_keys_move_a_mark_that_says_the_numbers(chart: TrendChart, qtbot: QtBot) -> None:
    plot = canvas(chart)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.readout.text() == "January 2026\nReached: 10 pieces\nPlan: 20 pieces"
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription().startswith("February 2026")
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert "2025: 5 pieces" in plot.readout.text()
    assert "Reached" not in plot.readout.text()
    assert plot.readout.geometry().right() <= plot.width()
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert not plot.readout.isVisible()


def test_table_holds_the_same_numbers(chart: TrendChart) -> None:
    chart.table_button.click()
    assert chart.table.isVisible()
    cells = [[chart.table.item(row, column) for column in range(4)] for row in range(3)]
    assert [cell.text() for cell in cells[2] if cell] == ["March 2026", "–", "20 pieces", "5 pieces"]


def test_copy_puts_a_picture_on_the_clipboard(chart: TrendChart) -> None:
    chart.copy_button.click()
    picture = QGuiApplication.clipboard().pixmap()
    assert picture.size() == chart.grab().size()
    assert chart.copy_button.isVisible()


def test_nothing_to_show_is_no_error(chart: TrendChart) -> None:
    chart.show_trend(Trend(("Jan",), ("January",), (), TREND.written, TREND.short))
    QApplication.processEvents()
    canvas(chart).stand_on(0)
    assert canvas(chart).readout.text() == "January"


def test_pie_and_funnel_tell_their_numbers(qtbot: QtBot) -> None:
    chart = PaintedChart("Clients by industry")
    qtbot.addWidget(chart)
    chart.resize(480, 320)
    chart.show()
    shares = [IndustryShare(f"Industry {n}", 20 - n) for n in range(9)] + [IndustryShare("", 2)]
    chart.show_chart(industry_pie(shares))
    names = [chart.table.item(row, 0) for row in range(chart.table.rowCount())]
    assert [name.text() for name in names if name][-1] == "Other"
    assert theme.tokens().series[0] in colours(chart)
    chart.show_chart(funnel_chart({Stage.FIRST_CONTACT: 12, Stage.PROPOSAL: 3}))
    first = [chart.table.item(0, column) for column in range(2)]
    assert [cell.text() for cell in first if cell] == ["First contact", "12"]


def test_a_line_of_gaps_only_is_left_out(qtbot: QtBot) -> None:
    chart = TrendChart("Trend")
    qtbot.addWidget(chart)
    names = ("Q1", "Q2")
    lines = (Line("Won", (None, 1.0), Stroke.BARS), Line("First contact", (None, None), Stroke.ACTUAL))
    chart.show_trend(Trend(names, names, lines, str, str))
    chart.resize(600, 280)
    chart.show()
    for _turn in range(4):
        QApplication.processEvents()
    assert chart.canvas is not None and chart.canvas._trend is not None
    assert chart.canvas._trend.told(1) == [("Won", "1.0")]


def test_the_wheel_over_a_chart_is_left_to_the_page(chart: TrendChart) -> None:
    plot = chart.findChild(QGraphicsView)
    assert plot is not None
    centre = QPointF(plot.viewport().rect().center())
    turned = QWheelEvent(
        centre,
        plot.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    canvas = chart.findChild(Canvas)
    assert canvas is not None
    assert canvas.eventFilter(plot.viewport(), turned)  # the plot does not see it
    assert not turned.isAccepted()
