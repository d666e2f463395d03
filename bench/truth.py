"""Figures that others published, or that were computed by hand, and what our methods give for the same data.

    make bench BENCH=truth

A JSON line for each result: name, expected, got, tolerance, holds, source; `skipped` with the reason where the data are not on this machine.
"""

from __future__ import annotations

import argparse
import json
import sys

from bench.truths import Missing, registered


def main(arguments: list[str]) -> None:
    told = argparse.ArgumentParser(prog="bench.truth")
    told.add_argument("--only", default="", help="a part of the name")
    only = told.parse_args(arguments).only
    false = 0
    for name, read in registered().items():
        if only not in name:
            continue
        try:
            for line in read():
                false += not line.holds
                print(json.dumps(line.told(), ensure_ascii=False), flush=True)
        except Missing as missing:
            print(json.dumps({"name": name, "skipped": str(missing)}, ensure_ascii=False), flush=True)
    if false:
        sys.exit(f"{false} results are not reproduced.")


if __name__ == "__main__":
    main(sys.argv[1:])
