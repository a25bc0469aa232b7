"""The decisions beside a month's review: however long their words, nothing beside them is pushed out of sight."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.saved_report import Resolution
from salesdesk.ui.parts import theme
from salesdesk.ui.pictures import settle
from salesdesk.ui.reports.resolutions import ResolutionList, folded

MONTH, TODAY = date(2026, 11, 1), date(2026, 11, 23)
LONG = "走访半年内没有订单的十家 B 类客户，记下原因，并在下次会议上逐家说明下一步怎么做，谁负责。"
WIDE = 280


@pytest.mark.parametrize(
    "words", [LONG, "Visit the ten B clients without an order this half-year and note why. " * 2, "M" * 90]
)
@pytest.mark.parametrize("size", [1.0, 1.5])
def test_long_words_stand_on_two_lines_and_push_nothing_out(
    qtbot: QtBot, qapp: QApplication, words: str, size: float
) -> None:
    theme.apply(qapp, "light", size)
    found = ResolutionList()
    qtbot.addWidget(found)
    one = Resolution(b"1" * 16, b"2" * 16, date(2026, 9, 1), words, owner="陈思远", due_on=date(2026, 10, 26))
    found.show_resolutions([one], MONTH, TODAY, writable=True)
    wide = theme.tokens().px(WIDE)
    found.resize(wide, 400)
    found.show()
    settle()
    assert found.minimumSizeHint().width() <= wide
    [line] = found.lines
    assert line.words.text().count("\n") == 1 and line.words.toolTip() == words
    below = line.words.mapTo(found, QPoint(0, line.words.height())).y()
    assert line.about.mapTo(found, QPoint()).y() >= below, "who and when stand below, over nothing"
    assert line.words.height() >= 2 * QFontMetrics(theme.font(theme.tokens().font_size)).lineSpacing()
    theme.apply(qapp, "light", 1.0)


def test_words_are_folded_where_there_is_room() -> None:
    wide = theme.tokens().px(226)
    assert folded("Call Acme", wide) == "Call Acme"
    assert folded("  ", wide) == "–"
    lines = folded(LONG, wide).split("\n")
    assert len(lines) == 2 and lines[1].endswith("…")
    assert LONG.startswith(lines[0])
