from __future__ import annotations

from functools import partial

from yinuo.core.sites.rounds import at_each_site
from yinuo.core.work import periodic

from .services import importing, rounds

periodic("surveys.keep_up", every_seconds=300)(partial(at_each_site, rounds.keep_up))
periodic("surveys.send", every_seconds=120)(partial(at_each_site, rounds.send_by_mail))
periodic("surveys.first_time", every_seconds=3600)(partial(at_each_site, rounds.first_time))
periodic("surveys.import", every_seconds=3)(partial(at_each_site, importing.read_waiting))
