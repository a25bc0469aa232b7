"""The window appears before anything heavy is loaded: the words room itself loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

ROOM = "i18n numbers search_keys days labels"
HEAVY = {"babel", "pypinyin", "opencc", "numpy", "PySide6", "sqlalchemy"}

PROGRAM = f"""
import importlib, sys
for name in "{ROOM}".split():
    importlib.import_module("salesdesk.words." + name)
from salesdesk.words.search_keys import fold_query, search_text
search_text("Acme 3"), fold_query("acme")
print(*sorted({HEAVY!r} & set(sys.modules)))
"""


def test_importing_the_room_and_latin_names_load_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
