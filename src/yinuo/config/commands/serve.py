"""`yinuo serve`: the web and the background work, begun and ended together."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from yinuo import __version__
from yinuo.config.commands import Trouble, demo, setup, speak
from yinuo.config.commands.migrate import migrate, missing_migrations
from yinuo.config.words import gettext as _

READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 12


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on; 0.0.0.0 opens it to the network (127.0.0.1)"))
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000", help=_("port (PORT, else 8000)"))
    parser.add_argument("--cert", type=Path, help=_("certificate for HTTPS (see `yinuo cert`)"))
    parser.add_argument("--key", type=Path, help=_("key of the certificate"))
    parser.add_argument("--workers", type=int, default=1, help=_("web processes; more than one is for PostgreSQL (1)"))
    parser.add_argument("--no-work", action="store_true", help=_("leave the background work to another `yinuo work`"))
    parser.add_argument("--migrate", action="store_true", help=_("bring the database up to date first"))
    parser.add_argument("--demo", action="store_true", help=_("load the demo centre when the database is empty"))


def port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(_("a port is a number from 1 to 65535, not %(text)s") % {"text": text})
    return int(text)


def run(options: argparse.Namespace) -> int:
    check_certificate(options)
    options.address = address_of(options.host)
    refuse_busy_port(options.address, options.port)
    if options.cert:
        os.environ["YINUO_HTTPS"] = "1"
    setup()
    prepare(options)
    serve(options)
    return 0


# Before the doors open


def check_certificate(options: argparse.Namespace) -> None:
    if bool(options.cert) != bool(options.key):
        raise Trouble(_("HTTPS needs both --cert and --key; `yinuo cert` makes them."))
    if not options.cert:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(options.cert, options.key)
    except (OSError, ssl.SSLError) as problem:
        reason = problem.strerror or str(problem)
        raise Trouble(_("The certificate or its key cannot be used: %(reason)s") % {"reason": reason}) from problem


def address_of(host: str) -> str:
    """The address a name stands for, that of the older internet first; an address stands for itself."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        text = _("No address is known for %(host)s: give --host an address of this machine (127.0.0.1, or 0.0.0.0 for the whole network).")
        raise Trouble(text % {"host": host}) from None
    addresses = {family: address[0] for family, _type, _protocol, _name, address in reversed(found)}
    return str(addresses.get(socket.AF_INET) or addresses[socket.AF_INET6])


def refuse_busy_port(host: str, port: int) -> None:
    """Say so when somebody else has the port (the server itself would share it in silence)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                text = _("Port %(port)d is taken by another program; choose another with PORT=%(next)d or --port.")
                raise Trouble(text % {"port": port, "next": port % 65535 + 1}) from None
            text = _("Cannot listen on %(host)s, port %(port)d: %(reason)s")
            raise Trouble(text % {"host": host, "port": port, "reason": problem.strerror or problem}) from None


def prepare(options: argparse.Namespace) -> None:
    """The database as this version needs it, and the demo centre when asked for."""
    from django.db import connections

    if missing_migrations():
        if not options.migrate:
            raise Trouble(_("The database is older than this version: run `yinuo migrate` first (or serve with --migrate)."))
        print(_("Preparing the database …"), flush=True)
        migrate()
    if options.demo and demo.loader().database_is_empty():
        demo.load_centre()
    connections.close_all()  # the web processes are forked from this one


# Open


def serve(options: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    os.environ["YINUO_SERVE_PID"] = str(os.getpid())
    server = Granian(
        "yinuo.config.asgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=options.workers,
        websockets=False,
        http=HTTPModes.auto if options.cert else HTTPModes.http1,
        log_level=LogLevels.warning,
        ssl_cert=options.cert,
        ssl_key=options.key,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_SECONDS - 2,
    )
    work = None if options.no_work else Work()
    server.on_startup(lambda: soon(announce, options))
    if work:
        server.on_startup(lambda: soon(work.keep))
    try:
        server.serve()
    finally:
        if work:
            work.end()


def soon(function, *arguments) -> None:
    """Call a function from a thread that begins after the web processes were forked: a fork copies what other threads hold."""
    timer = threading.Timer(0.2, function, arguments)
    timer.daemon = True
    timer.start()


class Work:
    """The child that does the background work; begun again when it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.over = threading.Event()

    def keep(self) -> None:
        command = [sys.executable, "-m", "yinuo.config.cli", "work", "--parent", str(os.getpid())]
        while not self.over.is_set():
            self.process = subprocess.Popen(command)
            code = self.process.wait()
            if not self.over.is_set():
                print(_("The background work ended with %(code)d and is begun again.") % {"code": code}, file=sys.stderr, flush=True)
                self.over.wait(5)

    def end(self) -> None:
        self.over.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


# Said aloud


def announce(options: argparse.Namespace) -> None:
    """Once the first page is there: where it is, and in demo mode who can sign in."""
    from django.conf import settings
    from django.db import connections

    speak()
    if not is_ready(options):
        print(_("The server does not answer; its messages above say why."), file=sys.stderr, flush=True)
        return
    host = socket.gethostname() if options.host in ("0.0.0.0", "::") else in_url(options.host)
    scheme = "https" if options.cert else "http"
    print(f"\n一诺 Yinuo {__version__}: {scheme}://{host}:{options.port}/", flush=True)
    if settings.DEMO:
        print(_("Demo mode: the secret key is public and anybody may sign in. Keep no real customers here (see `yinuo check`)."))
        if options.demo:
            demo.print_sign_ins()
    print(_("Stop with Ctrl+C."), flush=True)
    connections.close_all()


def in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_ready(options: argparse.Namespace) -> bool:
    """Fetch the sign-in page until it comes, which also warms the first worker up."""
    host = in_url({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.address, options.address))
    url = f"{'https' if options.cert else 'http'}://{host}:{options.port}/accounts/login/"
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE  # it is ourselves
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=unchecked))
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            with opener.open(url, timeout=READY_WITHIN_SECONDS):
                return True
        except urllib.error.HTTPError as answer:
            return answer.code < 500
        except OSError:
            time.sleep(0.05)
    return False
