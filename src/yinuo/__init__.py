"""Yinuo 一诺: the system an after-sales service centre runs on."""

__version__ = "0.1.0"
