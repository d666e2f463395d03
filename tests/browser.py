"""The system's Chromium for tests: `tab` is a fresh page that fails its test on a script error or a breach of the Content-Security-Policy."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tools.chromium import ARGUMENTS, find

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium on this machine, and CI=true forbids skipping.")
        pytest.skip("no Chromium on this machine")
    # Playwright's loop makes Django think that it runs asynchronously.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def files_as_they_are(settings):
    """Front-end files straight from the sources' folder, without collecting them first."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def tab(chromium, files_as_they_are) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(8000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert not faults, faults


def complaints(tab: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, by the rules of WCAG 2.2 AA and good practice."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(tab, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} — {node.get('failureSummary', '')[:300]}" for one in found for node in one["nodes"]]
