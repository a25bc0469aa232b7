"""Charts of the figures, ready to be painted on the screen as on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesdesk.domain.opportunity import Stage
from salesdesk.domain.report import IndustryShare
from salesdesk.reports.document import Bar, BarChart, Chart, PieChart, PieSlice
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_number, format_percent

__all__ = ["Bar", "BarChart", "Chart", "PieChart", "PieSlice", "chart_rows", "funnel_chart", "industry_pie"]

SLICES = 7
"""Slices that can still be told apart; the smaller ones are taken together."""


def industry_pie(shares: Sequence[IndustryShare], title: str = "") -> PieChart:
    """Clients by industry, the largest first; the smallest ones and the unknown together at the end."""
    total = sum(one.clients for one in shares)
    known = sorted((one for one in shares if one.industry), key=lambda one: -one.clients)
    shown = [(one.industry, one.clients) for one in known[:SLICES]]
    rest = total - sum(count for _name, count in shown)
    if rest:
        shown.append((_("Other"), rest))
    return PieChart(title, tuple(PieSlice(name, count, _share(count, total)) for name, count in shown))


def funnel_chart(counts: Mapping[Stage, int], title: str = "") -> BarChart:
    """How many opportunities stand in each stage, as a funnel."""
    bars = (Bar(label(stage), count, format_number(count)) for stage, count in counts.items())
    return BarChart(title, tuple(bars), funnel=True)


def chart_rows(chart: PieChart | BarChart) -> list[tuple[str, str]]:
    """The chart's numbers for those who do not see it: name and value."""
    parts = chart.slices if isinstance(chart, PieChart) else chart.bars
    return [(part.label, part.text or format_number(part.value)) for part in parts]


def _share(count: int, total: int) -> str:
    return f"{format_number(count)} · {format_percent(count / total if total else None, 0)}"
