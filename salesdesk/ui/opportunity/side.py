"""The right half of the sheet of an opportunity: one thing at a time, chosen on top or with Alt and its number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Kind
from salesdesk.domain.opportunity import Opportunity
from salesdesk.ui.opportunity.lines import DealLines
from salesdesk.ui.opportunity.people import PeoplePanel
from salesdesk.ui.opportunity.story import Story
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.quotes.panel import QuotesPanel
from salesdesk.words.i18n import _

LINES, PEOPLE, STORY, QUOTES = "lines", "people", "story", "quotes"


class DealSide(QWidget):
    """Lines, people, story and quotes of an opportunity; a new one has lines only."""

    def __init__(
        self, ctx: PageContext, lines: DealLines, deal: Opportunity | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ctx, self._deal = ctx, deal
        self._stack = QStackedWidget()
        self._stack.addWidget(_scrolled(lines))
        choices = [_choice(1, LINES, lambda: _("Lines"))]
        if deal is not None:
            self.people = PeoplePanel(ctx, deal)
            self.story = Story(ctx.desk, deal.id)
            self._stack.addWidget(self.people)
            self._stack.addWidget(self.story)
            self.quotes = QuotesPanel(ctx, deal.id)
            self.quotes.body.addStretch(1)
            self._stack.addWidget(_scrolled(self.quotes))
            choices += [_choice(2, PEOPLE, lambda: _("Decision")), _choice(3, STORY, lambda: _("Story"))]
            choices.append(_choice(4, QUOTES, lambda: _("Quotes")))
            ctx.bridge.changed.connect(self._on_changed)
        self.switch = SegmentedBar(lambda: _("Beside it"), choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._stack, 1)
        self.switch.changed.connect(self.show_part)
        for number, choice in enumerate(choices, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(_Show(self, choice.key))
        self.switch.setVisible(len(choices) > 1)
        self.show_part(LINES if deal is None else STORY)
        self._count_gaps()

    def show_part(self, key: str) -> None:
        """Show one of the parts."""
        self.switch.set_chosen(key)
        self._stack.setCurrentIndex((LINES, PEOPLE, STORY, QUOTES).index(key))

    def show_counts(self, lines: int) -> None:
        """How many lines there are."""
        self.switch.chips()[0].set_count(lines or None)

    def _count_gaps(self) -> None:
        """How many things are not known of the decision."""
        if self._deal is not None and len(self.switch.chips()) > 1:
            gaps = len(self._ctx.desk.decision.gaps(self._deal.id))
            self.switch.chips()[1].set_count(gaps or None)

    def _on_changed(self, change: ChangeSet) -> None:
        deal = self._ctx.desk.funnel.get(self._deal.id) if self._deal else None
        if deal is not None and not deal.deleted and change.kinds & {Kind.OPPORTUNITY_CONTACT, Kind.VISIT}:
            self._count_gaps()


class _Show:
    """Shows one part."""

    def __init__(self, side: DealSide, key: str) -> None:
        self._side, self._key = side, key

    def __call__(self) -> None:
        self._side.show_part(self._key)
        self._side.switch.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _choice(number: int, key: str, words: Caption) -> Choice:
    return Choice(key, words, tip=f"Alt+{number}")


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    body = QWidget()
    body.setProperty("look", "page")
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 8, 0)
    column.addWidget(widget)
    column.addStretch()
    area.setWidget(body)
    return area
