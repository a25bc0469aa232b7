"""The pages on screen: turned, zoomed and fitted by keys, wheel and the strip below them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.paper.flow import Pages, lay_out
from salesdesk.reports.weekly import weekly_document
from salesdesk.ui.paper.page_strip import PageStrip
from salesdesk.ui.paper.preview import Fit, Preview
from salesdesk.ui.pictures import settle
from tests import builders_reports as sample


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return lay_out(weekly_document(sample.long_weekly(300)))


@pytest.fixture
def strip(qtbot: QtBot, pages: Pages) -> Iterator[PageStrip]:
    whole, preview = QWidget(), Preview()
    made = PageStrip(preview)
    column = QVBoxLayout(whole)
    column.addWidget(preview, 1)
    column.addWidget(made)
    whole.resize(800, 700)
    whole.show()
    preview.show_pages(pages, from_top=True)
    preview.setFocus()
    settle()
    yield made
    whole.close()
    whole.deleteLater()
    settle()


@pytest.fixture
def preview(strip: PageStrip) -> Preview:
    found = strip.parentWidget().findChild(Preview)
    assert isinstance(found, Preview)
    return found


def press(preview: Preview, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(preview, key)
    settle()


def test_pages_are_turned_by_keys_and_the_strip_says_where_one_is(strip: PageStrip, preview: Preview) -> None:
    whole = preview.count
    assert strip.place.text() == f"Page 1 of {whole}" and not strip.before.isEnabled()
    press(preview, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert strip.place.text() == f"Page 3 of {whole}"
    assert 0 <= preview.page_rect(2).top() <= 16
    press(preview, Qt.Key.Key_PageUp)
    assert strip.place.text() == f"Page 2 of {whole}"
    press(preview, Qt.Key.Key_End)
    assert strip.place.text() == f"Page {whole} of {whole}" and not strip.after.isEnabled()
    press(preview, Qt.Key.Key_Home)
    assert preview.page_rect(0).top() == 16
    strip.after.click()
    assert preview.page == 1


def test_sizes(strip: PageStrip, preview: Preview) -> None:
    fitted = preview.scale
    press(preview, Qt.Key.Key_9)
    assert preview.fit is Fit.PAGE
    assert preview.page_rect(0).height() <= preview.viewport().height()
    press(preview, Qt.Key.Key_0)
    assert preview.scale == fitted
    press(preview, *[Qt.Key.Key_Plus] * 12)
    assert preview.scale == 2.0 and strip.size_.text() == "200%"
    press(preview, *[Qt.Key.Key_Minus] * 6)
    assert preview.scale == 0.9
    strip.size_.menu().actions()[2].trigger()
    assert preview.scale == 0.5 and strip.size_.text() == "50%"
    strip.parentWidget().resize(1100, 700)
    settle()
    assert preview.scale == 0.5, "a chosen size does not follow the window"


def test_zooming_with_the_wheel_keeps_the_page_that_is_read(strip: PageStrip, preview: Preview) -> None:
    preview.turn_to(3)
    for up in (120, 120, -120):
        place = QPointF(preview.viewport().rect().center())
        turned = QWheelEvent(
            place, place, QPoint(), QPoint(0, up), Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(preview.viewport(), turned)
        settle()
        assert preview.page == 3
    assert preview.fit is None


def test_only_pages_in_view_are_painted(strip: PageStrip, preview: Preview) -> None:
    press(preview, *[Qt.Key.Key_PageDown] * (preview.count - 1))
    preview.show_as(0.25)
    settle()
    assert len(preview._pictures) <= 12
