"""The command `yinuo`: help, exit codes, and one clear sentence for each thing that can be in the way."""

import argparse
import io
import logging
import socket
import subprocess
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from django.utils import translation

from yinuo import __version__
from yinuo.config.cli import commands, main
from yinuo.config.commands import Trouble, cert, check_database_url
from yinuo.core.accounts.models import User
from yinuo.core.sites.models import Site
from yinuo.operations.stock.models import Part, StockMovement

from .running import FROM_SOURCES, ROOT, yinuo

COMMANDS = ["serve", "work", "migrate", "user", "demo", "load", "recount", "check", "cert", "version"]


@pytest.fixture
def ask(monkeypatch, capsys, settings, tmp_path):
    """Run a command in this process, on the test's database; gives its exit code and what it says."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "pictures"

    def command(*arguments, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(arguments)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    with translation.override("en"):
        yield command
    logging.captureWarnings(False)


def one_sentence(done):
    """What a person reads when something is in the way: one line, no traceback."""
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr, done.stderr
    return done.stderr.strip()


def test_the_commands_are_the_documented_ones():
    assert list(commands()) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"yinuo {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["fly"], ["serve", "--port", "many"], ["serve", "--port", "70000"], ["user"]])
def test_what_is_not_understood_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: yinuo" in capsys.readouterr().err


def test_version(capsys):
    assert main(["version"]) == 0
    assert capsys.readouterr().out.startswith(f"yinuo {__version__} (Python ")


@pytest.mark.parametrize(
    ("language", "word"), [("zh_CN.UTF-8", "数据库"), ("zh_TW.UTF-8", "資料庫"), ("en_US.UTF-8", "database"), ("C", "database")]
)
def test_help_speaks_the_terminals_language(language, word, tmp_path):
    subprocess.run([FROM_SOURCES[0], "-m", "tools.messages", "compile"], cwd=ROOT, check=True)
    assert word in yinuo("--help", var=tmp_path / "var", LANG=language).stdout


def test_a_busy_port_gets_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = yinuo("serve", "--port", str(port), var=tmp_path / "var")
        by_environment = yinuo("serve", var=tmp_path / "var", PORT=str(port))
    assert done.returncode == by_environment.returncode == 1
    assert one_sentence(done) == f"Port {port} is taken by another program; choose another with PORT={port + 1} or --port."
    assert str(port) in one_sentence(by_environment)


def test_a_name_is_looked_up_and_one_without_address_gets_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in one_sentence(yinuo("serve", "--host", "localhost", "--port", str(port), var=tmp_path / "var"))
    for name in ("no.such.invalid", "two..dots"):
        done = yinuo("serve", "--host", name, var=tmp_path / "var")
        assert done.returncode == 1 and f"No address is known for {name}" in one_sentence(done)


@pytest.mark.parametrize("command", ["serve", "migrate", "cert"])
def test_an_unwritable_folder_gets_one_sentence(command, tmp_path):
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    done = yinuo(command, var=place / "var")
    assert done.returncode == 1
    assert f"The folder {place / 'var'} cannot be written" in one_sentence(done)


def test_a_database_out_of_reach_gets_one_sentence(tmp_path):
    done = yinuo("migrate", var=tmp_path / "var", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "The database cannot be opened" in one_sentence(done)


@pytest.mark.parametrize("address", ["nonsense", "mysql://centre@127.0.0.1/yinuo", "://"])
def test_another_engine_than_the_two_gets_one_sentence(address, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(Trouble, match="postgresql://"):
        check_database_url()


@pytest.mark.parametrize(
    ("name", "fits"), [("tablet.lan", True), ("10.0.0.7", True), ("fe80::1", True), ("x y", False), ("", False), ("https://a", False)]
)
def test_a_certificate_is_made_for_names_that_can_be_typed(name, fits):
    with nullcontext() if fits else pytest.raises(argparse.ArgumentTypeError):
        assert cert.host_name(name) == name


def test_an_old_database_is_not_served(tmp_path):
    done = yinuo("serve", "--port", "8999", var=tmp_path / "var")
    assert done.returncode == 1
    assert "yinuo migrate" in one_sentence(done)


@pytest.mark.parametrize("arguments", [["--cert", "a.pem"], ["--cert", "none.pem", "--key", "none.key"]])
def test_an_unusable_certificate_gets_one_sentence(arguments, tmp_path):
    done = yinuo("serve", *arguments, var=tmp_path / "var")
    assert done.returncode == 1
    assert "cert" in one_sentence(done).lower()


def test_migrate_check_says_whether_there_is_anything_to_do(tmp_path, ask, db):
    assert yinuo("migrate", "--check", var=tmp_path / "var").returncode == 1
    assert ask("migrate", "--check").returncode == 0


PASSWORD = "a long enough password\n"


def test_the_first_administrator_is_made_from_the_command_line(ask, db):
    assert "Nobody can sign in yet" in ask("user", "list").stdout
    made = ask("user", "create", "lin", "--name", "林站长", "--site", "pd", "--new-site", "浦东站", stdin=PASSWORD)
    assert made.returncode == 0, made.stderr
    listed = ask("user", "list").stdout
    assert "lin" in listed and "林站长" in listed and "pd:administrator" in listed
    again = ask("user", "create", "lin", stdin=PASSWORD)
    assert again.returncode == 1 and "already" in one_sentence(again)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create", "wu", "--site", "nowhere"], "There is no site nowhere"),
        (["create", "wu", "--role", "advisor"], "A role is held at a site"),
        (["create", "wu", "--site", "x", "--new-site", "X", "--role", "king"], "There is no role king"),
        (["create", "wu", "--site", "Not A Code", "--new-site", "X"], "The site cannot be made"),
        (["password", "nobody"], "There is nobody named nobody"),
        (["role", "nobody", "--site", "pd", "--add", "advisor"], "There is nobody named nobody"),
    ],
)
def test_a_person_who_cannot_be_made_or_found_gets_one_sentence(arguments, sentence, ask, db):
    done = ask("user", *arguments, stdin=PASSWORD)
    assert done.returncode == 1
    assert sentence in one_sentence(done)
    assert not User.objects.exists()


def test_a_weak_password_is_refused(ask, db):
    done = ask("user", "create", "weak", stdin="12345\n")
    assert done.returncode == 1
    assert "too short" in one_sentence(done)


def test_a_new_password_signs_in(ask, db):
    ask("user", "create", "lin", stdin=PASSWORD)
    assert ask("user", "password", "lin", stdin="quite another password\n").returncode == 0
    assert User.objects.get(username="lin").check_password("quite another password")


def test_roles_change_and_a_person_can_be_shut_out_and_let_in(ask, db):
    ask("user", "create", "zhao", "--site", "pd", "--new-site", "P", "--role", "advisor", stdin=PASSWORD)
    assert ask("user", "role", "zhao", "--site", "pd", "--add", "cashier", "--remove", "advisor").returncode == 0
    assert ask("user", "disable", "zhao").returncode == 0
    line = next(line for line in ask("user", "list").stdout.splitlines() if line.startswith("zhao"))
    assert "pd:cashier" in line and "advisor" not in line and "may not sign in" in line
    assert ask("user", "enable", "zhao").returncode == 0
    assert User.objects.get(username="zhao").is_active


def test_check_says_what_is_unfit_in_demo_mode(ask, db, settings):
    settings.DEMO, settings.SECRET_KEY, settings.ALLOWED_HOSTS, settings.HTTPS = True, "demo-mode", ["*"], False
    done = ask("check")
    assert done.returncode == 1
    for words in (
        "Demo mode is on",
        "secret key is missing or weak",
        "Every host name is answered",
        "HTTPS is off",
        "no administrator yet",
        "No e-mail goes out",
    ):
        assert words in done.stdout


@pytest.fixture
def fit(ask, db, settings, monkeypatch):
    """A centre that is set up as it should be."""
    subprocess.run([FROM_SOURCES[0], "-m", "tools.messages", "compile"], cwd=ROOT, check=True)
    ask("user", "create", "boss", "--site", "main", "--new-site", "Main", stdin=PASSWORD)
    monkeypatch.setenv("YINUO_VAR", str(settings.VAR))
    settings.DEMO, settings.DEBUG, settings.HTTPS, settings.IS_COLLECTED = False, False, True, True
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "k7-Qzbh8Wx_2" * 4, ["yinuo.example"]


def test_check_proves_that_no_record_points_at_another_centres(ask, fit):
    assert "Every record belongs" in ask("check", "--data").stdout
    here, there = (Site.objects.create(code=code, name=code) for code in ("here", "there"))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    stamp = {"created_at": at, "changed_at": at}
    part = Part.objects.create(site=there, number="X", name="X", price=1, **stamp)
    StockMovement.objects.create(site=here, part=part, kind="counted", quantity=0, on_hand_after=0, **stamp)
    done = ask("check", "--data")
    assert done.returncode == 1 and "stock.StockMovement.part: 1 rows" in done.stdout


def test_check_passes_a_centre_that_is_set_up(ask, fit):
    done = ask("check")
    assert "✗" not in done.stdout, done.stdout
    assert done.returncode == 0
    assert "Fit for production." in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", True, "Debug pages are on"),
        ("SECRET_KEY", "a" * 60, "secret key is missing or weak"),
        ("MEDIA_ROOT", "/proc/pictures", "The folder for pictures cannot be written"),
        ("IS_COLLECTED", False, "The front-end files are not collected"),
    ],
)
def test_one_unfit_thing_is_enough(ask, fit, settings, name, value, sentence):
    setattr(settings, name, value)
    done = ask("check")
    assert done.returncode == 1
    assert done.stdout.count("✗") == 1 and sentence in done.stdout


def test_a_history_that_cannot_be_read_gets_one_sentence(ask, db, tmp_path):
    (tmp_path / "packed.csv").write_bytes(b"\x1f\x8b\x08 not a table")
    for name, sentence in (("none.csv", "cannot be read"), ("packed.csv", "is not a text table")):
        done = ask("load", "work-orders", str(tmp_path / name), "--site", "pd", "--new-site", "浦东站")
        assert done.returncode == 1
        assert name in one_sentence(done) and sentence in done.stderr
