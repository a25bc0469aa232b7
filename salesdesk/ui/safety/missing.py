"""The open file was moved or deleted, or its drive is gone: nothing more is written, and nothing that was is lost."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from salesdesk.domain.errors import Refused
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, say

LOOK_EVERY_MS = 10_000
SUFFIX = ".salesdesk"


class Missing(QObject):
    """Watches the file in the window. `saved` carries the path under which it was saved elsewhere."""

    saved = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._said = False
        window.missed.connect(self._on_missed, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def opened(self) -> None:
        """Another file is in the window."""
        self._said = False
        if self._window.desk is not None and not self._window.desk.read_only:
            self._window.desk.file.missed = self._window.missed.emit
            self._timer.start()

    def look(self) -> None:
        """Whether the file is still there."""
        if self._window.desk is not None:
            self._window.desk.look_whether_there()

    def save_elsewhere(self) -> None:
        """All that was done, what is half typed included, under another name; then the work goes on there."""
        desk = self._window.desk
        if desk is None:
            return
        stem = _("{file} saved").format(file=desk.path.stem)
        out = dialogs.save_file(
            self._window,
            _("Where to?"),
            proposal=desk.path.with_name(f"{stem}{SUFFIX}"),
            kinds=_("SalesDesk files (*.salesdesk)"),
        )
        if out is None:
            return
        self._window.keep_drafts()
        try:
            desk.save_elsewhere(out)
        except Refused as refused:
            dialogs.tell(self._window, _("That did not work."), detail=say(refused), problem=True)
        else:
            self.saved.emit(out)

    def _on_missed(self) -> None:
        desk = self._window.desk
        if desk is None or self._said:
            return
        self._said = True
        self._timer.stop()
        name = desk.path.name
        self._window.remark.say(
            lambda: _("{name} is no longer where it was. Nothing more is saved until you save it elsewhere.").format(
                name=name
            ),
            lambda: _("Save elsewhere…"),
            self.save_elsewhere,
        )
        if dialogs.ask(
            self._window,
            _("{name} is no longer where it was.").format(name=name),
            detail=_(
                "It was moved or deleted, or its drive is gone. All that was saved before can be saved elsewhere."
            ),
            yes=_("Save elsewhere…"),
            no=_("Not now"),
        ):
            self.save_elsewhere()
