"""Measures that this slice registers (see conformance.py)."""
