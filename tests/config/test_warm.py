"""A web process reads its templates before it answers, and its collector then looks only at what is new."""

from __future__ import annotations

import gc

import pytest
from django.template import engines

from yinuo.config.warm import NEW_OBJECTS, warm_up


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_warming_up_reads_every_template_and_leaves_the_program_to_no_collection(collector, settings):
    engines["django"].engine.template_loaders[0].reset()
    warm_up()
    read = engines["django"].engine.template_loaders[0].get_template_cache
    assert {"today/today.html", "booking/new.html", "orders/share.html"} <= set(read) and gc.get_freeze_count() > 50_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10 and gc.get_threshold()[0] == NEW_OBJECTS
