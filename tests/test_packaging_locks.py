"""The lock files: every library of the project is in them, by exact version, checked by hash, from no named index."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "lock"
FILES = ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"]


def pins(name: str) -> dict[str, str]:
    """Library → version in a lock file."""
    text = (LOCKS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


def wanted(requirements: list[str]) -> dict[str, str]:
    """Library → version as `pyproject.toml` pins them."""
    found = (re.match(r"([A-Za-z0-9_.-]+)==(.+)", requirement) for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


def project() -> dict[str, list[str]]:
    """The requirements of `pyproject.toml`, by purpose."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"runtime": content["dependencies"], "dev": content["optional-dependencies"]["dev"]}


def test_locks_hold_what_the_project_asks_for() -> None:
    asked = project()
    runtime, dev = wanted(asked["runtime"]), wanted(asked["dev"])
    assert len(runtime) == len(asked["runtime"])
    assert runtime.items() <= pins("requirements.txt").items()
    assert (runtime | dev).items() <= pins("requirements-dev.txt").items()


def test_all_locks_agree_on_versions() -> None:
    everything = pins("requirements-dev.txt")
    assert pins("requirements.txt").items() <= everything.items()
    assert pins("requirements-build.txt").items() <= everything.items()


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pin_or_a_hash(name: str) -> None:
    lines = (LOCKS / name).read_text(encoding="utf-8").splitlines()
    strange = [
        line for line in lines if not re.match(r"^([a-z0-9-]+==\S+.* \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$", line)
    ]
    assert not strange
    assert all("--hash" in after for line, after in pairwise(lines) if "==" in line)
