"""The ready-made questionnaires, in our own words and three languages, as data."""

from . import csi, fairness, importance, quick, recovery, servqual
from .ready import Ready

ALL: tuple[Ready, ...] = (
    csi.CSI, servqual.SERVQUAL, fairness.FAIRNESS, recovery.RECOVERY, importance.CUSTOMERS, importance.MANAGERS, quick.QUICK,
)  # fmt: skip

__all__ = ["ALL", "Ready"]
