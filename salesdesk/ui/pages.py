"""The tabs of the window, in their order; each is imported and built when it is first shown."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

from salesdesk.domain.text import N_
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.ui.page import Page

PAGES = ["today", "targets", "clients", "calendar", "funnel", "reports"]
"""The order on the rail, and of Ctrl+1 … 8."""

_TITLES = {
    "today": N_("Today"),
    "targets": N_("Targets"),
    "clients": N_("Clients"),
    "calendar": N_("Calendar"),
    "funnel": N_("Funnel"),
    "reports": N_("Reports"),
}


def page_title(key: str) -> str:
    """The name of a tab, translated, known before the page is imported."""
    return _(_TITLES[key])


def page_exists(key: str) -> bool:
    """Whether the tab does a first honest job already; no placeholders stand on the rail."""
    package = f"salesdesk.ui.{key}"
    return importlib.util.find_spec(package) is not None and importlib.util.find_spec(f"{package}.page") is not None


def page_class(key: str) -> type[Page]:
    """The class of a tab: the one in `salesdesk.ui.<key>.page` whose `key` it is. Raises LookupError without one."""
    module = importlib.import_module(f"salesdesk.ui.{key}.page")
    for found in vars(module).values():
        if isinstance(found, type) and found.__module__ == module.__name__ and getattr(found, "key", "") == key:
            return found
    raise LookupError(f"{module.__name__} holds no page {key!r}")
