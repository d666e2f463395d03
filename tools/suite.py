"""Everything that must hold before a change lands: what `make test` runs.

    python -m tools.suite [SECTION …]     all sections, or the named ones (--list names them)

All sections run, whatever fails before them; the summary says which failed. A browser or a PostgreSQL that is missing is a failure where
CI=true and is said aloud elsewhere.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
CLOSING_LINE = re.compile(rb"=+ .*\b(?:passed|failed|error|errors|skipped|no tests ran)\b.* in [\d.]+s.*=+")
NO_POSTGRES = 3
SKIPPED = "SKIPPED"


@dataclass
class Result:
    section: str
    failed: bool
    seconds: float
    remark: str = ""


def environment() -> dict[str, str]:
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    without = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "PYTHONPATH": path}


def run(command: Sequence[str | Path]) -> tuple[int, str]:
    """Run a command, its output shown as it comes; gives its exit code and pytest's closing line, if any."""
    closing = b""
    with subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            if CLOSING_LINE.search(line):
                closing = line.strip()
    return process.returncode, re.sub(r"\x1b\[[\d;]*m", "", closing.decode(errors="replace"))


def all_of(*commands: Sequence[str | Path]) -> tuple[bool, str]:
    codes = [run(command)[0] for command in commands]
    return any(codes), ""


# Browser


def install_browser() -> None:
    """Chromium and a Chinese font from the system's packages, where we may install them."""
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout if shutil.which("fc-list") else ""
    wanted = ([] if chromium.find() else ["chromium"]) + ([] if fonts else ["fontconfig", "fonts-noto-cjk"])
    if not wanted or not shutil.which("apt-get"):
        return
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if before and not shutil.which("sudo"):
        return
    print(f"Installing {', '.join(wanted)} from the system's packages …", flush=True)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run([*before, "apt-get", "update", "-qq"], **quiet)
    subprocess.run([*before, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], **quiet)


# Sections


def formatting() -> tuple[bool, str]:
    return all_of([BIN / "ruff", "format", "--check", "."])


def lint() -> tuple[bool, str]:
    return all_of([BIN / "ruff", "check", "."])


def types() -> tuple[bool, str]:
    return all_of([BIN / "mypy", "src", "tools"])


def imports() -> tuple[bool, str]:
    return all_of([BIN / "lint-imports"])


def migrations() -> tuple[bool, str]:
    return all_of([PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings=yinuo.config.settings"])


def words() -> tuple[bool, str]:
    return all_of([PYTHON, "-m", "tools.messages", "check"], [PYTHON, "-m", "tools.messages", "compile"])


def pytest(*arguments: str, before: Sequence[str] = ()) -> tuple[bool, str]:
    code, closing = run([*before, PYTHON, "-m", "pytest", "-p", "no:cacheprovider", "--durations=10", *arguments])
    if code == NO_POSTGRES and not closing:
        return IN_CI, f"{SKIPPED}: there is no PostgreSQL here; what holds on it is not known"
    return code != 0, closing or "pytest did not finish"


def sqlite() -> tuple[bool, str]:
    return pytest("-n", "2", "-m", "not browser")


def postgresql() -> tuple[bool, str]:
    start = [PYTHON, "-m", "tools.postgres", "run", "--"]
    # what asks no database is the same on both
    return pytest("-n", "2", "-m", "not browser", "--asks-database", "--ignore=tests/setup", before=start)


def browser() -> tuple[bool, str]:
    install_browser()
    if not chromium.find():
        return IN_CI, f"{SKIPPED}: there is no Chromium here and it could not be installed; no journey was run"
    return pytest("-n", "2", "-m", "browser")


SECTIONS: dict[str, tuple[str, Callable[[], tuple[bool, str]]]] = {
    "format": ("Formatting (ruff format)", formatting),
    "lint": ("Lint (ruff check)", lint),
    "types": ("Types (mypy)", types),
    "imports": ("Import contracts (import-linter)", imports),
    "migrations": ("Migrations are complete", migrations),
    "words": ("Translations are complete", words),
    "sqlite": ("Tests on SQLite", sqlite),
    "postgresql": ("Tests on PostgreSQL", postgresql),
    "browser": ("Journeys in a browser", browser),
}


def run_section(name: str) -> Result:
    title, section = SECTIONS[name]
    print(f"\n━━ {title} {'━' * (74 - len(title))}", flush=True)
    begun = time.monotonic()
    failed, remark = section()
    return Result(title, failed, time.monotonic() - begun, remark)


def summary(results: Sequence[Result]) -> None:
    print(f"\n━━ Summary {'━' * 67}")
    for result in results:
        sign = "✗" if result.failed else ("!" if SKIPPED in result.remark else "✓")
        print(f"{sign} {result.section:<36}{result.seconds:6.0f} s  {result.remark if SKIPPED in result.remark else ''}".rstrip())
    print(f"  {'Together':<36}{sum(result.seconds for result in results):6.0f} s")
    for result in results:
        if result.remark and SKIPPED not in result.remark:
            print(result.remark)
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    chosen = parser.parse_args(arguments).section or list(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    with tempfile.TemporaryDirectory(prefix="yinuo-test-") as folder:
        os.environ.setdefault("YINUO_VAR", folder)
        results = [run_section(name) for name in chosen]
    summary(results)
    return 1 if any(result.failed for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
