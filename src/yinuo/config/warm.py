"""What would otherwise make the first requests of a web process wait, and everybody later."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from django.utils.translation import trans_real

NEW_OBJECTS = 3_000  # between two looks of the collector at the youngest; Python's 700 are one request's
LATE = ("phonenumbers",)  # large, so that commands load it only when they need it

ARENA_MAX = -8  # M_ARENA_MAX of glibc's mallopt


def share_the_heap() -> None:
    """Let all threads take their memory from one heap: each of several would keep what it once needed."""
    with suppress(OSError, AttributeError):  # another C library, which has no such choice
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def warm_up() -> None:
    """Read addresses, words, templates and a large module, and let the collector leave alone what is there now.

    A full collection of the program itself holds all threads for 80 ms, at any time; of what came after the start it takes a few.
    """
    share_the_heap()
    get_resolver()._populate()
    for name in LATE:
        import_module(name)
    for code, _name in settings.LANGUAGES:
        trans_real.translation(code)
    for folder in settings.PACKAGE.rglob("templates"):
        for file in folder.rglob("*.html"):
            engines["django"].get_template(file.relative_to(folder).as_posix())
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
