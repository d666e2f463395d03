"""The program as its users run it: a command in a process of its own, in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FROM_SOURCES = (sys.executable, "-m", "yinuo.config.cli")


def environment(var: Path, **more: str) -> dict[str, str]:
    """A person's environment: an English terminal, a data folder, and nothing of the test run's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT / "src"), "YINUO_VAR": str(var), **more}


def yinuo(*arguments: str, var: Path, command: Sequence[str] = FROM_SOURCES, stdin: str = "", **more: str) -> subprocess.CompletedProcess:
    """Run a command of `yinuo` to its end."""
    env = environment(var, **more)
    return subprocess.run([*command, *arguments], env=env, cwd="/", capture_output=True, text=True, input=stdin, timeout=300)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(*arguments: str, var: Path, command: Sequence[str] = FROM_SOURCES, **more: str) -> Iterator[tuple[subprocess.Popen, str, Path]]:
    """A running `yinuo serve`; gives its process, its address and the file of what it says. Stopped at the end."""
    port, log = free_port(), var.parent / "serve.log"
    var.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), *arguments],
            env=environment(var, **more),
            cwd=var.parent,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "Ctrl+C" in log.read_text() or process.poll() is not None, seconds=120)
        assert process.poll() is None, log.read_text()
        assert "Ctrl+C" in log.read_text(), log.read_text()
        yield process, f"http://127.0.0.1:{port}", log
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition, *, seconds: float) -> bool:
    """Whether a condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def fetch(url: str, **headers: str) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode(errors="replace")


def processes_of(session: int) -> list[int]:
    """The live processes of a session (all that a `yinuo serve` began, parents gone or not)."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session and "(zombie)" not in (entry / "status").read_text():
                found.append(int(entry.name))
    return found
