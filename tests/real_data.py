"""Real data that is no part of the project: tests read it from where it lies, and are skipped, visibly, where it is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared(name: str) -> Path:
    """A file of the folder beside the project, or of the one that YINUO_SHARED names."""
    for root in (Path(__file__).resolve().parents[1].parent / "shared", Path(os.environ.get("YINUO_SHARED", "/nowhere"))):
        if (path := root / "data" / name).exists():
            return path
    pytest.skip(f"{name} is not here: set YINUO_SHARED to the folder that holds data/")
