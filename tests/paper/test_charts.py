"""Charts: round axis marks, nothing overlaps, black and white can be told apart, one routine for every device."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from salesdesk.paper.charts import chart_png, paint_chart, screen_look
from salesdesk.paper.colours import BLACK_AND_WHITE, ON_PAPER, Look
from salesdesk.paper.fonts import face
from salesdesk.paper.scale import apart, nice_steps
from salesdesk.reports.document import Bar, BarChart, Chart, LineChart, LineRole, PieChart, PieSlice, Series

LINES = LineChart(
    "每月趋势",
    tuple(f"{month}月" for month in range(1, 13)),
    (
        Series("实际", (10.0, 12.0, 9.0, None, 14.0, 17.0, None, None, None, None, None, None), LineRole.ACTUAL),
        Series("目标", tuple(10.0 + month for month in range(12)), LineRole.TARGET),
        Series("去年", tuple(9.0 + month for month in range(12)), LineRole.LAST_YEAR),
    ),
    "万元",
    1,
)
PIE = PieChart("行业", (PieSlice("机械", 5, "5"), PieSlice("电子", 3, "3"), PieSlice("无", 0, "0")), "8 家")
BARS = BarChart("漏斗", (Bar("接触", 40, "40"), Bar("需求", 22, "22"), Bar("方案", 9, "9")), funnel=True)
EMPTY: tuple[Chart, ...] = (
    LineChart("", (), ()),
    LineChart("", ("1",), (Series("a", (None,)),)),
    LineChart("", ("1",), (Series("a", (-3.0,)),)),
    PieChart("", ()),
    PieChart("", (PieSlice("a", 0),)),
    PieChart("", (PieSlice("a", 1),)),
    BarChart("", ()),
    BarChart("", (Bar("a", 0, "0"),)),
)


def _ink(data: bytes) -> int:
    image = QImage.fromData(data).scaled(120, 60).convertToFormat(QImage.Format.Format_Grayscale8)
    return sum(image.pixelColor(x, y).red() < 245 for x in range(120) for y in range(60))


@given(st.floats(0.001, 1e9), st.just(0.0) | st.floats(-1e6, -0.01))
def test_axis_marks_are_round_and_hold_every_value(largest: float, smallest: float) -> None:
    marks = nice_steps(largest, smallest)
    assert marks[0] <= smallest + 1e-6 * abs(smallest)
    assert marks[-1] >= largest * (1 - 1e-6)
    assert 2 <= len(marks) <= 9
    assert any(mark == 0 for mark in marks)


def test_marks_people_would_choose() -> None:
    assert nice_steps(182) == [0, 50, 100, 150, 200]
    assert nice_steps(0) == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0] or nice_steps(0)[0] == 0
    assert nice_steps(9, -4)[0] < 0


@given(st.lists(st.floats(0, 100), max_size=8))
def test_labels_are_pushed_apart(places: list[float]) -> None:
    moved = apart(sorted(places), 10, 0, 100)
    assert all(second - first >= 10 - 1e-6 for first, second in pairwise(moved))
    assert all(place <= 100 + 1e-6 for place in moved)


@pytest.mark.parametrize("chart", [LINES, PIE, BARS])
def test_a_chart_is_crisp_at_300_dpi_and_says_so(chart: Chart) -> None:
    data = chart_png(chart, 80, 50)
    image = QImage.fromData(data)
    assert (image.width(), image.height()) == (945, 591)
    assert abs(image.dotsPerMeterX() - 11811) <= 1
    assert _ink(data) > 150


@pytest.mark.parametrize("chart", EMPTY)
def test_nothing_to_show_is_no_reason_to_fail(chart: Chart) -> None:
    assert chart_png(chart, 40, 30)


def test_black_and_white_has_no_colour_and_tells_lines_apart() -> None:
    image = QImage.fromData(chart_png(LINES, 80, 50, 100, black_and_white=True))
    for x in range(0, image.width(), 3):
        for y in range(0, image.height(), 3):
            pixel = image.pixelColor(x, y)
            assert max(pixel.red(), pixel.green(), pixel.blue()) - min(pixel.red(), pixel.green(), pixel.blue()) < 30
    assert len(set(BLACK_AND_WHITE.hues[:7])) == 7


def test_the_same_routine_serves_the_screen() -> None:
    image = QImage(400, 240, QImage.Format.Format_RGB32)
    image.fill(0x1D2329)
    painter = QPainter(image)
    look = screen_look(face(13).font, dark=True)
    paint_chart(painter, LINES, QRectF(8, 8, 384, 224), look)
    painter.end()
    assert look.size == 13
    colours = {image.pixel(x, y) for x in range(0, 400, 2) for y in range(0, 240, 2)}
    assert len(colours) > 30


@pytest.mark.parametrize("look", [ON_PAPER, BLACK_AND_WHITE])
@pytest.mark.parametrize("chart", [LINES, PIE, BARS])
def test_nothing_is_painted_outside_its_place(chart: Chart, look: Look) -> None:
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    paint_chart(painter, chart, QRectF(200, 150, 800, 500), Look(size=16, hues=look.hues))
    painter.end()
    margin = [(x, y) for x in range(0, 1200, 2) for y in (*range(0, 145, 3), *range(658, 800, 3))]
    margin += [(x, y) for y in range(0, 800, 2) for x in (*range(0, 194, 3), *range(1006, 1200, 3))]
    assert all(image.pixel(x, y) & 0xFFFFFF == 0xFFFFFF for x, y in margin)
