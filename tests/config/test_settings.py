"""What the environment says of the database reaches it whole, and of the house's own sign-in the sign-in page."""

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


SIGN_IN = """
import sys, django; django.setup()
from django.apps import apps; from django.conf import settings; from django.core.management import call_command
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # the tables alone, in a tenth of the time
call_command("migrate", run_syncdb=True, verbosity=0)
from django.test import Client
page = Client().get("/accounts/login/").content.decode()
print(json.dumps(["/accounts/oidc/house/login/" in page and "Autohaus" in page, "requests" in sys.modules]))
"""


@pytest.mark.parametrize(("address", "offered"), [("https://sign-in.invalid/", [True, True]), ("", [False, False])])
def test_the_house_s_own_sign_in_is_offered_where_it_is_set_and_else_not_even_loaded(tmp_path, address, offered):
    told = os.environ | {"YINUO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yinuo.config.settings", "DATABASE_URL": ""}
    told |= {"OPENID_URL": address, "OPENID_CLIENT": "yinuo", "OPENID_NAME": "Autohaus"}
    done = subprocess.run([sys.executable, "-c", "import json" + SIGN_IN], env=told, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == offered
