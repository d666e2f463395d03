from __future__ import annotations

from functools import partial

from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from . import hours

periodic("follow_up.best_hours", every_seconds=120)(partial(at_each_site, hours.prepare))
