"""Askance's tests, and what they stand on."""
