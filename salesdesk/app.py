"""Where the program begins: a word of the command line, or the window."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import date
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
FORMATS = ("pdf", "xlsx", "docx", "txt")
"""The endings of the files that a report can be written to."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; its exit status. The command line loads no widget, the window paints before it loads more."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args and (args[0] in COMMANDS or (args[0].startswith("-") and args[0] != WITHOUT_SCREEN)):
        return int(importlib.import_module("salesdesk.cli").main(args))
    if args and args[0] == WITHOUT_SCREEN:
        if len(args) != 2:
            print(f"salesdesk {WITHOUT_SCREEN} FOLDER", file=sys.stderr)
            return WRONG_USAGE
        return without_screen(Path(args[1]))
    if len(args) > 1:
        print("salesdesk [FILE]", file=sys.stderr)
        return WRONG_USAGE
    file = Path(args[0]) if args else None
    gc.disable()  # what is loaded now stays: looking through it again and again costs a tenth; on again with the file
    return int(importlib.import_module("salesdesk.ui.program").run_window([sys.argv[0]], file))


def without_screen(folder: Path) -> int:
    """The main job where there is no screen: a sample file, its reports in every format, a picture of each tab.

    Prints the name of everything written into `folder`; the exit status of the first step that is refused, else 0.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    painting = importlib.import_module("salesdesk.ui.application").make_application(["salesdesk"])
    assert painting is not None, "the reports would make a smaller application, which has no room for a window"
    cli = importlib.import_module("salesdesk.cli")
    pictures = importlib.import_module("salesdesk.ui.pictures")
    folder.mkdir(parents=True, exist_ok=True)
    file, today = folder / "sample.salesdesk", date.today().isoformat()
    if not file.exists():
        status = cli.main(["new", str(file), "--rep", "王小明", "--sample"])
        if status:
            return int(status)
        print(file)
    for kind in ("daily", "weekly"):
        for ending in FORMATS:
            out = folder / f"{kind}-{today}.{ending}"
            status = cli.main(["report", kind, str(file), "--on", today, "--out", str(out)])
            if status:
                return int(status)
            print(out)
    for picture in pictures.pictures_of(file, folder):
        print(picture)
    return 0
