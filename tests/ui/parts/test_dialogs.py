"""Questions: what Enter means."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from salesdesk.ui.parts import dialogs

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def press_enter() -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    QTest.keyClick(box.focusWidget() or box, Qt.Key.Key_Return)


@pytest.mark.parametrize("danger", [True, False])
def test_enter_never_means_the_answer_that_loses_something(qapp: QApplication, danger: bool) -> None:
    QTimer.singleShot(0, press_enter)
    said_yes = dialogs.ask(None, "Close without saving?", yes="Close", no="Keep writing", danger=danger)
    assert said_yes is not danger
