"""What a child tells its parent: a word, the seconds it has computed, the megabytes it holds."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

_STATM = Path("/proc/self/statm")
_MEGA = 1_000_000


def say(word: str) -> None:
    """One line, at once."""
    print(word, time.process_time(), memory(), flush=True)


def memory() -> float:
    """Megabytes of memory held now; on systems that do not tell, the most that was ever held."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / _MEGA
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / _MEGA if sys.platform == "darwin" else most * 1024 / _MEGA
