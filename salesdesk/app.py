"""Where the program begins: a word of the command line, or the window."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = frozenset(
    [
        *("new", "import", "export", "report", "figures", "plan", "check", "backup", "restore", "undo", "history"),
        *("publish", "handout", "merge"),
    ]
)
"""The words of the command line; anything else that is named is a file to open."""

WITHOUT_SCREEN = "--without-screen"
WRONG_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; its exit status. The command line loads no widget, the window paints before it loads more."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args and (args[0] in COMMANDS or (args[0].startswith("-") and args[0] != WITHOUT_SCREEN)):
        return int(importlib.import_module("salesdesk.cli").main(args))
    if args and args[0] == WITHOUT_SCREEN:
        if len(args) != 2:
            print(f"salesdesk {WITHOUT_SCREEN} FOLDER", file=sys.stderr)
            return WRONG_USAGE
        return int(importlib.import_module("salesdesk.ui.without_screen").run(Path(args[1])))
    if len(args) > 1:
        print("salesdesk [FILE]", file=sys.stderr)
        return WRONG_USAGE
    file = Path(args[0]) if args else None
    return int(importlib.import_module("salesdesk.ui.program").run_window([sys.argv[0]], file))
