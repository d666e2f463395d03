"""`yinuo serve`: web and background work begin and end together."""

import http.cookiejar
import os
import re
import shutil
import signal
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from .running import fetch, processes_of, serving, wait_until, yinuo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A data folder with an empty centre, to be copied: making one takes seconds."""
    folder = tmp_path_factory.mktemp("migrated") / "var"
    assert yinuo("migrate", var=folder).returncode == 0
    return folder


@pytest.fixture
def var(migrated, tmp_path):
    return Path(shutil.copytree(migrated, tmp_path / "var"))


def test_a_new_folder_becomes_a_running_centre(tmp_path):
    with serving("--migrate", "--host", "localhost", var=tmp_path / "new" / "var") as (_process, address, log):
        status, page = fetch(f"{address}/accounts/login/")
        assert status == 200
        static = re.search(r'"(/static/[^"]+)"', page)
        assert static and fetch(address + static[1])[0] == 200
        assert "Demo mode" in log.read_text()


class Browser:
    """A person at a browser: keeps cookies, sends the forms' tokens."""

    def __init__(self, address):
        self.address, self.jar = address, http.cookiejar.CookieJar()
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))
        self.opener = urllib.request.build_opener(*handlers)

    def get(self, path):
        return self.opener.open(self.address + path, timeout=30)

    def post(self, path, **values):
        page = self.get(path).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.opener.open(self.address + path, urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token}).encode(), timeout=30)


def test_a_person_signs_in_and_hears_what_happens_at_their_own_site_only(var):
    site = ["--site", "pd", "--new-site", "浦东站"]
    assert yinuo("user", "create", "lin", *site, var=var, stdin="a long enough password\n").returncode == 0
    with serving("--no-work", var=var) as (_process, address, _log):
        assert fetch(f"{address}/live/s/pd/")[0] == 404  # a stranger
        browser = Browser(address)
        wrong = browser.post("/accounts/login/", login="lin", password="not the password")
        assert wrong.url.endswith("/accounts/login/")
        inside = browser.post("/accounts/login/", login="lin", password="a long enough password", next="/accounts/logout/")
        assert inside.status == 200 and inside.url.endswith("/accounts/logout/")
        with browser.get("/live/s/pd/") as stream:
            assert stream.headers["Content-Type"] == "text/event-stream"
            assert stream.readline() == b"data: hello\n"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            browser.get("/live/s/elsewhere/")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_web_and_work(var, number):
    with serving(var=var) as (process, _address, log):
        assert wait_until(lambda: len(processes_of(process.pid)) >= 3, seconds=20)
        process.send_signal(number)
        assert process.wait(20) == 0, log.read_text()
        assert wait_until(lambda: not processes_of(process.pid), seconds=5)
        assert "Traceback" not in log.read_text()


def test_nothing_is_left_when_the_parent_is_killed(var):
    with serving(var=var) as (process, _address, _log):
        assert wait_until(lambda: len(processes_of(process.pid)) >= 3, seconds=20)
        process.kill()
        process.wait()
        assert wait_until(lambda: not processes_of(process.pid), seconds=15), processes_of(process.pid)


def test_the_background_work_is_begun_again_when_it_dies(var):
    with serving(var=var) as (process, address, log):
        assert wait_until(lambda: work_of(process.pid), seconds=20)
        os.kill(work_of(process.pid)[0], signal.SIGKILL)
        assert wait_until(lambda: "is begun again" in log.read_text(), seconds=10)
        assert wait_until(lambda: work_of(process.pid), seconds=20)
        assert fetch(f"{address}/accounts/login/")[0] == 200


def work_of(session):
    def arguments(pid):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().split(b"\0")

    return [pid for pid in processes_of(session) if b"work" in arguments(pid)]


def test_https_is_served_with_the_own_certificate(var):
    assert yinuo("cert", var=var).returncode == 0
    cert = ["--cert", str(var / "cert/server.pem"), "--key", str(var / "cert/server.key")]
    with serving("--no-work", *cert, var=var) as (_process, _address, log):
        assert "https://127.0.0.1:" in log.read_text()
