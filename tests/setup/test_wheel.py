"""The wheel in an empty environment, with neither Node nor this repository: the same application."""

import os
import re
import subprocess
import venv
import zipfile

import pytest
from tools import wheel

from yinuo import __version__

from .running import ROOT, fetch, serving, yinuo

pytestmark = pytest.mark.slow

# A person's machine: no Node, and Python finds nothing of the repository.
BARE = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "", "PYTHONNOUSERSITE": "1"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    if missing := wheel.missing_parts():
        message = f"the front-end files or words are not made ({', '.join(missing)[:120]}): `make wheel` or `make test` makes them"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return wheel.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The command `yinuo` of an environment that holds the locked dependencies and the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("empty") / "env"
    venv.create(folder, with_pip=True)
    pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True, cwd=folder)
    subprocess.run([*pip, "--no-deps", built], check=True, cwd=folder)
    return (str(folder / "bin/yinuo"),)


@pytest.fixture(scope="module")
def centre(installed, tmp_path_factory):
    """A small demo centre, loaded by the installed program."""
    var = tmp_path_factory.mktemp("centre") / "var"
    done = yinuo("demo", "--days", "3", var=var, command=installed, **BARE)
    assert done.returncode == 0, done.stdout + done.stderr
    return var


def test_it_carries_what_the_program_needs_and_nothing_it_does_not(built):
    names = zipfile.ZipFile(built).namelist()
    assert "yinuo/_static/staticfiles.json" in names
    assert any(name.endswith("zh_Hans/LC_MESSAGES/django.mo") for name in names)
    assert any(name.startswith("yinuo/core/ui/templates/") for name in names)
    unwanted = [name for name in names if name.startswith(("tests/", "tools/")) or "/frontend/" in name or name.endswith((".po", ".pyc"))]
    assert unwanted == []


def test_it_runs_without_the_repository(installed, tmp_path):
    assert yinuo("version", var=tmp_path / "var", command=installed, **BARE).stdout.startswith(f"yinuo {__version__} ")
    script = "import yinuo, pathlib; print(pathlib.Path(yinuo.__file__).resolve())"
    python = os.path.join(os.path.dirname(installed[0]), "python")
    place = subprocess.run([python, "-c", script], env=BARE, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(ROOT) not in place and "site-packages" in place


def test_check_finds_its_own_parts_complete(installed, centre):
    done = yinuo("check", var=centre, command=installed, **BARE)
    assert done.returncode == 1  # demo mode is never fit for production
    for words in ("✓ The front-end files are collected.", "✓ The translations are compiled.", "✓ The database is up to date."):
        assert words in done.stdout, done.stdout + done.stderr


def test_it_serves_the_demo_centre(installed, centre):
    with serving("--demo", var=centre, command=installed, **BARE) as (_process, address, log):
        said = log.read_text()
        assert address in said and "advisor" in said
        status, page = fetch(f"{address}/accounts/login/", **{"Accept-Language": "zh-CN"})
        assert status == 200 and "登录" in page
        files = set(re.findall(r'(?:href|src)="(/static/[^"?#]+)"', page))
        assert files
        for file in sorted(files):
            status, body = fetch(address + file)
            assert status == 200 and body
            assert re.search(r"\.[0-9a-f]{12}\.", file), f"{file} has no hash in its name"
