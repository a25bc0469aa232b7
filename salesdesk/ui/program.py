"""The program with a window: painted first, the database library loaded beside it, then the file."""

from __future__ import annotations

import gc
import importlib
import threading
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from salesdesk.logs import start_log
from salesdesk.settings import SettingsFile
from salesdesk.ui.application import make_application
from salesdesk.ui.crash import CrashDesk
from salesdesk.ui.doorbell import ring
from salesdesk.ui.dress import dress
from salesdesk.ui.files import Clock, Files, here_and_now
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs, icons
from salesdesk.words.i18n import _

PATIENCE_MS = 500
"""A window that has not been painted by then will not be for now."""


class Program(QObject):
    """Wires the window, the doors to files, the crash sheet; opens `wish`, else the last file, else the first start.

    `jobs` and `clock` are the window's own ones and this machine's, unless others are given.
    """

    _loaded = Signal()

    def __init__(
        self,
        app: QApplication,
        settings: SettingsFile,
        wish: Path | None = None,
        *,
        jobs: Jobs | None = None,
        clock: Clock = here_and_now,
    ) -> None:
        super().__init__()
        self.app, self.settings = app, settings
        self._wish = wish
        self.ready = self._loading = False
        dress(app, settings.settings)
        app.setWindowIcon(icons.icon("today", colour="accent"))
        self.window = MainWindow(settings, jobs)
        self.files = Files(self.window, settings, clock)
        self.crash = CrashDesk(self, self.files.is_damage)
        self._loaded.connect(self._on_loaded)
        app.installEventFilter(self)

    def start(self) -> None:
        """Paint the window, then load what opening a file needs."""
        if self._wish is not None or self.last_file() is not None:
            self.window.show_opening()
        self.window.show()
        QTimer.singleShot(PATIENCE_MS, self, self._load)

    def end(self) -> None:
        """Close the window and let go of Qt before Python does."""
        self.window.close()
        self.app.removeEventFilter(self)
        self.crash.remove()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.wish(Path(event.file() or QUrl(event.url()).toLocalFile()))
            return True
        if not self._loading and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._load)
        return False

    def wish(self, path: Path) -> None:
        """Somebody double-clicked a file (macOS sends it to the running program)."""
        if self.ready:
            self.files.open(path)
        else:
            self._wish = path

    def _load(self) -> None:
        """Once, when the window has been painted, or cannot be (it starts as an icon)."""
        if self._loading:
            return
        self._loading = True
        if self._wish is None and not self.last_file():
            self.files.begin()
        threading.Thread(target=self._import_desk, name="import", daemon=True).start()

    def _import_desk(self) -> None:
        importlib.import_module("salesdesk.services.desk")
        self._loaded.emit()
        importlib.import_module("salesdesk.services.safety").sweep()

    def _on_loaded(self) -> None:
        self.ready = True
        try:
            self._open_first()
        finally:
            gc.freeze()
            gc.enable()

    def _open_first(self) -> None:
        if self.settings.set_aside is not None:
            sentence = _("Your preferences could not be read and begin anew; the old ones are kept in {file}.")
            dialogs.tell(self.window, sentence.format(file=self.settings.set_aside))
        path = self._wish or self.last_file()
        if path is not None and not self.files.open(path) and self.window.desk is None:
            self.files.begin()

    def last_file(self) -> Path | None:
        """The file opened last, if it is still there."""
        recent = [Path(name) for name in self.settings.settings.recent]
        return recent[0] if recent and recent[0].exists() else None


def run_window(argv: list[str], file: Path | None) -> int:
    """The window until it is closed. A window that has the file open already comes to the front instead."""
    start_log()
    app = make_application(argv)
    settings = SettingsFile()
    program = Program(app, settings, file.resolve() if file else None)
    wanted = file or program.last_file()
    if wanted is not None and ring(wanted):
        return 0
    program.crash.install()
    program.start()
    status = app.exec()
    program.end()
    return status
