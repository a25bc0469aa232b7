"""Pie and funnel on the screen, painted by the same routine as on paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.paper.charts import paint_chart
from salesdesk.paper.colours import Look
from salesdesk.services.charts import BarChart, PieChart, chart_rows
from salesdesk.ui.charts.frame import ChartFrame
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption
from salesdesk.words.i18n import _


class PaintedChart(ChartFrame):
    """A pie or a funnel in a frame; the table shows the same numbers."""

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.legend.hide()
        self._picture = _Picture()
        self.set_chart(self._picture)

    def show_chart(self, chart: PieChart | BarChart) -> None:
        """Paint this instead (its own title is left to the frame)."""
        self._picture.chart = chart
        rows = chart_rows(chart)
        self.show_numbers(("", _("Value")), rows)
        self._picture.setAccessibleDescription("; ".join(f"{name}: {value}" for name, value in rows))
        self._picture.update()

    def _on_table(self, shown: bool) -> None:
        super()._on_table(shown)
        self.legend.hide()


class _Picture(QWidget):
    """The canvas of a painted chart."""

    def __init__(self) -> None:
        super().__init__()
        self.chart: PieChart | BarChart | None = None

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(360), theme.tokens().px(220))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chart is None:
            return
        painter = QPainter(self)
        paint_chart(painter, self.chart, QRectF(self.rect()).adjusted(4, 4, -4, -4), screen_look())
        painter.end()


def screen_look() -> Look:
    """The colours of charts in the present theme; letters as small as the legend's."""
    look = theme.tokens()
    return Look(
        ink=look.text,
        quiet=look.soft,
        hairline=look.line,
        line=look.edge,
        accent=look.accent,
        alert=look.red,
        paper=look.surface,
        tint=look.page,
        hues=look.series,
        size=look.px(look.small_size),
    )
