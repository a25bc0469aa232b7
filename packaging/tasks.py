"""What `dev.py` can do, one function per command. Standard library only: it runs before anything is installed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import environment
import locks
from environment import ROOT, Environment
from system import Stop, has_screen, provide_libraries

Task = Callable[[list[str]], int]


def run(args: list[str]) -> int:
    """Start SalesDesk from this folder; what follows is passed on. Without a screen: its main job, into a folder."""
    screen = has_screen()
    place = prepare("runtime", screen=screen)
    wants_window = not args or args[0].endswith(".salesdesk")
    if screen or not wants_window:
        return call([place.python, "-m", "salesdesk", *args], cwd=None, offscreen=not screen)
    folder = ROOT / "out" / "without-screen"
    say(
        "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open. "
        "SalesDesk makes the sample file, its reports and a picture of each tab instead."
    )
    code = call([place.python, "-m", "salesdesk", "--without-screen", folder], offscreen=True)
    if code == 0:
        say(f"Done. Look into {folder}")
    return code


def test(args: list[str]) -> int:
    """Run the tests; what follows goes to pytest, e.g. `test tests/domain -k money`."""
    place = prepare("dev", screen=True, tests=True)
    options = []
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        options.append("--no-xvfb")
    if not args:
        options += ["-n", "2", "--dist", "loadfile"]
    return call([place.python, "-m", "pytest", *options, *args], offscreen=True)


def bench(args: list[str]) -> int:
    """Measure what people feel, each line against a floor of the same run; all lines or the named ones."""
    place = prepare("dev", screen=True, tests=True)
    return call([place.python, "-m", "tests.bench", *args], offscreen=True)


def check(_: list[str]) -> int:
    """Lint, layout and types; every one of them is run, the worst decides."""
    place = environment.ready("dev")
    steps = (
        ("Lint", ["-m", "ruff", "check", "."]),
        ("Layout", ["-m", "ruff", "format", "--check", "."]),
        ("Types", ["-m", "mypy"]),
    )
    codes = []
    for name, step in steps:
        say(f"{name}:")
        codes.append(call([place.python, *step]))
    return max(codes)


def translations(args: list[str]) -> int:
    """`extract` sentences into the catalogues, `compile` these for the program; both if none is named."""
    place = environment.ready("dev")
    return call([place.python, str(ROOT / "packaging" / "translations.py"), *args])


def lock(args: list[str]) -> int:
    """Write the lock files anew from pyproject.toml; `--upgrade` also takes newer versions of what is not pinned."""
    return locks.write(environment.ready("dev"), args)


TASKS: dict[str, Task] = {
    "run": run,
    "test": test,
    "bench": bench,
    "check": check,
    "translations": translations,
    "lock": lock,
}


def prepare(purpose: str, screen: bool, tests: bool = False) -> Environment:
    """Everything that must be there first: the system's part, then Python's."""
    provide_libraries(screen, tests, also=environment.needed_packages())
    return environment.ready(purpose)


def call(command: list[str | Path], cwd: Path | None = ROOT, offscreen: bool = False) -> int:
    """Run a program to its end; its exit code, 128 + signal where a signal ended it."""
    environ = dict(os.environ)
    if offscreen:
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    code = subprocess.call([str(part) for part in command], cwd=cwd, env=environ)
    return 128 - code if code < 0 else code


def say(sentence: str) -> None:
    """Tell the person what happens, at once even when the output is a file."""
    print(sentence, flush=True)


def main(argv: list[str]) -> int:
    """Choose the command; every foreseen trouble is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Work on SalesDesk.",
        epilog="\n".join(f"  {name:13}{(task.__doc__ or '').splitlines()[0]}" for name, task in TASKS.items()),
    )
    parser.add_argument("command", choices=TASKS, metavar="command", help=", ".join(TASKS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to the command")
    chosen = parser.parse_args(argv)
    try:
        return TASKS[chosen.command](chosen.rest)
    except Stop as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
