"""Children started by the bench, and when they said how far they are."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.frame import Took
from tests.bench.places import ROOT


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a child: seconds since it was started, seconds it has computed, megabytes it holds."""

    wall: float
    cpu: float
    memory: float

    @property
    def took(self) -> Took:
        return Took(self.wall, self.cpu)


def _environ() -> dict[str, str]:
    """An installed program is compiled already: so is a child from its second start on, outside of the project."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environ | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "salesdesk-bench-compiled")}


def run_child(name: str, file: Path, *args: str) -> dict[str, Said]:
    """Start `children/<name>.py` on a file and wait for its end. Raises RuntimeError when it fails."""
    command = [sys.executable, "-m", f"tests.bench.children.{name}", str(file), *args]
    began = time.perf_counter()
    said = {}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=_environ(), text=True, stdout=pipe, stderr=pipe) as child:
        assert child.stdout is not None and child.stderr is not None
        for line in child.stdout:
            word, cpu, memory = line.split()
            said[word] = Said(time.perf_counter() - began, float(cpu), float(memory))
        trouble = child.stderr.read()
    if child.returncode:
        raise RuntimeError(f"{name} ended with {child.returncode}: {trouble}")
    return said
