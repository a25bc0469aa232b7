"""The tabs of the window, in their order; each is imported and built when it is first shown."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from salesdesk.domain.change import Kind
from salesdesk.domain.text import N_
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.ui.page import Page

PAGES = ["today", "targets", "clients", "calendar", "funnel", "reports", "team"]
"""The order on the rail, and of Ctrl+1 … 8."""

_SENTENCES = {
    "today": (N_("Today"), N_("Go to Today")),
    "targets": (N_("Targets"), N_("Go to Targets")),
    "clients": (N_("Clients"), N_("Go to Clients")),
    "calendar": (N_("Calendar"), N_("Go to Calendar")),
    "funnel": (N_("Funnel"), N_("Go to Funnel")),
    "reports": (N_("Reports"), N_("Go to Reports")),
    "team": (N_("Team"), N_("Go to Team")),
}

HOME = {
    Kind.CLIENT: "clients",
    Kind.CONTACT: "clients",
    Kind.REQUEST: "clients",
    Kind.ORDER: "clients",
    Kind.QUOTE: "clients",
    Kind.VISIT: "calendar",
    Kind.APPOINTMENT: "calendar",
    Kind.OPPORTUNITY: "funnel",
    Kind.STAGE_MOVE: "funnel",
    Kind.TARGET: "targets",
    Kind.TARGET_VERSION: "targets",
    Kind.GOAL: "targets",
    Kind.MILESTONE: "targets",
    Kind.TENDER: "targets",
    Kind.REPORT: "reports",
    Kind.RESOLUTION: "reports",
}
"""The page where a record of this kind is shown."""


@dataclass(frozen=True)
class Tab:
    """A tab before its page is imported: key (also its icon), name, the sentence that goes there, how to load it."""

    key: str
    title: str
    go_to: str
    load: Callable[[], type[Page]]


def tabs() -> list[Tab]:
    """The tabs that do a first honest job already; no placeholders stand on the rail."""
    return [Tab(key, *_SENTENCES[key], partial(page_class, key)) for key in PAGES]


def page_title(key: str) -> str:
    """The name of a tab, translated."""
    return _(_SENTENCES[key][0])


def page_class(key: str) -> type[Page]:
    """The class of a tab: the one in `salesdesk.ui.<key>.page` whose `key` it is. Raises LookupError without one."""
    module = importlib.import_module(f"salesdesk.ui.{key}.page")
    for found in vars(module).values():
        if isinstance(found, type) and found.__module__ == module.__name__ and getattr(found, "key", "") == key:
            return found
    raise LookupError(f"{module.__name__} holds no page {key!r}")
