from __future__ import annotations

from yinuo.core.work import periodic

from .watch import watch

periodic("complaints.watch", every_seconds=30)(watch)
