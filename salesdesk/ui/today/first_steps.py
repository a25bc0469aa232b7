"""What an empty file begins with: three steps that tick themselves off, each a click away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.domain.today import FirstSteps
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _


class FirstStepsPanel(Panel):
    """Signal `begun(step)`: clients, target or visit."""

    begun = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(lambda: _("First steps"), lambda: _("Hide"), card=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(theme.tokens().px(640))
        self._ticked: dict[str, bool] = {}
        self.body.setSpacing(theme.tokens().px(6))
        self.add(Label(lambda: _("Three steps, and every day tells you by itself whom to see next."), "soft"))
        self.steps = {
            "clients": self._step("clients", lambda: _("Import your clients, or add the first one")),
            "target": self._step("target", lambda: _("Set the year's target")),
            "visit": self._step("visit", lambda: _("Plan a visit")),
        }

    def show_steps(self, steps: FirstSteps) -> None:
        """Tick off what is done."""
        for name, done in (("clients", steps.clients), ("target", steps.target), ("visit", steps.visit)):
            button = self.steps[name]
            self._ticked[name] = done
            icons.set_icon(button, "check" if done else "chevron-right", colour="green" if done else "accent_ink")
            button.setAccessibleDescription(_("done") if done else _("to be done"))

    def ticked(self, name: str) -> bool:
        """Whether a step is done."""
        return self._ticked.get(name, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _step(self, name: str, caption: Caption) -> Button:
        button = _StepButton(caption, "link")
        button.setProperty("step", name)
        button.clicked.connect(self._on_step)
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _on_step(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.begun.emit(str(button.property("step")))


class _StepButton(Button):
    """One step; Enter takes it as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
