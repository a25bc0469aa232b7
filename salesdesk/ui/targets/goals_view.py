"""The year's goals: goal, reached, course; the goal is typed where it stands (spec 1.2 to 1.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.goal import AT_MOST, GoalKey
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.services.goals import GoalCard
from salesdesk.services.product_goals import ProductCard
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.targets.goal_table import GoalLine, GoalTable, read_percent
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_money, format_month, format_number, format_percent

_PLAIN = frozenset({GoalKey.SATISFACTION, GoalKey.NPS})
_MONEY = frozenset({GoalKey.GROSS_MARGIN, GoalKey.HIGH_MARGIN_SHARE, GoalKey.AVERAGE_DISCOUNT, GoalKey.COLLECTION_RATE})

_COVERED = N_("How often a client of the tier had what the rule asks for, of all months or quarters so far")
MEANING = {
    GoalKey.NEW_CLIENT_CONVERSION: N_("Prospects with a first order, of the prospects that had a contact"),
    GoalKey.REPURCHASE_RATE: N_("Clients with an order that had ordered before, of those with an order"),
    GoalKey.GROSS_MARGIN: N_("What is left of the sales whose cost is known"),
    GoalKey.HIGH_MARGIN_SHARE: N_("Sales of products marked as high-margin, of all sales"),
    GoalKey.SATISFACTION: N_("Mean of the scores; so many answered of those that were asked"),
    GoalKey.PRODUCTS_PER_CLIENT: N_("Products bought per client in twelve months, against those at the year's start"),
    GoalKey.COLLECTION_RATE: N_("Received for the invoices that are due, of what is due"),
    GoalKey.TENDER_WIN_RATE: N_("Tenders won, of those won or lost"),
    GoalKey.ANSWERED_IN_A_DAY: N_("First answers within 24 hours, of all enquiries and complaints"),
    GoalKey.AVERAGE_DISCOUNT: N_("What was given up of the list price"),
    GoalKey.NPS: N_("Scores of 9 and 10 less those up to 6, in percent; so many answered of those that were asked"),
    GoalKey.COVERAGE_A: _COVERED,
    GoalKey.COVERAGE_B: _COVERED,
    GoalKey.COVERAGE_C: _COVERED,
}
"""What each figure counts, in the words of the glossary: said on hover."""

GOAL_HEADS = (lambda: _("Goal for"), lambda: _("Reached"), lambda: _("Of"))
PRODUCT_HEADS = (lambda: _("Product"), lambda: _("Margin"), lambda: _("Sales"))


class GoalsView(QWidget):
    """Enter on a goal edits it, on any other cell opens the records behind; an empty goal is taken away."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._year = 0
        self.cards: list[GoalCard] = []
        self.product_cards: list[ProductCard] = []
        self.table = GoalTable(lambda: _("Goals of the year"), GOAL_HEADS)
        self.table.typed.connect(self._on_typed)
        self.table.behind_wanted.connect(self.open_records)
        self.products = GoalTable(lambda: _("Gross margin by product"), PRODUCT_HEADS, narrow=True)
        self.products.typed.connect(self._on_product_typed)
        self.products.behind_wanted.connect(self.open_orders)
        self.adopt = Button(lambda: _("Adopt the work plan's goals"), "primary")
        self.adopt.clicked.connect(self._on_adopt)
        self.hint = Label(
            lambda: _("Type a goal where it stands; Enter on what was reached opens the records behind."), "soft"
        )
        self._panel = Panel(lambda: _("Gross margin by product"), card=True, small=True)
        self._panel.body.addWidget(self.products)
        self._lay_out()

    def show_year(self, year: int) -> None:
        """Show the goals of this year."""
        self._year = year
        self.cards = self.desk.goals.of_year(year)
        self.product_cards = self.desk.product_goals.of_year(year)
        writable, currency = not self.desk.read_only, self.desk.currency
        self.adopt.setVisible(writable and not any(card.goal is not None for card in self.cards))
        self.table.show_lines([_line(card, currency) for card in self.cards], editable=writable)
        lines = [_product_line(card, currency) for card in self.product_cards]
        self._panel.setVisible(bool(lines))
        self.products.show_lines(lines, editable=writable)

    @property
    def period(self) -> Period:
        """The year that is shown."""
        return Period.year(date(self._year, 1, 1))

    def open_records(self, row: int) -> None:
        """What stands behind a goal's figure."""
        key = self.cards[row].key
        records = self.desk.goals.behind(key, self.period)
        RecordsSheet(self.ctx, self.window(), f"{label(key)} {self._year}", records).show_over()

    def open_orders(self, row: int) -> None:
        """The orders of a product."""
        card = self.product_cards[row]
        records = self.desk.product_goals.behind(card.product_id, self.period)
        RecordsSheet(self.ctx, self.window(), f"{card.name} {self._year}", records).show_over()

    def _on_typed(self, row: int, words: str) -> None:
        key = self.cards[row].key
        goal = read_goal(key, words)
        if words and goal is None:
            self._say_unreadable()
        else:
            self.ctx.attempt(self.desk.goals.set, self._year, key, goal)
        self.show_year(self._year)

    def _on_product_typed(self, row: int, words: str) -> None:
        goal = read_percent(words)
        if words and goal is None:
            self._say_unreadable()
        else:
            self.ctx.attempt(self.desk.product_goals.set, self._year, self.product_cards[row].product_id, goal)
        self.show_year(self._year)

    def _on_adopt(self) -> None:
        self.ctx.attempt(self.desk.goals.adopt, self._year)

    def _say_unreadable(self) -> None:
        self.ctx.notify.problem(_("This is no goal. Write a number, like 15 or 8.5."))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.hint, 1)
        head.addWidget(self.adopt)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(card, 29)
        middle.addWidget(self._panel, 21)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(middle, 1)


def written(key: GoalKey, value: float) -> str:
    """A goal or what was reached of it, as people say it."""
    if key in _PLAIN:
        return format_number(round(value, 1), 1 if key is GoalKey.SATISFACTION else 0)
    return _share(value)


def read_goal(key: GoalKey, words: str) -> float | None:
    """A goal as typed: "15" and "15 %" are a share of 0.15, "8.5" a score."""
    share = read_percent(words)
    return None if share is None else share * 100 if key in _PLAIN else share


def _line(card: GoalCard, currency: str) -> GoalLine:
    def said(value: float | None) -> str:
        return NOTHING if value is None else written(card.key, value)

    goal = said(card.goal)
    most = card.key in AT_MOST and card.goal is not None
    return GoalLine(
        label(card.key),
        goal,
        said(card.actual.value),
        _counts(card, currency),
        card.kept,
        [value for _span, value in card.trend],
        card.goal,
        _course((span, said(value)) for span, value in card.trend),
        goal_tip=_("At most {goal}").format(goal=goal) if most else goal,
        of_tip=_tip(card, currency),
    )


def _tip(card: GoalCard, currency: str) -> str:
    """What the figure counts, its parts, and a word where more came about than it is measured against."""
    lines = [_(MEANING[card.key]), _counts(card, currency)]
    if card.key is GoalKey.NEW_CLIENT_CONVERSION and (card.actual.value or 0) > 1:
        lines.append(_("More than 100 %: some ordered without a contact that was noted in this period."))
    return "\n".join(line for line in lines if line)


def _product_line(card: ProductCard, currency: str) -> GoalLine:
    rate = card.actual
    return GoalLine(
        card.name,
        NOTHING if card.goal is None else _share(card.goal),
        format_percent(rate.value, 0),
        format_money(rate.of, currency, compact=True) if rate.of else "",
        card.kept,
        [value for _span, value in card.trend],
        card.goal,
        _course((span, format_percent(value, 0)) for span, value in card.trend),
        of_tip=_of(rate.n, rate.of, currency) if rate.of else "",
    )


def _course(values: Iterable[tuple[Period, str]]) -> str:
    return "\n".join(f"{_span_name(span)}: {words}" for span, words in values)


def _share(value: float) -> str:
    return format_percent(value, 0 if round(value, 3) == round(value, 2) else 1)


def _counts(card: GoalCard, currency: str) -> str:
    rate = card.actual
    if rate.value is None:
        return ""
    if card.key is GoalKey.PRODUCTS_PER_CLIENT:
        return _("{n} per client").format(n=format_number(rate.n / rate.of, 2))
    if card.key in _MONEY:
        return _of(rate.n, rate.of, currency, compact=True)
    return _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of))


def _of(n: int, of: int, currency: str, *, compact: bool = False) -> str:
    return _("{n} of {of}").format(
        n=format_money(n, currency, compact=compact), of=format_money(of, currency, compact=compact)
    )


def _span_name(span: Period) -> str:
    if span.first.month == span.last.month:
        return format_month(span.first)
    return _("Q{quarter} {year}").format(quarter=(span.first.month + 2) // 3, year=span.first.year)
