"""`python -m tests.bench [NAME…] [--full]`: the named lines, or all of them."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

from tests.bench.frame import Reading, table
from tests.bench.lines import LINES
from tests.bench.places import Places
from tests.bench.sizes import FULL, USUAL


def main(argv: list[str]) -> int:
    """Measure, print each line as it comes and the table at the end."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure what people feel.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LINES))
    parser.add_argument("--full", action="store_true", help="more repeats, and a file of a million visits")
    wish = parser.parse_args(argv)
    unknown = [name for name in wish.names if name not in LINES]
    if unknown:
        parser.error(f"no such line: {', '.join(unknown)} (there are: {', '.join(LINES)})")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sizes, readings = (FULL if wish.full else USUAL), list[Reading]()
    places = Places()
    with tempfile.TemporaryDirectory(prefix="salesdesk-home-") as home:
        os.environ["SALESDESK_HOME"] = home
        for name in wish.names or LINES:
            print(f"{name}: ", end="", flush=True)
            began = time.perf_counter()
            found = LINES[name](sizes, places)
            readings += found
            print(f"{time.perf_counter() - began:.0f} s", flush=True)
            print(table(found), flush=True)
    places.close()
    if len(wish.names or LINES) > 1:
        print()
        print(table(readings))
    return 0


sys.exit(main(sys.argv[1:]))
