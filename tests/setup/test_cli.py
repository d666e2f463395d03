"""The command `yinuo`: help, exit codes, and one clear sentence for each thing that can be in the way."""

import socket
import subprocess

import pytest

from yinuo import __version__
from yinuo.config.cli import commands, main

from .running import FROM_SOURCES, ROOT, yinuo

COMMANDS = ["serve", "work", "migrate", "user", "demo", "check", "cert", "version"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    var = tmp_path_factory.mktemp("centre") / "var"
    assert yinuo("migrate", var=var).returncode == 0
    return var


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


@pytest.mark.parametrize("command", ["serve", "migrate", "work", "demo", "check", "cert", "user"])
def test_an_unwritable_folder_gets_one_sentence(command, tmp_path):
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    done = yinuo(command, *(["list"] if command == "user" else []), var=place / "var")
    assert done.returncode == 1
    assert f"The folder {place / 'var'} cannot be written" in one_sentence(done)


def test_a_database_out_of_reach_gets_one_sentence(tmp_path):
    done = yinuo("migrate", var=tmp_path / "var", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "The database cannot be opened" in one_sentence(done)


def test_an_old_database_is_not_served(tmp_path):
    done = yinuo("serve", "--port", "8999", var=tmp_path / "var")
    assert done.returncode == 1
    assert "yinuo migrate" in one_sentence(done)


@pytest.mark.parametrize("arguments", [["--cert", "a.pem"], ["--cert", "none.pem", "--key", "none.key"]])
def test_an_unusable_certificate_gets_one_sentence(arguments, tmp_path):
    done = yinuo("serve", *arguments, var=tmp_path / "var")
    assert done.returncode == 1
    assert "cert" in one_sentence(done).lower()


def test_migrate_check_says_whether_there_is_anything_to_do(tmp_path, migrated):
    assert yinuo("migrate", "--check", var=tmp_path / "var").returncode == 1
    assert yinuo("migrate", "--check", var=migrated).returncode == 0


def test_the_first_administrator_is_made_from_the_command_line(migrated):
    made = yinuo(
        "user", "create", "lin", "--name", "林站长", "--site", "pd", "--new-site", "浦东站", var=migrated, stdin="a long enough password\n"
    )
    assert made.returncode == 0, made.stderr
    listed = yinuo("user", "list", var=migrated).stdout
    assert "lin" in listed and "林站长" in listed and "pd:administrator" in listed
    again = yinuo("user", "create", "lin", var=migrated, stdin="a long enough password\n")
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
def test_a_person_who_cannot_be_made_or_found_gets_one_sentence(arguments, sentence, migrated):
    done = yinuo("user", *arguments, var=migrated, stdin="a long enough password\n")
    assert done.returncode == 1
    assert sentence in one_sentence(done)


def test_a_weak_password_is_refused(migrated):
    done = yinuo("user", "create", "weak", var=migrated, stdin="12345\n")
    assert done.returncode == 1
    assert "too short" in one_sentence(done)


def test_roles_change_and_a_person_can_be_shut_out(migrated):
    yinuo(
        "user", "create", "zhao", "--site", "pd2", "--new-site", "P2", "--role", "advisor", var=migrated, stdin="a long enough password\n"
    )
    assert yinuo("user", "role", "zhao", "--site", "pd2", "--add", "cashier", "--remove", "advisor", var=migrated).returncode == 0
    assert yinuo("user", "disable", "zhao", var=migrated).returncode == 0
    line = next(line for line in yinuo("user", "list", var=migrated).stdout.splitlines() if line.startswith("zhao"))
    assert "pd2:cashier" in line and "advisor" not in line and "may not sign in" in line


def test_check_says_what_is_unfit_in_demo_mode(migrated):
    done = yinuo("check", var=migrated)
    assert done.returncode == 1
    for words in ("Demo mode is on", "secret key is missing or weak", "Every host name is answered", "HTTPS is off"):
        assert words in done.stdout


def test_check_passes_a_centre_that_is_set_up(migrated):
    yinuo("user", "create", "boss", "--site", "main", "--new-site", "Main", var=migrated, stdin="a long enough password\n")
    done = yinuo(
        "check",
        var=migrated,
        SECRET_KEY="k7-Qzbh8Wx_2" * 4,
        ALLOWED_HOSTS="yinuo.example",
        YINUO_HTTPS="1",
        YINUO_DEMO="0",
        YINUO_COLLECT="1",
    )
    assert "✗" not in done.stdout, done.stdout
    assert done.returncode == 0
    assert "Fit for production." in done.stdout


def test_work_does_every_job_once(migrated):
    assert yinuo("work", "--once", var=migrated).returncode == 0
