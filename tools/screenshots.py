"""Take the pictures of README and guide: a fresh demo centre, served, seen by the people of each screen in both languages.

    python -m tools.screenshots [NAME …] [--out docs/pictures] [--url http://127.0.0.1:8000]

With --url a centre that is served already is photographed (demo sign-in must be open there); without it one is made and thrown away.
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from tools.chromium import ARGUMENTS, find
from tools.postgres import free_port

SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900), "board": (1920, 1080)}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SITE = "/s/pudong"


@dataclass(frozen=True)
class Shot:
    """One picture: whose screen, at which size, where; `follow`: links (CSS selectors) to go on by from there."""

    name: str
    role: str
    size: str
    path: str
    follow: tuple[str, ...] = ()
    theme: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("sign-in", "", "desktop", "/accounts/login/"),
    Shot("today", "advisor", "tablet", f"{SITE}/"),
    Shot("today-manager", "service_manager", "desktop", f"{SITE}/"),
    Shot("gate", "coordinator", "tablet", f"{SITE}/gate/"),
    Shot("visit", "advisor", "tablet", f"{SITE}/visits/", ('main a[href*="/visits/"][href$="/"]:has(.plate)',)),
    Shot("booking-day", "advisor", "desktop", f"{SITE}/booking/"),
    Shot(
        "order",
        "advisor",
        "tablet",
        f"{SITE}/orders/",
        ('main a[href*="/orders/"]:has(.plate), main td a[href*="/orders/"], main th a[href*="/orders/"]',),
    ),
    Shot("my-jobs", "technician", "phone", f"{SITE}/work/"),
    Shot("dispatch", "dispatcher", "desktop", f"{SITE}/dispatch/"),
    Shot("inspections", "inspector", "tablet", f"{SITE}/inspections/"),
    Shot("parts", "parts_clerk", "tablet", f"{SITE}/orders/parts/"),
    Shot("checkout", "cashier", "desktop", f"{SITE}/cashier/", ('main a[href*="/checkout/"]',)),
    Shot("follow-up", "follow_up_agent", "desktop", f"{SITE}/follow-up/"),
    Shot("complaint", "advisor", "desktop", f"{SITE}/complaints/", ('main tr:has(.plate) th a[href*="/complaints/"]',)),
    Shot("recovery", "service_manager", "desktop", f"{SITE}/complaints/recovery/"),
    Shot("promises", "service_manager", "desktop", f"{SITE}/promises/"),
    Shot("conformance", "service_manager", "desktop", f"{SITE}/conformance/"),
    Shot("satisfaction", "service_manager", "desktop", f"{SITE}/satisfaction/"),
    Shot("surveys", "service_manager", "desktop", f"{SITE}/surveys/"),
    Shot("survey-signals", "service_manager", "desktop", f"{SITE}/surveys/signals/"),
    Shot("today-dark", "service_manager", "desktop", f"{SITE}/", theme="dark"),
)


@contextmanager
def centre(url: str) -> Iterator[str]:
    """The address of a served demo centre."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="yinuo-pictures-") as folder:
        environment = os.environ | {"YINUO_VAR": folder, "PYTHONPATH": "src"}
        command = [sys.executable, "-m", "yinuo.config.cli"]
        subprocess.run([*command, "migrate"], env=environment, check=True)
        subprocess.run([*command, "demo"], env=environment, check=True)
        port = free_port()
        process = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait(port: int) -> None:
    for _try in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/accounts/login/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The demo centre did not start.")


def sit_down(browser: Browser, url: str, shot: Shot, language: str) -> Page:
    """A page signed in as the person in the shot's role, by the demo's one tap."""
    width, height = SIZES[shot.size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.theme, base_url=url, has_touch=shot.size in ("phone", "tablet")
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    page = context.new_page()
    if shot.role:
        page.goto("/accounts/login/")
        page.locator(f'form[action$="/demo/sign-in/"] button[value="{shot.role}"]').click()
        page.wait_for_load_state("networkidle")
    return page


def take(browser: Browser, url: str, shot: Shot, folder: Path, language: str) -> None:
    page = sit_down(browser, url, shot, language)
    page.goto(shot.path)
    page.wait_for_load_state("networkidle")
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    folder.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(192).save(folder / f"{shot.name}.png", optimize=True)
    page.context.close()


def main(arguments: Sequence[str] | None = None) -> int:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("names", nargs="*", help="only these pictures")
    told.add_argument("--out", type=Path, default=Path("docs/pictures"))
    told.add_argument("--url", default="")
    options = told.parse_args(arguments)
    chromium = find()
    if chromium is None:
        print("There is no Chromium on this machine; install the package chromium.", file=sys.stderr)
        return 1
    with centre(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            if options.names and shot.name not in options.names:
                continue
            for folder, language in LANGUAGES.items():
                take(browser, url, shot, options.out / folder, language)
            print(shot.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
