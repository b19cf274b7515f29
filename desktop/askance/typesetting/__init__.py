"""Formulas set in type and code coloured: see `core.typesetting.Typesetter`.

The half beside the program (`process`, `protocol`) imports nothing heavy; the half in the process
of its own (`child`, `colouring`, `formulas`) imports neither Qt nor the rest of the program, and
Pygments and ziamath are imported there alone.
"""
