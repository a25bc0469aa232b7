"""The sheets that set a year's target: its total, or what last year brought."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.figures import COUNTED
from salesdesk.domain.target import Metric
from salesdesk.services.targets import Season, Targets
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.words.amounts import is_too_large
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date

KEEP = "keep"
_WHOLE_PERCENT = re.compile(r"[+-]?\d{1,6}")


class TotalField(LineField):
    """The year's total, as people write it ("500万"); the value is cents or a count."""

    def __init__(
        self, key: str, caption: Caption, amounts: Amounts, *, placeholder: Caption = "", required: bool = True
    ) -> None:
        self._amounts = amounts
        help_ = "" if required else lambda: _("Left empty, it is the sum of the reps' targets.")
        super().__init__(key, caption, placeholder=placeholder, required=required, help=help_)

    def value(self) -> Any:
        return self._amounts.read(self.line.text().strip())

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else self._amounts.plain(value))

    def problem(self) -> str:
        words = self.line.text().strip()
        return not_an_amount(words) if words and self.value() is None else ""


class TotalSheet(FormSheet):
    """The year's total, and how it is spread over the months."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        year: int,
        metric: Metric,
        amounts: Amounts,
        targets: Targets,
        of_whom: str = "",
    ) -> None:
        self._ctx, self._year, self._metric, self._targets = ctx, year, metric, targets
        plan = targets.matrix(year, metric)
        form = Form()
        form.add(TotalField("amount", lambda: _("Total of the year"), amounts, placeholder=lambda: example(metric)))
        seasons = [
            Choice(Season.EQUAL.value, lambda: _("The same every month")),
            Choice(Season.LAST_YEAR.value, lambda: _("As last year went")),
        ]
        kept = [Choice(KEEP, lambda: _("As it is now, in proportion"))] if plan.matrix.total else []
        form.add(ChoiceField("season", lambda: _("Over the months"), [*kept, *seasons]))
        name = _keep_name(ctx, targets, year)
        if plan.is_set:
            form.add(_keep_field())
        title = _("Target {year}: {metric}").format(year=year, metric=label(metric)) + of_whom
        super().__init__(title, form, parent, width=420)
        values = {"amount": plan.matrix.total or None, "season": KEEP if kept else Season.EQUAL.value}
        form.load(values | ({"keep": name} if plan.is_set else {}))

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        season = None if values["season"] == KEEP else Season(values["season"])
        self._targets.set_total(
            self._year, self._metric, values["amount"], season=season, keep=values.get("keep") or ""
        )
        _say_what_was_done(self._ctx, before)


class LastYearSheet(FormSheet):
    """Last year's actuals with some growth as this year's target."""

    def __init__(self, ctx: PageContext, parent: QWidget, year: int, metric: Metric, targets: Targets) -> None:
        self._ctx, self._year, self._metric, self._targets = ctx, year, metric, targets
        form = Form()
        form.add(
            GrowthField(
                "growth_percent",
                lambda: _("Growth over {year}, in percent").format(year=year - 1),
                help=lambda: _("Each month and product line grows alike; locked cells stay."),
            )
        )
        is_set = targets.matrix(year, metric).is_set
        if is_set:
            form.add(_keep_field())
        title = _("Target {year} from what {before} brought").format(year=year, before=year - 1)
        super().__init__(title, form, parent, width=420)
        form.load({"growth_percent": 10} | ({"keep": _keep_name(ctx, targets, year)} if is_set else {}))

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        growth = int(values["growth_percent"] or 0)
        keep = values.get("keep") or ""
        self._targets.seed_from_last_year(self._year, self._metric, growth, keep=keep)
        _say_what_was_done(self._ctx, before)


class KeepSheet(FormSheet):
    """The plan as it is now, kept under a name."""

    def __init__(self, ctx: PageContext, parent: QWidget, year: int, targets: Targets) -> None:
        self._ctx, self._year, self._targets = ctx, year, targets
        form = Form()
        form.add(LineField("name", lambda: _("Name of the plan"), required=True))
        super().__init__(_("Keep the plan of {year}").format(year=year), form, parent, width=420)
        form.load({"name": _until(ctx)})

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        self._targets.versions.keep(self._year, values["name"])
        _say_what_was_done(self._ctx, before)


class TeamSheet(FormSheet):
    """What the team is to reach; left empty it is the sum of its reps."""

    def __init__(self, ctx: PageContext, parent: QWidget, year: int, metric: Metric, amounts: Amounts) -> None:
        self._ctx, self._year, self._metric = ctx, year, metric
        team = ctx.desk.targets.team(year, metric)
        form = Form()
        field = TotalField("amount", lambda: _("Team's target of the year"), amounts, required=False)
        form.add(field)
        title = _("Team's target {year}: {metric}").format(year=year, metric=label(metric))
        super().__init__(title, form, parent, width=420)
        form.load({"amount": team.stated})

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        self._ctx.desk.targets.set_team_total(self._year, self._metric, values["amount"])
        _say_what_was_done(self._ctx, before)


class GrowthField(LineField):
    """Whole percent, also less than nothing: 10, -5."""

    def value(self) -> Any:
        words = self.line.text().strip().rstrip("%％").strip()
        return int(words) if _WHOLE_PERCENT.fullmatch(words) else None

    def problem(self) -> str:
        return _("Write whole percent, like 10 or -5.") if self.line.text().strip() and self.value() is None else ""


def not_an_amount(words: str) -> str:
    """What is wrong with what was typed as an amount."""
    if is_too_large(words):
        return _("This amount is too large.")
    return _("This is not an amount. Write it like 1,200 or 12.5万.")


def example(metric: Metric) -> str:
    """How a total may be written."""
    return _("e.g. 1,200") if metric in COUNTED else _("e.g. 5,000,000 or 5M")


def _keep_field() -> LineField:
    return LineField(
        "keep",
        lambda: _("Keep the plan so far as"),
        help=lambda: _("To compare with later, or to go back to; left empty, it is not kept."),
    )


def _keep_name(ctx: PageContext, targets: Targets, year: int) -> str:
    """The name that is offered in a running year, once a day."""
    name = _until(ctx)
    taken = name in {one.name for one in targets.versions.of_year(year)}
    return "" if year > ctx.desk.today().year or taken else name


def _until(ctx: PageContext) -> str:
    return _("Plan until {day}").format(day=format_date(ctx.desk.today()))


def _say_what_was_done(ctx: PageContext, before: object) -> None:
    if ctx.bridge.last is not None and ctx.bridge.last is not before:
        ctx.notify.done(ctx.bridge.last)
