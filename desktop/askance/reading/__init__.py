"""Text and codes off a picture, on this computer: see `core.ports.Reader`.

The half beside the program (`process`, `candidates`) imports nothing heavy; the half in the process
of its own (`child` and what it loads) imports neither Qt nor the rest of the program.
"""
