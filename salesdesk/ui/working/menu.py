"""The sheets of working days, contact rules and coverage as a menu, for the pages on which one thinks of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from salesdesk.ui.page import PageContext
from salesdesk.ui.working.coverage_sheet import CoverageSheet
from salesdesk.ui.working.days_sheet import WorkingDaysSheet
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.ui.working.rules_sheet import ContactRulesSheet
from salesdesk.words.i18n import _


def show_working_menu(ctx: PageContext, button: QToolButton) -> None:
    """Open the menu below its button."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheets: tuple[tuple[str, type[CoverageSheet] | type[ContactRulesSheet] | type[WorkingDaysSheet]], ...] = (
        (_("Coverage…"), CoverageSheet),
        (_("Contact rules…"), ContactRulesSheet),
        (_("Working days…"), WorkingDaysSheet),
    )
    for words, sheet in sheets:
        menu.addAction(words).triggered.connect(partial(_open, sheet, ctx, button.window()))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _open(
    sheet: type[CoverageSheet] | type[ContactRulesSheet] | type[WorkingDaysSheet], ctx: PageContext, over: QWidget
) -> None:
    made: LiveSheet = sheet(ctx, over)
    made.show_over()
