"""`packaging/dev.py`: what it tells people, what it asks of a system, when it installs anew."""

from __future__ import annotations

import ast
import gettext
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parent.parent / "packaging"


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules beside dev.py, as a run of it would import them."""
    names = ("system", "environment", "locks", "tasks", "translations")
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


def dev(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py as a person does."""
    command = [sys.executable, str(PACKAGING / "dev.py"), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **environ}, check=False
    )


def test_an_old_python_can_read_the_file_that_says_it_is_too_old() -> None:
    source = (PACKAGING / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 5))
    check = next(i for i, node in enumerate(tree.body) if isinstance(node, ast.If))
    own = next(i for i, node in enumerate(tree.body) if isinstance(node, ast.ImportFrom))
    assert check < own
    assert not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


@pytest.mark.parametrize("name", ["dev", "tasks", "environment", "system", "locks"])
def test_bootstrap_needs_the_standard_library_only(name: str) -> None:
    tree = ast.parse((PACKAGING / f"{name}.py").read_text(encoding="utf-8"))
    known = {*sys.stdlib_module_names, *(path.stem for path in PACKAGING.glob("*.py"))} - {"translations", "build_hook"}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in imported} <= known


def test_help_names_every_command(tools: dict[str, ModuleType]) -> None:
    shown = dev("--help", COLUMNS="120")
    assert shown.returncode == 0
    assert all(command in shown.stdout for command in tools["tasks"].TASKS)


def test_an_unknown_command_is_refused() -> None:
    refused = dev("fly")
    assert refused.returncode == 2
    assert "fly" in refused.stderr


def test_screen_is_known_by_its_variables(tools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    has_screen = tools["system"].has_screen
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_screen()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(sys, "platform", "win32")
    assert has_screen()


def test_missing_libraries_are_named_with_the_exact_command(
    tools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tools["system"]
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "OFFSCREEN", {"libdoesnotexist.so.7": "libdoesnotexist7"})
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setattr(system, "is_debian", lambda: True)
    with pytest.raises(system.Stop, match=r"sudo apt-get install -y libdoesnotexist7"):
        system.provide_libraries(screen=False)
    monkeypatch.setattr(system, "is_debian", lambda: False)
    with pytest.raises(system.Stop, match=r"libdoesnotexist\.so\.7"):
        system.provide_libraries(screen=False)


def test_without_a_screen_and_without_root_only_what_drawing_needs_is_asked_for(
    tools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = tools["system"]
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "OFFSCREEN", {})
    monkeypatch.setattr(system, "SCREEN", {"libdoesnotexist.so.7": "libdoesnotexist7"})
    monkeypatch.setattr(system, "is_root", lambda: False)
    system.provide_libraries(screen=False)
    system.provide_libraries(screen=True, tests=True)
    with pytest.raises(system.Stop):
        system.provide_libraries(screen=True)


def test_a_changed_lock_asks_for_a_new_installation(
    tools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = tools["environment"]
    for path in environment.LOCKS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    before = {purpose: environment._fingerprint(purpose) for purpose in environment.SETS}
    (tmp_path / "requirements.txt").write_text("other==1\n", encoding="utf-8")
    assert environment._fingerprint("runtime") != before["runtime"]
    assert environment._fingerprint("dev") == before["dev"]


def test_sentences_are_found_merged_and_compiled(
    tools: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    translations = tools["translations"]
    source = tmp_path / "salesdesk" / "x.py"
    source.parent.mkdir()
    source.write_text(
        '_("Save")\nN_("Kept {time}")\nngettext("{n} visit", "{n} visits", 2)\npgettext("month", "May")\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "LOCALE", tmp_path / "locale")
    translations.update(translations.extract())
    catalogue = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES" / "salesdesk.po"
    text = catalogue.read_text(encoding="utf-8")
    assert all(f'"{found}"' in text for found in ("Save", "Kept {time}", "{n} visit", "{n} visits", "May", "month"))
    catalogue.write_text(text.replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "保存"'), encoding="utf-8")
    translations.update(translations.extract())
    translations.compile_catalogues(tmp_path / "locale")
    spoken = gettext.translation("salesdesk", tmp_path / "locale", ["zh_CN"])
    assert spoken.gettext("Save") == "保存"
