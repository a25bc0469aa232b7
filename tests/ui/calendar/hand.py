"""A hand on the mouse, without a screen."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.change import Id
from salesdesk.ui.calendar.canvas import CLIENT_MIME

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def press(canvas: QWidget, where: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    """Press and hold."""
    QTest.mousePress(canvas, LEFT, keys, where.toPoint())


def pull(canvas: QWidget, where: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    """Move with the button held."""
    there = canvas.mapToGlobal(where)
    event = QMouseEvent(QEvent.Type.MouseMove, where, there, Qt.MouseButton.NoButton, LEFT, keys)
    QApplication.sendEvent(canvas, event)


def drag(canvas: QWidget, start: QPointF, by: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    """Press, move and let go."""
    press(canvas, start, keys)
    for share in (0.3, 0.7, 1.0):
        pull(canvas, start + by * share, keys)
    QTest.mouseRelease(canvas, LEFT, keys, (start + by).toPoint())


def drop_client(canvas: QWidget, client: Id, where: QPointF) -> None:
    """Let a client of the due list go over the calendar."""
    data = QMimeData()
    data.setData(CLIENT_MIME, QByteArray(client))
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(where.toPoint(), copy, data, LEFT, NONE)
    QApplication.sendEvent(canvas, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(canvas, QDropEvent(where, copy, data, LEFT, NONE))
