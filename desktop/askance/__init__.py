"""Askance: glance at anything on your screen, and ask."""

__version__ = "0.1.0"
