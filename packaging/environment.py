"""The project's own Python environment, `.venv`: made once, exactly as locked, known to be ready at the next start."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from system import Stop, is_debian, provide_packages

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "lock"
SETS = {
    "runtime": ("requirements.txt", "requirements-build.txt"),
    "dev": ("requirements-dev.txt",),
}
"""The lock files behind each purpose. `dev` holds all of `runtime`."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment and where its parts are on this system."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        windows = self.folder / "Scripts" / "python.exe"
        return windows if os.name == "nt" else self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The file that says what was installed."""
        return self.folder / "salesdesk-ready.json"


def ready(purpose: str) -> Environment:
    """The environment for `runtime` or `dev`, installed if it is not yet; instant when nothing changed.

    Raises `Stop` with a sentence when it cannot be made.
    """
    place = Environment(ROOT / ".venv")
    wanted = {name: _fingerprint(name) for name in SETS}
    found = _read_stamp(place)
    fresh = found.get(purpose) == wanted[purpose] or found.get("dev") == wanted["dev"]
    if not (fresh and place.python.exists()):
        if not _works(place):
            _make(place)
        _install(place, purpose)
        kept = {name: mark for name, mark in found.items() if wanted.get(name) == mark}
        place.stamp.write_text(json.dumps({**kept, purpose: wanted[purpose]}, indent=1), encoding="utf-8")
    _compile_translations(place)
    return place


def _fingerprint(purpose: str) -> str:
    """Changes when a locked version, the build, the interpreter or the folder's place changes."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in (*(LOCKS / name for name in SETS[purpose]), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _read_stamp(place: Environment) -> dict[str, str]:
    try:
        found = json.loads(place.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _works(place: Environment) -> bool:
    """Whether its Python starts, is of this version and has pip."""
    if not place.python.exists():
        return False
    probe = "import sys, pip; print(*sys.version_info[:2])"
    asked = subprocess.run([place.python, "-c", probe], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and asked.stdout.split() == [str(part) for part in sys.version_info[:2]]


def needed_packages() -> list[str]:
    """The Debian package without which no environment can be made here; none where it is there or not needed."""
    if Environment(ROOT / ".venv").python.exists() or not is_debian() or _has_venv():
        return []
    return ["python3-venv"]


def _has_venv() -> bool:
    return all(importlib.util.find_spec(module) is not None for module in ("venv", "ensurepip"))


def _make(place: Environment) -> None:
    """`python -m venv`; Debian keeps that in a package of its own."""
    if not _has_venv():
        provide_packages(["python3-venv"], "This Python cannot make an environment: venv or ensurepip is missing.")
    print(f"Making the environment {place.folder} …", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", place.folder], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise Stop(f"The environment {place.folder} could not be made:\n{made.stdout}{made.stderr}".rstrip())


def _install(place: Environment, purpose: str) -> None:
    """The locked libraries, each checked by its hash, then the project itself, in place."""
    print("Installing the libraries; this is needed once and takes a minute or two …", flush=True)
    files = [part for name in SETS[purpose] for part in ("-r", str(LOCKS / name))]
    _pip(place, ["--require-hashes", "--only-binary=:all:", *files], "The libraries could not be installed.")
    _pip(place, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], "SalesDesk itself could not be installed.")


def _pip(place: Environment, arguments: list[str], trouble: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    command = [str(place.python), "-m", "pip", "install", *quiet, *arguments]
    environ = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PIP_REQUIRE_VIRTUALENV": "1"}
    if subprocess.call(command, env=environ) != 0:
        raise Stop(f"{trouble} What pip said is above; a working connection to a package index is needed once.")


def _compile_translations(place: Environment) -> None:
    """Make what the program reads from the translators' files, where these are newer."""
    for source in (ROOT / "resources" / "locale").glob("*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            command = [str(place.python), str(ROOT / "packaging" / "translations.py"), "compile"]
            if subprocess.call(command) != 0:
                raise Stop("The translations could not be compiled. What is wrong with them is said above.")
            return
