"""Writes the lock files: every library with its version and the hashes of its files for all systems."""

from __future__ import annotations

import subprocess
import tempfile
import tomllib
from pathlib import Path

from environment import LOCKS, ROOT, Environment
from system import Stop

OLDEST_PYTHON = "3.11"


def write(place: Environment, options: list[str]) -> int:
    """Three files, one resolution: `dev` first, the smaller two take their versions from it.

    They hold for CPython 3.11 and newer on Linux, macOS and Windows, and name no index: pip asks the one it is
    configured with.
    """
    if subprocess.call([place.python, "-m", "pip", "install", "--quiet", "uv"]) != 0:
        raise Stop("The resolver (uv) could not be installed. What pip said is above.")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    with tempfile.TemporaryDirectory() as folder:
        build_file = Path(folder) / "build.in"
        build_file.write_text("\n".join([*build, "editables"]), encoding="utf-8")
        project = ROOT / "pyproject.toml"
        everything = LOCKS / "requirements-dev.txt"
        _resolve(place, everything, [project, build_file, "--extra", "dev", *options])
        _resolve(place, LOCKS / "requirements.txt", [project, "--constraint", everything])
        _resolve(place, LOCKS / "requirements-build.txt", [build_file, "--constraint", everything])
    return 0


def _resolve(place: Environment, target: Path, inputs: list[str | Path]) -> None:
    fixed = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-header", "--no-annotate"]
    command = [place.python, "-m", "uv", "pip", "compile", "--quiet", *fixed, *inputs, "--output-file", target]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Stop(f"{target.name} could not be written:\n{done.stderr.strip()}")
    print(f"{target.relative_to(ROOT)}: {target.read_text(encoding='utf-8').count('==')} libraries")
