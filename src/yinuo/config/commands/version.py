"""`yinuo version`."""

from __future__ import annotations

import argparse
import platform

from yinuo import __version__


def options(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(_options: argparse.Namespace) -> int:
    import django

    print(f"yinuo {__version__} (Python {platform.python_version()}, Django {django.get_version()})")
    return 0
