from __future__ import annotations

from functools import partial

from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from .recovery.asking import ask_recovered
from .watch import watch

periodic("complaints.watch", every_seconds=30)(watch)
periodic("complaints.ask_recovered", every_seconds=900)(partial(at_each_site, ask_recovered))
