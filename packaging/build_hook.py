"""What hatchling does for a wheel beside copying: compiles the translations and maps `resources/` into the package."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface[Any]):
    """Runs for `pip install .` and `pip install -e .`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile always; copy only into a real wheel, since an editable install reads `resources/` in place."""
        root = Path(self.root)
        runpy.run_path(str(root / "packaging" / "translations.py"))["compile_catalogues"](root / "resources" / "locale")
        if version != "editable":
            build_data["force_include"][str(root / "resources")] = "salesdesk/_resources"
