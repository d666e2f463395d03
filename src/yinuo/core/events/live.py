"""The head of the log, told to whoever listens (filled in by the ASGI side); here only the bell that a commit rings."""

from __future__ import annotations

import threading

bell = threading.Event()


def wake() -> None:
    """Something was committed in this process: the tailer need not wait for its next look."""
    bell.set()
