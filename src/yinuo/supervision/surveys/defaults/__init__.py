"""The ready-made questionnaires, in our own words and three languages, as data."""

from . import csi, fairness, importance, quick, servqual
from .ready import Ready

ALL: tuple[Ready, ...] = (csi.CSI, servqual.SERVQUAL, fairness.FAIRNESS, importance.CUSTOMERS, importance.MANAGERS, quick.QUICK)

__all__ = ["ALL", "Ready"]
