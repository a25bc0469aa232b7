"""Every verb of the window that has a name: one list for keys, menus, the palette and F1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QWidget

from salesdesk.words.i18n import _


class Actions(QObject):
    """The named verbs of the window. Each keeps its English sentence, so that the language can switch."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._own: dict[str, tuple[QAction, str]] = {}
        self._of_page: list[QAction] = []

    def add(
        self,
        key: str,
        msgid: str,
        run: Callable[[], object],
        keys: Sequence[str] = (),
        icon: QIcon | None = None,
    ) -> QAction:
        """A verb with a stable `key`, its sentence (marked with `N_`), what it does and its keys (`"Ctrl+L"`)."""
        action = QAction(self._window)
        action.setObjectName(key)
        action.setShortcuts([QKeySequence(k) for k in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(QAction.MenuRole.NoRole)
        if icon is not None:
            action.setIcon(icon)
        action.triggered.connect(_Run(action, run).called)
        self._window.addAction(action)
        self._own[key] = (action, msgid)
        self._say(action, msgid)
        return action

    def __getitem__(self, key: str) -> QAction:
        return self._own[key][0]

    def __contains__(self, key: str) -> bool:
        return key in self._own

    def set_page(self, actions: Iterable[QAction]) -> None:
        """The verbs of the page now shown; those of the page before are put away."""
        self._of_page = list(actions)

    def all(self) -> list[QAction]:
        """What can be done now: the page's verbs first, then the window's."""
        said = {action.text() for action in self._of_page}
        own = [action for action, _msgid in self._own.values() if action.text() not in said]
        return [a for a in (*self._of_page, *own) if a.isEnabled() and a.text()]

    def retranslate(self) -> None:
        """Say every sentence anew: the language was switched."""
        for action, msgid in self._own.values():
            self._say(action, msgid)

    @staticmethod
    def _say(action: QAction, msgid: str) -> None:
        action.setText(_(msgid))
        keys = key_text(action)
        action.setToolTip(f"{_(msgid)} ({keys})" if keys else _(msgid))


class _Run(QObject):
    """Calls the verb without the `checked` flag that Qt passes; lives as long as its action."""

    def __init__(self, action: QAction, run: Callable[[], object]) -> None:
        super().__init__(action)
        self._run = run

    def called(self) -> None:
        self._run()


def key_text(action: QAction) -> str:
    """The keys of an action as they stand on the keyboard: `Ctrl+Shift+Z, Ctrl+Y`."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(sequence.toString(native) for sequence in action.shortcuts())
