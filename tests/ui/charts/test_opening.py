"""Charts open what is behind a part, by mouse and key, and give their numbers to a spreadsheet."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.services.charts import Bar, BarChart, PieChart, PieSlice
from salesdesk.ui.charts.frame import ChartFrame, bare_number
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.scatter import Point, Scatter, ScatterChart
from salesdesk.ui.charts.trend import TrendChart
from salesdesk.ui.parts import theme
from tests.ui.charts.test_charts import TREND, colours

PIE = PieChart("", (PieSlice("水务", 3, "3 · 75 %"), PieSlice("化工", 1, "1 · 25 %")))
FUNNEL = BarChart("", (Bar("First contact", 9, "9"), Bar("Proposal", 3, "3")), funnel=True)
POINTS = Scatter(
    (
        Point(900.0, 20.0, "华为", 0, ("900", "20")),
        Point(100.0, 90.0, "Acme", 1, ("100", "90")),
        Point(0.0, 0.0, "Nil", 2, ("0", "0")),
    ),
    ("Client", "Sales", "Potential"),
    lambda value: f"{value:.0f}",
    lambda value: f"{value:.0f}",
)


def shown(qtbot: QtBot, chart: ChartFrame) -> list[int]:
    """The chart on the screen, and the rows that were opened in it."""
    opened: list[int] = []
    chart.opened.connect(opened.append)
    qtbot.addWidget(chart)
    chart.resize(520, 320)
    chart.show()
    for _turn in range(3):
        QApplication.processEvents()
    return opened


def test_a_month_opens_by_key_and_from_the_table(qtbot: QtBot) -> None:
    chart = TrendChart("Trend")
    chart.show_trend(TREND)
    opened = shown(qtbot, chart)
    assert chart.canvas is not None
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Return)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_End)
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Return)
    chart.table.cellActivated.emit(1, 0)
    assert opened == [2, 1]


def test_a_slice_opens_where_it_is_painted(qtbot: QtBot) -> None:
    chart = PaintedChart("Industries")
    chart.show_chart(PIE)
    opened = shown(qtbot, chart)
    middle, side = chart.picture.rect().center(), 20
    for at in (QPoint(side, side), QPoint(side, -side), QPoint(-side, side), QPoint(-side, -side)):
        qtbot.mouseDClick(chart.picture, Qt.MouseButton.LeftButton, pos=middle + at)
    assert opened == [0, 0, 0, 1], "the second slice is the last quarter of the turn"
    qtbot.mouseDClick(chart.picture, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert len(opened) == 4, "beside the pie there is nothing"


def test_keys_go_through_the_parts_of_a_painted_chart(qtbot: QtBot) -> None:
    chart = PaintedChart("Funnel")
    chart.show_chart(FUNNEL)
    opened = shown(qtbot, chart)
    qtbot.keyClick(chart.picture, Qt.Key.Key_Down)
    qtbot.keyClick(chart.picture, Qt.Key.Key_Down)
    assert chart.picture.accessibleDescription() == "Proposal: 3"
    qtbot.keyClick(chart.picture, Qt.Key.Key_Return)
    assert opened == [1]
    qtbot.mouseDClick(chart.picture, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    assert opened == [1, 0]


def test_points_say_what_they_are_and_open(qtbot: QtBot) -> None:
    chart = ScatterChart("Clients")
    chart.show_points(POINTS)
    opened = shown(qtbot, chart)
    canvas = chart.canvas
    assert canvas is not None
    assert {theme.tokens().series[0], theme.tokens().series[1]} <= colours(chart)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.readout.text() == "华为\nSales: 900\nPotential: 20"
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.accessibleDescription().startswith("Acme")
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.rect().contains(canvas.readout.geometry())
    assert opened == [1]


def test_the_mouse_finds_the_nearest_point(qtbot: QtBot) -> None:
    chart = ScatterChart("Clients")
    chart.show_points(POINTS)
    opened = shown(qtbot, chart)
    canvas = chart.canvas
    assert canvas is not None
    at = canvas._items.vb.mapViewToScene(QPointF(100, 90))
    canvas._on_mouse_moved(at)
    assert canvas.readout.text().startswith("Acme")
    qtbot.mouseDClick(canvas._plot.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert opened == [1]


def test_no_points_are_no_error(qtbot: QtBot) -> None:
    chart = ScatterChart("Clients")
    chart.show_points(Scatter((), POINTS.heads, POINTS.short_x, POINTS.short_y))
    shown(qtbot, chart)
    assert chart.canvas is not None
    qtbot.keyClick(chart.canvas, Qt.Key.Key_Home)
    assert chart.canvas.at == -1


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("CN¥1,404,427.40", "1404427.40"),
        ("¥1,290,000.00", "1290000.00"),
        ("NT$12", "12"),
        ("-CN¥100.00", "-100.00"),
        ("+¥2,507.00", "2507.00"),
        ("1,234", "1234"),
        ("27.8%", "27.8%"),
        ("–", ""),
        ("", ""),
        ("10 pieces", "10 pieces"),
        ("not judged, counts as 50", "not judged, counts as 50"),
        ("2026-11", "2026-11"),
    ],
)
def test_amounts_are_copied_as_a_spreadsheet_computes_with_them(words: str, bare: str) -> None:
    assert bare_number(words) == bare


@pytest.mark.parametrize("kind", ["trend", "pie", "scatter"])
def test_what_is_seen_is_copied(qtbot: QtBot, kind: str) -> None:
    chart: ChartFrame
    if kind == "trend":
        chart = TrendChart("Trend")
        chart.show_trend(TREND)
    elif kind == "pie":
        chart = PaintedChart("Industries")
        chart.show_chart(PIE)
    else:
        chart = ScatterChart("Clients")
        chart.show_points(POINTS)
    shown(qtbot, chart)
    chart.copy_button.click()
    assert QGuiApplication.clipboard().mimeData().hasImage()
    chart.table_button.click()
    chart.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert (
        lines[1]
        == {
            "trend": "January 2026\t10 pieces\t20 pieces\t",
            "pie": "水务\t3",
            "scatter": "华为\t900\t20",
        }[kind]
    )
    assert len(lines) == 1 + chart.table.rowCount()
