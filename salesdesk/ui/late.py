"""What the window needs only at first use, loaded then: it is painted before.

Measured: the sheets with their forms and the words for every field and deed cost more than Qt's own window.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, cast

from salesdesk.domain.change import Label

_SHEETS = {
    "AppointmentSheet": "salesdesk.ui.appointments.sheet",
    "BackupsSheet": "salesdesk.ui.safety.backups_sheet",
    "BinSheet": "salesdesk.ui.bin_sheet",
    "CommandPalette": "salesdesk.ui.command_palette",
    "ClosingSheet": "salesdesk.ui.closing_sheet",
    "ContactRulesSheet": "salesdesk.ui.working.rules_sheet",
    "ConflictsSheet": "salesdesk.ui.merging.conflicts",
    "CoverageSheet": "salesdesk.ui.working.coverage_sheet",
    "CrashSheet": "salesdesk.ui.crash_sheet",
    "DamageSheet": "salesdesk.ui.safety.damage_sheet",
    "ExportSheet": "salesdesk.ui.imports.export",
    "FirstStart": "salesdesk.ui.first_start",
    "HandOutSheet": "salesdesk.ui.handing.out_sheet",
    "HandOverSheet": "salesdesk.ui.handing.over_sheet",
    "HistorySheet": "salesdesk.ui.history",
    "ImportWindow": "salesdesk.ui.imports.window",
    "KeysSheet": "salesdesk.ui.shortcuts",
    "Ending": "salesdesk.ui.publishing.ending",
    "EnquiriesSheet": "salesdesk.ui.enquiries.sheet",
    "EnquirySheet": "salesdesk.ui.enquiries.enquiry_sheet",
    "MergeFilesSheet": "salesdesk.ui.merging.sheet",
    "MoneySheet": "salesdesk.ui.money.sheet",
    "PaymentSheet": "salesdesk.ui.money.payment_sheet",
    "SurveysSheet": "salesdesk.ui.enquiries.surveys",
    "LogVisitSheet": "salesdesk.ui.log_visit.sheet",
    "NoPassphraseSheet": "salesdesk.ui.safety.passphrase_sheet",
    "PassphraseSheet": "salesdesk.ui.safety.passphrase_sheet",
    "PlanExportSheet": "salesdesk.ui.imports.plan_export",
    "PreferencesSheet": "salesdesk.ui.preferences",
    "OrderSheet": "salesdesk.ui.orders.sheet",
    "PublishSheet": "salesdesk.ui.publishing.sheet",
    "ProductsSheet": "salesdesk.ui.products.sheet",
    "QuoteSheet": "salesdesk.ui.quotes.sheet",
    "QuotesSheet": "salesdesk.ui.quotes.list_sheet",
    "RepairedSheet": "salesdesk.ui.safety.damage_sheet",
    "RecoveryCodeSheet": "salesdesk.ui.safety.code_sheet",
    "TrendsSheet": "salesdesk.ui.trends.sheet",
    "TierPaperSheet": "salesdesk.ui.clients.tier_paper",
    "VisitPlanSheet": "salesdesk.ui.calendar.visit_plan",
    "UnlockPane": "salesdesk.ui.safety.unlock_pane",
    "UnlockSheet": "salesdesk.ui.safety.unlock_pane",
    "WorkingDaysSheet": "salesdesk.ui.working.days_sheet",
}
_WORDS = "salesdesk.words.labels"


def sheet(name: str) -> Callable[..., Any]:
    """The class of a sheet of the window. Raises KeyError for a name that is not in the list."""
    return cast("Callable[..., Any]", getattr(importlib.import_module(_SHEETS[name]), name))


def change_label(label: Label) -> str:
    """What the user did, in words: see `words.labels`."""
    return str(importlib.import_module(_WORDS).change_label(label))
