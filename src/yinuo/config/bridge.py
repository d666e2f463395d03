"""Django under WSGI behind an ASGI server, on a fixed pool of threads that keep their database connections.

Per request one hop to a thread and one back. (a2wsgi takes several, and hands granian's `receive` to a function that refuses it.)
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

IN_MEMORY_BYTES = 2**20
LARGEST_BODY_BYTES = 64 * 2**20
CHUNK_BYTES = 2**17

Headers = list[tuple[bytes, bytes]]


class Gone(Exception):
    """The client left before its request was whole."""


class TooLarge(Exception):
    """The request's body is larger than any upload we take."""


@dataclass
class Answer:
    """A response as WSGI gives it: what `start_response` was told, and the chunks that follow."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))
    close: Callable[[], None] = lambda: None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def next_chunk(self) -> bytes:
        """Some of the body, b"" at its end; small pieces are joined, since each call is a hop between threads."""
        parts, size = [], 0
        for part in self.chunks:
            parts.append(part)
            size += len(part)
            if size >= CHUNK_BYTES:
                break
        return b"".join(parts)


class Bridge:
    """An ASGI application that answers by a WSGI application."""

    def __init__(self, wsgi: Callable[..., Any], *, threads: int) -> None:
        self.wsgi = wsgi
        self.threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="pages")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        try:
            body = await read_body(receive)
        except Gone:
            return
        except TooLarge:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        answer, first = await loop.run_in_executor(self.threads, self.answer, environ(scope, body))
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            chunk, whole = first
            while not whole:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = await loop.run_in_executor(self.threads, answer.next_chunk)
                whole = not chunk
            await send({"type": "http.response.body", "body": chunk, "more_body": False})
        finally:
            await loop.run_in_executor(self.threads, answer.close) if not first[1] else None

    def answer(self, environment: dict[str, Any]) -> tuple[Answer, tuple[bytes, bool]]:
        """Call the application; gives its answer, the first chunk and whether that is the whole (then it is closed already)."""
        answer = Answer()
        result = self.wsgi(environment, answer.start)
        answer.chunks, answer.close = iter(result), getattr(result, "close", answer.close)
        chunk = answer.next_chunk()
        whole = len(chunk) < CHUNK_BYTES
        if whole:
            answer.close()
        return answer, (chunk, whole)


async def read_body(receive: Any) -> IO[bytes]:
    """The request's body, in memory while it is small."""
    message = await receive()
    body: IO[bytes] = io.BytesIO(message.get("body", b""))
    if message.get("more_body"):
        body = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 (Django closes it with the request)
        body.write(message.get("body", b""))
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body.write(message.get("body", b""))
        if body.tell() > LARGEST_BODY_BYTES:
            raise TooLarge
    body.seek(0)
    return body


def environ(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """WSGI's environment for an ASGI scope."""
    host, port = scope.get("server") or ("localhost", 80)
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # would pass for the same name with a dash, which a proxy guards
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
            name = f"HTTP_{name}"
        joint = "; " if name == "HTTP_COOKIE" else ","
        environment[name] = f"{environment[name]}{joint}{value}" if name in environment else value
    environment.setdefault("CONTENT_LENGTH", str(size_of(body)))
    return environment


def size_of(body: IO[bytes]) -> int:
    size = body.seek(0, io.SEEK_END)
    body.seek(0)
    return size
