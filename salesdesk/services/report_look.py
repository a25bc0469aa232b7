"""How reports are put on paper, as the file keeps it: the look of both kinds, the sections of each, a Word template."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

from salesdesk.domain.change import Change
from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.reports.layout import Layout
from salesdesk.services.session import Session
from salesdesk.store.read.settings import setting, setting_change

LAYOUT, TEMPLATE = "report_layout", "report_template"
TEMPLATE_LIMIT = 5_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Template:
    """A Word template edited by the user: its file's name and its bytes."""

    name: str
    data: bytes


def layout(session: Session, kind: ReportKind) -> Layout:
    """The layout of one kind of report; the usual look where the kept one cannot be read (it can be chosen again)."""
    kept = setting(session.file.conn, LAYOUT)
    try:
        look = Layout.from_json(kept) if kept else Layout()
    except Refused:
        look = Layout()
    sections = setting(session.file.conn, _sections_key(kind), {})
    return replace(look, order=tuple(sections.get("order", ())), hidden=frozenset(sections.get("hidden", ())))


def layout_changes(session: Session, kind: ReportKind, wanted: Layout) -> list[Change]:
    """What gives one kind of report this layout: the look for both kinds, the sections for this one."""
    before = layout(session, kind)
    changes: list[Change] = []
    if (wanted.order, wanted.hidden) != (before.order, before.hidden):
        sections = {"order": list(wanted.order), "hidden": sorted(wanted.hidden)}
        changes.append(setting_change(session.file.conn, _sections_key(kind), sections))
    look = replace(wanted, order=(), hidden=frozenset())
    if look != replace(before, order=(), hidden=frozenset()):
        changes.append(setting_change(session.file.conn, LAYOUT, look.to_json()))
    return changes


def template(session: Session) -> Template | None:
    """The Word template that was chosen; None for the usual one."""
    kept = setting(session.file.conn, TEMPLATE)
    return Template(kept["name"], base64.b64decode(kept["data"])) if kept else None


def template_changes(session: Session, path: Path | None) -> list[Change]:
    """What takes the template at `path` into the file (None: the usual one). Refused where it cannot be one."""
    wanted = _read(path) if path else None
    return (
        [] if wanted == setting(session.file.conn, TEMPLATE) else [setting_change(session.file.conn, TEMPLATE, wanted)]
    )


def _read(path: Path) -> dict[str, str]:
    try:
        data = path.read_bytes() if path.stat().st_size <= TEMPLATE_LIMIT else b""
    except OSError as error:
        raise Refused(N_("The template {name} cannot be read. Choose another file."), name=path.name) from error
    if not data.startswith(b"PK"):
        raise Refused(N_("{name} is no Word document (.docx), or it is larger than 5 MB."), name=path.name)
    return {"name": path.name, "data": base64.b64encode(data).decode()}


def _sections_key(kind: ReportKind) -> str:
    return f"report_sections_{kind}"
