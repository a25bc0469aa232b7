"""The verbs of the window with their keys, and the menu made of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QMenuBar

from salesdesk.domain.text import N_
from salesdesk.ui.actions import Actions
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.ui.main_window import MainWindow

NEEDS_FILE = (
    "log_visit",
    "appointment",
    "leave",
    "import",
    "import_appointments",
    "export",
    "export_plan",
    "working_days",
    "contact_rules",
    "coverage",
    "visit_plan",
    "trends",
    "products",
    "quotes",
    "new_quote",
    "new_order",
    "money",
    "new_payment",
    "enquiries",
    "new_enquiry",
    "surveys",
    "bin",
    "merge",
    "conflicts",
    "hand_out",
    "take_in",
    "hand_over",
    "closing",
    "search_here",
    "new_here",
    "undo",
    "redo",
    "print",
    "todays_report",
    "back",
    "forward",
)
"""Verbs that mean nothing while no file is open."""

_FILE = (
    "file_new",
    "file_open",
    "recent",
    "",
    "import",
    "import_appointments",
    "export",
    "export_plan",
    "products",
    "quotes",
    "money",
    "enquiries",
    "surveys",
    "bin",
    "hand_out",
    "take_in",
    "hand_over",
    "closing",
    "",
    "merge",
    "conflicts",
    "",
    "trends",
    "coverage",
    "contact_rules",
    "working_days",
    "",
    "publish",
    "publish_how",
    "",
    "file_backup",
    "file_restore",
    "file_check",
    "history_here",
    "file_history",
    "",
    "file_protect",
    "file_passphrase",
    "file_no_passphrase",
    "file_remember",
    "file_forget",
    "file_lock",
)
_REST = ("preferences", "keys", "about", "", "quit")
"""The two parts of the menu, by the keys of their verbs."""


def add_verbs(window: MainWindow) -> Actions:
    """Name every verb of the window; `ui.files` adds those that open and keep files."""
    verbs = Actions(window)
    verbs.add("log_visit", N_("Log visit"), window.log_visit, ("Ctrl+L",))
    verbs.add("search", N_("Search"), window.search, ("Ctrl+K",))
    for number, tab in enumerate(window.tabs.values(), start=1):
        verbs.add(f"page_{tab.key}", tab.go_to, partial(window.show_page, tab.key), (f"Ctrl+{number}",))
    verbs.add("new_here", N_("New on this page"), _on_page(window, "new_item"), ("Ctrl+N",))
    verbs.add("search_here", N_("Filter this page"), _on_page(window, "search_focus"), ("Ctrl+F", "/"))
    verbs.add("print", N_("Print this page"), _on_page(window, "print_page"), ("Ctrl+P",))
    verbs.add("history_here", N_("History of what is chosen…"), window.show_history_here, ("Ctrl+H",))
    verbs.add("todays_report", N_("Today's report"), window.todays_report, ("Ctrl+D",))
    verbs.add("undo", N_("Undo"), window.undo, ("Ctrl+Z",))
    verbs.add("redo", N_("Redo"), window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"))
    verbs.add("back", N_("Back"), window.go_back, ("Alt+Left",))
    verbs.add("forward", N_("Forward"), window.go_forward, ("Alt+Right",))
    verbs.add("appointment", N_("New appointment…"), window.new_appointment)
    verbs.add("leave", N_("Enter leave…"), window.new_leave)
    verbs.add("import", N_("Import…"), window.show_import)
    verbs.add("import_appointments", N_("Import appointments…"), window.import_appointments)
    verbs.add("export", N_("Export…"), window.show_export)
    verbs.add("export_plan", N_("Give the plan to another calendar…"), window.export_plan)
    verbs.add("visit_plan", N_("Visit plan…"), window.show_visit_plan)
    verbs.add("tier_paper", N_("Tier review on paper…"), window.show_tier_paper)
    verbs.add("working_days", N_("Working days…"), window.show_working_days)
    verbs.add("contact_rules", N_("Contact rules…"), window.show_contact_rules)
    verbs.add("coverage", N_("Coverage…"), window.show_coverage)
    verbs.add("trends", N_("Trends…"), window.show_trends)
    verbs.add("products", N_("Products and lines…"), window.show_products)
    verbs.add("quotes", N_("Quotes and orders…"), window.show_quotes, ("Ctrl+Shift+Q",))
    verbs.add("new_quote", N_("New quote"), window.new_quote)
    verbs.add("new_order", N_("New order"), window.new_order)
    verbs.add("money", N_("Money…"), window.show_money, ("Ctrl+Shift+M",))
    verbs.add("new_payment", N_("Record a payment"), window.new_payment)
    verbs.add("enquiries", N_("Enquiries and complaints…"), window.show_enquiries, ("Ctrl+Shift+E",))
    verbs.add("new_enquiry", N_("New enquiry or complaint"), window.new_enquiry)
    verbs.add("surveys", N_("Survey of the quarter…"), window.show_surveys)
    verbs.add("bin", N_("Bin…"), window.show_bin)
    verbs.add("merge", N_("Merge files…"), window.show_merge)
    verbs.add("conflicts", N_("Conflicts…"), window.show_conflicts)
    verbs.add("hand_out", N_("Hand out…"), window.show_hand_out)
    verbs.add("take_in", N_("Take in what was handed out…"), window.take_in)
    verbs.add("hand_over", N_("Hand over…"), window.show_hand_over)
    verbs.add("closing", N_("Close months…"), window.show_closing)
    verbs.add("preferences", N_("Preferences…"), window.show_preferences, ("Ctrl+,",))
    verbs.add("keys", N_("All keys"), window.show_keys, ("F1",))
    verbs.add("quit", N_("Quit"), window.close, ("Ctrl+Q",))
    return verbs


def fill_menu(menu: QMenu | QMenuBar, window: MainWindow) -> None:
    """Put the verbs into the menu at the foot of the rail, or into the menu bar of a Mac."""
    menu.clear()
    for title, keys in ((_("File"), _FILE), (_("Help"), _REST)):
        part = menu.addMenu(title) if isinstance(menu, QMenuBar) else menu
        for key in keys:
            if key in window.verbs:
                part.addAction(window.verbs[key])
            elif key == "recent":
                _add_recent(part, window)
            else:
                part.addSeparator()
        part.addSeparator()


def _add_recent(menu: QMenu, window: MainWindow) -> None:
    paths = [Path(name) for name in window.settings.settings.recent]
    if not paths:
        return
    part = menu.addMenu(_("Open recent"))
    for path in paths:
        action = part.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(partial(window.wanted.emit, path))


def _on_page(window: MainWindow, verb: str) -> Callable[[], None]:
    """A verb that the page in view carries out."""

    def run() -> None:
        if window.page is not None and (verb != "new_item" or window.may_write()):
            getattr(window.page, verb)()

    return run
