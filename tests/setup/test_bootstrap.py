"""`make run` on a machine that has Python and make: steps done once, and one sentence for each thing in the way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools import bootstrap

from .running import ROOT

PYTHON_OF_SYSTEM = Path(sys.base_prefix) / "bin" / "python3"


@pytest.fixture
def clone(tmp_path):
    """A clone that has never been started: the tracked files of the set-up, as they are now."""
    folder = tmp_path / "yinuo"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock", "requirements-build.lock", "requirements-dev.lock", "package-lock.json", "package.json"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(clone, *, python=PYTHON_OF_SYSTEM, path=None, **env):
    """`make run` with only Python and the system's own commands within reach."""
    tools = clone.parent / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "python3").exists():
        (tools / "python3").symlink_to(python)
    everything = {"PATH": path or f"{tools}:/usr/bin:/bin", "HOME": str(clone.parent), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **env}
    return subprocess.run(["make", "run"], cwd=clone, env=everything, capture_output=True, text=True, timeout=240)


def one_sentence(done):
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert done.returncode != 0
    assert len(lines) == 1, (done.stdout, done.stderr)
    return lines[0]


@pytest.mark.parametrize(("language", "words"), [("C.UTF-8", "needs Python 3.11 or newer"), ("zh_CN.UTF-8", "需要 Python 3.11")])
def test_an_old_python_gets_one_sentence(clone, language, words):
    bin_folder = clone.parent / "old"
    bin_folder.mkdir()
    for name in ("python3.11", "python3.12", "python3.13", "python3.14", "python3", "python"):
        old = bin_folder / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
        old.chmod(0o755)
    done = run(clone, path=f"{bin_folder}:/usr/bin:/bin", LC_ALL=language)
    assert words in one_sentence(done) and "Python 3.9.2" in done.stderr


def test_a_lost_network_gets_one_sentence(clone):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    done = run(clone, **nowhere)
    assert "Python packages could not be downloaded: check the network and run this again" in one_sentence(done)


def test_an_unwritable_folder_gets_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(bootstrap.Trouble, match=r"cannot be written \(Not a directory\); copy Yinuo to a folder of your own"):
        bootstrap.check_writable(tmp_path / "file" / "yinuo")


def test_somebody_elses_environment_is_left_alone(clone):
    theirs = clone.parent / "theirs"
    theirs.mkdir()
    (theirs / "precious").touch()
    done = subprocess.run(
        [sys.executable, "-m", "tools.bootstrap", "env"],
        cwd=clone,
        env={**os.environ, "YINUO_VENV": str(theirs)},
        capture_output=True,
        text=True,
    )
    assert "belongs to something else" in one_sentence(done)
    assert (theirs / "precious").exists()


@pytest.fixture
def stamps(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    return tmp_path / "stamps"


def test_a_step_is_done_again_only_when_what_it_is_made_from_changed(tmp_path, stamps, capsys):
    source, product, times = tmp_path / "source", tmp_path / "product", []

    def make():
        product.write_text(source.read_text())
        times.append(source.read_text())

    for text in ("one", "one", "two"):
        source.write_text(text)
        bootstrap.step("copy", "Copy", product, [source], make)
    product.unlink()
    bootstrap.step("copy", "Copy", product, [source], make)
    assert times == ["one", "two", "two"]
    assert capsys.readouterr().out.count("Copy … ") == 3


def test_a_step_that_fails_is_tried_again(tmp_path, stamps):
    def fail():
        raise bootstrap.Trouble("no")

    for _attempt in range(2):
        with pytest.raises(bootstrap.Trouble):
            bootstrap.step("copy", "Copy", tmp_path, ["same"], fail)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOTFOUND", "check the network"),
        ("boom", "could not be installed"),
    ],
)
def test_what_an_installer_says_becomes_one_sentence(output, sentence, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "install.log")
    with pytest.raises(bootstrap.Trouble, match=sentence):
        bootstrap.logged([sys.executable, "-c", f"import sys; print({output!r}); sys.exit(1)"], what="Packages")
