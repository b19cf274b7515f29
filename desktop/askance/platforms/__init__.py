"""What this machine is, and which candidate serves it.

Nothing is gathered here: a start asks only for the display, and must not load the rest for it.
"""
