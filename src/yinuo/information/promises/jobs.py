from __future__ import annotations

from yinuo.core.work import periodic

from .watch import watch

periodic("promises.watch", every_seconds=15)(watch)
