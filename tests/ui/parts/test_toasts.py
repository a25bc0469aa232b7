"""Toasts come and go without ever standing in the way of the next one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts import toast as toasts
from salesdesk.ui.parts.toast import Toasts, keep_foot_free

pytestmark = pytest.mark.qt_no_exception_capture


def test_a_toast_that_has_gone_and_been_deleted_is_not_asked_any_more(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toasts, "STAYS_MS", 1)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    shown = Toasts(window)
    shown.show("one")
    qtbot.waitUntil(lambda: not shown.showing())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shown.clear()
    second = shown.show("two")
    assert shown.showing() == [second]
    second.close_now()
    second.close_now()  # the mouse and the clock may both ask for it
    assert shown.showing() == []


def test_a_toast_goes_above_a_bar_of_verbs_that_comes_later(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    shown = Toasts(window)
    toast = shown.show("one")
    before = toast.geometry().bottom()
    bar = QLabel("Priority", window)
    bar.setMinimumHeight(50)
    keep_foot_free(bar, True)
    assert toast.geometry().bottom() <= before - bar.sizeHint().height()
    keep_foot_free(bar, False)
    assert toast.geometry().bottom() == before
