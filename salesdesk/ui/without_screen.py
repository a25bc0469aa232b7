"""The main job where there is no screen: a sample file, its reports in every format, a picture of each tab."""

from __future__ import annotations

import os
from pathlib import Path


def run(folder: Path) -> int:
    """Write everything into `folder` and print each name. Exit status 0."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise NotImplementedError
