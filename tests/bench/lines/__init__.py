"""The lines by name. Each takes the sizes and the places, and gives its readings."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.frame import Reading
from tests.bench.lines.backup import backup
from tests.bench.lines.board import board
from tests.bench.lines.bringing import bringing
from tests.bench.lines.cadence import cadence
from tests.bench.lines.calendar_frame import calendar_frame
from tests.bench.lines.drag import drag
from tests.bench.lines.export_rows import export_rows
from tests.bench.lines.figures import figures
from tests.bench.lines.filter_clients import filter_clients
from tests.bench.lines.funnel import funnel
from tests.bench.lines.history import history
from tests.bench.lines.import_rows import import_rows
from tests.bench.lines.log_visit import log_visit
from tests.bench.lines.memory import memory
from tests.bench.lines.merge_files import merge_files
from tests.bench.lines.month import month
from tests.bench.lines.notes import notes
from tests.bench.lines.pdf import pdf
from tests.bench.lines.planner import planner
from tests.bench.lines.protected import protected
from tests.bench.lines.report_files import report_files
from tests.bench.lines.start import start
from tests.bench.lines.team import team
from tests.bench.lines.team_told import team_told
from tests.bench.lines.tiers import tiers
from tests.bench.lines.today import today
from tests.bench.lines.twins import twins
from tests.bench.places import Places
from tests.bench.sizes import Sizes

LINES: dict[str, Callable[[Sizes, Places], list[Reading]]] = {
    "start": start,
    "log": log_visit,
    "drag": drag,
    "month": month,
    "calendar": calendar_frame,
    "cadence": cadence,
    "planner": planner,
    "board": board,
    "filter": filter_clients,
    "notes": notes,
    "history": history,
    "figures": figures,
    "today": today,
    "funnel": funnel,
    "pdf": pdf,
    "files": report_files,
    "import": import_rows,
    "export": export_rows,
    "tiers": tiers,
    "twins": twins,
    "backup": backup,
    "bringing": bringing,
    "merge": merge_files,
    "team": team,
    "published": team_told,
    "protected": protected,
    "memory": memory,
}
