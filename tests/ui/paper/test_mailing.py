"""Drafts of e-mails: put down for the mail program, and taken away again by and by."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from pytestqt.qtbot import QtBot

from salesdesk.reports.daily import daily_document
from salesdesk.ui.paper.mailing import make_draft
from tests import builders_reports as sample


def test_drafts_of_earlier_days_are_taken_away(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path))
    document = daily_document(sample.daily())
    first = make_draft(document, "first")
    assert first.parent.parent == tmp_path and first.stat().st_size > 10_000
    second = make_draft(document, "second")
    assert first.exists()
    os.utime(first, (time.time() - 90_000, time.time() - 90_000))
    make_draft(document, "third")
    assert not first.exists() and second.exists()
