"""The import law of the house, read from the sources: who may know whom, and what no file may do."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "salesdesk"

ROOMS = {
    "domain": set[str](),
    "words": {"domain"},
    "store": {"domain"},
    "exchange": {"domain"},
    "reports": {"words", "domain"},
    "paper": {"reports", "words", "domain"},
    "services": {"store", "exchange", "reports", "words", "domain"},
    "ui": {"services", "paper", "words", "domain"},
}
"""Room → the rooms it may import."""

DOORS = {
    "cli": {"services", "paper", "words", "domain"},
    "settings": set[str](),
    "places": set[str](),
    "logs": set[str](),
    "resources": set[str](),
}
"""File beside the rooms → the rooms it may import. `app` and `__main__` wire everything and know every room."""

WIRING = {"app", "__main__"}
AROUND = {
    "settings": {"ui", "cli", "logs"},
    "logs": {"ui", "cli"},
    "places": {"store", "services", "ui", "cli", "settings", "logs"},
}
"""What the program knows about its user and computer → who may ask. Only `places`, mere paths, goes deep."""

QT = {"PySide6", "shiboken6"}
QT_ROOMS = {"paper", "ui", "app"}
SQL = {"sqlalchemy", "sqlmodel", "sqlcipher3", "sqlite3", "alembic"}
SHAPES_OF_SQL = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "PRAGMA ", "CREATE TABLE ")

HEAVY = {
    "alembic",
    "babel",
    "chinese_calendar",
    "cryptography",
    "dateutil",
    "docx",
    "docxtpl",
    "holidays",
    "icalendar",
    "jinja2",
    "keyring",
    "lxml",
    "markupsafe",
    "numpy",
    "opencc",
    "openpyxl",
    "pypinyin",
    "pyqtgraph",
    "python_calamine",
    "rapidfuzz",
    "xlsxwriter",
    "zxcvbn",
}
"""Libraries that cost start-up time and may be imported in the function that first needs them."""

LATE = {"app", "__main__", "cli"}
"""Files that may import our own rooms inside functions: the start paints first and thinks later."""

LATE_OWN = {"salesdesk.reports.word_sandbox"}
"""Our own files that are built on a heavy library and are imported, like it, in the function that first needs them."""

PAGES = {"today", "targets", "clients", "calendar", "funnel", "reports", "playbook", "team"}
LATE_IN_UI = ("salesdesk.ui.charts", "salesdesk.services")
"""What the window may import at first use: charts (pyqtgraph), services (the database library); it is painted first."""

CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("time", "time")}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


@dataclass(frozen=True)
class Import:
    """One imported module, and whether the import hides in a function."""

    name: str
    line: int
    hidden: bool


def module_name(path: Path) -> str:
    """`…/salesdesk/ui/page.py` → `salesdesk.ui.page`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module, module: str, package: bool = False) -> Iterator[Import]:
    """Everything a file imports, relative names resolved, `importlib.import_module("…")` counted too."""
    hidden = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        for name in _imported(node, module, package):
            yield Import(name, getattr(node, "lineno", 0), id(node) in hidden)


def _imported(node: ast.AST, module: str, package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = module.split(".")[: len(module.split(".")) - node.level + package]
            base = ".".join([*above, base] if base else above)
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
        target = node.args[0]
        return [target.value] if isinstance(target, ast.Constant) and isinstance(target.value, str) else []
    return []


def room_of(module: str) -> str:
    """The room (or the file beside the rooms) of a module of ours; empty for `salesdesk` itself."""
    return [*module.split("."), ""][1]


def page_of(module: str) -> str:
    """The tab a module belongs to; empty where it belongs to none."""
    parts = [*module.split("."), "", ""]
    return parts[2] if parts[1] == "ui" and parts[2] in PAGES else ""


def breaches(module: str, source: str, package: bool = False) -> list[str]:
    """Every breach of the house's law in one file, as `line: what`."""
    tree = ast.parse(source)
    found: list[tuple[int, str]] = []
    for one in imports(tree, module, package):
        reason = _wrong_direction(module, one) or _wrong_library(module, one) or _wrongly_hidden(module, one)
        if reason:
            found.append((one.line, reason))
    for node in ast.walk(tree):
        reason = _swallows(node) or _asks_the_clock(room_of(module), node) or _forbidden_piece(module, node)
        if reason:
            found.append((getattr(node, "lineno", 0), reason))
    return [f"{line}: {reason}" for line, reason in sorted(found)]


def _wrong_direction(module: str, one: Import) -> str:
    if not one.name.startswith("salesdesk."):
        return ""
    here, there = room_of(module), room_of(one.name)
    if here in WIRING or there in {here, "resources", "__version__"}:
        return ""
    if there in AROUND:
        return "" if here in AROUND[there] else f"{here} may not know {there}"
    if there not in {**ROOMS, **DOORS}.get(here, set()):
        return f"{here} may not know {there}"
    return ""


def _wrong_library(module: str, one: Import) -> str:
    here, library = room_of(module), one.name.split(".")[0]
    if library in QT and here not in QT_ROOMS:
        return f"Qt in {here}"
    if here == "paper" and one.name.startswith("PySide6.QtWidgets"):
        return "widgets in paper"
    if library == "pyqtgraph" and here != "ui":
        return f"pyqtgraph in {here}"
    if library in SQL and here != "store":
        return f"SQL library {library} in {here}"
    if here == "domain" and library != "salesdesk" and library not in sys.stdlib_module_names:
        return f"domain knows {library}"
    if page_of(module) and page_of(one.name) and page_of(module) != page_of(one.name):
        return f"page {page_of(module)} knows page {page_of(one.name)}"
    if room_of(module) == room_of(one.name) == "ui" and ".ui.parts" in module and page_of(one.name):
        return f"a part knows page {page_of(one.name)}"
    return ""


def _wrongly_hidden(module: str, one: Import) -> str:
    if not one.hidden or one.name.split(".")[0] in HEAVY or one.name.startswith(tuple(LATE_OWN)):
        return ""
    here, own = room_of(module), one.name.startswith("salesdesk.")
    if own and (here in LATE or (here == "ui" and one.name.startswith(LATE_IN_UI))):
        return ""
    return f"import of {one.name} hidden in a function"


def _swallows(node: ast.AST) -> str:
    if isinstance(node, ast.ExceptHandler):
        if node.type is None:
            return "bare except"
        broad = ast.unparse(node.type) in {"Exception", "BaseException"}
        silent = all(
            isinstance(step, ast.Pass | ast.Continue)
            or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
            for step in node.body
        )
        return "every error swallowed" if broad and silent else ""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
        names = {ast.unparse(argument) for argument in node.args}
        return "every error suppressed" if names & {"Exception", "BaseException"} else ""
    return ""


def _asks_the_clock(room: str, node: ast.AST) -> str:
    if room != "domain" or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner = ast.unparse(node.func.value).split(".")[-1]
    return f"domain asks the clock: {owner}.{node.func.attr}" if (owner, node.func.attr) in CLOCKS else ""


def _forbidden_piece(module: str, node: ast.AST) -> str:
    if isinstance(node, ast.Name | ast.Attribute) and "QSortFilterProxyModel" in ast.unparse(node):
        return "QSortFilterProxyModel: sort and filter in SQL"
    text = node.value if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and room_of(module) != "store" and text.lstrip().startswith(SHAPES_OF_SQL):
        return "SQL outside the store"
    return ""


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PACKAGE)) for path in FILES])
def test_file_keeps_the_law(path: Path) -> None:
    found = breaches(module_name(path), path.read_text(encoding="utf-8"), path.name == "__init__.py")
    assert not found, "\n".join(f"{path.relative_to(PACKAGE.parent)}:{breach}" for breach in found)


def test_every_file_is_in_a_known_room() -> None:
    rooms = {room_of(module_name(path)) for path in FILES} - {""}
    assert rooms <= {*ROOMS, *DOORS, *WIRING}


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = [str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*") if path.stem in VAGUE]
    assert not vague


BREACHES = [
    ("salesdesk.domain.x", "from salesdesk.store import journal", "domain may not know store"),
    ("salesdesk.domain.x", "import pydantic", "domain knows pydantic"),
    ("salesdesk.domain.x", "from datetime import date\nday = date.today()", "domain asks the clock: date.today"),
    ("salesdesk.domain.x", "import datetime\nday = datetime.datetime.now()", "domain asks the clock: datetime.now"),
    ("salesdesk.domain.x", "import time\nnow = time.time()", "domain asks the clock: time.time"),
    ("salesdesk.words.x", "from salesdesk.settings import Settings", "words may not know settings"),
    ("salesdesk.store.x", "from ..services import desk", "store may not know services"),
    ("salesdesk.store.x", "from salesdesk import words", "store may not know words"),
    (
        "salesdesk.exchange.x",
        "import importlib\nimportlib.import_module('salesdesk.words')",
        "exchange may not know words",
    ),
    ("salesdesk.reports.x", "from PySide6.QtGui import QColor", "Qt in reports"),
    ("salesdesk.paper.x", "from PySide6.QtWidgets import QLabel", "widgets in paper"),
    ("salesdesk.paper.x", "from PySide6 import QtWidgets", "widgets in paper"),
    ("salesdesk.services.x", "import sqlalchemy as sa", "SQL library sqlalchemy in services"),
    ("salesdesk.services.x", "rows = run('SELECT id FROM client')", "SQL outside the store"),
    ("salesdesk.services.x", "import shiboken6", "Qt in services"),
    ("salesdesk.services.x", "def f():\n    import numpy\n    import json", "import of json hidden in a function"),
    ("salesdesk.services.x", "def f():\n    from salesdesk.store import merge", "salesdesk.store.merge hidden"),
    ("salesdesk.ui.x", "if TYPE_CHECKING:\n    from salesdesk.store import journal", "ui may not know store"),
    (
        "salesdesk.ui.x",
        "from PySide6.QtCore import QSortFilterProxyModel\nm = QSortFilterProxyModel()",
        "sort and filter",
    ),
    ("salesdesk.ui.today.page", "from salesdesk.ui.funnel.page import FunnelPage", "page today knows page funnel"),
    ("salesdesk.ui.today.page", "from ..funnel import page", "page today knows page funnel"),
    ("salesdesk.ui.parts.x", "from salesdesk.ui.funnel import page", "a part knows page funnel"),
    ("salesdesk.cli", "from PySide6.QtCore import QTimer", "Qt in cli"),
    ("salesdesk.cli", "from salesdesk.store import journal", "cli may not know store"),
    ("salesdesk.cli", "from salesdesk.ui import page", "cli may not know ui"),
    ("salesdesk.app", "import sqlcipher3", "SQL library sqlcipher3 in app"),
    ("salesdesk.app", "try:\n    f()\nexcept:\n    raise", "bare except"),
    ("salesdesk.app", "try:\n    f()\nexcept Exception:\n    pass", "every error swallowed"),
    ("salesdesk.app", "try:\n    f()\nexcept BaseException as e:\n    ...", "every error swallowed"),
    ("salesdesk.app", "with contextlib.suppress(Exception):\n    f()", "every error suppressed"),
]


@pytest.mark.parametrize(("module", "source", "expected"), BREACHES, ids=[breach[2] for breach in BREACHES])
def test_breach_is_found(module: str, source: str, expected: str) -> None:
    assert any(expected in breach for breach in breaches(module, source))


ALLOWED = [
    ("salesdesk.domain.x", "from salesdesk.domain.text import Text\nfrom salesdesk import __version__"),
    ("salesdesk.words.x", "def f():\n    import babel.dates"),
    ("salesdesk.store.x", "import sqlalchemy\nrows = run('SELECT 1')"),
    ("salesdesk.paper.x", "from PySide6.QtGui import QPainter\nfrom salesdesk.resources import resource"),
    ("salesdesk.ui.today.page", "from salesdesk.ui.parts import theme\nfrom salesdesk.services.desk import Desk"),
    ("salesdesk.ui.today.page", "def f():\n    from salesdesk.ui.charts.trend import Trend"),
    ("salesdesk.cli", "def f():\n    from salesdesk.paper.pdf import write"),
    ("salesdesk.app", "from salesdesk.store import journal\nfrom PySide6.QtWidgets import QApplication"),
    ("salesdesk.app", "try:\n    f()\nexcept Exception as error:\n    log(error)"),
]


@pytest.mark.parametrize(("module", "source"), ALLOWED)
def test_what_is_allowed_is_not_a_breach(module: str, source: str) -> None:
    assert breaches(module, source) == []


def test_relative_imports_of_a_package_file_are_resolved() -> None:
    assert breaches("salesdesk.ui.today", "from . import page", package=True) == []
    assert breaches("salesdesk.store", "from .. import words", package=True) == ["1: store may not know words"]
