"""What the environment says of the database reaches it whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASK = "import json; from yinuo.config import settings; print(json.dumps(settings.DATABASES['default']['OPTIONS']))"


def options(tmp_path, **environment: str) -> dict:
    told = os.environ | {"YINUO_VAR": str(tmp_path), **environment}
    done = subprocess.run([sys.executable, "-c", ASK], env=told, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("pooled", "prepared"), [("0", {"server_side_binding": True, "prepare_threshold": 2}), ("1", {})])
def test_options_of_the_address_are_kept_beside_our_own(tmp_path, pooled, prepared):
    told = options(tmp_path, DATABASE_URL="postgres://centre@127.0.0.1/yinuo?sslmode=require", DATABASE_POOLED=pooled)
    assert told == {"sslmode": "require"} | prepared
