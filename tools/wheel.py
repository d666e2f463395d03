"""Build the wheel: the program with its compiled words and its collected front-end files, so that it runs without Node or this folder.

python -m tools.wheel [--dist FOLDER]      after `python -m tools.bootstrap env`; prints the wheel's path
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def missing_parts() -> list[str]:
    """What a wheel must carry and git does not."""
    source = ROOT / "src/yinuo"
    missing = [] if (source / "_static/staticfiles.json").exists() else ["src/yinuo/_static"]
    uncompiled = [po for po in source.rglob("locale/*/LC_MESSAGES/django.po") if not po.with_suffix(".mo").exists()]
    return missing + [str(po.with_suffix(".mo").relative_to(ROOT)) for po in uncompiled]


def build(dist: Path) -> Path:
    """Build into a folder; gives the path of the wheel. Raises SystemExit when parts are missing."""
    if missing := missing_parts():
        raise SystemExit(f"Not made yet: {', '.join(missing)}. Run `make wheel`, which makes them.")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return max(dist.glob("yinuo-*.whl"), key=lambda path: path.stat().st_mtime)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    print(build(parser.parse_args(arguments).dist))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
