"""Background work goes round the sites: in each one's scope and language, and trouble at one keeps no other waiting."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.conftest import local
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.rounds import at_each_site

AT = local("2026-03-02 09:00")


def test_each_site_has_its_turn_in_its_own_scope_and_language(site, other_site):
    other_site.language = "en"
    other_site.save()
    seen = []
    done = at_each_site(lambda here, at: seen.append((here, current_site(), translation.get_language(), at)) or 2, AT)
    assert seen == [(site, site, "zh-hans", AT), (other_site, other_site, "en", AT)]
    assert done == 4


def test_trouble_at_one_is_told_and_keeps_no_other_waiting(site, other_site, caplog):
    def count(here, at):
        if here == site:
            raise ZeroDivisionError
        seen.append(here)

    seen: list = []
    with pytest.raises(ZeroDivisionError):
        at_each_site(count, AT)
    assert seen == [other_site] and site.code in caplog.text


def test_only_the_sites_named(site, other_site):
    assert at_each_site(lambda here, at: 1, AT, [other_site]) == 1
