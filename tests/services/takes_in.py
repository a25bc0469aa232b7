"""A process that tries every file of a folder as everything it could be: `python -m tests.services.takes_in FOLDER`.

Prints one JSON object a try, and at the end the most memory that the process ever held.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from salesdesk.domain.errors import Refused
from salesdesk.services.imports import ImportWish, suited_kinds
from tests.builders import make_desk


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        desk = make_desk(Path(place))
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            for kind in suited_kinds(file):
                began = time.monotonic()
                told = {"file": str(file.relative_to(folder)), "kind": kind.value}
                try:
                    done = desk.imports.take(ImportWish(file, kind), dry_run=True)
                except Refused as refused:
                    told["refused"] = str(refused.text).strip()
                else:
                    counted = done.created + done.updated + done.unchanged + done.rejected
                    told["read"] = f"{done.read} of {counted}"
                    told["silent"] = str(sum(not all(map(str, reject.reasons)) for reject in done.rejects))
                print(json.dumps(told | {"seconds": time.monotonic() - began}))
        desk.close()
    print(json.dumps({"megabytes": _peak_megabytes()}))


def _peak_megabytes() -> int:
    """The most memory that this program held. `ru_maxrss` may be that of the process that started it, on Linux."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (peak,) = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(peak) // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
