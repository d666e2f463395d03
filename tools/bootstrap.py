"""Make a fresh clone ready to run, with Python and nothing else; standard library only.

    python -m tools.bootstrap run     prepare, then serve (what `make run` does)
    python -m tools.bootstrap env     prepare the environment of `make run`
    python -m tools.bootstrap dev     prepare the environment of developers: everything above and the test tools

Each step leaves a stamp made of what it was made from, and is left out while that has not changed. What fails says so in one sentence.
The environment is `.venv`, or the folder that YINUO_VENV names.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("YINUO_VENV", ROOT / ".venv"))
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
LOG = VENV / "install.log"
LOCKS = {"run": ("requirements.lock", "requirements-build.lock"), "dev": ("requirements-dev.lock",)}
SHAPES_BUNDLES = {".html", ".py", ".js", ".css", ".svg", ".txt"}
BUNDLES = ROOT / "src/yinuo/core/ui/static/yinuo"
COLLECTED = ROOT / "src/yinuo/_static"
CHINESE = os.environ.get("LC_ALL", os.environ.get("LC_MESSAGES", os.environ.get("LANG", ""))).startswith("zh")
NETWORK_WORDS = (
    "NewConnectionError", "Max retries", "Temporary failure", "Name or service", "timed out", "Could not find a version",
    "Connection refused", "Network is unreachable", "ProxyError", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT",
    "No matching distribution", "RemoteDisconnected", "IncompleteRead",
)  # fmt: skip


class Trouble(Exception):
    """Something the person at the keyboard must know; its text is the one sentence they read."""


def words(english: str, chinese: str) -> str:
    return chinese if CHINESE else english


def say(english: str, chinese: str) -> None:
    print(words(english, chinese), flush=True)


# Stamps


def digest(parts: Iterable[Path | str]) -> str:
    """A fingerprint of texts and of files' contents."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def step(name: str, title: str, made: Path, made_from: Sequence[Path | str], make: Callable[[], None]) -> None:
    """Make something unless it is there and its stamp says that it was made from the same things."""
    stamp, now = VENV / "stamps" / name, digest(made_from)
    if made.exists() and stamp.exists() and stamp.read_text() == now:
        return
    print(title, end=" … ", flush=True)
    begun = time.monotonic()
    try:
        make()
    except BaseException:
        print(flush=True)
        raise
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    print(f"{time.monotonic() - begun:.0f} s", flush=True)


def logged(command: Sequence[str | Path], *, what: str, env: dict[str, str] | None = None) -> None:
    """Run a command with its output in the install log; raise one sentence when it fails."""
    with LOG.open("ab") as log:
        start = log.tell()
        done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=env)
    if done.returncode == 0:
        return
    output = LOG.read_bytes()[start:].decode(errors="replace")
    if "No space left" in output or "ENOSPC" in output:
        raise Trouble(words(f"{what}: the disk is full.", f"{what}：磁盘已满。"))
    if any(word in output for word in NETWORK_WORDS):
        raise Trouble(
            words(
                f"{what} could not be downloaded: check the network and run this again (details in {LOG}).",
                f"{what}下载失败：请检查网络后再运行一次（详情见 {LOG}）。",
            )
        )
    raise Trouble(words(f"{what} could not be installed; the reason is at the end of {LOG}.", f"{what}安装失败，原因见 {LOG} 末尾。"))


# The steps


def check_writable(folder: Path) -> None:
    """Refuse a folder in which nothing can be written."""
    probe = folder / f".yinuo-probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise Trouble(
            words(
                f"The folder {folder} cannot be written ({problem.strerror}); copy Yinuo to a folder of your own.",
                f"文件夹 {folder} 无法写入（{problem.strerror}），请把一诺放到您有写权限的文件夹。",
            )
        ) from None


def make_venv() -> None:
    """A new, empty virtual environment in place of the old one."""
    if VENV.exists() and VENV != ROOT / ".venv" and not (VENV / "stamps").exists():
        raise Trouble(words(f"{VENV} belongs to something else; name another folder.", f"{VENV} 不是一诺创建的，请换一个文件夹。"))
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(
            words(
                "Python cannot make a virtual environment here; install its venv package (on Debian and Ubuntu: python3-venv).",
                "Python 无法创建虚拟环境，请安装 venv 组件（Debian 或 Ubuntu：python3-venv）。",
            )
        )
    link_sources()


def link_sources() -> None:
    """Let the environment's Python, and the command `yinuo`, run the sources of this folder."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    (Path(site) / "yinuo-sources.pth").write_text(f"{ROOT / 'src'}\n")
    command = BIN / "yinuo"
    command.write_text(f"#!{PYTHON}\nimport sys\n\nfrom yinuo.config.cli import main\n\nsys.exit(main())\n")
    command.chmod(0o755)


def install(level: str) -> None:
    requirements = [part for lock in LOCKS[level] for part in ("-r", ROOT / lock)]
    pip = ["-m", "pip", "install", "--no-input", "--progress-bar", "off", "--disable-pip-version-check", "--require-hashes"]
    logged([PYTHON, *pip, *requirements], what=words("Python packages", "Python 软件包"))


def python_packages(level: str) -> None:
    """The virtual environment at a level; the developers' one holds the other."""
    here = [str(VENV), str(ROOT), sys.version]
    step("venv", words("Virtual environment", "虚拟环境"), PYTHON, here, make_venv)
    dev = VENV / "stamps" / "python-dev"
    if level == "run" and dev.exists() and dev.read_text() == digest(ROOT / lock for lock in LOCKS["dev"]):
        return
    locks = [ROOT / lock for lock in LOCKS[level]]
    step(f"python-{level}", words("Python packages", "Python 软件包"), PYTHON, locks, lambda: install(level))


def with_node(command: Sequence[str | Path], what: str) -> None:
    """Run a command by the Node that came as a Python package."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    logged(command, what=what, env={**os.environ, "PATH": path, "npm_config_update_notifier": "false"})


def front_end() -> None:
    """Front-end packages, and the bundles made of them."""
    lock, script = ROOT / "package-lock.json", ROOT / "tools/assets.mjs"
    packages, bundles = words("Front-end packages", "前端软件包"), words("Front-end bundles", "前端文件")
    install: list[Path | str] = [BIN / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    step("front-end", packages, ROOT / "node_modules", [lock], lambda: with_node(install, packages))
    # Templates and views name the icons and classes that the bundles keep.
    made = {BUNDLES, COLLECTED}
    sources = sorted(path for path in (ROOT / "src/yinuo").rglob("*") if path.suffix in SHAPES_BUNDLES and made.isdisjoint(path.parents))
    made_from: list[Path | str] = [lock, script, *(str(path.relative_to(ROOT)) for path in sources), *sources]
    step("bundles", bundles, BUNDLES, made_from, lambda: with_node([BIN / "node", script], bundles))


def collect() -> None:
    """All front-end files in one folder under hashed names, as the wheel carries them."""
    title = words("Front-end files", "前端文件汇总")
    files = sorted(path for path in (ROOT / "src/yinuo").glob("**/static/**/*") if path.is_file())
    made_from: list[Path | str] = [ROOT / "requirements.lock", *(str(path.relative_to(ROOT)) for path in files), *files]
    command: list[Path | str] = [PYTHON, "-m", "django", "collectstatic", "--clear", "--no-input", "--verbosity=0", "--ignore=django_htmx"]
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "yinuo.config.settings",
        "STATIC_ROOT": str(COLLECTED),
        "YINUO_COLLECT": "1",
        "YINUO_DEMO": "1",
    }
    step("collected", title, COLLECTED / "staticfiles.json", made_from, lambda: logged(command, what=title, env=env))


def messages() -> None:
    """Compile the catalogues that are newer than their compiled form."""
    catalogs = (ROOT / "src/yinuo").rglob("locale/*/LC_MESSAGES/django.po")
    compiled = ((po, po.with_suffix(".mo")) for po in catalogs)
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in compiled):
        logged([PYTHON, "-m", "tools.messages", "compile"], what=words("Translations", "翻译"))


def prepare(level: str) -> None:
    """Everything the program needs to start from this folder."""
    check_writable(ROOT)
    first = not (VENV / "stamps").exists()
    if first:
        say("First start: packages are fetched, which takes a minute or two.", "首次启动：需要下载软件包，约一两分钟。")
    python_packages(level)
    messages()
    front_end()
    collect()


def serve(arguments: Sequence[str]) -> None:
    """Become `yinuo serve` on a demo centre."""
    command = [str(PYTHON), "-m", "yinuo.config.cli", "serve", "--migrate", "--demo", *arguments]
    os.chdir(ROOT)
    os.execv(command[0], command)


def main(arguments: Sequence[str]) -> int:
    task, *rest = arguments or ["run"]
    try:
        prepare("dev" if task == "dev" else "run")
        if task == "run":
            serve(rest)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
