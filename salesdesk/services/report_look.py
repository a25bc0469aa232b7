"""How reports are put on paper, as the file keeps it: the look of both kinds, the sections of each, a Word template."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from pathlib import Path

from salesdesk.domain.change import Change
from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.reports.files import replace_file
from salesdesk.reports.layout import Layout
from salesdesk.services.session import Session
from salesdesk.store.read.settings import setting, setting_change

LAYOUT, TEMPLATE = "report_layout", "report_template"
TEMPLATE_LIMIT = 5_000_000
LAYOUT_LIMIT = 4_000_000
"""Bytes."""
_MARK = "salesdesk_layout"


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


def write_layout(session: Session, path: Path) -> None:
    """Write the look and the sections of every kind of report as a file for a colleague. Raises Refused."""
    look = replace(layout(session, ReportKind.DAILY), order=(), hidden=frozenset())
    sections = {kind.value: setting(session.file.conn, _sections_key(kind), {}) for kind in ReportKind}
    kept = {_MARK: 1, "look": json.loads(look.to_json()), "sections": sections}
    replace_file(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def taken_layout(session: Session, path: Path) -> list[Change]:
    """What takes over the layout in a colleague's file. Refused where it is none; nothing else is read from it."""
    problem = N_("{name} is no layout of reports. Choose a file that was written with “Give to a colleague”.")
    try:
        text = path.read_bytes()[: LAYOUT_LIMIT + 1]
        data = json.loads(text) if len(text) <= LAYOUT_LIMIT else {}
        if data[_MARK] != 1:
            raise ValueError
        look = Layout.from_json(json.dumps(data["look"]))
        sections = {
            ReportKind(kind): {part: [str(key) for key in found[part]] for part in ("order", "hidden") if part in found}
            for kind, found in data["sections"].items()
            if kind in set(ReportKind)
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, Refused) as error:
        raise Refused(problem, name=path.name) from error
    changes = []
    for kind in ReportKind:
        own = sections.get(kind, {})
        wanted = replace(look, order=tuple(own.get("order", ())), hidden=frozenset(own.get("hidden", ())))
        changes += [one for one in layout_changes(session, kind, wanted) if one not in changes]
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
