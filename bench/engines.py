"""A fresh database per engine, each in a process of its own, so that Django is set up for it from the start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.postgres import server

ENGINES = ("sqlite", "postgresql")


def on_each(module: str, arguments: list[str], engines: tuple[str, ...] = ENGINES, *, durable: bool = True) -> None:
    """Run `python -m module ENGINE …` for each engine, with a database that is thrown away after; `durable`: PostgreSQL with fsync."""
    for engine in engines:
        with tempfile.TemporaryDirectory(prefix="yinuo-bench-") as folder:
            environment = os.environ | {
                "YINUO_VAR": folder,
                "DATABASE_URL": "",
                "PYTHONPATH": f"{Path('src').absolute()}{os.pathsep}{Path.cwd()}",
            }
            command = [sys.executable, "-m", module, engine, *arguments]
            if engine == "sqlite":
                subprocess.run(command, env=environment, check=True)
            else:
                with server(durable=durable) as url:
                    subprocess.run(command, env=environment | {"DATABASE_URL": url}, check=True)


def set_up() -> None:
    """Django with the environment's database, migrated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def processor_seconds(pids: list[int]) -> float:
    """User and system time of these processes so far, their ended children included, from /proc."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(value) for value in fields[11:15])
    return total / ticks


def processes_of(parent: int) -> list[int]:
    """The process and all that it started, as they run now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [parent]
    while todo:
        found.append(todo[-1])
        todo += children.get(todo.pop(), [])
    return found
