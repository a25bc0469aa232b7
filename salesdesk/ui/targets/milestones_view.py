"""The four quarters with their milestones, and the tenders that are followed (spec 1.7)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.change import Id
from salesdesk.domain.milestone import TenderStatus
from salesdesk.domain.milestone_state import State
from salesdesk.services.milestones import MilestoneCard
from salesdesk.services.tenders import TenderCard
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.targets.milestone_sheets import MilestoneSheet, TenderSheet
from salesdesk.ui.targets.milestone_words import INKS, reason
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_money, month_names

WORDS = frozenset({1, 2, 5})
"""The columns of the tenders that hold words: client, state, team."""


class MilestonesView(QWidget):
    """A column for each quarter under its months; below, the tenders."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._year = 0
        self.cards: list[MilestoneCard] = []
        self.tenders: list[TenderCard] = []
        self.boxes: dict[Id, MilestoneBox] = {}
        self.empty = Label(
            lambda: _("Milestones say what each quarter is to bring; those of the work plan are ready."),
            "soft",
        )
        self.adopt = Button(lambda: _("Adopt the work plan's milestones"), "primary")
        self.adopt.clicked.connect(self._on_adopt)
        self.new = Button(lambda: _("New milestone"), icon="plus")
        self.new.clicked.connect(self._on_new)
        self.new_tender = Button(lambda: _("New tender"), icon="plus")
        self.new_tender.clicked.connect(self._on_new_tender)
        self.table = NumberTable(lambda: _("Tenders"), most_rows=6)
        self.table.opened.connect(self._on_tender)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_tender_menu)
        self.panel = Panel(lambda: _("Tenders"), card=True, small=True)
        self.panel.body.addWidget(self.table)
        self._lay_out()

    def show_year(self, year: int) -> None:
        """Show the milestones of this year; the cursor stays on its card."""
        focused = next((pk for pk, box in self.boxes.items() if box.has_focus_inside()), None)
        at = self.boxes[focused].focused_item() if focused is not None else None
        self._year = year
        self.cards = self.desk.milestones.of_year(year)
        taken = {card.milestone.quarter for card in self.cards}
        self.adopt.setVisible(not self.desk.read_only and len(taken) < len(self._columns))
        self.empty.setVisible(not self.cards)
        for button in (self.new, self.new_tender):
            button.setEnabled(not self.desk.read_only)
        self._fill(at)
        self._show_tenders()

    # handlers

    def _on_adopt(self) -> None:
        self.ctx.attempt(self.desk.milestones.adopt, self._year)

    def _on_new(self) -> None:
        today = self.desk.today()
        quarter = (today.month + 2) // 3 if today.year == self._year else 1
        MilestoneSheet(self.ctx, self.window(), self._year, quarter=quarter).show_over()

    def open_card(self, card: object) -> None:
        """The sheet of a milestone."""
        assert isinstance(card, MilestoneCard)
        MilestoneSheet(self.ctx, self.window(), self._year, before=card.milestone).show_over()

    def _on_ticked(self, item: object, done: bool) -> None:
        assert isinstance(item, bytes)
        self.ctx.attempt(self.desk.milestones.tick, item, done=done)

    def _on_menu(self, card: object) -> None:
        assert isinstance(card, MilestoneCard)
        pk, menu = card.milestone.id, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open"), partial(self.open_card, card))
        menu.addAction(_("Say that it is done"), partial(self.ctx.attempt, self.desk.milestones.done, pk))
        menu.addAction(_("Put into the bin"), partial(self.ctx.attempt, self.desk.milestones.bin, pk))
        for action in menu.actions()[1:]:
            action.setEnabled(not self.desk.read_only)
        box = self.boxes[pk]
        menu.popup(box.mapToGlobal(box.rect().bottomLeft()))

    def _on_new_tender(self) -> None:
        TenderSheet(self.ctx, self.window()).show_over()

    def _on_tender(self, number: Number) -> None:
        if isinstance(number.behind, TenderCard):
            TenderSheet(self.ctx, self.window(), before=number.behind.tender).show_over()

    def _on_tender_menu(self, at: object) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self.tenders) or self.desk.read_only:
            return
        pk, menu = self.tenders[row].tender.id, QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for status in TenderStatus:
            menu.addAction(label(status), partial(self.ctx.attempt, self.desk.tenders.decide, pk, status))
        menu.addSeparator()
        menu.addAction(_("Put into the bin"), partial(self.ctx.attempt, self.desk.tenders.bin, pk))
        menu.popup(self.table.mapToGlobal(at))  # type: ignore[call-overload]

    # private

    def _fill(self, focused: Id | None) -> None:
        for box in self.boxes.values():
            box.hide()
            box.setParent(None)
            box.deleteLater()
        self.boxes = {}
        for card in self.cards:
            box = MilestoneBox(card, self.desk.currency, editable=not self.desk.read_only)
            box.opened.connect(self.open_card)
            box.menu_wanted.connect(self._on_menu)
            box.ticked.connect(self._on_ticked)
            column = self._columns[card.milestone.quarter - 1]
            column.insertWidget(column.count() - 1, box)
            self.boxes[card.milestone.id] = box
            if focused is not None:
                box.focus_item(focused)
        names = month_names()
        for at, head in enumerate(self._heads):
            head.set_caption(f"Q{at + 1}  ·  {names[3 * at]} – {names[3 * at + 2]}")

    def _show_tenders(self) -> None:
        self.tenders = self.desk.tenders.list()
        heads = (_("Tender"), _("Client"), _("State"), _("Due on"), _("Amount"), _("Team"), _("Checklist"))
        rows = []
        for card in self.tenders:
            one = card.tender
            team = _(", ").join(one.team.split("\n"))
            words = (
                *(one.name, card.client, label(one.status), format_date(one.due_on) if one.due_on else NOTHING),
                format_money(one.amount_cents, one.currency, compact=True) if one.amount_cents else NOTHING,
                team if len(team) <= 24 else team[:23] + "…",
                _("{n} of {of}").format(n=card.done, of=card.items),
            )
            tips = (*("",) * 5, one.team, "")
            rows.append(
                [
                    Number(text, tip, card, words=at in WORDS)
                    for at, (text, tip) in enumerate(zip(words, tips, strict=True))
                ]
            )
        self.panel.setVisible(bool(rows))
        self.table.show_numbers(heads, rows)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.empty, 1)
        head.addStretch(0)
        for button in (self.adopt, self.new, self.new_tender):
            head.addWidget(button)
        self._heads: list[Label] = []
        self._columns: list[QVBoxLayout] = []
        band = QHBoxLayout()
        band.setSpacing(8)
        for _quarter in range(4):
            frame = QFrame()
            frame.setProperty("look", "card")
            column = QVBoxLayout(frame)
            column.setContentsMargins(8, 8, 8, 8)
            column.setSpacing(8)
            title = Label("", "strong")
            column.addWidget(title)
            column.addStretch(1)
            self._heads.append(title)
            self._columns.append(column)
            band.addWidget(frame, 1)
        inside = QWidget()
        inside.setProperty("look", "page")
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(16, 8, 16, 12)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(band, 1)
        whole.addWidget(self.panel)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)


class MilestoneBox(QFrame):
    """One milestone: its state in a word and a sign, why, and its checklist. Enter opens, the menu key does more."""

    opened = Signal(object)
    menu_wanted = Signal(object)
    ticked = Signal(object, bool)

    def __init__(self, card: MilestoneCard, currency: str, *, editable: bool) -> None:
        super().__init__()
        self.card = card
        self.setProperty("look", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.state = StateMark(card.judged.state)
        title = Label(card.milestone.title)
        title.setWordWrap(True)
        why = reason(card.judged.reason, currency)
        self.reason = Label(why, "soft")
        self.reason.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        column.addWidget(self.state)
        column.addWidget(title)
        column.addWidget(self.reason)
        self.checks: dict[Id, QCheckBox] = {}
        for item in card.items:
            check = _Check(item.text)
            check.setChecked(item.done_on is not None)
            check.setEnabled(editable)
            check.clicked.connect(self._on_clicked)
            self.checks[item.id] = check
            column.addWidget(check)
        self.setAccessibleName(f"{card.milestone.title}: {label(card.judged.state)}, {why}")

    def _on_clicked(self, done: bool) -> None:
        clicked = self.sender()
        self.ticked.emit(next(pk for pk, check in self.checks.items() if check is clicked), done)

    def has_focus_inside(self) -> bool:
        """Whether the cursor is on it or on its checklist."""
        return self.hasFocus() or self.focused_item() is not None

    def focused_item(self) -> Id | None:
        """The line of the checklist with the cursor."""
        return next((pk for pk, check in self.checks.items() if check.hasFocus()), None)

    def focus_item(self, item: Id) -> None:
        """Put the cursor on this line, if it is here."""
        if item in self.checks:
            self.checks[item].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.card)
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_wanted.emit(self.card)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.card)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContextMenu:
            self.menu_wanted.emit(self.card)
            return True
        return super().event(event)


class _Check(QCheckBox):
    """A line of a checklist; of one that has no room the beginning, all of it on hover."""

    def __init__(self, words: str) -> None:
        super().__init__(words.replace("&", "&&"))
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.tokens().px(60), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = QStyleOptionButton()
        self.initStyleOption(shown)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, shown, self).width()
        shown.text = shown.fontMetrics.elidedText(shown.text, Qt.TextElideMode.ElideRight, room)
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_CheckBox, shown)


class StateMark(QWidget):
    """How a milestone stands: a sign and a word on a tinted ground."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(100), theme.tokens().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground, sign = INKS[self.state]
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(look.small_size, bold=True))
        words = f"{sign} {label(self.state)}"
        wide = painter.fontMetrics().horizontalAdvance(words) + look.px(16)
        place = QRectF(0, 0, wide, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(theme.colour(ink))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
