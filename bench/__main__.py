"""`python -m bench [NAME] [arguments]`: run one measurement, or all of them. Each ends with one JSON line per engine."""

from __future__ import annotations

import importlib
import sys

ALL = ("visit", "pages", "memory", "first_page", "truth", "supervision")


def main(arguments: list[str]) -> int:
    names = [arguments.pop(0)] if arguments and not arguments[0].startswith("-") else list(ALL)
    for name in names:
        if name not in ALL:
            print(f"There is no measurement {name}; there are: {', '.join(ALL)}.", file=sys.stderr)
            return 2
        importlib.import_module(f"bench.{name}").main(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
