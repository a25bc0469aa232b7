"""Beside a month's review: what was decided, who does it by when; what is open comes back until it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.saved_report import Resolution
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import DayField, LineField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_date, format_month

_WIDE, _LINES = 226, 2
"""Pixels before scaling that a decision's words have beside its box, and how many lines of them are shown."""


class _Words(Button):
    """A decision's words, as a link on up to two lines."""

    def __init__(self, text: str) -> None:
        super().__init__(folded(text, theme.tokens().px(_WIDE)), "link", tip=text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        lines = self.text().count("\n") + 1
        high = lines * QFontMetrics(theme.font(theme.tokens().font_size)).lineSpacing()
        # The program's own style sheet knows one line only.
        self.setStyleSheet(f"min-height: {high}px; max-height: {high}px")

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = QStyleOptionButton()
        self.initStyleOption(shown)
        shown.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, shown)
        font = theme.font(theme.tokens().font_size)
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(theme.colour("accent_ink" if self.isEnabled() else "soft"))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(5, 0, 0, 0), side, self.text())


class _Line(QWidget):
    """One decision: a box to tick when it is done, its words as a button, and below it who, by when, from when."""

    def __init__(self, one: Resolution, month: date, today: date) -> None:
        super().__init__()
        self.id = one.id
        self.box = QCheckBox()
        self.box.setChecked(one.done_on is not None)
        self.box.setAccessibleName(_("Done: {text}").format(text=one.text))
        self.box.setToolTip(_("Done (Space)"))
        self.words = _Words(one.text)
        self.words.setAccessibleName(one.text)
        late = one.done_on is None and one.due_on is not None and one.due_on < today
        about = [one.owner, _when(one, today)]
        if one.month < month:
            about.append(_("from {month}").format(month=format_month(one.month)))
        self.about = Label(" · ".join(part for part in about if part), "late" if late else "small")
        self.about.setWordWrap(True)
        self.about.setContentsMargins(5, 0, 0, 0)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.box, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.about, 1, 1)
        grid.setColumnStretch(1, 1)


class ResolutionList(QWidget):
    """`added` when a new one is wanted, `opened(id)`, `ticked(id, done)`, `dropped(id)` (Del on its words)."""

    added = Signal()
    opened = Signal(object)
    ticked = Signal(object, bool)
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[_Line] = []
        self.title = Label(lambda: _("Decisions"), "label")
        self.add = Button(lambda: _("Add a decision"), icon="plus")
        self.add.clicked.connect(self.added)
        self.empty = Label(
            lambda: _("Nothing decided yet. What is open comes back each month until it is done."), "small"
        )
        self.empty.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.empty)
        column.addLayout(self._rows)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_resolutions(self, found: Sequence[Resolution], month: date, today: date, *, writable: bool) -> None:
        """Show the decisions a month's review speaks of; the cursor stays on the one it was on."""
        focused = next((line.id for line in self.lines if line.isAncestorOf(_focus(self))), None)
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = [_Line(one, month, today) for one in found]
        for line in self.lines:
            line.box.setEnabled(writable)
            line.words.setEnabled(writable)
            line.box.clicked.connect(partial(self._on_ticked, line.id))
            line.words.clicked.connect(partial(self._on_opened, line.id))
            line.words.installEventFilter(self)
            self._rows.addWidget(line)
            if line.id == focused:
                line.words.setFocus()
        open_ = sum(one.done_on is None for one in found)
        self.title.set_caption(
            ngettext("Decisions · {n} open", "Decisions · {n} open", open_).format(n=open_) if found else _("Decisions")
        )
        self.empty.setVisible(not found)
        self.add.setEnabled(writable)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:
            line = next((line for line in self.lines if line.words is watched), None)
            if line is not None:
                self.dropped.emit(line.id)
                return True
        return False

    def _on_ticked(self, pk: Id, _checked: bool = False) -> None:
        line = next(line for line in self.lines if line.id == pk)
        self.ticked.emit(pk, line.box.isChecked())

    def _on_opened(self, pk: Id, _checked: bool = False) -> None:
        self.opened.emit(pk)


class ResolutionSheet(FormSheet):
    """A decision: its words, who does it, by when."""

    def __init__(
        self, ctx: PageContext, parent: QWidget, month: date, scope: str, before: Resolution | None = None
    ) -> None:
        self._ctx, self._month, self._scope, self._before = ctx, month, scope, before
        form = Form()
        form.add(TextField("text", lambda: _("What was decided"), lines=3, required=True))
        form.add_row(
            LineField("owner", lambda: _("Who does it")),
            DayField("due_on", lambda: _("By when"), ctx.desk.today),
        )
        form.add(DayField("done_on", lambda: _("Done on"), ctx.desk.today))
        form.field("done_on").setVisible(before is not None)
        super().__init__(lambda: _("Decision"), form, parent, width=520)
        names = ("text", "owner", "due_on", "done_on")
        form.load({name: getattr(before, name) for name in names} if before else {"owner": ctx.desk.rep.name})
        if before is not None:
            self.add_history(ctx.show_history, Kind.RESOLUTION, before.id)
        self.drop = Button(lambda: _("Put into the bin"), "quiet", icon="bin")
        self.drop.setVisible(before is not None)
        self.drop.clicked.connect(self._on_drop)
        self.add_button(self.drop)

    def store(self, values: Mapping[str, Any]) -> None:
        desk, seen = self._ctx.desk, self._ctx.bridge.last
        if self._before is None:
            desk.resolutions.add(self._month, values["text"], values["owner"], values["due_on"], self._scope)
        else:
            desk.resolutions.edit(self._before, replace(self._before, **values))
        if self._ctx.bridge.last is not seen and self._ctx.bridge.last:
            self._ctx.notify.done(self._ctx.bridge.last)

    def _on_drop(self) -> None:
        if self._before is not None:
            self._ctx.attempt(self._ctx.desk.resolutions.bin, self._before.id)
            self.accept()


def _when(one: Resolution, today: date) -> str:
    if one.done_on is not None:
        return _("done {day}").format(day=format_date(one.done_on, "weekday"))
    if one.due_on is None:
        return ""
    if one.due_on < today:
        late = (today - one.due_on).days
        return ngettext("{n} day late", "{n} days late", late).format(n=late)
    return _("by {day}").format(day=format_date(one.due_on, "weekday"))


def folded(text: str, wide: int) -> str:
    """The words on lines no wider than so many pixels; of what two lines have no room for the beginning."""
    words, font = " ".join(text.split()) or "–", theme.font(theme.tokens().font_size)
    layout = QTextLayout(words, font)
    anywhere = QTextOption()
    anywhere.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(anywhere)
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid() and len(lines) < _LINES:
        line.setLineWidth(wide)
        begin = line.textStart()
        last = len(lines) == _LINES - 1
        lines.append(words[begin:] if last else words[begin : begin + line.textLength()].rstrip())
    layout.endLayout()
    lines[-1] = QFontMetrics(font).elidedText(lines[-1], Qt.TextElideMode.ElideRight, wide)
    return "\n".join(lines)


def _focus(inside: QWidget) -> QWidget:
    return inside.window().focusWidget() or inside
