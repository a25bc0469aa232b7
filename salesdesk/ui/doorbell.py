"""One window per file: a second start with the same file rings here, and the window comes to the front."""

from __future__ import annotations

import getpass
import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 500


def bell_of(path: Path) -> str:
    """The name of the bell of a file, the same for every way to write its path, different for every user."""
    who = f"{getpass.getuser()}\0{os.path.normcase(path.resolve())}"
    return "salesdesk-" + hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def ring(path: Path) -> bool:
    """Ask a running window to come to the front with this file; False when none has it open."""
    socket = QLocalSocket()
    socket.connectToServer(bell_of(path))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(b"front\n")
    socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """Hangs beside the open file; `rung` when a second start asks for it."""

    rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def hang(self, path: Path) -> None:
        """Listen for this file instead of the one before. A bell left by a killed program is taken away."""
        self._server.close()
        name = bell_of(path)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def take_down(self) -> None:
        """No file is open any more."""
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        self.rung.emit()
