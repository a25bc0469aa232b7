"""What the operating system must bring: a screen, and the libraries Qt stands on."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""Library → Debian package: what Qt needs even to draw into a file."""

SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libcups.so.2": "libcups2",
}
"""What a window and a printer need beside that."""

TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
"""Program → Debian package: a screen for the tests that need a real one."""


class Stop(Exception):
    """Work cannot go on; the text tells a person why and what to do."""


def has_screen() -> bool:
    """Whether a window can open here. Windows and macOS always have a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_debian() -> bool:
    """Whether packages come by apt (Debian, Ubuntu, Mint)."""
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether this process may install packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def provide_libraries(screen: bool, tests: bool = False, also: Sequence[str] = ()) -> None:
    """Make sure Qt's system libraries are there; root on Debian gets them, others are told the exact command.

    Without root the tests run without what only a real screen needs. `also` names further packages to be got in the
    same breath. Raises `Stop` with the command.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = _missing(OFFSCREEN)
    wished = _missing(SCREEN) if screen else {}
    programs = [package for name, package in TEST_PROGRAMS.items() if tests and not shutil.which(name)]
    if not is_debian():
        needed = [*missing, *([] if tests else wished)]
        provide_packages(needed, "Some system libraries are missing.")
        return
    needed = [*also, *missing.values()]
    extra = [*wished.values(), *programs]
    if tests and not is_root():
        extra = []
    provide_packages([*needed, *extra], "Some system libraries are missing.")


def provide_packages(packages: Sequence[str], trouble: str) -> None:
    """Install Debian packages as root; raises `Stop` with what to do for anybody else, or when apt could not."""
    if not packages:
        return
    if not is_debian():
        raise Stop(f"{trouble} Install the packages that bring them, then try again:\n    {' '.join(packages)}")
    if not is_root():
        raise Stop(f"{trouble} Do this, then try again:\n    sudo apt-get install -y {' '.join(packages)}")
    print(f"Installing the system's {', '.join(packages)} …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(["apt-get", "update", "-qq"], env=environ, check=False)
    done = subprocess.run(install, env=environ, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Stop(f"{trouble} apt could not install {' '.join(packages)}:\n{done.stderr.strip()}")


def _missing(libraries: dict[str, str]) -> dict[str, str]:
    """Those that the system's loader does not find; works on every Linux, whatever its packages are called."""
    absent = {}
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            absent[library] = package
    return absent
