"""The locks: what is asked for is locked, with hashes and without addresses."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .running import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WANTED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-build.lock": PROJECT["dependency-groups"]["build"],
    "requirements-dev.lock": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["build"],
        *PROJECT["dependency-groups"]["dev"],
    ],
}
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def versions(lock):
    return {canonicalize_name(name): version for name, version in LOCKED.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", WANTED)
def test_everything_asked_for_is_locked_at_a_version_that_fits(lock):
    locked = versions(lock)
    for text in WANTED[lock]:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not in {lock}: run `make lock`"
        assert requirement.specifier.contains(locked[name], prereleases=True), f"{lock} has {name} {locked[name]}, not {requirement}"


@pytest.mark.parametrize("lock", WANTED)
def test_every_package_has_hashes_and_none_an_address(lock):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) == len(LOCKED.findall(text))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text and "--index" not in text and "--find-links" not in text


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_developers_and_users_have_the_same_versions(lock):
    developers = versions("requirements-dev.lock")
    assert {name: developers[name] for name in versions(lock)} == versions(lock)


def test_front_end_packages_are_locked_with_hashes_and_without_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages.values())
