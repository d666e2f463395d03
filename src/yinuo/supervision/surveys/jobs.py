from __future__ import annotations

from yinuo.core.work import periodic

from .services import importing, rounds

periodic("surveys.keep_up", every_seconds=300)(rounds.every_site(rounds.keep_up))
periodic("surveys.send", every_seconds=120)(rounds.every_site(rounds.send_by_mail))
periodic("surveys.first_time", every_seconds=3600)(rounds.every_site(rounds.first_time))
periodic("surveys.import", every_seconds=3)(rounds.every_site(importing.read_waiting))
