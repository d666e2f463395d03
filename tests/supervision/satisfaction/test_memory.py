"""The process that answers pages has 180 MiB: it never loads the libraries that only the background work needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOOK = """
import sys
import django
django.setup()
import yinuo.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
import yinuo.supervision.satisfaction.studies
print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "scipy", "pandas", "matplotlib", "sklearn", "openpyxl"}))
"""


def test_no_page_loads_numpy_or_scipy():
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "yinuo.config.settings"}
    told = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
