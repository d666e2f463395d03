"""axe finds nothing to complain about in the kit, the entrance and the error pages: light and dark, phone and desk."""

import pytest

from tests.browser import complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1440, "height": 900}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("path", ["/ui/", "/accounts/login/", "/no-such-page/", "/offline/"])
def test_axe_is_content(tab, live_server, settings, path, theme, size):
    if size == "desk":
        tab.set_viewport_size(DESK)
    tab.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
    tab.goto(live_server.url + path)
    tab.wait_for_timeout(500)
    assert complaints(tab) == []


@pytest.mark.parametrize("path", ["/ui/", "/accounts/login/"])
@pytest.mark.parametrize("width", [320, 720])
def test_nothing_is_cut_off_at_200_percent(tab, live_server, path, width):
    """A phone of 640 px and a desk of 1440 px at 200 % zoom have half their width."""
    tab.set_viewport_size({"width": width, "height": 500})
    tab.goto(live_server.url + path)
    wide = tab.evaluate(
        "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 99))"
    )
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), wide[:5]
