from __future__ import annotations

from yinuo.core.work import periodic

from .limits import forget

periodic("access.forget_tries", every_seconds=3600)(forget)
