"""The bridge between the ASGI server and Django: whole bodies there, whole answers back, connections kept."""

import asyncio
import threading

import pytest

from yinuo.config import bridge
from yinuo.config.bridge import Bridge


def scope(method="GET", path="/", headers=(), query=b""):
    return {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "query_string": query, "headers": list(headers),
        "server": ("127.0.0.1", 8000), "client": ("10.0.0.7", 4242), "scheme": "https",
    }  # fmt: skip


def ask(wsgi, asked, *messages, threads=2):
    """What an ASGI server would send on: (status, headers, chunks)."""
    sent, waiting = [], list(messages) or [{"type": "http.request", "body": b""}]

    def receive():  # as granian's: an awaitable that is no coroutine
        future = asyncio.get_running_loop().create_future()
        future.set_result(waiting.pop(0))
        return future

    async def send(message):
        sent.append(message)

    asyncio.run(Bridge(wsgi, threads=threads)(asked, receive, send))
    if not sent:
        return None
    return sent[0]["status"], dict(sent[0]["headers"]), [message["body"] for message in sent[1:]]


def echo(environ, start_response):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Length", environ["CONTENT_LENGTH"])])
    return [body]


def test_a_form_that_comes_in_pieces_arrives_whole():
    pieces = [{"type": "http.request", "body": b"plate=", "more_body": True}, {"type": "http.request", "body": "沪A12345".encode()}]
    status, headers, chunks = ask(echo, scope("POST", headers=[(b"content-length", b"15")]), *pieces)
    assert (status, b"".join(chunks).decode()) == (200, "plate=沪A12345")
    assert headers[b"content-type"] == b"text/plain"


def test_an_upload_larger_than_memory_arrives_whole():
    piece = bytes(range(256)) * 1024
    pieces = [{"type": "http.request", "body": piece, "more_body": True}] * 8 + [{"type": "http.request", "body": b"end"}]
    _status, headers, chunks = ask(echo, scope("POST"), *pieces)
    assert b"".join(chunks) == piece * 8 + b"end"
    assert headers[b"x-length"] == str(len(piece) * 8 + 3).encode()
    assert len(chunks) > 1


def test_an_upload_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(bridge, "LARGEST_BODY_BYTES", 1000)
    pieces = [{"type": "http.request", "body": b"x" * 400, "more_body": True}] * 4
    assert ask(echo, scope("POST"), *pieces)[0] == 413


def test_a_request_given_up_half_way_is_not_done():
    def never(environ, start_response):
        raise AssertionError("a half request was answered")

    assert ask(never, scope("POST"), {"type": "http.request", "body": b"pla", "more_body": True}, {"type": "http.disconnect"}) is None


def test_what_the_request_says_reaches_django():
    seen = {}

    def look(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    headers = [
        (b"host", b"yinuo.lan"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-proto", b"http"),
        (b"x_forwarded_proto", b"https"),
    ]
    ask(look, scope(path="/s/浦东/", query=b"q=%E6%B2%AA", headers=headers))
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/s/浦东/"
    assert seen["QUERY_STRING"] == "q=%E6%B2%AA" and seen["HTTP_HOST"] == "yinuo.lan" and seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["REMOTE_ADDR"] == "10.0.0.7" and seen["wsgi.url_scheme"] == "https"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "http"  # an underscore does not pass for a dash


class Result(list):
    closed = 0

    def close(self):
        Result.closed += 1


@pytest.mark.parametrize("parts", [[], [b"one"], [b"x" * bridge.CHUNK_BYTES] * 3, [b"y" * 1000] * 1000])
def test_an_answer_is_sent_whole_and_closed_once(parts):
    Result.closed = 0

    def application(environ, start_response):
        start_response("200 OK", [])
        return Result(parts)

    _status, _headers, chunks = ask(application, scope())
    assert b"".join(chunks) == b"".join(parts)
    assert Result.closed == 1
    assert len(chunks) <= 2 + sum(map(len, parts)) // bridge.CHUNK_BYTES


def test_threads_are_kept_from_request_to_request():
    seen = set()

    def application(environ, start_response):
        seen.add(threading.get_ident())
        start_response("200 OK", [])
        return [b""]

    async def several():
        one = Bridge(application, threads=1)

        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            pass

        for _number in range(5):
            await one(scope(), receive, send)

    asyncio.run(several())
    assert len(seen) == 1
