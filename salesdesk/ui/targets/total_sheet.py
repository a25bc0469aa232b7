"""The sheets that set a year's target: its total, or what last year brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.target import Metric
from salesdesk.services.targets import Season
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

KEEP = "keep"


class TotalField(LineField):
    """The year's total, as people write it ("500万"); the value is cents or a count."""

    def __init__(self, key: str, caption: Caption, amounts: Amounts, *, placeholder: Caption = "") -> None:
        self._amounts = amounts
        super().__init__(key, caption, placeholder=placeholder, required=True)

    def value(self) -> Any:
        return self._amounts.read(self.line.text().strip())

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else self._amounts.plain(value))

    def problem(self) -> str:
        words = self.line.text().strip()
        return _("This is not an amount. Write it like 1,200 or 12.5万.") if words and self.value() is None else ""


class TotalSheet(FormSheet):
    """The year's total, and how it is spread over the months."""

    def __init__(self, ctx: PageContext, parent: QWidget, year: int, metric: Metric, amounts: Amounts) -> None:
        self._ctx, self._year, self._metric = ctx, year, metric
        plan = ctx.desk.targets.matrix(year, metric)
        form = Form()
        form.add(TotalField("amount", lambda: _("Total of the year"), amounts, placeholder=lambda: example(metric)))
        seasons = [
            Choice(Season.EQUAL.value, lambda: _("The same every month")),
            Choice(Season.LAST_YEAR.value, lambda: _("As last year went")),
        ]
        kept = [Choice(KEEP, lambda: _("As it is now, in proportion"))] if plan.matrix.total else []
        form.add(ChoiceField("season", lambda: _("Over the months"), [*kept, *seasons]))
        title = _("Target {year}: {metric}").format(year=year, metric=label(metric))
        super().__init__(title, form, parent, width=420)
        form.load({"amount": plan.matrix.total or None, "season": KEEP if kept else Season.EQUAL.value})

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        season = None if values["season"] == KEEP else Season(values["season"])
        self._ctx.desk.targets.set_total(self._year, self._metric, values["amount"], season=season)
        _say_what_was_done(self._ctx, before)


class LastYearSheet(FormSheet):
    """Last year's actuals with some growth as this year's target."""

    def __init__(self, ctx: PageContext, parent: QWidget, year: int, metric: Metric) -> None:
        self._ctx, self._year, self._metric = ctx, year, metric
        form = Form()
        form.add(
            GrowthField(
                "growth_percent",
                lambda: _("Growth over {year}, in percent").format(year=year - 1),
                help=lambda: _("Each month and product line grows alike; locked cells stay."),
            )
        )
        title = _("Target {year} from what {before} brought").format(year=year, before=year - 1)
        super().__init__(title, form, parent, width=420)
        form.load({"growth_percent": 10})

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        growth = int(values["growth_percent"] or 0)
        self._ctx.desk.targets.seed_from_last_year(self._year, self._metric, growth)
        _say_what_was_done(self._ctx, before)


class GrowthField(LineField):
    """Whole percent, also less than nothing: 10, -5."""

    def value(self) -> Any:
        words = self.line.text().strip().rstrip("%％").strip()
        return int(words) if words.lstrip("+-").isdecimal() else None

    def problem(self) -> str:
        return _("Write whole percent, like 10 or -5.") if self.line.text().strip() and self.value() is None else ""


def example(metric: Metric) -> str:
    """How a total may be written."""
    return _("e.g. 5,000,000 or 5M") if metric in (Metric.SALES, Metric.COLLECTIONS) else _("e.g. 1,200")


def _say_what_was_done(ctx: PageContext, before: object) -> None:
    if ctx.bridge.last is not None and ctx.bridge.last is not before:
        ctx.notify.done(ctx.bridge.last)
